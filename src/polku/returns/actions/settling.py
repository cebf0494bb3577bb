"""Settling returns: the customer gets a credit note, the money, the same goods again, or the goods repaired."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.billing.rules import BillingPermission
from polku.db import few
from polku.db.transactions import write
from polku.deals.actions import follow_worth
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, NotAllowed, Refused, gettext_noop
from polku.kernel.text import clean
from polku.payments.rules import PaymentPermission
from polku.returns.actions import reach
from polku.returns.actions.crediting import Given, give_back
from polku.returns.actions.refusals import made_up_already
from polku.returns.actions.replacing import replace
from polku.returns.actions.shelving import take_in
from polku.returns.actions.telling import tell
from polku.returns.events import ReturnPartlySettled, ReturnSettled
from polku.returns.logic.sharing import ZERO
from polku.returns.logic.states import MONEY, Resolution, State
from polku.returns.models import Return, ReturnLine
from polku.returns.queries.sold import made_up_for
from polku.returns.rules import ReturnPermission

_WRITTEN = ("cost_minor", "settled_at", "replacement_id")


def settle_return(
    return_id: int,
    *,
    resolutions: Mapping[int, str] | None = None,
    method: str = "bank",
    carrier: str = "",
    tracking: str = "",
    mail_to: str = "",
    message: str = "",
    actor: Actor,
    at: datetime,
) -> Return:
    """Give the customer what was agreed for the lines this person may settle: finance gives money, the house goods.

    `resolutions` changes what was agreed, by the ids of lines. Each credit note refers to the lines it takes back; a
    refund pays back by `method` what the credit note leaves open. An exchange opens a confirmed order of price zero.
    `carrier` and `tracking` tell how repaired goods go back. Lines that wait for somebody else keep the return open.

    Raises: Refused (not received, nothing left, a draft bills it), Invalid, NotFound, NotAllowed.
    """
    if not (actor.may(ReturnPermission.RECEIVE) or actor.may(ReturnPermission.SETTLE)):
        raise NotAllowed(ReturnPermission.SETTLE)
    right = ReturnPermission.SETTLE if actor.may(ReturnPermission.SETTLE) else ReturnPermission.RECEIVE
    with write():
        row = reach.returns([return_id], right, actor).get(return_id)
        if row is None:
            raise reach.missing()
        left = [line for line in reach.lines_of([row])[row.pk] if line.settled_at is None]
        if left and not _settled_by(actor, left):
            raise NotAllowed(ReturnPermission.SETTLE)
        if row.state != State.RECEIVED:
            raise reach.past(row) if row.state in (State.SETTLED, State.REFUSED) else _not_here()
        _agree_anew(row, left, resolutions or {}, actor, at)
        mine = _settled_by(actor, left)
        if not mine:
            raise NotAllowed(ReturnPermission.SETTLE)
        given = give_back([line for line in mine if line.resolution in MONEY], row, method, actor, at)
        order_id = replace([line for line in mine if line.resolution == Resolution.EXCHANGE], row, at)
        _send_back(row, [line for line in mine if line.resolution == Resolution.REPAIR], carrier, tracking)
        for line in mine:
            line.settled_at = at
        few.change(left, _WRITTEN)
        whole = len(mine) == len(left)
        if whole:
            row.state, row.settled_at, row.settled_by_id = State.SETTLED.value, at, actor.user_id
        few.change([row], ["state", "settled_at", "settled_by", "carrier", "tracking"])
        event = _event(row, given, order_id, whole=whole)
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
        follow_worth([row.order.deal], at=at)
        if mail_to:
            tell(row, to=mail_to, message=message, actor=actor, at=at)
    return row


def _settled_by(actor: Actor, lines: Sequence[ReturnLine]) -> list[ReturnLine]:
    return [line for line in lines if may_settle(line.resolution, actor)]


def may_settle(resolution: str, actor: Actor) -> bool:
    """Whether a person has all rights that a resolution needs."""
    if resolution not in MONEY:
        return actor.may(ReturnPermission.RECEIVE)
    needed = [ReturnPermission.SETTLE, BillingPermission.CREDIT, BillingPermission.ISSUE]
    return all(actor.may(one) for one in needed) and (
        resolution != Resolution.REFUND or actor.may(PaymentPermission.REFUND)
    )


def _not_here() -> Refused:
    return Refused(gettext_noop("The goods have not come yet."), code="not_received")


def _agree_anew(
    row: Return, left: Sequence[ReturnLine], resolutions: Mapping[int, str], actor: Actor, at: datetime
) -> None:
    """Change what the customer gets. What was to be repaired is taken into stock now, or scrapped."""
    by_id = {line.pk: line for line in left}
    agreed, changed = [], []
    again = {
        by_id[pk].order_line_id
        for pk, one in resolutions.items()
        if one == Resolution.EXCHANGE and pk in by_id
    }
    free = made_up_for(again)
    for line_id, resolution in resolutions.items():
        line = by_id.get(line_id)
        if line is None:
            raise Invalid(gettext_noop("The return has no such line to settle."), field="resolutions")
        if resolution not in set(Resolution):
            raise Invalid(gettext_noop("Say what the customer gets."), field=f"resolutions.{line_id}")
        if resolution == line.resolution:
            continue
        if resolution == Resolution.REPAIR:
            message = gettext_noop("It lies in stock or was scrapped: it can't be repaired any more.")
            raise Refused(message, field=f"resolutions.{line_id}")
        if resolution == Resolution.EXCHANGE and line.order_line_id in free:
            number = line.received_quantity or ZERO
            raise made_up_already(line.order_line, number, ZERO, field=f"resolutions.{line_id}")
        if line.resolution == Resolution.REPAIR:
            changed.append(line)
        line.resolution = resolution
        agreed.append(line)
    if agreed and not actor.may(ReturnPermission.DECIDE):
        actor.require(ReturnPermission.SETTLE)
    few.change(agreed, ["resolution"])
    if not changed:
        return
    tallies = reach.tallies([line.shipment_line for line in changed])
    for line in changed:
        line.location_id = line.shipment_line.location_id
    pieces = [piece for line in changed for piece in line.units.all()]
    take_in(changed, {row.pk: row}, tallies, pieces, actor=actor, at=at)
    reach.save_tallies(list(tallies.values()))
    few.change(changed, ["location"])


def _send_back(row: Return, lines: Sequence[ReturnLine], carrier: str, tracking: str) -> None:
    """Repaired goods go back: the customer has them again, and may return them another time."""
    if not lines:
        return
    row.carrier = clean(carrier, max_length=100, field="carrier")
    row.tracking = clean(tracking, max_length=100, field="tracking")
    tallies = reach.tallies([line.shipment_line for line in lines])
    for line in lines:
        tallies[line.shipment_line_id].taken -= line.received_quantity or ZERO
    reach.save_tallies(list(tallies.values()))


def _event(
    row: Return, given: Given, order_id: int | None, *, whole: bool
) -> ReturnSettled | ReturnPartlySettled:
    kind = ReturnSettled if whole else ReturnPartlySettled
    return kind(
        return_id=row.pk,
        number=row.number,
        order_id=row.order_id,
        currency=row.order.currency,
        credited_minor=given.credited_minor,
        refunded_minor=given.refunded_minor,
        replacement_id=order_id,
    )

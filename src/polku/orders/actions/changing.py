"""Changing an order: freely while it is only placed, as a new version with a reason once it is confirmed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, ProtectedError

from polku.access.logic import Actor
from polku.catalogue.logic.lines import AskedLine, Line, summed
from polku.catalogue.queries.destination import accounts_for_tax
from polku.catalogue.queries.filling import Buyer, fill
from polku.company.queries import company
from polku.db.transactions import write
from polku.deals.actions import follow_worth
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.orders.actions import reach
from polku.orders.actions.placing import in_company, order_lines
from polku.orders.actions.writing import note_confirmations
from polku.orders.events import OrderChanged
from polku.orders.guards import Wish, leaving, objections
from polku.orders.logic.states import State
from polku.orders.models import Order, OrderChange, OrderLine
from polku.orders.rules import OrderPermission


@dataclass(frozen=True)
class ChangedLine:
    """A line of the order as it should be: one that is there by its id, or a new one (`line_id` None)."""

    asked: AskedLine
    line_id: int | None = None


def change_order(
    order_id: int,
    lines: Sequence[ChangedLine],
    *,
    version: int,
    reason: str = "",
    wanted_date: date | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Make an order what `lines` say; lines left out go, unless a later domain objects (they were shipped).

    `version` is the one the wish was made from. Known lines keep their price unless they tell another.

    Raises: Invalid, NotFound, Refused (canceled, changed meanwhile, objections), NotAllowed.
    """
    with write():
        row = reach.order(order_id, OrderPermission.CHANGE, actor)
        with next_version(row, version=version, reason=reason, actor=actor, at=at) as old:
            _objected(row, old, lines)
            rewrite(row, old, lines, at)
            row.wanted_date = wanted_date or row.wanted_date
    return row


@contextmanager
def next_version(
    row: Order, *, version: int, reason: str, actor: Actor, at: datetime
) -> Iterator[list[OrderLine]]:
    """Around the change of an order: gives its lines as they are, then keeps what it was, says it and stores it.

    Raises: Invalid (a confirmed order and no reason), Refused (canceled, changed meanwhile).
    """
    _refuse_stale(row, version)
    words = clean(reason.strip(), multiline=True, field="reason")
    confirmed = row.state == State.CONFIRMED
    if confirmed and not words:
        raise Invalid(gettext_noop("Say why the confirmed order is changed."), field="reason")
    old = list(row.lines.order_by("position"))
    before, gross = as_it_is(row, old), row.gross_minor
    yield old
    if confirmed:
        OrderChange.objects.create(
            order=row, version=row.version, reason=words, before=before, by_id=actor.user_id, at=at
        )
    row.version += confirmed
    row.save()
    if confirmed:
        note_confirmations([row], at=at)
    event = OrderChanged(
        order_id=row.id,
        number=row.number,
        version=row.version,
        gross_before_minor=gross,
        gross_minor=row.gross_minor,
    )
    append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    follow_worth([row.deal], at=at)


def _refuse_stale(row: Order, version: int) -> None:
    """Raises: Refused (canceled, changed by somebody else since `version`)."""
    if row.state == State.CANCELED:
        raise Refused(Message(gettext_noop("The order %(number)s was canceled."), number=row.number))
    if row.version != version:
        message = gettext_noop("Somebody changed the order %(number)s meanwhile. Look at it again.")
        raise Refused(Message(message, number=row.number), code="changed_meanwhile")


def _objected(row: Order, old: Sequence[OrderLine], lines: Sequence[ChangedLine]) -> None:
    known = {line.id for line in old}
    wanted = {one.line_id: one.asked.quantity for one in lines if one.line_id is not None}
    if unknown := set(wanted) - known:
        message = gettext_noop("The order has no line %(line)s.")
        raise NotFound(Message(message, line=min(unknown)), field="lines")
    quantities = {line.id: wanted.get(line.id, Decimal(0)) for line in old}
    if reasons := objections([Wish(row.id, "change", quantities)]).get(row.id):
        raise Refused(Message(gettext_noop("%(why)s"), why=" ".join(str(one) for one in reasons)))


def rewrite(
    row: Order,
    old: Sequence[OrderLine],
    lines: Sequence[ChangedLine],
    at: datetime,
    *,
    taxed_anew: bool = False,
) -> None:
    """The lines and sums as they shall be; known lines keep their ids, to which shipments and bills point.

    `taxed_anew` lets the catalogue tax products again, as where they go to another country.
    """
    by_id = {line.id: line for line in old}
    asked = [_asked(one, by_id.get(one.line_id or 0), taxed_anew) for one in lines]
    customer = row.customer
    buyer = Buyer(
        customer.id,
        row.delivery.get("country") or customer.country,
        accounts_for_tax(customer.vat_id),
        row.language,
    )
    filled = fill(asked, buyer=buyer, currency=row.currency, at=at, prices_include_tax=row.prices_include_tax)
    totals = summed(filled.lines, currency=row.currency, prices_include_tax=row.prices_include_tax)
    kept = {one.line_id for one in lines if one.line_id is not None}
    _leave(row, {line.id: line.quantity for line in old if line.id not in kept})
    # Positions are unique: what stays is moved out of the way first.
    OrderLine.objects.filter(order=row).update(position=-F("position"))
    for one, fresh in zip(lines, order_lines(row, filled, totals), strict=True):
        if one.line_id is not None:
            fresh.id = one.line_id
            fresh.waived_quantity = min(by_id[one.line_id].waived_quantity, fresh.quantity)
            fresh._state.adding = False
        fresh.save()
    row.net_minor, row.tax_minor, row.gross_minor = totals.net_minor, totals.tax_minor, totals.gross_minor
    row.company_net_minor = in_company(totals.net_minor, row.currency, company(), at)


def _leave(row: Order, gone: dict[int, Decimal]) -> None:
    """Lines leave, and what was kept for them is let go. Raises: Refused where a paper names one."""
    for let_go in leaving.values() if gone else ():
        let_go(row.id, gone)
    try:
        OrderLine.objects.filter(id__in=gone).delete()
    except ProtectedError as error:
        message = gettext_noop(
            "A delivery, bill or return names this line, so it stays: call off what is left of it."
        )
        raise Refused(message) from error


def _asked(one: ChangedLine, known: OrderLine | None, taxed_anew: bool) -> AskedLine:
    """What is asked of the catalogue: a known line keeps what the wish does not tell."""
    if known is None:
        return one.asked
    line: Line = known.line
    told, keeps_tax = one.asked, line.product_id is None or not taxed_anew
    return AskedLine(
        product_id=line.product_id,
        quantity=told.quantity,
        description=told.description or line.description,
        sku=line.sku,
        kind=line.kind,
        unit=line.unit,
        unit_price=line.unit_price if told.unit_price is None else told.unit_price,
        discount_percent=line.discount_percent if told.discount_percent is None else told.discount_percent,
        tax_category=line.tax_category if keeps_tax else "",
        tax_percent=line.tax_percent if keeps_tax else None,
    )


def as_it_is(row: Order, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """The order before a change, as plain values. What names people is left out: it could not be erased here."""
    plain = [
        {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in asdict(line.line).items()
        }
        | {"id": line.id, "net_minor": line.net_minor}
        for line in lines
    ]
    return {
        "lines": plain,
        "net_minor": row.net_minor,
        "tax_minor": row.tax_minor,
        "gross_minor": row.gross_minor,
        "wanted_date": row.wanted_date.isoformat() if row.wanted_date else None,
        "promised_date": row.promised_date.isoformat() if row.promised_date else None,
        "payment_terms": row.payment_terms,
        "due_days": row.due_days,
    }

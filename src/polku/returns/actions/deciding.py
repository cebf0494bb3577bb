"""Deciding about returns: they may come, or they stay with the customer."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.text import clean
from polku.returns.actions import reach
from polku.returns.actions.outcome import Done
from polku.returns.actions.telling import tell
from polku.returns.events import ReturnApproved, ReturnRefused
from polku.returns.logic.states import State
from polku.returns.models import Return
from polku.returns.rules import ReturnPermission


def approve_returns(
    return_ids: Sequence[int], *, mail_to: str = "", message: str = "", actor: Actor, at: datetime
) -> list[Done]:
    """Let goods come back, and answer for each return. With `mail_to` the customer gets the return note by mail.

    Raises: Invalid (no such address), NotAllowed.
    """
    actor.require(ReturnPermission.DECIDE)
    with write():
        found = reach.returns(return_ids, ReturnPermission.DECIDE, actor)
        answers, going = _sorted(return_ids, found, State.APPROVED)
        for row in going:
            row.state, row.approved_at, row.approved_by_id = State.APPROVED.value, at, actor.user_id
        Return.objects.filter(id__in=[row.pk for row in going]).update(
            state=State.APPROVED, approved_at=at, approved_by=actor.user_id
        )
        events = [ReturnApproved(return_id=row.pk, number=row.number, order_id=row.order_id) for row in going]
        entries = [reach.entry(event, row, at) for event, row in zip(events, going, strict=True)]
        append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
        if mail_to:
            for row in going:
                tell(row, to=mail_to, message=message, actor=actor, at=at)
    return answers


def refuse_returns(
    return_ids: Sequence[int], *, reason: str, mail_to: str = "", actor: Actor, at: datetime
) -> list[Done]:
    """Refuse returns with a reason, before their goods came, and answer for each. The reason goes to the customer.

    Raises: Invalid without a reason, NotAllowed.
    """
    actor.require(ReturnPermission.DECIDE)
    words = clean(reason.strip(), multiline=True, max_length=4000, field="reason")
    if not words:
        raise Invalid(gettext_noop("Say why it is refused."), field="reason")
    with write():
        found = reach.returns(return_ids, ReturnPermission.DECIDE, actor)
        answers, going = _sorted(return_ids, found, State.REFUSED)
        for row in going:
            row.state, row.refused_at, row.refused_reason = State.REFUSED.value, at, words
        Return.objects.filter(id__in=[row.pk for row in going]).update(
            state=State.REFUSED, refused_at=at, refused_by=actor.user_id, refused_reason=words
        )
        _let_go(going)
        events = [ReturnRefused(return_id=row.pk, number=row.number, order_id=row.order_id) for row in going]
        entries = [reach.entry(event, row, at) for event, row in zip(events, going, strict=True)]
        append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
        if mail_to:
            for row in going:
                tell(row, to=mail_to, message=words, actor=actor, at=at)
    return answers


def _sorted(
    return_ids: Sequence[int], found: dict[int, Return], to: State
) -> tuple[list[Done], list[Return]]:
    """Who is refused, and those that go on; one that is there already stays so."""
    answers: list[Done] = []
    going: list[Return] = []
    for return_id in return_ids:
        row = found.get(return_id)
        if row is not None and (row.state == to or row in going):
            answers.append(Done(row))
        elif (error := reach.objection(row, to)) or row is None:
            answers.append(Done(error=error))
        else:
            going.append(row)
            answers.append(Done(row))
    return answers, going


def _let_go(rows: Sequence[Return]) -> None:
    """What stays with the customer can be returned another time."""
    lines = [line for found in reach.lines_of(rows).values() for line in found]
    tallies = reach.tallies([line.shipment_line for line in lines])
    for line in lines:
        tallies[line.shipment_line_id].taken -= line.quantity
    reach.save_tallies(list(tallies.values()))

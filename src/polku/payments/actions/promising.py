"""What customers say about late bills: they will pay by a day, or they object."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from polku.access.logic import SYSTEM, Actor
from polku.company.queries import day_of
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.payments.actions import items
from polku.payments.events import (
    DisputeClosed,
    DisputeOpened,
    PaymentPromised,
    PromiseBroken,
    PromiseWithdrawn,
)
from polku.payments.logic.chasing import DAYS_MAX, Outcome, has_kept
from polku.payments.logic.kinds import Side
from polku.payments.models import Dispute, Item, Promise
from polku.payments.rules import PaymentPermission


def note_promise(
    item_id: int,
    *,
    by_date: date,
    amount_minor: int | None = None,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Promise:
    """Note that a customer will pay so much (all that is open by default) by a day; nobody reminds until then.

    A newer promise replaces the one before. Raises: Invalid, Refused (nothing is open), NotFound, NotAllowed.
    """
    today = day_of(at)
    if not today <= by_date <= today + timedelta(days=DAYS_MAX):
        raise Invalid(gettext_noop("The day must lie within the next year."), field="by_date")
    words = clean(note.strip(), multiline=True, field="note")
    with write():
        item = _bill(item_id, actor)
        amount = item.open_minor if amount_minor is None else amount_minor
        if not 0 < amount <= item.open_minor:
            most = Money(item.open_minor, item.currency)
            raise Invalid(Message(gettext_noop("At most %(most)s is open."), most=str(most)), field="amount")
        waiting = Promise.objects.filter(item=item, ended_at=None)
        waiting.update(ended_at=at, outcome=Outcome.REPLACED)
        row = Promise.objects.create(
            item=item,
            by_date=by_date,
            amount_minor=amount,
            open_minor=item.open_minor,
            note=words,
            by_id=actor.user_id,
            at=at,
        )
        event = PaymentPromised(promise_id=row.id, invoice_id=item.invoice_id or 0, number=item.number)
        _tell(event, item, ("promise", row.id), actor, at)
    return row


def withdraw_promise(promise_id: int, *, actor: Actor, at: datetime) -> Promise:
    """Take a promise off again that was noted by mistake.

    Raises: Refused (it ended already), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.CHASE)
    with write():
        row = Promise.objects.filter(id=promise_id).first()
        if row is None:
            raise NotFound(gettext_noop("There is no such promise."))
        item = _bill(row.item_id, actor, paid_too=True)
        row = Promise.objects.select_for_update().get(id=promise_id)
        if row.ended_at is not None:
            raise Refused(gettext_noop("The promise has ended already."), code="ended_already")
        row.ended_at, row.outcome = at, Outcome.WITHDRAWN
        row.save(update_fields=["ended_at", "outcome"])
        event = PromiseWithdrawn(promise_id=row.id, invoice_id=item.invoice_id or 0, number=item.number)
        _tell(event, item, ("promise", row.id), actor, at)
    return row


def end_promises(*, at: datetime) -> int:
    """See which promises were kept, and which were broken yesterday or before; how many were broken.

    A constant number of statements, one more for each thousand promises.
    """
    today = day_of(at)
    with write():
        rows = list(Promise.objects.filter(ended_at=None).select_for_update().order_by("id"))
        known = items.held({row.item_id for row in rows})
        ended, broken = [], []
        for row in rows:
            kept = has_kept(row.amount_minor, row.open_minor, known[row.item_id].open_minor)
            if kept or row.by_date < today:
                row.ended_at, row.outcome = at, Outcome.KEPT if kept else Outcome.BROKEN
                ended.append(row)
                broken += [] if kept else [row]
        Promise.objects.bulk_update(ended, ["ended_at", "outcome"], batch_size=1000)
        entries = [
            items.entry(
                PromiseBroken(
                    promise_id=row.id,
                    invoice_id=known[row.item_id].invoice_id or 0,
                    number=known[row.item_id].number,
                ),
                known[row.item_id],
                ("promise", row.id),
                at,
            )
            for row in broken
        ]
        _append(entries, SYSTEM, at)
    return len(broken)


def open_dispute(item_id: int, *, reason: str, actor: Actor, at: datetime) -> Dispute:
    """Note that a customer objects to a bill: nobody reminds of it until that is settled.

    Raises: Invalid without a reason, Refused (there is one already, nothing is open), NotFound, NotAllowed.
    """
    words = _reason(reason, gettext_noop("Say what they object to."), "reason")
    with write():
        item = _bill(item_id, actor)
        if Dispute.objects.filter(item=item, closed_at=None).exists():
            raise Refused(gettext_noop("A dispute over it is open already."), code="disputed")
        row = Dispute.objects.create(item=item, reason=words, by_id=actor.user_id, at=at)
        event = DisputeOpened(dispute_id=row.id, invoice_id=item.invoice_id or 0, number=item.number)
        _tell(event, item, ("dispute", row.id), actor, at)
    return row


def close_dispute(dispute_id: int, *, outcome: str, actor: Actor, at: datetime) -> Dispute:
    """Say how a dispute ended; reminders go on from there.

    Raises: Invalid without a word, Refused (closed already), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.CHASE)
    words = _reason(outcome, gettext_noop("Say how it ended."), "outcome")
    with write():
        found = Dispute.objects.filter(id=dispute_id).first()
        if found is None:
            raise NotFound(gettext_noop("There is no such dispute."))
        item = _bill(found.item_id, actor, paid_too=True)
        row = Dispute.objects.select_for_update().get(id=dispute_id)
        if row.closed_at is not None:
            raise Refused(gettext_noop("The dispute is closed already."), code="closed_already")
        row.closed_at, row.outcome = at, words
        row.save(update_fields=["closed_at", "outcome"])
        event = DisputeClosed(dispute_id=row.id, invoice_id=item.invoice_id or 0, number=item.number)
        _tell(event, item, ("dispute", row.id), actor, at)
    return row


def _bill(item_id: int, actor: Actor, *, paid_too: bool = False) -> Item:
    """A bill within reach, locked. Raises: NotFound, Refused (paid), NotAllowed."""
    actor.require(PaymentPermission.CHASE)
    mine = Item.objects.reached_by(actor, PaymentPermission.CHASE).filter(id=item_id, side=Side.DEBIT)
    if not mine.exists():
        raise NotFound(gettext_noop("There is no such open invoice."))
    item = items.held([item_id])[item_id]
    if not item.open_minor and not paid_too:
        raise Refused(gettext_noop("It is paid already."), code="paid_already")
    return item


def _reason(text: str, missing: str, field: str) -> str:
    words = clean(text.strip(), multiline=True, max_length=1000, field=field)
    if not words:
        raise Invalid(missing, field=field)
    return words


def _tell(event: Happened, item: Item, subject: tuple[str, int], actor: Actor, at: datetime) -> None:
    _append([items.entry(event, item, subject, at)], actor, at)


def _append(entries: Sequence[Entry], actor: Actor, at: datetime) -> None:
    append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)

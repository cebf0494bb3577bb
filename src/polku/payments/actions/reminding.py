"""Reminding of late bills: a letter for each customer, or a task for a person; never the same step twice."""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from polku.access.logic import SYSTEM, Actor
from polku.company.queries import day_of
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.files.actions import store
from polku.files.models import File
from polku.kernel.errors import DomainError, Message, NotFound, Refused, gettext_noop
from polku.mail.actions import NewMail, post_all
from polku.mail.models import Outgoing, State
from polku.payments.actions import items
from polku.payments.events import ChaseAsked, ChaseDone, ChaseReopened, ReminderSent
from polku.payments.logic.chasing import Channel
from polku.payments.models import Dispute, Item, Promise, Reminder
from polku.payments.queries.charges import asked_of_customers
from polku.payments.queries.chasing import Chased, chased, overdue
from polku.payments.queries.credits import with_credit
from polku.payments.queries.letters import Letter, letters
from polku.payments.queries.plans import rules
from polku.payments.rules import PaymentPermission

SUBJECT: Final = "item"
BATCH: Final = 200


@dataclass(frozen=True)
class Reminded:
    """What became of one bill: the step that was taken, or why not."""

    item_id: int
    reminder: Reminder | None = None
    error: DomainError | None = None


def remind(item_ids: Sequence[int], *, actor: Actor, at: datetime, early: bool = False) -> list[Reminded]:
    """Take the next step for late bills; answer for each. Bills of a customer go into one letter.

    With `early` a step is taken before its day. What was promised or is disputed is left alone, and so is what the
    customer was reminded of by a letter that waits for a mail server.
    Raises: NotAllowed.
    """
    actor.require(PaymentPermission.CHASE)
    today = day_of(at)
    mine = Item.objects.reached_by(actor, PaymentPermission.CHASE).filter(id__in=among(item_ids))
    known = {one.item.id: one for one in chased(list(overdue(mine, today)), today=today)}
    waiting = _waiting(known.values())
    answers: dict[int, Reminded] = {}
    ready = []
    for item_id in dict.fromkeys(item_ids):
        error = _obstacle(known.get(item_id), waiting, early=early)
        if error is not None:
            answers[item_id] = Reminded(item_id, error=error)
        else:
            ready.append(known[item_id])
    for one in _sent(letters(ready), actor, at):
        answers[one.item_id] = one
    return [answers[item_id] for item_id in dict.fromkeys(item_ids)]


def _waiting(known: Iterable[Chased]) -> set[int]:
    """Those of the last letters about bills that wait for a mail server: nobody has read them."""
    ids = {one.last.mail_id for one in known if one.last is not None and one.last.mail_id}
    rows = Outgoing.objects.filter(id__in=among(ids), state=State.WAITING) if ids else Outgoing.objects.none()
    return set(rows.values_list("id", flat=True))


def _obstacle(one: Chased | None, waiting: Collection[int], *, early: bool) -> DomainError | None:
    if one is None:
        return NotFound(gettext_noop("There is no such late invoice."))
    if one.dispute is not None:
        return Refused(gettext_noop("They object to it: nobody reminds of it meanwhile."), code="disputed")
    if one.is_promised:
        return Refused(
            gettext_noop("They promised to pay: nobody reminds of it until then."), code="promised"
        )
    if one.step is None:
        return Refused(gettext_noop("All steps of the plan were taken."), code="no_step")
    if one.last is not None and one.last.mail_id in waiting:
        return Refused(gettext_noop("The last reminder of it has not left yet."), code="waits")
    if not early and not one.is_due:
        said = gettext_noop("The next step comes on %(day)s.")
        return Refused(Message(said, day=one.step_on.isoformat() if one.step_on else ""), code="too_early")
    return None


def _sent(made: Sequence[Letter], actor: Actor, at: datetime) -> list[Reminded]:
    """Draw the papers first, then send all in one transaction: nobody waits for the drawing."""
    answers: list[Reminded] = []
    drawn: list[tuple[Letter, bytes]] = []
    for letter in made:
        try:
            drawn.append((letter, letter.drawn(at=at) if letter.channel == Channel.MAIL else b""))
        except DomainError as error:
            answers += [Reminded(row.chased.item.id, error=error) for row in letter.rows]
    with write():
        ids = [row.chased.item.id for letter, _ in drawn for row in letter.rows]
        held = items.held(ids)
        moved = _changed(held, drawn)
        fresh = []
        for letter, paper in drawn:
            if moved & {row.chased.item.id for row in letter.rows}:
                stale = Refused(gettext_noop("It changed meanwhile: look at it again."), code="changed")
                answers += [Reminded(row.chased.item.id, error=stale) for row in letter.rows]
            else:
                fresh.append((letter, paper))
        mails = _posted(fresh, actor, at)
        rows = _noted(fresh, mails, actor, at)
        _tell(rows, held, actor, at)
    return answers + [Reminded(row.item_id, row) for row in rows]


def _changed(held: Mapping[int, Item], drawn: Sequence[tuple[Letter, bytes]]) -> set[int]:
    """Bills that are paid, promised, disputed or reminded of since the letters were made."""
    ids = among(held)
    taken = set(Reminder.objects.filter(item_id__in=ids).values_list("item_id", "level"))
    paused = set(Dispute.objects.filter(item_id__in=ids, closed_at=None).values_list("item_id", flat=True))
    promised: dict[int, int] = dict(
        Promise.objects.filter(item_id__in=ids, ended_at=None).values_list("item_id", "id")
    )
    found = set()
    for letter, _ in drawn:
        for row in letter.rows:
            was = row.chased
            now = held.get(was.item.id)
            known = was.promise.id if was.promise and was.promise.ended_at is None else None
            if (
                now is None
                or now.open_minor != was.item.open_minor
                or (was.item.id, row.step.level) in taken
                or was.item.id in paused
                or promised.get(was.item.id) != known
            ):
                found.add(was.item.id)
    return found


def _posted(
    fresh: Sequence[tuple[Letter, bytes]], actor: Actor, at: datetime
) -> dict[tuple[int, str], Outgoing]:
    """Into the outbox, each with its paper."""
    mails, keys = [], []
    for letter, paper in fresh:
        if letter.channel != Channel.MAIL:
            continue
        mails.append(mail_of(letter, paper_of(letter, paper, by_id=actor.user_id, at=at), to=letter.to))
        keys.append((letter.customer_id, letter.currency))
    return dict(zip(keys, post_all(mails, at=at, actor_id=actor.user_id), strict=True))


def paper_of(letter: Letter, paper: bytes, *, by_id: int | None, at: datetime) -> File:
    """The letter's paper as a file of its first bill."""
    first = letter.rows[0]
    item = first.chased.item
    return store(
        io.BytesIO(paper),
        name=f"{item.number}-{first.step.level}.pdf",
        at=at,
        subject=(SUBJECT, item.id),
        owner_id=item.owner_id,
        team_id=item.team_id,
        uploaded_by_id=by_id,
    )


def mail_of(letter: Letter, paper: File, *, to: str) -> NewMail:
    """The message that brings the letter."""
    item = letter.rows[0].chased.item
    return NewMail(
        to=to,
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
        subject_of=(SUBJECT, item.id),
        attachments=[paper.id],
        reply_to=letter.reply_to,
        case_id=item.deal_id,
    )


def _noted(
    fresh: Sequence[tuple[Letter, bytes]],
    mails: Mapping[tuple[int, str], Outgoing],
    actor: Actor,
    at: datetime,
) -> list[Reminder]:
    rows = []
    for letter, _ in fresh:
        mail = mails.get((letter.customer_id, letter.currency)) if letter.channel == Channel.MAIL else None
        rows += [
            Reminder(
                item=row.chased.item,
                level=row.step.level,
                channel=letter.channel,
                mail_id=mail.id if mail else None,
                open_minor=row.chased.item.open_minor,
                fee_minor=row.fee_minor,
                interest_minor=row.interest_minor,
                by_id=actor.user_id,
                at=at,
            )
            for row in letter.rows
        ]
    insert(Reminder, rows)
    return rows


def _tell(rows: Sequence[Reminder], held: Mapping[int, Item], actor: Actor, at: datetime) -> None:
    entries = []
    for row in rows:
        item = held[row.item_id]
        kind = ReminderSent if row.channel == Channel.MAIL else ChaseAsked
        event = kind(reminder_id=row.id, invoice_id=item.invoice_id or 0, number=item.number, level=row.level)
        entries.append(items.entry(event, item, ("reminder", row.id), at))
    append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)


def settle_task(reminder_id: int, *, actor: Actor, at: datetime) -> Reminder:
    """Say that a person did what the plan asked for, such as a call.

    Raises: Refused (done already), NotFound, NotAllowed.
    """
    with write():
        row = _task(reminder_id, actor)
        if row.done_at is not None:
            raise Refused(gettext_noop("This is done already."), code="done_already")
        _put_task(row, ChaseDone, actor.user_id, at, actor, at)
    return row


def reopen_task(reminder_id: int, *, actor: Actor, at: datetime) -> Reminder:
    """Let a task wait again that was said to be done by mistake.

    Raises: Refused (it waits), NotFound, NotAllowed.
    """
    with write():
        row = _task(reminder_id, actor)
        if row.done_at is None:
            raise Refused(gettext_noop("This waits already."), code="waits_already")
        _put_task(row, ChaseReopened, None, None, actor, at)
    return row


def _task(reminder_id: int, actor: Actor) -> Reminder:
    """A task of a bill this person may chase, locked. Raises: NotFound, NotAllowed."""
    actor.require(PaymentPermission.CHASE)
    mine = Item.objects.reached_by(actor, PaymentPermission.CHASE)
    rows = Reminder.objects.select_for_update(of=("self",)).filter(channel=Channel.TASK)
    row = rows.filter(id=reminder_id, item_id__in=mine.values("id")).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such task."))
    return row


def _put_task(
    row: Reminder,
    told: type[ChaseDone] | type[ChaseReopened],
    by_id: int | None,
    done_at: datetime | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Write down that a task is done or waits, and tell it; a taking back names what it takes back."""
    row.done_at, row.done_by_id = done_at, by_id
    row.save(update_fields=["done_at", "done_by"])
    item = Item.objects.select_related("deal").get(id=row.item_id)
    event = told(reminder_id=row.id, invoice_id=item.invoice_id or 0, number=item.number)
    undoes = items.last_told(("reminder", row.id), told.takes_back) if told.takes_back else None
    entries: list[Entry] = [items.entry(event, item, ("reminder", row.id), at, undoes=undoes)]
    append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)


def remind_daily(*, at: datetime) -> int:
    """Take every step that is due, where the company lets reminders go out by themselves; how many were taken.

    Bills of the imported past are left to people, and so are customers whose money waits to be matched; what came on
    top of a bill, as fee and interest that a reminder asked for, is no such money.
    """
    if not rules().remind_daily:
        return 0
    today = day_of(at)
    late = overdue(Item.objects.filter(invoice__history=False), today)
    ids = list(late.order_by("customer_id", "id").values_list("id", flat=True))
    count = 0
    for start in range(0, len(ids), BATCH):
        count += _batch(ids[start : start + BATCH], at)
    return count


def _batch(ids: Collection[int], at: datetime) -> int:
    today = day_of(at)
    rows = list(overdue(Item.objects.filter(id__in=among(ids)), today))
    customers = {row.customer_id for row in rows if row.customer_id}
    on_top = asked_of_customers(customers)
    waiting = {one for one, minor in with_credit(customers).items() if minor > on_top.get(one, 0)}
    due = [one.item.id for one in chased(rows, today=today) if one.is_due]
    by_id = {row.id: row for row in rows}
    wanted = [one for one in due if (by_id[one].customer_id, by_id[one].currency) not in waiting]
    return sum(one.reminder is not None for one in remind(wanted, actor=SYSTEM, at=at)) if wanted else 0

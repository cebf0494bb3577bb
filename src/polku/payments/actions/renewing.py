"""Reminders that wait in the outbox ask for what is open when they leave, not for what was paid meanwhile.

Nor for what is promised or disputed by then: the step of such a bill was not taken, and comes when it is free again.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from polku.company.queries import day_of
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.eventlog.events import Via
from polku.kernel.errors import DomainError
from polku.mail.actions import hold, write_anew
from polku.mail.models import Outgoing
from polku.payments.actions import items
from polku.payments.actions.reminding import mail_of, paper_of
from polku.payments.events import ReminderWithdrawn
from polku.payments.logic.chasing import Step
from polku.payments.logic.ready_plan import STEPS
from polku.payments.models import Reminder
from polku.payments.queries.charges import kept, not_as_asked
from polku.payments.queries.chasing import Chased, chased, is_paused
from polku.payments.queries.letters import Letter, anew
from polku.payments.queries.plans import steps_of

PAUSE: Final = timedelta(days=1)
_log = logging.getLogger(__name__)


def renew(rows: QuerySet[Outgoing], at: datetime) -> None:
    """Write those of some letters anew of which less, or more, is open than they ask for, or waived, or paused.

    Those about bills that are all promised or disputed by now wait, and are looked at again a day later.
    """
    known = Reminder.objects.filter(mail_id__in=rows.values("id"))
    if not known.exists():
        return
    owed = known.filter(item__open_minor__gt=0)
    now_paused = is_paused(day_of(at))
    free = owed.exclude(now_paused).values("mail_id")
    paused = {pk for pk in owed.exclude(mail_id__in=free).values_list("mail_id", flat=True) if pk}
    if paused:
        hold(paused, until=at + PAUSE)
    partly = Q(item__open_minor__gt=0) & now_paused
    changed = known.filter(not_as_asked() | partly).exclude(mail_id__in=among(paused))
    for mail in list(rows.filter(id__in=changed.values("mail_id")).order_by("id")):
        _renew(mail, at)


def _renew(mail: Outgoing, at: datetime) -> None:
    asked = list(
        Reminder.objects.filter(mail_id=mail.pk)
        .select_related("item__customer", "item__order", "item__invoice", "item__deal", "item__owner")
        .order_by("item__due_date", "item_id")
    )
    owed = [one for one in asked if one.item.open_minor]
    known = _as_asked(owed, day_of(at))
    dropped = [row for row, one in zip(owed, known, strict=True) if one.is_paused]
    if len(dropped) == len(owed):
        return
    letter = anew([one for one in known if not one.is_paused])
    try:
        paper = letter.drawn(at=at)
    except DomainError:
        _log.exception("the reminder %s cannot be drawn anew", mail.pk)
        return
    with write():
        file = paper_of(letter, paper, by_id=mail.actor_id, at=at)
        if write_anew(mail.pk, mail_of(letter, file, to=mail.to), at=at):
            _note([one for one in asked if one not in dropped], letter)
            if dropped:
                _withdraw(dropped, at)


def _withdraw(rows: Sequence[Reminder], at: datetime) -> None:
    """Let the step of bills that a letter leaves without be one that was not taken."""
    entries = []
    for row in rows:
        item, subject = row.item, ("reminder", row.pk)
        event = ReminderWithdrawn(reminder_id=row.pk, invoice_id=item.invoice_id or 0, number=item.number)
        undoes = items.last_told(subject, ReminderWithdrawn.takes_back)
        entries.append(items.entry(event, item, subject, at, undoes=undoes))
    append(entries, actor_id=None, via=Via.AUTOMATIC, recorded_at=at)
    Reminder.objects.filter(id__in=[row.pk for row in rows]).delete()


def _as_asked(rows: Sequence[Reminder], today: date) -> list[Chased]:
    """The bills with the step that their letter takes."""
    known = chased([row.item for row in rows], today=today)
    steps = steps_of({row.item.customer_id for row in rows if row.item.customer_id})
    found = []
    for row, one in zip(rows, known, strict=True):
        of = steps.get(row.item.customer_id or 0, ())
        found.append(replace(one, step=_step(of, row.level)))
    return found


def _step(steps: Sequence[Step], level: int) -> Step:
    """The step that was taken; where the plan was changed since, the nearest to it."""
    return next((one for one in steps if one.level >= level), (tuple(steps) or STEPS)[-1])


def _note(asked: Sequence[Reminder], letter: Letter) -> None:
    """What the letter asks for now; of a bill that it names no more, nothing."""
    told = {row.chased.item.id: row for row in letter.rows}
    paid_too = set(
        kept().filter(bill_id__in=[one.item_id for one in asked]).values_list("bill_id", flat=True)
    )
    for one in asked:
        row = told.get(one.item_id)
        one.open_minor = row.chased.item.open_minor if row else 0
        if one.item_id not in paid_too:  # what was paid on top of a bill had been asked
            one.fee_minor, one.interest_minor = (row.fee_minor, row.interest_minor) if row else (0, 0)
    Reminder.objects.bulk_update(asked, ["open_minor", "fee_minor", "interest_minor"])

"""Which late bills are to be reminded of, and what was done about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from polku.company.queries import day_of
from polku.db.lists import among
from polku.payments.logic.charges import asked_minor
from polku.payments.logic.chasing import Outcome, Past, Step, next_step, step_day
from polku.payments.logic.kinds import Side
from polku.payments.models import Dispute, Item, Promise, Reminder, Waiver
from polku.payments.queries.charges import waived
from polku.payments.queries.plans import steps_of


@dataclass(frozen=True)
class Chased:
    """A bill that is not paid: what was done, what waits, and which step comes from which day on."""

    item: Item
    late: int
    reminders: tuple[Reminder, ...]
    promise: Promise | None
    dispute: Dispute | None
    waiver: Waiver | None
    step: Step | None
    step_on: date | None
    today: date

    @property
    def said(self) -> str:
        """How late it is, in words."""
        return ngettext("%(n)d day late", "%(n)d days late", self.late) % {"n": self.late}

    @property
    def is_promised(self) -> bool:
        """Whether they promised to pay by a day that has not passed."""
        return self.promise is not None and self.promise.ended_at is None and not self.is_broken

    @property
    def is_broken(self) -> bool:
        """Whether they did not pay as they said."""
        one = self.promise
        return one is not None and (
            one.outcome == Outcome.BROKEN or (one.ended_at is None and one.by_date < self.today)
        )

    @property
    def is_paused(self) -> bool:
        """Whether nobody reminds of it now."""
        return self.dispute is not None or self.is_promised

    @property
    def is_due(self) -> bool:
        """Whether the next step is to be taken today."""
        return not self.is_paused and self.step_on is not None and self.step_on <= self.today

    @property
    def asked_minor(self) -> int:
        """What reminders asked for beside it, as fee and interest, and nobody waived."""
        return (
            0 if self.waiver else asked_minor([(one.fee_minor, one.interest_minor) for one in self.reminders])
        )

    @property
    def last(self) -> Reminder | None:
        """The last step taken."""
        return self.reminders[-1] if self.reminders else None


def overdue(rows: QuerySet[Item], today: date) -> QuerySet[Item]:
    """Those of the items that are bills past their due date, not paid in full."""
    late = rows.filter(side=Side.DEBIT, open_minor__gt=0, due_date__lt=today, invoice__isnull=False)
    found = late.exclude(customer=None)
    return found.select_related("customer", "order", "invoice", "deal", "owner").order_by("due_date", "id")


def is_paused(today: date) -> Q:
    """Reminders of bills that nobody reminds of now, because they are promised or disputed."""
    promised = Promise.objects.filter(item_id=OuterRef("item_id"), ended_at=None, by_date__gte=today)
    return Q(Exists(promised)) | Q(
        Exists(Dispute.objects.filter(item_id=OuterRef("item_id"), closed_at=None))
    )


def chased(items: Sequence[Item], *, today: date) -> list[Chased]:
    """What is known of bills, and what comes next: seven queries, however many they are."""
    ids = [item.id for item in items]
    reminders: dict[int, list[Reminder]] = defaultdict(list)
    for one in Reminder.objects.filter(item_id__in=among(ids)).order_by("item_id", "level"):
        reminders[one.item_id].append(one)
    promises = {one.item_id: one for one in _promises(ids)}
    disputes = {one.item_id: one for one in Dispute.objects.filter(item_id__in=among(ids), closed_at=None)}
    waivers = waived(ids)
    steps = steps_of({item.customer_id for item in items if item.customer_id})
    return [
        _chased(
            item,
            reminders[item.id],
            promises.get(item.id),
            disputes.get(item.id),
            waivers.get(item.id),
            steps.get(item.customer_id or 0, ()),
            today,
        )
        for item in items
    ]


def _promises(ids: Collection[int]) -> QuerySet[Promise]:
    """Promises that were not taken back; the newest of a bill comes last."""
    taken_back = [Outcome.REPLACED, Outcome.WITHDRAWN]
    return Promise.objects.filter(item_id__in=among(ids)).exclude(outcome__in=taken_back).order_by("id")


def _chased(
    item: Item,
    reminders: Sequence[Reminder],
    promise: Promise | None,
    dispute: Dispute | None,
    waiver: Waiver | None,
    steps: Sequence[Step],
    today: date,
) -> Chased:
    past = [Past(one.level, day_of(one.at)) for one in reminders]
    due = item.due_date or today
    return Chased(
        item=item,
        late=max(0, (today - due).days),
        reminders=tuple(reminders),
        promise=promise,
        dispute=dispute,
        waiver=waiver,
        step=next_step(steps, past),
        step_on=step_day(steps, past, due) if item.open_minor else None,
        today=today,
    )

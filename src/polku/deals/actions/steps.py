"""The one engine behind moving, winning, losing, pausing and reopening: visits, deal and log in step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Max, Value, When
from django.db.models.fields import BigIntegerField, CharField

from polku.access.logic import Actor
from polku.company.queries import calendar
from polku.db import few
from polku.db.bulk import insert
from polku.deals.actions import paths
from polku.deals.actions.valuing import Changes
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.logic.visits import listed
from polku.deals.models import Deal, StageVisit
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.eventlog.models import Event
from polku.kernel.calendars import WorkingCalendar
from polku.process.logic.definition import Definition

FINISHED = "finished"
_UPDATED = (
    "stage",
    "stage_entered_at",
    "path_id",
    "outcome",
    "closed_at",
    "finished_at",
    "value_minor",
    "value_currency",
    "value_company_minor",
    "next_step",
    "next_step_at",
)


@dataclass(frozen=True)
class Step:
    """What one deal does next. `leaving` is empty where no visit is open, `to_stage` where none begins.

    `event` is given the path node of the stage entered (its field `path_id`).
    """

    deal: Deal
    definition: Definition
    event: Happened
    leaving: str
    to_stage: str | None
    outcome: Outcome
    automatic: bool = False
    override: bool = False
    not_needed: tuple[str, ...] = ()
    changes: Changes = ()


def lock(ids: Sequence[int], visible: Any) -> dict[int, Deal]:
    """The named deals out of those a person may reach, locked until the transaction ends."""
    return {
        deal.id: deal
        for deal in visible.filter(id__in=set(ids)).select_for_update(of=("self",)).order_by("id")
    }


def take(steps: Sequence[Step], *, actor: Actor, at: datetime) -> Sequence[Event]:
    """Carry the steps out, one of each deal: a constant number of statements for any number of deals."""
    return walk([[step] for step in steps], actor=actor, at=at)


def walk(
    courses: Sequence[Sequence[Step]],
    *,
    actor: Actor,
    at: datetime,
    last_seqs: Mapping[int, int] | None = None,
) -> Sequence[Event]:
    """Carry out several steps of each deal at one moment; as many statements as for one.

    `last_seqs` counts the visits of the locked deals, where that is known. The events come in rounds: the first step
    of each deal, then the second of those that have one.
    """
    if not courses:
        return []
    leaving = [course[0] for course in courses if course[0].leaving]
    if leaving:
        _leave(leaving, at)
    visits = _Visits(actor, at, last_seqs)
    if last_seqs is None:
        visits.count([step.deal.id for course in courses for step in course if step.to_stage])
    entries: list[Entry] = []
    for place in range(max(len(course) for course in courses)):
        now = [course[place] for course in courses if len(course) > place]
        entered = _paths(now)
        for step in (_with_path(step, entered) for step in now):
            if place and step.leaving:
                visits.leave(step)
            if step.to_stage:
                visits.enter(step, entered[step.deal.id])
            entries.append(_entry(step, at))
            _apply(step, entered, at)
    visits.store()
    _save([course[0].deal for course in courses])
    return append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)


def replace_stays(
    begun: Sequence[Step], nodes: Mapping[int, int], *, version_id: int, actor: Actor, at: datetime
) -> None:
    """End the stay of each deal and begin another one in its place, under a version; the caller writes deals and log.

    `nodes` is the path of each deal afterwards.
    """
    if not begun:
        return
    _leave(begun, at)
    visits = _Visits(actor, at, None)
    visits.count([step.deal.id for step in begun])
    for step in begun:
        step.deal.version_id = version_id
        visits.enter(step, nodes[step.deal.id])
        step.deal.stage, step.deal.stage_entered_at = step.to_stage or "", at
        step.deal.path_id = nodes[step.deal.id]
    visits.store()


def entry_of(step: Step, at: datetime) -> Entry:
    """What the log keeps of a step."""
    return _entry(step, at)


def _entry(step: Step, at: datetime) -> Entry:
    return Entry(
        event=step.event,
        subject=("deal", step.deal.id),
        at=at,
        case_id=step.deal.id,
        version_id=step.deal.version_id,
        stage=step.to_stage or step.deal.stage,
        changes=step.changes,
    )


def _paths(steps: Sequence[Step]) -> dict[int, int]:
    """The path node of each deal that enters a stage; taken up again in the same stage, the path stays."""
    wanted = {
        step.deal.id: (step.deal.process_id, step.deal.path_id, step.to_stage)
        for step in steps
        if step.to_stage and (step.leaving or step.to_stage != step.deal.stage)
    }
    known = paths.nodes(set(wanted.values()))
    return {
        step.deal.id: known[wanted[step.deal.id]] if step.deal.id in wanted else step.deal.path_id
        for step in steps
    }


def _with_path(step: Step, entered: dict[int, int]) -> Step:
    if step.to_stage is None:
        return step
    return replace(step, event=replace(step.event, path_id=entered[step.deal.id]))  # type: ignore[call-arg]


def _leave(steps: Sequence[Step], at: datetime) -> None:
    hours = calendar()
    seconds = {step.deal.id: stay(hours, step.deal.stage_entered_at, at) for step in steps}
    StageVisit.objects.filter(deal_id__in=list(seconds), leaving="").update(
        left_at=at,
        leaving=_by_deal({step.deal.id: step.leaving for step in steps}, CharField()),
        working_seconds=_by_deal({deal: pair[0] for deal, pair in seconds.items()}, BigIntegerField()),
        calendar_seconds=_by_deal({deal: pair[1] for deal, pair in seconds.items()}, BigIntegerField()),
    )
    # Where nothing is entered, the criteria passed by are counted at the stage that was left.
    passed_by = [step.deal.id for step in steps if step.override and not step.to_stage]
    if passed_by:
        last = StageVisit.objects.filter(deal_id__in=passed_by).values("deal_id").annotate(last=Max("id"))
        StageVisit.objects.filter(id__in=last.values("last")).update(override=True)


def stay(
    hours: WorkingCalendar, entered_at: datetime | None, left_at: datetime | None
) -> tuple[int | None, int | None]:
    """Working and calendar seconds between two moments; None where one is unknown or they run backwards."""
    if entered_at is None or left_at is None:
        return None, None
    gone = int((left_at - entered_at).total_seconds())
    return (hours.working_seconds(entered_at, left_at) if gone >= 0 else 0), gone


def _by_deal(values: dict[int, Any], field: Any) -> Any:
    if len(set(values.values())) == 1:
        return Value(next(iter(values.values())), output_field=field)
    return Case(
        *(When(deal_id=deal, then=Value(value, output_field=field)) for deal, value in values.items())
    )


class _Visits:
    """The stays that begin now, and those that end as soon as they began."""

    def __init__(self, actor: Actor, at: datetime, last: Mapping[int, int] | None) -> None:
        self.actor, self.at = actor, at
        self.rows: dict[int, list[StageVisit]] = {}
        self.last = last or {}

    def count(self, deal_ids: Sequence[int]) -> None:
        """Find out how many stays each deal has had."""
        if deal_ids:
            seen = StageVisit.objects.filter(deal_id__in=set(deal_ids)).values_list("deal_id")
            self.last = dict(seen.annotate(last=Max(F("seq"))))

    def enter(self, step: Step, path_id: int) -> None:
        """A stay begins. The deal still says where it comes from."""
        deal = step.deal
        rows = self.rows.setdefault(deal.id, [])
        rows.append(
            StageVisit(
                deal_id=deal.id,
                version_id=deal.version_id,
                stage=step.to_stage or "",
                seq=self.last.get(deal.id, 0) + len(rows) + 1,
                previous_stage=deal.stage,
                path_id=path_id,
                entered_at=self.at,
                by_id=self.actor.user_id,
                automatic=step.automatic,
                override=step.override,
                not_needed=listed(step.not_needed),
            )
        )

    def leave(self, step: Step) -> None:
        """A stay that began with the step before ends at once."""
        row = self.rows[step.deal.id][-1]
        row.left_at, row.leaving = self.at, step.leaving
        row.working_seconds = row.calendar_seconds = 0

    def store(self) -> None:
        """Write them."""
        insert(StageVisit, [row for rows in self.rows.values() for row in rows])


def _apply(step: Step, entered: dict[int, int], at: datetime) -> None:
    deal = step.deal
    if step.to_stage:
        deal.stage, deal.stage_entered_at, deal.path_id = step.to_stage, at, entered[deal.id]
    if deal.outcome != step.outcome:
        if not (deal.outcome in WINS and step.outcome in WINS):  # a win stays won when it was won
            deal.closed_at = None if step.outcome == Outcome.OPEN else at
        deal.outcome = step.outcome.value
    deal.finished_at = at if step.leaving == FINISHED else None if step.to_stage else deal.finished_at


def _save(deals: Sequence[Deal]) -> None:
    if len(deals) == 1:
        few.change(deals, _UPDATED)
        return
    Deal.objects.bulk_update(deals, _UPDATED, batch_size=500)

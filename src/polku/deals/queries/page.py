"""Everything the page of a deal shows, in few queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from polku.access.logic import Actor
from polku.company.queries import calendar
from polku.deals.events import NextStepSet
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.logic.pace import Pace, pace
from polku.deals.models import ChecklistTick, Closure, CustomField, Deal, DealContact, StageVisit
from polku.deals.queries.judged import Judgement, judge
from polku.eventlog.models import Event
from polku.kernel.calendars import WorkingCalendar
from polku.kernel.errors import NotFound, gettext_noop
from polku.process.logic.definition import ChecklistItem, Definition, Stage
from polku.process.queries import definition

State = Literal["passed", "skipped", "spared", "here", "ahead"]


@dataclass(frozen=True)
class Stop:
    """A stage on the deal's path: the working days spent in it over all visits."""

    stage: Stage
    state: State
    days: float | None
    visits: int
    pace: Pace | None = None


@dataclass(frozen=True)
class Item:
    """A checklist item of the deal's stage. It is settled where what it is ticked for is met by something else."""

    item: ChecklistItem
    is_done: bool
    is_settled: bool = False


@dataclass(frozen=True)
class Own:
    """A field of the company's own with the deal's value."""

    field: CustomField
    value: Any

    @property
    def name(self) -> str:
        """What edits call it."""
        return f"custom.{self.field.key}"


@dataclass(frozen=True)
class DealPage:
    """A deal with its path, criteria, checklist, people and endings."""

    deal: Deal
    definition: Definition
    stage: Stage
    path: list[Stop]
    judgement: Judgement
    checklist: list[Item]
    people: list[DealContact]
    closure: Closure | None
    own: list[Own]
    asks_step: bool = False
    """Whether its next step was agreed before the win, and nobody has said since that it holds."""

    @property
    def is_running(self) -> bool:
        """Whether it can be moved: open, or won and being served."""
        live = self.deal.voided_at is None and self.deal.finished_at is None
        return live and self.deal.outcome in (Outcome.OPEN, *WINS)

    @property
    def can_close(self) -> bool:
        """Whether it has still to end: it is open, or waits."""
        return self.deal.voided_at is None and self.deal.outcome in (Outcome.OPEN, Outcome.PAUSED)

    @property
    def may_plan(self) -> bool:
        """Whether a step with the buyer makes sense: under way or won, also after all is done."""
        return self.deal.voided_at is None and self.deal.outcome in (Outcome.OPEN, *WINS)

    @property
    def has_more(self) -> bool:
        """Whether its ending can still turn out to be another: no win after all, or lost after all."""
        live = self.deal.voided_at is None
        return live and (self.is_won or self.deal.outcome == Outcome.NO_DECISION)

    @property
    def can_finish(self) -> bool:
        """Whether nothing but the last stage itself lies before the end of the line."""
        return self.is_running and self.is_won and self.stage == self.definition.stages[-1]

    @property
    def here(self) -> Stop:
        """The stop it is at."""
        return next(stop for stop in self.path if stop.state == "here")

    @property
    def buyer_names(self) -> bool:
        """Whether the process says what the buyer does along the line."""
        return any(stage.buyer for stage in self.definition.stages)

    @property
    def is_won(self) -> bool:
        """Whether the buyer said yes."""
        return self.deal.outcome in WINS


def deal_page(deal_id: int, actor: Actor, at: datetime) -> DealPage:
    """The page of one deal, also of one in the bin.

    Raises: NotFound.
    """
    deal = visible(deal_id, actor)
    process = definition(deal.version_id)
    people = (
        DealContact.objects.filter(deal=deal, contact__voided_at=None)
        .select_related("contact")
        .order_by("id")
    )
    ticked = set(ChecklistTick.objects.filter(deal=deal).values_list("item", flat=True))
    closure = None
    if deal.outcome != Outcome.OPEN:
        closure = Closure.objects.filter(deal=deal).order_by("-id").first()
    fields = CustomField.objects.filter(archived_at=None)
    stage = process.by_key[deal.stage]
    judgement = judge(deal, process)
    settled = judgement.settled(stage)
    return DealPage(
        deal=deal,
        definition=process,
        stage=stage,
        path=_path(deal, process, at),
        judgement=judgement,
        checklist=[Item(one, one.key in ticked, one.key in settled) for one in stage.checklist],
        people=list(people),
        closure=closure,
        own=[Own(one, deal.custom.get(one.key)) for one in fields],
        asks_step=_asks_step(deal),
    )


def _asks_step(deal: Deal) -> bool:
    if deal.outcome not in WINS or deal.closed_at is None or deal.finished_at or not deal.next_step:
        return False
    since = Event.objects.filter(case_id=deal.id, kind=NextStepSet.kind, at__gte=deal.closed_at)
    return not since.exists()


def visible(deal_id: int, actor: Actor) -> Deal:
    """A deal the person may see, with customer, owner and team.

    Raises: NotFound.
    """
    rows = Deal.objects.visible_to(actor).select_related("customer", "owner", "team", "process")
    found = rows.filter(id=deal_id).first()
    if found is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not see it."))
    return found


def _path(deal: Deal, process: Definition, at: datetime) -> list[Stop]:
    hours = calendar()
    visits: dict[str, list[StageVisit]] = {}
    spared: set[str] = set()
    for visit in StageVisit.objects.filter(deal=deal).order_by("seq"):
        visits.setdefault(visit.stage, []).append(visit)
        spared.update(visit.not_needed.split(","))
    here = process.positions[deal.stage]
    stops = []
    for place, stage in enumerate(process.stages):
        stays = visits.get(stage.key, [])
        days = _days(stays, at, hours)
        if place == here:
            stops.append(Stop(stage, "here", days, len(stays), _pace(deal, stage, at, hours)))
        elif place < here:
            left_out: State = "spared" if stage.key in spared else "skipped"
            stops.append(Stop(stage, "passed" if stays else left_out, days, len(stays)))
        else:
            stops.append(Stop(stage, "ahead", days, len(stays)))
    return stops


def _pace(deal: Deal, stage: Stage, at: datetime, hours: WorkingCalendar) -> Pace:
    if deal.outcome == Outcome.OPEN or stage.after_win:
        return pace(stage, deal.stage_entered_at, at, hours)
    return pace(stage, deal.stage_entered_at, deal.closed_at or at, hours)


def _days(stays: list[StageVisit], at: datetime, hours: WorkingCalendar) -> float | None:
    """Working days of all visits whose dates are known; None where none is."""
    known = [visit.working_seconds for visit in stays if visit.working_seconds is not None]
    known += [
        hours.working_seconds(visit.entered_at, at)
        for visit in stays
        if not visit.leaving and visit.entered_at is not None and visit.entered_at <= at
    ]
    return sum(known) / hours.seconds_per_day if known else None

"""Opening deals: by hand, form, API and import; one at a time or by the thousand, at a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from polku.access.logic import Actor
from polku.access.queries import default_team, teams_of
from polku.company.queries import calendar, day_of
from polku.contacts.actions import add, resolve
from polku.contacts.logic import NewCustomer, Resolved
from polku.contacts.models import Customer
from polku.db.bulk import insert, made
from polku.db.outside import given_already
from polku.db.transactions import write
from polku.deals.actions import paths
from polku.deals.actions.checking import checked
from polku.deals.actions.courses import course_of, entry_of, events_of, finished_at
from polku.deals.actions.indexing import index_deals
from polku.deals.actions.joining import joined_rows
from polku.deals.actions.steps import stay
from polku.deals.actions.valuing import in_company_currency
from polku.deals.logic.incoming import NewDeal, PastStep
from polku.deals.logic.outcomes import Outcome
from polku.deals.models import Closure, Deal, DealContact, StageVisit
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.eventlog.models import Event
from polku.kernel.errors import DomainError, Invalid, NotFound, gettext_noop
from polku.process.logic.definition import Definition
from polku.process.queries import published

_ADDRESS: Final = ("line1", "line2", "post_code", "city", "region", "country")
_ENDINGS: Final = ("won", "lost", "paused", "no_decision")


@dataclass(frozen=True)
class Opened:
    """What became of one row: the deal, or why not; codes of what the caller should be told."""

    deal: Deal | None = None
    warnings: tuple[str, ...] = ()
    error: DomainError | None = None
    made: Resolved | None = None
    """The customer and contact it was given, and which of them are new; an import takes those back with it."""

    @property
    def deal_id(self) -> int | None:
        """The deal's id, None where it was refused."""
        return self.deal.id if self.deal else None


@dataclass
class _Draft:
    """One deal on its way into the tables, with its course told by what is known of its past."""

    new: NewDeal
    deal: Deal
    warnings: list[str]
    contact_id: int | None
    made: Resolved
    course: list[PastStep] = field(default_factory=list)
    """Its steps in order; the last may be an ending with an empty stage."""


def open_deal(new: NewDeal, *, actor: Actor, at: datetime, process: str | None = None) -> Deal:
    """Open one deal: a batch of one.

    Raises: Invalid (names the field), NotAllowed.
    """
    opened = open_deals([new], actor=actor, at=at, process=process)[0]
    if opened.deal is None:
        raise opened.error or Invalid()
    return opened.deal


def open_deals(
    rows: Sequence[NewDeal], *, actor: Actor, at: datetime, process: str | None = None, history: bool = False
) -> list[Opened]:
    """Open deals with their customers, and answer for each row.

    In history mode a row states its own past: opened, won or lost elsewhere, at a time or at an unknown one;
    no criterion is judged. Otherwise every deal starts now, in the first stage.
    """
    actor.require(DealPermission.IMPORT_HISTORY if history else DealPermission.CHANGE)
    with write():
        definition = published(process)
        drafts, answers = _drafts(rows, definition, actor, at, history)
        if drafts:
            _store(list(drafts.values()), definition, actor, at, history)
        for number, draft in drafts.items():
            answers[number] = Opened(draft.deal, tuple(draft.warnings), made=draft.made)
    return [answers[number] for number in range(len(rows))]


def _drafts(
    rows: Sequence[NewDeal], definition: Definition, actor: Actor, at: datetime, history: bool
) -> tuple[dict[int, _Draft], dict[int, Opened]]:
    answers: dict[int, Opened] = {}
    good: dict[int, NewDeal] = {}
    for number, row in enumerate(rows):
        try:
            good[number] = checked(row, definition, history=history)
        except DomainError as error:
            answers[number] = Opened(error=error)
    for number, taken in given_already(Deal, {n: row.external_id for n, row in good.items()}).items():
        answers[number] = Opened(error=taken)
        del good[number]
    good = joined_rows(good)
    teams = _teams(list(good.values()), actor)
    customers = _customers(good, teams, actor, at, history)
    for number, customer in customers.items():
        if customer.error is not None:
            answers[number] = Opened(error=customer.error)
            del good[number]
    values = _company_values(good, at)
    drafts = {
        number: _draft(row, customers[number], teams[row], values.get(number), definition, at, history)
        for number, row in good.items()
    }
    return drafts, answers


def _customers(
    rows: Mapping[int, NewDeal], teams: "_TeamChoice", actor: Actor, at: datetime, history: bool
) -> dict[int, Resolved]:
    """Each row's customer: the one it names by id, if the person may see it, or found or added by its details."""
    named = {number: row.customer_id for number, row in rows.items() if row.customer_id}
    visible: dict[int, str] = {}
    if named:
        rows_seen = Customer.objects.visible_to(actor).current().filter(id__in=named.values())
        visible = dict(rows_seen.values_list("id", "name"))
    found = {
        number: Resolved(customer_id, None, False, False, name=visible[customer_id])
        if customer_id in visible
        else Resolved(
            0,
            None,
            False,
            False,
            error=NotFound(gettext_noop("There is no such customer."), field="customer_id"),
        )
        for number, customer_id in named.items()
    }
    others = [number for number in rows if number not in named and not rows[number].as_new]
    if others:
        wanted = [_customer(rows[number], teams[rows[number]]) for number in others]
        found |= dict(zip(others, resolve(wanted, actor=actor, at=at, history=history), strict=True))
    fresh = [number for number in rows if number not in named and rows[number].as_new]
    if fresh:
        wanted = [_customer(rows[number], teams[rows[number]]) for number in fresh]
        found |= dict(zip(fresh, add(wanted, actor=actor, at=at), strict=True))
    return found


def _teams(rows: Sequence[NewDeal], actor: Actor) -> "_TeamChoice":
    owners = {row.owner_id for row in rows if row.owner_id}
    return _TeamChoice(teams_of(owners) if owners else {}, actor.home_team_id)


class _TeamChoice:
    """The team of a row: the one it names if its owner is in it, else the owner's first, the actor's, the default."""

    def __init__(self, of_owner: Mapping[int, list[int]], fallback: int | None) -> None:
        self.of_owner = of_owner
        self._default = fallback

    def __getitem__(self, row: NewDeal) -> int:
        mine = self.of_owner.get(row.owner_id or 0) or []
        if row.team_id and (not row.owner_id or row.team_id in mine):
            return row.team_id
        if mine:
            return mine[0]
        if self._default is None:
            self._default = default_team().id
        return self._default


def _customer(row: NewDeal, team_id: int) -> NewCustomer:
    address: dict[str, Any] = {name: text for name, text in row.address.items() if name in _ADDRESS}
    return NewCustomer(
        company=row.company,
        contact_name=row.contact_name,
        email=row.email,
        phone=row.phone,
        segment=row.segment,
        **address,
        delivery=row.delivery,
        fallback=row.title or row.external_id,
        owner_id=row.owner_id,
        team_id=team_id,
        consents=row.consents,
        at=row.opened_at,
    )


def _company_values(rows: Mapping[int, NewDeal], at: datetime) -> dict[int, int]:
    valued = {number: row for number, row in rows.items() if row.value is not None}
    if not valued:
        return {}
    amounts = [(row.value, day_of(row.opened_at or at)) for row in valued.values() if row.value is not None]
    return dict(zip(valued, in_company_currency(amounts), strict=True))


def _draft(
    row: NewDeal,
    customer: Resolved,
    team_id: int,
    company_minor: int | None,
    definition: Definition,
    at: datetime,
    history: bool,
) -> _Draft:
    outcome = Outcome.WON if row.won else Outcome.LOST if row.lost else Outcome.OPEN
    outcome = Outcome(row.outcome) if row.past and row.outcome else outcome
    ended_at = row.won_at if row.won else row.lost_at
    warnings = list(customer.warnings)
    if row.won and row.won_at and row.opened_at and row.won_at < row.opened_at:
        warnings.append("won_before_created")
    course = course_of(row, definition, at, history)
    deal = made(
        Deal,
        title=row.title or customer.name or row.external_id,
        external_id=row.external_id,
        customer_id=customer.customer_id,
        process_id=definition.process_id,
        version_id=definition.version_id,
        stage=[step.stage for step in course if step.stage][-1],
        stage_entered_at=[step.when for step in course if step.stage][-1],
        owner_id=row.owner_id,
        team_id=team_id,
        value_minor=row.value.minor if row.value else None,
        value_currency=row.value.currency if row.value else "",
        value_company_minor=company_minor,
        expected_close=row.expected_close,
        outcome=outcome.value,
        opened_at=row.opened_at if history else at,
        closed_at=ended_at,
        finished_at=finished_at(course, at),
        source=row.source,
        campaign=row.campaign,
        product=row.product,
        next_step=row.next_step,
        next_step_at=row.next_step_at,
        custom=dict(row.custom),
        recorded_at=at,
    )
    return _Draft(row, deal, warnings, customer.contact_id, customer, course)


def _store(
    drafts: Sequence[_Draft], definition: Definition, actor: Actor, at: datetime, history: bool
) -> None:
    walked = _walk(drafts, definition)
    for draft, nodes in zip(drafts, walked, strict=True):
        draft.deal.path_id = nodes[-1]
    insert(Deal, [draft.deal for draft in drafts])
    people = [
        made(DealContact, deal_id=draft.deal.id, contact_id=draft.contact_id)
        for draft in drafts
        if draft.contact_id
    ]
    if people:
        insert(DealContact, people)
    visits = [
        visit
        for draft, nodes in zip(drafts, walked, strict=True)
        for visit in _visits(draft, nodes, actor, history)
    ]
    _time(visits)
    insert(StageVisit, visits)
    entries: list[Entry] = []
    endings: list[tuple[int, _Draft, str]] = []
    for draft, nodes in zip(drafts, walked, strict=True):
        for event, stage, step in events_of(draft.deal, draft.course, nodes, draft.new.reasons):
            if step.leaving in _ENDINGS:
                endings.append((len(entries), draft, step.leaving))
            entries.append(entry_of(event, draft.deal, stage, step, at))
    events = append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)
    _close([(events[place], draft, outcome) for place, draft, outcome in endings])
    names = {draft.made.customer_id: draft.made.name for draft in drafts if draft.made.name}
    index_deals([draft.deal for draft in drafts], new=True, names=names)


def _walk(drafts: Sequence[_Draft], definition: Definition) -> list[list[int]]:
    """The path node of each stage of each course, level by level so that all deals share the queries."""
    process_id = definition.process_id
    stages = [[step.stage for step in draft.course if step.stage] for draft in drafts]
    walked: list[list[int]] = [[] for _ in drafts]
    for depth in range(max(len(one) for one in stages)):
        steps = {
            number: (process_id, walked[number][-1] if depth else 0, one[depth])
            for number, one in enumerate(stages)
            if depth < len(one)
        }
        known = paths.nodes(set(steps.values()))
        for number, step in steps.items():
            walked[number].append(known[step])
    return walked


def _visits(draft: _Draft, nodes: Sequence[int], actor: Actor, history: bool) -> list[StageVisit]:
    visits: list[StageVisit] = []
    for step in draft.course:
        if visits and not visits[-1].leaving:
            visits[-1].left_at, visits[-1].leaving = step.when, step.leaving
        if step.stage:
            visits.append(
                made(
                    StageVisit,
                    deal_id=draft.deal.id,
                    version_id=draft.deal.version_id,
                    stage=step.stage,
                    seq=len(visits) + 1,
                    previous_stage=visits[-1].stage if visits else "",
                    path_id=nodes[len(visits)],
                    entered_at=step.when,
                    by_id=step.by_id or actor.user_id,
                    history=history,
                )
            )
    return visits


def _time(visits: Sequence[StageVisit]) -> None:
    if not any(visit.leaving for visit in visits):
        return
    hours = calendar()
    for visit in visits:
        if visit.leaving:
            visit.working_seconds, visit.calendar_seconds = stay(hours, visit.entered_at, visit.left_at)


def _close(endings: Sequence[tuple[Event, _Draft, str]]) -> None:
    if endings:
        insert(
            Closure,
            [
                Closure(
                    deal_id=draft.deal.id,
                    event_id=event.id,
                    outcome=outcome,
                    reasons=list(draft.new.reasons),
                    words=draft.new.reason_words,
                    at=event.at,
                )
                for event, draft, outcome in endings
            ],
        )

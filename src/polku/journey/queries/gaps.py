"""What is missing in open deals: of one, and as a worklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Max, Q

from polku.access.logic import Actor
from polku.company.queries import calendar
from polku.db.lists import among
from polku.deals.logic.pace import entered_before
from polku.deals.models import Deal
from polku.engage.models import Activity
from polku.eventlog.models import Event
from polku.journey import hearing
from polku.journey.logic.gaps import SILENT_DAYS, Gap, Standing, gaps_of
from polku.journey.logic.matrix import Entry, Step
from polku.journey.models import Feedback, Material, Obstacle
from polku.journey.queries.journeys import Laid, laid_over
from polku.process import facts
from polku.process.queries import definitions

MOST: Final = 500
"""So many open deals are looked at, those longest in their stage first."""


@dataclass(frozen=True)
class Known:
    """A thing they must know at this step, and how far it has come: missing, sent, opened."""

    entry: Entry
    state: str


@dataclass(frozen=True)
class Looked:
    """An open deal from the buyer's side: the step they stand at, what they must know there, what is missing."""

    deal: Deal
    laid: Laid | None
    step: Step | None
    known: tuple[Known, ...]
    gaps: tuple[Gap, ...]


def gaps(deals: Sequence[Deal], at: datetime) -> list[Looked]:
    """Look at many deals at once; the number of queries is the same for one and for hundreds."""
    ids = [deal.id for deal in deals]
    laid, versions = laid_over(deals), definitions({deal.version_id for deal in deals})
    steps = {
        deal.id: laid[deal.id].step_of(versions[deal.version_id], deal.stage) if deal.id in laid else None
        for deal in deals
    }
    known = _known(steps, ids, at)
    contact = _contacts(ids)
    unanswered: dict[int, list[str]] = {}
    for deal_id, code in (
        Obstacle.objects.open().filter(deal_id__in=among(ids), remedy="").values_list("deal_id", "code")
    ):
        unanswered.setdefault(deal_id, []).append(code)
    hours = calendar()
    found = []
    for deal in deals:
        stage = versions[deal.version_id].by_key.get(deal.stage)
        days = (stage.expected_days if stage else None) or SILENT_DAYS
        standing = Standing(
            has_next_step=bool(deal.next_step),
            quiet_since=contact.get(deal.id) or deal.opened_at,
            quiet_before=entered_before(days, at, hours),
            missing=[one.entry.key for one in known[deal.id] if one.state == "missing"],
            unanswered=unanswered.get(deal.id, ()),
        )
        is_open = deal.is_open
        found.append(
            Looked(
                deal, laid.get(deal.id), steps[deal.id], known[deal.id], gaps_of(standing) if is_open else ()
            )
        )
    return found


def gaps_in(deal_id: int, user: Actor, at: datetime) -> Looked | None:
    """What is missing in one deal."""
    deal = Deal.objects.visible_to(user).current().select_related("customer").filter(id=deal_id).first()
    return gaps([deal], at)[0] if deal is not None else None


def worklist(user: Actor, at: datetime, *, mine: bool, kind: str = "") -> tuple[list[Looked], dict[str, int]]:
    """Open deals in which something is missing, and how many there are of each kind of gap."""
    rows = Deal.objects.visible_to(user).open().select_related("customer", "owner")
    if mine and user.user_id is not None:
        rows = rows.filter(owner_id=user.user_id)
    looked = gaps(list(rows.order_by("stage_entered_at", "id")[:MOST]), at)
    counts: dict[str, int] = {}
    for one in looked:
        for gap in one.gaps:
            counts[gap.kind] = counts.get(gap.kind, 0) + 1
    found = [one for one in looked if any(kind in ("", gap.kind) for gap in one.gaps)]
    return sorted(found, key=lambda one: -len(one.gaps)), counts


def _known(steps: dict[int, Step | None], ids: Sequence[int], at: datetime) -> dict[int, tuple[Known, ...]]:
    """What they must know at each deal's step: marked by hand, or known by facts."""
    entries = {entry for step in steps.values() if step for entry in step.cell("know") if entry.link}
    names = {entry.link_name for entry in entries if entry.link_kind == "fact"}
    names |= {entry.opened for entry in entries if entry.opened}
    told = facts.load(names & facts.known().keys(), ids, at=at) if names else {}
    marked: dict[tuple[int, str], bool] = {}
    if any(entry.link_kind == "material" for entry in entries):
        rows = Material.objects.filter(deal_id__in=among(ids)).values_list("deal_id", "key", "opened_at")
        marked = {(deal_id, key): opened is not None for deal_id, key, opened in rows}

    def state(deal_id: int, entry: Entry) -> str:
        of = told.get(deal_id, {})
        if entry.link_kind == "material":
            there = (deal_id, entry.link_name) in marked
            read = marked.get((deal_id, entry.link_name), False)
        else:
            there, read = bool(of.get(entry.link_name)), False
        read = read or bool(entry.opened and of.get(entry.opened))
        return "opened" if read else "sent" if there else "missing"

    return {
        deal_id: tuple(Known(entry, state(deal_id, entry)) for entry in step.cell("know") if entry.link)
        if step
        else ()
        for deal_id, step in steps.items()
    }


def _contacts(ids: Sequence[int]) -> dict[int, datetime]:
    """The last time each buyer was heard: a contact that took place, words through the link, an answer to an offer."""
    held = Activity.objects.took_place().filter(deal_id__in=among(ids), is_contact=True).order_by()
    found: dict[int, datetime] = dict(
        held.values("deal_id").annotate(last=Max("at")).values_list("deal_id", "last")
    )
    said = Feedback.objects.current().filter(deal_id__in=among(ids)).order_by()
    for deal_id, last in said.values("deal_id").annotate(last=Max("at")).values_list("deal_id", "last"):
        found[deal_id] = max(last, found.get(deal_id, last))
    told = Event.objects.filter(reduce(or_, hearing.heard, Q(pk__in=[])), case_id__in=among(ids)).order_by()
    for case_id, last in told.values("case_id").annotate(last=Max("at")).values_list("case_id", "last"):
        if case_id is not None:
            found[case_id] = max(last, found.get(case_id, last))
    return found

"""Bringing deals under way into a new version of their process, each to the stage that takes the place of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.db.lists import among
from polku.db.transactions import write
from polku.deals.actions import paths, steps
from polku.deals.actions.results import Done
from polku.deals.events import DealMapped
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.models import Deal, PathNode
from polku.deals.rules import DealPermission
from polku.eventlog.actions import append
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, Refused, gettext_noop
from polku.process.logic.definition import Definition
from polku.process.queries import definition
from polku.process.rules import ProcessPermission

LEAVING: Final = "mapped"
_COLUMNS: Final = ("version", "stage", "stage_entered_at", "path_id")


def map_deals(
    deal_ids: Sequence[int], version_id: int, stages: Mapping[str, str], *, actor: Actor, at: datetime
) -> list[Done]:
    """Let deals go on under a version: `stages` says for each stage of theirs which one takes its place.

    A deal whose stage stays keeps its stay and its time there. Another one begins a stay that is no step of the sale:
    no criterion is judged, nothing is won or lost by it, its path has the new stage in place of the old one. A deal
    that is there already is left as it is.
    Raises: NotAllowed, NotFound without such a version.
    """
    actor.require(ProcessPermission.EDIT)
    actor.require(DealPermission.MOVE)
    new = definition(version_id)
    with write():
        found = steps.lock(deal_ids, Deal.objects.reached_by(actor, DealPermission.MOVE).current())
        errors: dict[int, DomainError] = {}
        going: list[tuple[Deal, str]] = []
        for deal_id in dict.fromkeys(deal_ids):
            deal = found.get(deal_id)
            error = _refusal(deal, new, stages)
            if error is not None:
                errors[deal_id] = error
            elif deal is not None and deal.version_id != version_id:
                going.append((deal, stages.get(deal.stage, deal.stage)))
        written = _map(going, new, actor, at)
    return [Done(one, written.get(one), errors.get(one), found.get(one)) for one in deal_ids]


def _refusal(deal: Deal | None, new: Definition, stages: Mapping[str, str]) -> DomainError | None:
    """Why a deal can't go under the version."""
    if deal is None:
        return NotFound(gettext_noop("This deal does not exist, or you may not move it."))
    if deal.process_id != new.process_id:
        return Invalid(gettext_noop("This deal runs through another process."))
    if deal.finished_at is not None or deal.outcome not in (Outcome.OPEN, *WINS):
        return Refused(gettext_noop("This deal has ended or is paused: it keeps its version."))
    stage = new.by_key.get(stages.get(deal.stage, deal.stage))
    if stage is None:
        message = gettext_noop("Nothing is said of the stage “%(stage)s”.")
        return Invalid(Message(message, stage=deal.stage), field="stage")
    if stage.after_win != (deal.outcome in WINS):
        return Refused(gettext_noop("The win lies between these stages: a mapping wins and reopens no deal."))
    return None


def _map(going: Sequence[tuple[Deal, str]], new: Definition, actor: Actor, at: datetime) -> dict[int, int]:
    """Carry it out: as many statements as for one deal; the events by deal."""
    if not going:
        return {}
    nodes = _nodes([pair for pair in going if pair[0].stage != pair[1]])
    done, begun = [], []
    for deal, to_stage in going:
        event = DealMapped(
            from_stage=deal.stage,
            to_stage=to_stage,
            path_id=nodes.get(deal.id, deal.path_id),
            from_version_id=deal.version_id,
            to_version_id=new.version_id,
        )
        step = steps.Step(deal, new, event, LEAVING, to_stage, Outcome(deal.outcome))
        done.append(step)
        if deal.stage != to_stage:
            begun.append(step)
    steps.replace_stays(begun, nodes, version_id=new.version_id, actor=actor, at=at)
    for step in done:
        step.deal.version_id = new.version_id
    Deal.objects.bulk_update([step.deal for step in done], _COLUMNS, batch_size=500)
    events = append(
        [steps.entry_of(step, at) for step in done], actor_id=actor.user_id, via=actor.via, recorded_at=at
    )
    return {event.case_id or 0: event.id for event in events}


def _nodes(going: Sequence[tuple[Deal, str]]) -> dict[int, int]:
    """The path of each deal with its last stage replaced."""
    ids = {deal.path_id for deal, _stage in going}
    parents = dict(PathNode.objects.filter(id__in=among(ids)).values_list("id", "parent_id"))
    wanted = {deal.id: (deal.process_id, parents.get(deal.path_id, 0), to_stage) for deal, to_stage in going}
    known = paths.nodes(set(wanted.values()))
    return {deal_id: known[step] for deal_id, step in wanted.items()}

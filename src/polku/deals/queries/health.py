"""Whether the tables say what the log says."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Q

from polku.deals import events as happened
from polku.deals.logic.visits import Visit, replay
from polku.deals.models import Deal, PathNode, StageVisit
from polku.eventlog.models import Event

_BATCH = 1000
_COMPARED = (
    "stage",
    "version_id",
    "entered_at",
    "left_at",
    "leaving",
    "path_id",
    "previous_stage",
    "not_needed",
)


def course_agrees() -> Iterator[str]:
    """Every deal's visits, stage, path and outcome are those its events tell."""
    last = 0
    while batch := list(Deal.objects.filter(id__gt=last).order_by("id")[:_BATCH]):
        last = batch[-1].id
        yield from _faults(batch)
    yield from _paths()


def _faults(deals: Sequence[Deal]) -> Iterator[str]:
    ids = [deal.id for deal in deals]
    told: dict[int, list[Event]] = defaultdict(list)
    kinds = happened.STAGE_KINDS | {happened.DealUndone.kind}
    for event in Event.objects.filter(Q(case_id__range=(ids[0], ids[-1])), kind__in=kinds):
        told[event.case_id or 0].append(event)
    stored: dict[int, list[StageVisit]] = defaultdict(list)
    for visit in StageVisit.objects.filter(deal_id__gte=ids[0], deal_id__lte=ids[-1]).order_by(
        "deal_id", "seq"
    ):
        stored[visit.deal_id].append(visit)
    for deal in deals:
        course = replay(told[deal.id])
        if not course.visits:
            yield f"deal {deal.id} has no opening event in the log"
            continue
        if [_key(one) for one in course.visits] != [_key(one) for one in stored[deal.id]]:
            yield f"deal {deal.id}: its stage visits differ from its events"
        end = course.visits[-1]
        state = (end.stage, end.path_id, course.outcome.value, course.closed_at, course.finished_at)
        if state != (deal.stage, deal.path_id, deal.outcome, deal.closed_at, deal.finished_at):
            yield f"deal {deal.id}: its stage, path or outcome differs from its events"


def _key(visit: Visit | StageVisit) -> tuple[object, ...]:
    return tuple(getattr(visit, name) for name in _COMPARED)


def _paths() -> Iterator[str]:
    nodes = {node.id: node for node in PathNode.objects.all()}
    for node in nodes.values():
        parent = nodes.get(node.parent_id)
        if node.parent_id and (parent is None or parent.depth + 1 != node.depth):
            yield f"path {node.id} does not follow on its parent {node.parent_id}"

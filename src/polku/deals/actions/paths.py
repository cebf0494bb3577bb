"""The prefix tree of stage sequences: insert or get, by batch."""

from collections.abc import Collection

from django.db.models import Q

from polku.deals.models import PathNode

Step = tuple[int, int, str]
"""Process id, parent node (0 is the root), stage key."""


def nodes(steps: Collection[Step]) -> dict[Step, int]:
    """The node of each step, made where it is new: one query when all are known."""
    wanted = set(steps)
    found = _known(wanted)
    if missing := wanted - found.keys():
        parents = {parent for _, parent, _ in missing}
        depths = dict(PathNode.objects.filter(id__in=parents).values_list("id", "depth"))
        PathNode.objects.bulk_create(
            [
                PathNode(process_id=process, parent_id=parent, stage=stage, depth=depths.get(parent, 0) + 1)
                for process, parent, stage in sorted(missing)
            ],
            ignore_conflicts=True,
        )
        found |= _known(missing)
    return found


def _known(steps: set[Step]) -> dict[Step, int]:
    if not steps:
        return {}
    where = Q()
    for process in {step[0] for step in steps}:
        parents = {step[1] for step in steps if step[0] == process}
        stages = {step[2] for step in steps if step[0] == process}
        where |= Q(process_id=process, parent_id__in=parents, stage__in=stages)
    rows = PathNode.objects.filter(where).values_list("process_id", "parent_id", "stage", "id")
    return {
        (process, parent, stage): node
        for process, parent, stage, node in rows
        if (process, parent, stage) in steps
    }

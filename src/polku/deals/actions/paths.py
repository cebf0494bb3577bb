"""The prefix tree of stage sequences: insert or get, by batch. Committed nodes never change and are kept in memory."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Q

from polku.deals.models import PathNode

Step = tuple[int, int, str]
"""Process id, parent node (0 is the root), stage key."""

_KEPT_MAX = 50_000
_kept: dict[Step, int] = {}


def nodes(steps: Collection[Step]) -> dict[Step, int]:
    """The node of each step, made where it is new: no query when all are known, one when all are there, else two."""
    wanted = set(steps)
    found = {step: _kept[step] for step in wanted if step in _kept}
    if missing := wanted - found.keys():
        read, depths = _read(missing)
        if new := missing - read.keys():
            read |= _make(new, depths)
        transaction.on_commit(lambda: _keep(read))
        found |= read
    return found


def forget() -> None:
    """Keep nothing: for tests, whose databases come and go."""
    _kept.clear()


def _keep(read: dict[Step, int]) -> None:
    if len(_kept) + len(read) > _KEPT_MAX:
        _kept.clear()
    _kept.update(read)


def _make(steps: set[Step], depths: Mapping[int, int]) -> dict[Step, int]:
    """Insert or get: who is met by another's node is given that one, as it is the same."""
    made = PathNode.objects.bulk_create(
        [
            PathNode(process_id=process, parent_id=parent, stage=stage, depth=depths.get(parent, 0) + 1)
            for process, parent, stage in sorted(steps)
        ],
        update_conflicts=True,
        unique_fields=["process", "parent_id", "stage"],
        update_fields=["depth"],
    )
    return {(node.process_id, node.parent_id, node.stage): node.pk for node in made}


def _read(steps: set[Step]) -> tuple[dict[Step, int], dict[int, int]]:
    """The nodes that are there, and how deep their parents are."""
    above = {step[1] for step in steps}
    where = Q(id__in=above)
    for process in {step[0] for step in steps}:
        parents = {step[1] for step in steps if step[0] == process}
        stages = {step[2] for step in steps if step[0] == process}
        where |= Q(process_id=process, parent_id__in=parents, stage__in=stages)
    rows = list(PathNode.objects.filter(where).values_list("process_id", "parent_id", "stage", "id", "depth"))
    found = {(process, parent, stage): node for process, parent, stage, node, _ in rows}
    return (
        {step: found[step] for step in steps if step in found},
        {node: depth for *_, node, depth in rows if node in above},
    )

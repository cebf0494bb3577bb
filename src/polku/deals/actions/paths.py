"""The prefix tree of stage sequences: insert or get, by batch. Committed nodes never change and are kept in memory."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from polku.deals.models import PathNode

Step = tuple[int, int, str]
"""Process id, parent node (0 is the root), stage key."""

_KEPT_MAX = 50_000
_kept: dict[Step, int] = {}


def nodes(steps: Collection[Step]) -> dict[Step, int]:
    """The node of each step, made where it is new: no query when all are known, one when all are there."""
    wanted = set(steps)
    found = {step: _kept[step] for step in wanted if step in _kept}
    if missing := wanted - found.keys():
        read = _read(missing)
        if new := missing - read.keys():
            _make(new)
            read |= _read(new)
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


def _make(steps: set[Step]) -> None:
    parents = {parent for _, parent, _ in steps}
    depths = dict(PathNode.objects.filter(id__in=parents).values_list("id", "depth"))
    PathNode.objects.bulk_create(
        [
            PathNode(process_id=process, parent_id=parent, stage=stage, depth=depths.get(parent, 0) + 1)
            for process, parent, stage in sorted(steps)
        ],
        ignore_conflicts=True,
    )


def _read(steps: set[Step]) -> dict[Step, int]:
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

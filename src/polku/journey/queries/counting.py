"""The live counts of a journey: at each step how many deals stand there, and for how many each entry holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.db.lists import among
from polku.deals.queries.filters import DealFilter
from polku.engage.models import Activity
from polku.journey.logic.matrix import Matrix
from polku.journey.logic.over import over
from polku.journey.models import Feedback, Journey, Material, Obstacle
from polku.process import facts
from polku.process.queries import definitions

MOST: Final = 2000
"""The newest deals that are counted; the page says so where there are more."""

Cell = tuple[str, str, str]
"""Step, row and entry."""


@dataclass(frozen=True)
class Counted:
    """Deals by step, and of them those for which an entry holds: sent or opened too, for what they must know."""

    at_step: Mapping[str, frozenset[int]]
    held: Mapping[Cell, frozenset[int]]
    opened: Mapping[Cell, frozenset[int]]
    whole: int
    is_cut: bool = False

    def of(self, cell: Cell) -> tuple[int, int]:
        """How many of how many."""
        return len(self.held.get(cell, ())), len(self.at_step.get(cell[0], ()))


@dataclass
class _Recorded:
    """What is recorded of the deals, read once for all entries."""

    facts: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    activities: Mapping[str, set[int]] = field(default_factory=dict)
    obstacles: Mapping[str, set[int]] = field(default_factory=dict)
    feedback: Mapping[str, set[int]] = field(default_factory=dict)
    sent: Mapping[str, set[int]] = field(default_factory=dict)
    opened: Mapping[str, set[int]] = field(default_factory=dict)

    def holding(self, link: str, deals: frozenset[int]) -> frozenset[int]:
        """Of these deals those for which a link holds."""
        kind, _sep, name = link.partition(":")
        if kind == "fact":
            return frozenset(one for one in deals if _true(self.facts.get(one, {}).get(name)))
        by_name = {
            "activity": self.activities,
            "obstacle": self.obstacles,
            "feedback": self.feedback,
            "material": self.sent,
        }.get(kind, {})
        return deals & by_name.get(name, set())


def counted(row: Journey, matrix: Matrix, user: Actor, wanted: DealFilter, at: datetime) -> Counted:
    """Count over the deals that a filter means and this person may see."""
    deals = wanted.rows(user, at)
    if row.process_id:
        deals = deals.filter(process_id=row.process_id)
    if row.persona.customer_kind:
        deals = deals.filter(customer__kind=row.persona.customer_kind)
    found = list(deals.order_by("-id").values_list("id", "version_id", "stage")[: MOST + 1])
    is_cut, found = len(found) > MOST, found[:MOST]
    places = {
        version: over(matrix, one)
        for version, one in definitions({version for _, version, _ in found}).items()
    }
    at_step: dict[str, set[int]] = {step.key: set() for step in matrix.steps}
    for deal_id, version, stage in found:
        if (step := places[version].get(stage)) is not None:
            at_step[step.key].add(deal_id)
    frozen = {key: frozenset(ids) for key, ids in at_step.items()}
    known = _recorded(matrix, [deal_id for deal_id, _, _ in found], at)
    held = {
        (step.key, place, entry.key): known.holding(entry.link, frozen[step.key])
        for step, place, entry in matrix.entries()
        if entry.link
    }
    opened = {
        (step.key, place, entry.key): known.holding(f"fact:{entry.opened}", frozen[step.key])
        if entry.opened
        else frozen[step.key] & known.opened.get(entry.link_name, set())
        for step, place, entry in matrix.entries()
        if place == "know" and entry.link
    }
    return Counted(frozen, held, opened, len(found), is_cut)


def _recorded(matrix: Matrix, ids: Sequence[int], at: datetime) -> _Recorded:
    links = [(entry.link_kind, entry.link_name) for _, _, entry in matrix.entries()]
    links += [("fact", entry.opened) for _, _, entry in matrix.entries() if entry.opened]
    by_kind = {kind: {name for one, name in links if one == kind} for kind, _ in links}
    known = _Recorded()
    if not ids:
        return known
    if names := by_kind.get("fact", set()) & facts.known().keys():
        known.facts = facts.load(names, ids, at=at)
    if names := by_kind.get("activity", set()):
        rows = Activity.objects.took_place().filter(deal_id__in=among(ids))
        seen = set(rows.order_by().values_list("form", "kind", "deal_id").distinct())
        pairs = {(name, deal_id) for form, kind, deal_id in seen for name in (form, kind)}
        known.activities = _sets(pairs)
    if by_kind.get("obstacle"):
        open_ones = Obstacle.objects.open().filter(deal_id__in=among(ids))
        known.obstacles = _sets(set(open_ones.order_by().values_list("code", "deal_id")))
    if by_kind.get("feedback"):
        said = Feedback.objects.current().filter(deal_id__in=among(ids))
        known.feedback = _sets(set(said.order_by().values_list("about", "deal_id")))
    if by_kind.get("material"):
        given = list(
            Material.objects.filter(deal_id__in=among(ids)).values_list("key", "deal_id", "opened_at")
        )
        known.sent = _sets({(key, deal_id) for key, deal_id, _ in given})
        known.opened = _sets({(key, deal_id) for key, deal_id, opened in given if opened})
    return known


def _sets(pairs: set[tuple[str, int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for name, deal_id in pairs:
        found.setdefault(name, set()).add(deal_id)
    return found


def _true(value: object) -> bool:
    """Whether a fact says that it is so: true, a number above zero, a text or a day that is there."""
    return bool(value)

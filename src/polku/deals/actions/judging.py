"""Criteria at the door: what a deal does not meet for the way it wants to go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.kernel.errors import DomainError, NotAllowed, Refused
from polku.process import facts
from polku.process.logic import criteria
from polku.process.logic.criteria import Unmet
from polku.process.logic.definition import Definition


@dataclass(frozen=True)
class Way:
    """A deal and where it wants to go: a stage, or None to leave the line by the win."""

    deal: Deal
    definition: Definition
    to_stage: str | None


@dataclass(frozen=True)
class Verdict:
    """What a deal does not meet for its way, and the stages on it that are left out because they are not needed."""

    unmet: list[Unmet] = field(default_factory=list)
    not_needed: tuple[str, ...] = ()


def unmet(ways: Sequence[Way], at: datetime) -> dict[int, list[Unmet]]:
    """Every unmet criterion of each deal, all at once."""
    return {deal_id: found.unmet for deal_id, found in judge(ways, at).items()}


def judge(ways: Sequence[Way], at: datetime) -> dict[int, Verdict]:
    """What is said of each deal's way; facts are loaded by batch and only those named."""
    named: dict[int, frozenset[str]] = {
        way.deal.id: criteria.facts_for_move(way.definition, way.deal.stage, way.to_stage) for way in ways
    }
    names = frozenset().union(*named.values())
    known: Mapping[int, Mapping[str, object]] = facts.load(names, list(named), at=at) if names else {}
    return {
        way.deal.id: _judged(way, {name: known[way.deal.id].get(name) for name in named[way.deal.id]})
        if named[way.deal.id]
        else Verdict()
        for way in ways
    }


def _judged(way: Way, known: Mapping[str, object]) -> Verdict:
    between = (way.definition, way.deal.stage, way.to_stage, known)
    return Verdict(criteria.unmet_for_move(*between), criteria.passed_over(*between))


def refusal(missing: Sequence[Unmet], reason: str, deal: Deal, actor: Actor) -> DomainError | None:
    """Why the deal may not go on: None when nothing is unmet, or an override with right and reason passes it."""
    if not missing:
        return None
    if reason.strip():
        if deal.reached(actor.scope(DealPermission.OVERRIDE)):
            return None
        return NotAllowed(DealPermission.OVERRIDE)
    return Refused(unmet=missing)

"""What is true of a company: the same buyers with the same luck, once with a thing and once without."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, sqrt
from statistics import median

from polku.demo.logic.simulation.company import Company
from polku.demo.logic.simulation.lives import Deal, Forced
from polku.demo.logic.simulation.running import lives


@dataclass(frozen=True)
class Truth:
    """A share with and without a thing, the difference, and one standard error of it in the simulation."""

    with_it: float
    without: float
    difference: float
    error: float
    n: int


def edition_effect(
    company: Company, points: float, *, within_weeks: float = inf, n: int = 40_000, seed: int = 77
) -> Truth:
    """How much more of all deals a version wins that keeps `points` more, within so many weeks of opening."""
    company = replace(company, editions=(replace(company.editions[0], points=points),))
    return _paired(company, Forced(points=points), Forced(points=0.0), within_weeks, n, seed)


def act_effect(company: Company, kind: str, *, n: int = 40_000, seed: int = 77) -> Truth:
    """How much more of all deals win when an act is always meant to be done rather than never."""
    return _paired(company, Forced(acts={kind: True}), Forced(acts={kind: False}), inf, n, seed)


def skip_effect(company: Company, *, n: int = 40_000, seed: int = 77) -> Truth:
    """How much less of all deals win when needs are always skipped rather than never."""
    return _paired(company, Forced(skips=True), Forced(skips=False), inf, n, seed)


def chances(company: Company, *, n: int = 40_000, seed: int = 77) -> float:
    """The share of deals that win in the end."""
    return sum(deal.outcome == "won" for deal in lives(company, seed, [0.0] * n)) / n


def stage_times(company: Company, stage: str, *, week: float, n: int = 20_000, seed: int = 77) -> float:
    """The median weeks of the first stay in a stage, of deals that open in a week."""
    place = company.keys.index(stage)
    first = (
        next((stay for stay in deal.stays if stay.stage == place), None)
        for deal in lives(company, seed, [week] * n)
    )
    stays = [stay.left - stay.entered for stay in first if stay is not None]
    return median(stays)


def _paired(company: Company, one: Forced, other: Forced, within: float, n: int, seed: int) -> Truth:
    openings = [0.0] * n
    with_it = _won(lives(company, seed, openings, one), within)
    without = _won(lives(company, seed, openings, other), within)
    differences = [a - b for a, b in zip(with_it, without, strict=True)]
    mean = sum(differences) / n
    spread = sqrt(sum((each - mean) ** 2 for each in differences) / max(1, n - 1))
    return Truth(sum(with_it) / n, sum(without) / n, mean, spread / sqrt(n), n)


def _won(deals: Sequence[Deal], within: float) -> list[int]:
    return [int(deal.outcome == "won" and deal.closed - deal.opened <= within) for deal in deals]

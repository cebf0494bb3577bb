"""Running a company for some weeks: deals come in evenly, each lives on its own seed, all stand as at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from random import Random
from typing import Final

from polku.demo.logic.simulation.clock import Clock, moment
from polku.demo.logic.simulation.company import COMPANY, Company
from polku.demo.logic.simulation.lives import Deal, Forced, Living, cut, draw

START: Final = datetime(2024, 1, 1, tzinfo=UTC)
PILOT: Final = 12_000
"""So many lives tell how many deals are lost at the last stage."""
_STRIDE: Final = 1_000_003


@dataclass(frozen=True)
class Run:
    """What came of it: deals in the order of their opening, as they stand after `weeks`."""

    company: Company
    seed: int
    deals: tuple[Deal, ...]
    weeks: float
    clock: Clock

    @property
    def ends_at(self) -> datetime:
        """The moment at which it ends."""
        return moment(self.clock.second(self.weeks))


def simulate(
    company: Company = COMPANY, *, seed: int, deals: int, weeks: float, start: datetime = START
) -> Run:
    """Let a company sell for some weeks; equal on one seed. `start` becomes the Monday of its week."""
    random = Random(seed)  # noqa: S311 -- a simulation, no secret
    openings = sorted(random.random() * weeks for _ in range(deals))
    lived = (cut(deal, weeks) for deal in lives(company, seed, openings))
    return Run(company, seed, tuple(lived), weeks, Clock(start, company.hours))


def lives(company: Company, seed: int, openings: list[float], forced: Forced | None = None) -> list[Deal]:
    """Whole lives of deals that begin in given weeks.

    Equal seeds give equal buyers and equal luck, so what `forced` changes is all that differs.
    """
    living = Living(company, saved_shares(company), forced or Forced())
    found = []
    for number, opened in enumerate(openings):
        deal = draw(company, Random(_STRIDE * seed + 2 * number), number, opened)  # noqa: S311 -- no secret
        living.live(deal, Random(_STRIDE * seed + 2 * number + 1))  # noqa: S311 -- no secret
        found.append(deal)
    return found


def saved_shares(company: Company) -> Mapping[tuple[int, int], float]:
    """Of all deals of a source and size, how many are lost at the last stage: of these a better version keeps some."""
    return _saved_shares(company) if any(one.points for one in company.editions) else _NONE


@lru_cache(maxsize=32)
def _saved_shares(company: Company) -> Mapping[tuple[int, int], float]:
    living = Living(company, _NONE, Forced(points=0.0))
    last, first = len(company.stops) - 1, min(one.week for one in company.editions)
    count: dict[tuple[int, int], int] = {}
    lost: dict[tuple[int, int], int] = {}
    for number in range(PILOT):
        deal = draw(company, Random(2 * number + 17), number, max(first, 0.0))  # noqa: S311 -- no secret
        living.live(deal, Random(2 * number + 18))  # noqa: S311 -- no secret
        key = deal.source, company.band(deal.value_minor)
        count[key] = count.get(key, 0) + 1
        lost[key] = lost.get(key, 0) + (deal.outcome != "won" and deal.stays[-1].stage == last)
    keys = [(source, band) for source in range(len(company.sources)) for band in range(3)]
    return {key: (lost.get(key, 0) + 1) / (count.get(key, 0) + 6) for key in keys}


_NONE: Final = {(source, band): 1.0 for source in range(64) for band in range(3)}

"""What a simulated company is like: its line, its people, where its buyers come from, and what is planted in it."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True)
class Stop:
    """A stage. `pace` is the chance to leave it in its 1st, 2nd ... week there; `goes_on` the log-odds to go on then.

    `fades` is how much of those log-odds each week spent there takes away.
    """

    key: str
    name: str
    phase: str
    pace: tuple[float, ...]
    goes_on: float
    fades: float = 0.0
    expected_days: float = 5


@dataclass(frozen=True)
class Source:
    """Where buyers come from: its share, what it adds to the log-odds, and its share from `shift_week` on."""

    key: str
    share: float
    odds: float = 0.0
    share_later: float | None = None


@dataclass(frozen=True)
class Rep:
    """Who sells: team, skill in log-odds, how often a buyer hears of them in a week, how often needs are skipped."""

    team: int
    skill: float = 0.0
    contacts: float = 0.7
    skips: float = 0.0


@dataclass(frozen=True)
class Habit:
    """An act done in a stage with some chance, within so many days; it adds `helps` to all log-odds that follow.

    `chance` is without regard of who sells, `skilled` what a unit of skill adds to it: then who sells well does it
    more often, and a plain comparison flatters it.
    """

    kind: str
    stage: str
    chance: float
    within_days: float = 4.0
    helps: float = 0.0
    skilled: float = 0.0


@dataclass(frozen=True)
class Slower:
    """A stage whose weekly chance to leave is divided by `factor` from a week on, or for deals of one version alone."""

    stage: str
    week: float
    factor: float
    version: int | None = None


@dataclass(frozen=True)
class Edition:
    """A version of the process from a week on, which wins `points` (0.05 = five points) more than the first one."""

    number: int
    week: float
    points: float = 0.0


@dataclass(frozen=True)
class Company:
    """All of it. `age_fades`, `silence_fades`: log-odds lost per week since opening, per week without a contact."""

    stops: tuple[Stop, ...]
    sources: tuple[Source, ...]
    reps: tuple[Rep, ...]
    habits: tuple[Habit, ...] = ()
    products: tuple[tuple[str, float, int], ...] = (("machine", 0.5, 900_000), ("upkeep", 0.5, 300_000))
    """Name, share, median value in minor units."""
    private_share: float = 0.25
    private_odds: float = 0.0
    value_odds: tuple[float, float, float] = (0.2, 0.0, -0.25)
    """Log-odds of small, middle and large deals; large ones also leave each stage more slowly."""
    value_bands: tuple[int, int] = (300_000, 1_200_000)
    value_slows: float = 1.3
    age_fades: float = 0.015
    silence_fades: float = 0.12
    skip_costs: float = 0.7
    """Log-odds that a skipped stage of needs costs in all that follow."""
    skipped_stage: str = "needs"
    back_share: float = 0.05
    """How many go back from the stage after the skipped one to it."""
    slower: tuple[Slower, ...] = ()
    editions: tuple[Edition, ...] = (Edition(1, float("-inf")),)
    shift_week: float = float("inf")
    customers: int = 2000
    hours: tuple[int, int] = (9, 17)
    """Working hours in UTC, Monday to Friday."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The stages in order."""
        return tuple(stop.key for stop in self.stops)

    def edition_at(self, week: float) -> Edition:
        """The version in force in a week."""
        found = self.editions[0]
        for one in self.editions[1:]:
            if found.week < one.week <= week:
                found = one
        return found

    def band(self, value_minor: int) -> int:
        """0 small, 1 middle, 2 large."""
        return sum(value_minor >= edge for edge in self.value_bands)


COMPANY: Final = Company(
    stops=(
        Stop("contact", "First contact", "find", (0.55, 0.5, 0.4, 0.3), 2.35, 0.15, 4),
        Stop("qualify", "Qualify", "qualify", (0.4, 0.5, 0.4, 0.3, 0.25), 1.85, 0.12, 6),
        Stop("needs", "Needs", "engage", (0.35, 0.5, 0.45, 0.35, 0.3), 2.3, 0.1, 7),
        Stop("offer", "Offer", "offer", (0.2, 0.4, 0.45, 0.35, 0.25, 0.2), 1.75, 0.16, 9),
        Stop("close", "Close", "close", (0.35, 0.45, 0.4, 0.3, 0.2), 1.05, 0.14, 6),
    ),
    sources=(
        Source("web", 0.4),
        Source("referral", 0.2, 0.45),
        Source("fair", 0.2, -0.1),
        Source("list", 0.2, -0.45),
    ),
    reps=(Rep(1, 0.3), Rep(1, 0.0), Rep(1, -0.2), Rep(2, 0.15), Rep(2, 0.0, 0.6), Rep(2, -0.25, 0.5)),
    habits=(
        Habit("call", "contact", 0.6, 1.0),
        Habit("demo", "needs", 0.5, 8.0, helps=0.0, skilled=0.5),
        Habit("reference", "offer", 0.3, 7.0),
        Habit("recap", "needs", 0.4, 9.0),
        Habit("meeting", "close", 0.5, 6.0),
    ),
)
"""The usual company: chances change with weeks in the stage, age, silence, value and source; nothing else is planted.
About 30 of 100 win, half of them within nine weeks."""


def plain(company: Company = COMPANY) -> Company:
    """The same company with nothing to be learned beyond the stage a deal is in."""
    stops = tuple(replace(stop, pace=(stop.pace[1],), fades=0.0) for stop in company.stops)
    return replace(
        company,
        stops=stops,
        sources=tuple(replace(one, odds=0.0) for one in company.sources),
        reps=tuple(replace(one, skill=0.0, skips=0.0) for one in company.reps),
        habits=tuple(replace(one, helps=0.0, skilled=0.0) for one in company.habits),
        private_odds=0.0,
        value_odds=(0.0, 0.0, 0.0),
        value_slows=1.0,
        age_fades=0.0,
        silence_fades=0.0,
        back_share=0.0,
    )

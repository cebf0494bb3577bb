"""What an offer costs its buyer over the years: its price, what runs beside it, against their present way. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any, Final

from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.text import clean

YEARS_MAX: Final = 20
RUNNING_MAX: Final = 30
MINOR_MAX: Final = 10**15


@dataclass(frozen=True)
class Running:
    """What comes every year from year `first` to year `last`, in minor units; below nought it is saved."""

    text: str
    minor: int
    first: int = 1
    last: int | None = None


@dataclass(frozen=True)
class Costs:
    """What runs beside the price for `years`, and what the buyer's present way costs a year (None: not known)."""

    years: int = 0
    running: tuple[Running, ...] = ()
    now_minor: int | None = None

    def __bool__(self) -> bool:
        return self.years > 0

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Costs":
        """As a version keeps them; nothing is stored of an offer that tells none."""
        if not stored:
            return cls()
        running = tuple(Running(**one) for one in stored["running"])
        return cls(stored["years"], running, stored["now_minor"])

    def stored(self) -> dict[str, Any]:
        """In plain values."""
        return asdict(self) | {"running": [asdict(one) for one in self.running]} if self else {}


NONE: Final = Costs()


@dataclass(frozen=True)
class Year:
    """One year: what is paid in it, and all that was paid by its end, with the offer and as it is done now."""

    number: int
    paid_minor: int
    sum_minor: int
    now_sum_minor: int | None


@dataclass(frozen=True)
class OverYears:
    """The years of an offer; `saved_minor` against the present way, from `pays_back_in` on it is cheaper."""

    years: tuple[Year, ...]
    total_minor: int
    now_total_minor: int | None
    saved_minor: int | None
    pays_back_in: int | None


def checked(costs: Costs) -> Costs:
    """The costs as they may be kept, their words cleaned. Raises: Invalid (names row and field)."""
    if not costs.years:
        if costs.running or costs.now_minor is not None:
            raise Invalid(gettext_noop("Say for how many years."), field="costs.years")
        return Costs()
    if not 1 <= costs.years <= YEARS_MAX:
        raise Invalid(gettext_noop("The years lie between 1 and 20."), field="costs.years")
    if len(costs.running) > RUNNING_MAX:
        raise Invalid(gettext_noop("There are too many rows of yearly costs."), field="costs.running")
    if costs.now_minor is not None and not 0 <= costs.now_minor <= MINOR_MAX:
        raise Invalid(gettext_noop("This amount is too large or below nought."), field="costs.now_minor")
    running = tuple(_checked(number, one, costs.years) for number, one in enumerate(costs.running))
    return Costs(costs.years, running, costs.now_minor)


def _checked(number: int, one: Running, years: int) -> Running:
    place = f"costs.running.{number}"
    text = clean(" ".join(one.text.split()), max_length=200, field=f"{place}.text")
    if not text:
        raise Invalid(gettext_noop("Say what it is that costs something every year."), field=f"{place}.text")
    if abs(one.minor) > MINOR_MAX:
        raise Invalid(gettext_noop("This amount is too large or below nought."), field=f"{place}.minor")
    last = years if one.last is None else one.last
    if not 1 <= one.first <= last <= years:
        raise Invalid(
            gettext_noop("These years do not lie within the years of the offer."), field=f"{place}.first"
        )
    return Running(text, one.minor, one.first, last)


def over_years(price_minor: int, costs: Costs) -> OverYears:
    """What is paid year by year: the price in the first, what runs in each, undiscounted (total cost of ownership)."""
    paid = [
        (price_minor if year == 1 else 0)
        + sum(one.minor for one in costs.running if one.first <= year <= (one.last or costs.years))
        for year in range(1, costs.years + 1)
    ]
    now = costs.now_minor
    years = tuple(
        Year(number, minor, total, None if now is None else now * number)
        for number, (minor, total) in enumerate(zip(paid, accumulate(paid), strict=True), start=1)
    )
    total = sum(paid)
    now_total = None if now is None else now * costs.years
    saved = None if now_total is None else now_total - total
    return OverYears(years, total, now_total, saved, _pays_back(years))


def _pays_back(years: Sequence[Year]) -> int | None:
    """The first year from whose end on the offer stays no dearer than the present way; None where it never is."""
    found = None
    for year in reversed(years):
        if year.now_sum_minor is None or year.sum_minor > year.now_sum_minor:
            break
        found = year.number
    return found

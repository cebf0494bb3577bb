"""What requests tell and answers say of costs over the years and of the plan of a negotiation."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from polku.access.logic import Actor
from polku.quotes.logic.costs import YEARS_MAX, Costs, Running, over_years
from polku.quotes.logic.negotiation import Plan, Tradeable
from polku.quotes.models import NegotiationPlan, QuoteVersion
from polku.quotes.rules import sees_worth
from polku.ui.api import Input, Minor, dumped


class RunningOut(Schema):
    """What comes every year from year `first` to year `last`, in minor units; below nought it is saved."""

    text: str
    minor: int
    first: int
    last: int


class CostYearOut(Schema):
    """One year: what is paid in it, all that was paid by its end, and by its end as the buyer does it now."""

    number: int
    paid_minor: int
    sum_minor: int
    now_sum_minor: int | None


class CostsOut(Schema):
    """What the offer costs over the years, in its kind of price; from the year `pays_back_in` on it is cheaper."""

    running: list[RunningOut]
    now_minor: int | None
    years: list[CostYearOut]
    total_minor: int
    now_total_minor: int | None
    saved_minor: int | None
    pays_back_in: int | None


class RunningIn(Input):
    """What comes every year from year `first` to year `last` (the end where left out); below nought it is saved."""

    text: str
    minor: Minor
    first: Annotated[int, Field(ge=1, le=YEARS_MAX)] = 1
    last: Annotated[int, Field(ge=1, le=YEARS_MAX)] | None = None


class CostsIn(Input):
    """What runs beside the price for `years`, and what the buyer's present way costs a year, in minor units."""

    years: Annotated[int, Field(ge=1, le=YEARS_MAX)]
    running: list[RunningIn] = []
    now_minor: Minor | None = None

    def costs(self) -> Costs:
        """As the domain takes it."""
        running = tuple(Running(one.text, one.minor, one.first, one.last) for one in self.running)
        return Costs(self.years, running, self.now_minor)


class TradeableOut(Schema):
    """What can be traded, and what it is worth in minor units; null for who may not see it."""

    text: str
    worth_minor: int | None


class NegotiationOut(Schema):
    """The plan of a deal's negotiation; `aim_minor` and `limit_minor` are net values of the offer."""

    deal_id: int
    currency: str
    aim_minor: int | None
    limit_minor: int | None
    walk_away: str
    counterpart: str
    motive: str
    notes: str
    tradeables: list[TradeableOut]
    version: int
    at: datetime


def negotiation_out(row: NegotiationPlan, actor: Actor) -> dict[str, Any]:
    """A plan; what we can yield is worth for those who bargain or see costs."""
    found = dumped(NegotiationOut, row)
    if not sees_worth(actor):
        found["tradeables"] = [one | {"worth_minor": None} for one in found["tradeables"]]
    return found


class TradeableIn(Input):
    """What can be traded, and what it is worth in minor units."""

    text: str
    worth_minor: Minor | None = None


class NegotiationIn(Input):
    """The whole plan; `version` is the one you started from, 0 where there was none.

    `motive` is budget, rival, risk, duty, habit, precedent or other.
    """

    aim_minor: Minor | None = None
    limit_minor: Minor | None = None
    currency: str = ""
    walk_away: str = ""
    counterpart: str = ""
    motive: str = ""
    notes: str = ""
    tradeables: list[TradeableIn] = []
    version: int | None = None

    def plan(self) -> Plan:
        """As the domain takes it."""
        names = ("aim_minor", "limit_minor", "walk_away", "counterpart", "motive", "notes")
        tradeables = tuple(Tradeable(one.text, one.worth_minor) for one in self.tradeables)
        return Plan(**{name: getattr(self, name) for name in names}, tradeables=tradeables)


def costs_out(version: QuoteVersion) -> dict[str, Any] | None:
    """The costs over the years of a version as it is taken usually; None where it tells none."""
    costs = Costs.of(version.costs)
    if not costs:
        return None
    found = over_years(version.gross_minor if version.prices_include_tax else version.net_minor, costs)
    return asdict(found) | {"running": [asdict(one) for one in costs.running], "now_minor": costs.now_minor}

"""What can stand on a dashboard, and the dashboards that come with the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from croniter import croniter

from polku.kernel.errors import gettext_noop

KINDS: Final = ("figure", "indicator", "goal", "list")
WIDTHS: Final = (1, 2, 4)
TILES_MAX: Final = 40
FIGURES: Final = (
    "funnel", "stage-time", "time-to-win", "source", "volume", "dropout", "moves", "variants", "conformance", "owner",
    "team", "product", "campaign",
)  # fmt: skip
"""Figures of insight, by the names in their addresses."""
RHYTHMS: Final = {"daily": "0 {hour} * * 1-5", "weekly": "0 {hour} * * 1", "monthly": "0 {hour} 1 * *"}
"""Every business day, every Monday, every first of the month, at an hour of the company's clock."""


@dataclass(frozen=True)
class Spec:
    """A tile as asked for."""

    kind: str
    ref: str = ""
    width: int = 1
    query: str = ""
    title: str = ""


@dataclass(frozen=True)
class ReadyBoard:
    """A dashboard that comes with the product, for a role."""

    key: str
    name: str
    role: str
    tiles: tuple[Spec, ...]


def _indicators(*keys: str) -> tuple[Spec, ...]:
    return tuple(Spec("indicator", key) for key in keys)


READY_BOARDS: Final = (
    ReadyBoard(
        "seller", gettext_noop("My selling"), "seller",
        (
            *_indicators("won", "value-won", "win-rate", "overdue-steps"),
            Spec("list", "deals", 1, "step=overdue&owner=me", gettext_noop("My deals with an overdue step")),
            Spec("list", "deals", 1, "close=this_month&owner=me", gettext_noop("Mine to close this month")),
            *_indicators("meetings", "hours-to-contact"),
            Spec("figure", "funnel", 4),
        ),
    ),
    ReadyBoard(
        "manager", gettext_noop("The team's selling"), "manager",
        (
            *_indicators("value-won", "win-rate", "open-value", "days-to-win"),
            Spec("figure", "funnel", 4), Spec("figure", "volume", 4), Spec("figure", "owner", 4),
        ),
    ),
    ReadyBoard(
        "marketing", gettext_noop("Where buyers come from"), "marketing",
        (
            *_indicators("opened", "hours-to-contact", "win-rate", "value-won"),
            Spec("figure", "source", 4), Spec("figure", "campaign", 4), Spec("figure", "dropout", 4),
        ),
    ),
    ReadyBoard(
        "finance", gettext_noop("From deal to money"), "finance",
        (
            *_indicators("value-won", "billed", "paid", "margin", "average-deal", "open-value"),
            Spec("figure", "volume", 4), Spec("figure", "time-to-win", 4),
        ),
    ),
)  # fmt: skip
"""Nobody owns them; whoever wants to change one takes a copy."""


def next_mailing(rhythm: str, hour: int, after: datetime, zone: str) -> datetime:
    """When a dashboard is mailed next, by the clock of the company; over a clock change the hour stays."""
    local = after.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    due = croniter(RHYTHMS[rhythm].format(hour=hour), local).get_next(datetime)
    moment: datetime = due.replace(tzinfo=ZoneInfo(zone))
    return moment if moment > after else moment + timedelta(hours=1)

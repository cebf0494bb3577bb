"""What engaging hands to figures: what was done in each deal, as acts; the hours of selling and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.engage.logic.codes import TOOK_PLACE, Form
from polku.engage.logic.permission import EngagePermission
from polku.engage.models import Activity, ActivityQuerySet, HourlyCost
from polku.engage.queries import kinds
from polku.insight.filters import Filter
from polku.kernel.words import Text
from polku.measures.registry import Source, of_deals

PREFIX = "engage."

# A task counts on the day it was done, all else when it happened or is to happen. Nobody saw a voided one.
_ACTS = """
    SELECT a.id AS act_id, a.deal_id AS case_id, CASE WHEN a.form = 'task' THEN coalesce(a.done_at, a.at) ELSE a.at END
      AS at, 'engage.' || a.kind AS kind, a.outcome, {took_place} AS took_place, a.by_id, a.reaction
    FROM engage_activity a WHERE a.voided_at IS NULL"""
_TOOK_PLACE = f"a.outcome IN ({', '.join(repr(outcome) for outcome in TOOK_PLACE)})"

ACTS = {
    "sqlite": _ACTS.format(took_place=_TOOK_PLACE),
    "postgresql": _ACTS.format(took_place=f"({_TOOK_PLACE})"),
}


def act_names(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """The names of kinds of activity by `engage.<kind>`, kinds out of use too."""
    known = kinds(archived=True)
    wanted = {key: known.get(key.removeprefix(PREFIX)) for key in keys if key.startswith(PREFIX)}
    return {key: kind.name for key, kind in wanted.items() if kind}


def working(actor: Actor) -> ActivityQuerySet:
    """What was done for deals and took time: all that took place but notes, within what the person may see."""
    return (
        Activity.objects.visible_to(actor).took_place().filter(deal__voided_at=None).exclude(form=Form.NOTE)
    )


def costs() -> dict[str, int]:
    """What an hour costs, by role, in minor units."""
    return dict(HourlyCost.objects.values_list("role", "minor"))


def cost_of(minutes: int, hourly_minor: int) -> int:
    """What so many minutes cost, to the nearest minor unit, halves up."""
    return (2 * minutes * hourly_minor + 60) // 120


def _by_role(actor: Actor, f: Filter, bounds: tuple[datetime, ...]) -> list[dict[str, tuple[int, int]]]:
    """Minutes and activities by role, for each period."""
    found: list[dict[str, tuple[int, int]]] = [{} for _period in bounds[1:]]
    rows = working(actor).filter(of_deals(f), at__gte=bounds[0], at__lt=bounds[-1])
    for place, (start, end) in enumerate(pairwise(bounds)):
        of_period = rows.filter(at__gte=start, at__lt=end).order_by().values("by__role")
        counted = of_period.annotate(minutes=Sum("duration_minutes"), acts=Count("pk"))
        for role, minutes, n in counted.values_list("by__role", "minutes", "acts"):
            found[place][role or ""] = (minutes or 0, n)
    return found


def _hours(
    actor: Actor, f: Filter, bounds: tuple[datetime, ...], now: datetime
) -> Sequence[tuple[float, int]]:
    rows = _by_role(actor, f, bounds)
    return [(sum(m for m, _n in one.values()) / 60, sum(n for _m, n in one.values())) for one in rows]


def _cost(
    actor: Actor, f: Filter, bounds: tuple[datetime, ...], now: datetime
) -> Sequence[tuple[int | None, int]]:
    """Nothing is known before anybody said what an hour costs."""
    hourly = costs()
    rows = _by_role(actor, f, bounds)
    return [
        (
            sum(cost_of(minutes, hourly.get(role, 0)) for role, (minutes, _n) in one.items())
            if hourly
            else None,
            sum(n for _m, n in one.values()),
        )
        for one in rows
    ]


SOURCES: Final = (
    Source(
        key="selling_hours",
        label=_("Hours of selling"),
        definition=_(
            "Hours of the activities that took place in the period, notes left out, as far as their length is known."
        ),
        unit="number",
        load=_hours,
        permission=EngagePermission.SEE,
    ),
    Source(
        key="selling_cost",
        label=_("Cost of selling"),
        definition=_("The same hours at what an hour of each person’s role costs, as it is set now."),
        unit="money",
        load=_cost,
        permission=EngagePermission.SEE_COSTS,
    ),
)

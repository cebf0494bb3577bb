"""Figures that later domains hand over to indicators: money billed, paid, earned. Filled in `apps.py: ready()`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise

from polku.access.logic import Actor
from polku.insight.filters import Filter
from polku.kernel.registry import Registry
from polku.measures.logic.formula import Unit

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

Words = str | Promise
Load = Callable[[Actor, Filter, tuple[datetime, ...], datetime], Sequence[tuple[int | float | None, int]]]
"""(who asks, which deals, bounds of the periods, now) -> (value, n) of every period, within what the person may see."""


@dataclass(frozen=True)
class Source:
    """A figure of a domain, used in formulas as `series("key")`.

    Money is in minor units of the company's currency. `flows` says that it grows through a period (what was billed);
    else it is a level (what is open now). `rows` gives the address of the list behind a period, if there is one.
    """

    key: str
    label: Words
    definition: Words
    unit: Unit
    load: Load
    permission: StrEnum
    flows: bool = True
    rows: Callable[[datetime, datetime], str] | None = None


sources: Registry[Source] = Registry("figures for indicators")


def register(source: Source) -> None:
    """Hand over a figure; a domain's `apps.py` calls it."""
    sources.register(source.key, source)


def units() -> dict[str, str]:
    """The unit of every figure by its key."""
    return {key: source.unit for key, source in sources.items()}


def flows() -> frozenset[str]:
    """The keys of figures that grow through a period."""
    return frozenset(key for key, source in sources.items() if source.flows)


def of_deals(f: Filter, path: str = "deal__") -> Q:
    """What a filter asks of deals, for rows that belong to one: `path` leads to it."""
    wanted = Q()
    texts = ("source", f.sources), ("campaign", f.campaigns), ("product", f.products)
    for name, values in (*texts, ("customer__segment", f.segments)):
        wanted &= Q(**{f"{path}{name}__in": values}) if values else Q()
    for name, ids in (("owner_id", f.owners), ("team_id", f.teams)):
        if ids:
            chosen = Q(**{f"{path}{name}__in": [one for one in ids if one]})
            wanted &= chosen | Q(**{f"{path}{name}__isnull": True}) if 0 in ids else chosen
    if f.process:
        wanted &= Q(**{f"{path}process__key": f.process})
    if f.version_ids:
        wanted &= Q(**{f"{path}version_id__in": f.version_ids})
    if f.customer_kind:
        wanted &= Q(**{f"{path}customer__kind": f.customer_kind})
    if f.value_from is not None:
        wanted &= Q(**{f"{path}value_company_minor__gte": f.value_from})
    if f.value_to is not None:
        wanted &= Q(**{f"{path}value_company_minor__lte": f.value_to})
    return wanted


def by_day(
    rows: QuerySet[Model], day: str, value: str, bounds: tuple[datetime, ...]
) -> list[tuple[int, int]]:
    """Sum and number of rows by periods, of rows dated by a day: one statement."""
    first, *_, last = [one.date() for one in bounds]
    known = rows.filter(**{f"{day}__gte": first, f"{day}__lt": last}).values_list(day)
    found = [(0, 0)] * (len(bounds) - 1)
    days = [one.date() for one in bounds]
    for on, total, n in known.annotate(total=Sum(value), n=Count("pk")).order_by():
        place = sum(1 for edge in days[1:-1] if on >= edge)
        found[place] = (found[place][0] + int(total or 0), found[place][1] + n)
    return found

"""What a tile says, on a page and on paper alike: in the reader's scope, under the dashboard's filter and its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.deals.queries.filters import DealFilter
from polku.insight.filters import NAMES, Filter
from polku.kernel.errors import DomainError, say
from polku.measures import queries
from polku.measures.measuring.goals import Stood, may_see, stand
from polku.measures.measuring.showing import Shown, Span, shown
from polku.measures.words import FIGURE_TITLES
from polku.ui import locale_formats

PERIOD = ("from", "to", "every", "periods")


class TileLike(Protocol):
    """A tile of a dashboard, stored or one that comes with the product."""

    @property
    def kind(self) -> str: ...
    @property
    def ref(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class Content:
    """What a tile shows. Which of `indicator`, `goal`, `count` and `figure` is there depends on its kind."""

    title: str
    url: str = ""
    indicator: Shown | None = None
    goal: Stood | None = None
    count: str = ""
    figure: str = ""
    query: str = ""
    refusal: str = ""


def title_of(tile: TileLike) -> str:
    """What is written over a tile; empty where only its content can say it (a goal, an unknown indicator)."""
    if tile.title:
        # Titles of dashboards that come with the product are translated, those that people wrote stand as written.
        return _(tile.title)
    if tile.kind == "figure":
        return str(FIGURE_TITLES.get(tile.ref, tile.ref))
    if tile.kind == "list":
        return _("Deals")
    found = queries.by_key([tile.ref]).get(tile.ref) if tile.kind == "indicator" else None
    return found.name if found else ""


def merged(board: str, own: str) -> str:
    """A tile's filter over its dashboard's: what the tile names itself holds, the rest comes from the dashboard."""
    pairs = parse_qsl(own)
    named = {name for name, _ in pairs}
    # Days and numbers of periods choose the same thing.
    if named & {"from", "to", "periods"}:
        named |= {"from", "to", "periods"}
    return urlencode([*(pair for pair in parse_qsl(board) if pair[0] not in named), *pairs])


def filter_of(query: str, actor: Actor) -> Filter:
    """The deals of a query within what the person may see. Raises: Invalid, NotAllowed."""
    return Filter.of(actor, QueryDict(query))


def content(tile: TileLike, board: str, *, actor: Actor, now: datetime, charted: bool = True) -> Content:
    """What a tile shows to a person; a refusal is said in the tile, the others stand."""
    query = merged(board, tile.query) if tile.kind != "list" else tile.query
    try:
        return _KINDS[tile.kind](tile, query, actor, now, charted)
    except DomainError as error:
        return Content(title_of(tile) or tile.ref, refusal=say(error.message, _))


def _indicator(tile: TileLike, query: str, actor: Actor, now: datetime, charted: bool) -> Content:
    known = queries.indicator(tile.ref)
    asked = QueryDict(query)
    span = Span.of(asked, timezone.localdate(now))
    found = shown(known, Filter.of(actor, asked), span, actor=actor, now=now, charted=charted)
    url = f"{reverse('measures:indicator', args=[known.key])}?{query}"
    title = title_of(tile) if tile.title else known.name
    return Content(title, url, indicator=found, refusal=found.refusal, query=query)


def _goal(tile: TileLike, query: str, actor: Actor, now: datetime, charted: bool) -> Content:
    row = queries.goal(int(tile.ref) if tile.ref.isdigit() else 0, actor)
    stood = stand([row], now)
    url = reverse("measures:goal", args=[row.pk])
    if not stood or not may_see(stood[0].known, actor):
        return Content(title_of(tile) or str(row), url, refusal=_("You may not see this figure."))
    return Content(title_of(tile) or stood[0].known.name, url, goal=stood[0])


def _list(tile: TileLike, query: str, actor: Actor, now: datetime, charted: bool) -> Content:
    wanted = DealFilter.parse(QueryDict(query))
    n = wanted.rows(actor, now)[: locale_formats.COUNTED + 1].count()
    address = f"{reverse('deals:pipeline')}?{wanted.query()}" if query else reverse("deals:pipeline")
    return Content(title_of(tile), address, count=locale_formats.counted(n), query=query)


def _figure(tile: TileLike, query: str, actor: Actor, now: datetime, charted: bool) -> Content:
    asked = [(name, text) for name, text in parse_qsl(query) if name in NAMES]
    url = f"{reverse('insight:figure', args=[tile.ref])}?{urlencode(asked)}"
    return Content(title_of(tile), url, figure=tile.ref, query=urlencode(asked))


_Make = Callable[[TileLike, str, Actor, datetime, bool], Content]
_KINDS: Mapping[str, _Make] = {"indicator": _indicator, "goal": _goal, "list": _list, "figure": _figure}

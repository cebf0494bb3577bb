"""Tiles: what each shows, put there, changed, moved and taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.kernel.errors import DomainError, Invalid, gettext_noop
from polku.measures import queries
from polku.measures.actions import add_tile, change_tile, move_tile, remove_tile, undo
from polku.measures.actions.tiles import FIELDS
from polku.measures.logic.tiles import FIGURES, ReadyBoard, Spec
from polku.measures.measuring.tiles import TileLike, content, title_of
from polku.measures.models import Tile
from polku.measures.rules import MeasurePermission
from polku.measures.web.goals import card
from polku.measures.web.saving import base_of, base_sent, put_errors
from polku.measures.words import FIGURE_TITLES
from polku.ui.answers import go

_WIDTHS = ((1, gettext_lazy("A quarter")), (2, gettext_lazy("Half")), (4, gettext_lazy("The whole width")))
_LISTS = (
    ("outcome=open", gettext_lazy("Open deals")),
    ("outcome=open&owner=me", gettext_lazy("My open deals")),
    ("step=overdue", gettext_lazy("Deals with an overdue step")),
    ("step=overdue&owner=me", gettext_lazy("My deals with an overdue step")),
    ("step=none", gettext_lazy("Deals without a next step")),
    ("close=this_month", gettext_lazy("Deals to close this month")),
    ("age=stuck", gettext_lazy("Deals that are stuck")),
)


@dataclass(frozen=True)
class Framed:
    """The frame of a tile; its content comes from its address."""

    id: int
    width: int
    kind: str
    url: str
    label: str

    @classmethod
    def of_ready(cls, board: ReadyBoard, number: int, query: str) -> Framed:
        """A tile of a dashboard that comes with the product."""
        spec = board.tiles[number]
        url = reverse("measures:ready_tile", args=[board.key, number])
        return cls(number + 1, spec.width, spec.kind, f"{url}?{query}", title_of(spec))


class TileForm(forms.Form):
    """What a tile shows: one choice over all kinds, its title, width and own filter."""

    shows = forms.ChoiceField(label=gettext_lazy("Shows"))
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=80, required=False,
        help_text=gettext_lazy("Left empty, the name of what it shows"),
    )  # fmt: skip
    width = forms.TypedChoiceField(label=gettext_lazy("Width"), coerce=int, choices=_WIDTHS, initial=1)
    query = forms.CharField(
        label=gettext_lazy("Filter of its own"), max_length=2000, required=False,
        widget=forms.TextInput(attrs={"placeholder": "source=fair&every=quarter"}),
        help_text=gettext_lazy("As it stands in the address after the question mark; holds over the dashboard's"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(f"indicator:{one.key}", one.name) for one in queries.indicators()]
        figures = [(f"figure:{name}", FIGURE_TITLES[name]) for name in FIGURES]
        rows = list(queries.goals(actor)[:100])
        names = {key: one.name for key, one in queries.by_key([row.indicator for row in rows]).items()}
        goals = [
            (f"goal:{row.pk}", f"{names[row.indicator]}, {row.to_date.isoformat()}")
            for row in rows
            if row.indicator in names
        ]
        lists = [(f"list:{query}", label) for query, label in _LISTS]
        given = (self.initial or {}).get("shows", "")
        if given.startswith("list:") and given not in dict(lists):
            lists.append((given, gettext_lazy("Deals by a filter of their own")))
        groups = [
            (_("Indicators"), shown),
            (_("Figures"), figures),
            (_("Goals"), goals),
            (_("Numbers of deals"), lists),
        ]
        self.fields["shows"].choices = [group for group in groups if group[1]]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What is saved."""
        told = self.cleaned_data
        kind, _sep, ref = told["shows"].partition(":")
        query = told["query"].lstrip("?")
        if kind == "list":
            return {
                "kind": kind,
                "ref": "deals",
                "title": told["title"],
                "width": told["width"],
                "query": query or ref,
            }
        return {"kind": kind, "ref": ref, "title": told["title"], "width": told["width"], "query": query}

    @staticmethod
    def opened(row: Tile) -> dict[str, Any]:
        """What the form shows of a tile."""
        shows = f"list:{row.query}" if row.kind == "list" else f"{row.kind}:{row.ref}"
        return {"shows": shows, "title": row.title, "width": row.width, "query": row.query}


def framed(tile: Tile, query: str) -> Framed:
    """The frame of a stored tile."""
    url = reverse("measures:tile", args=[tile.pk])
    return Framed(tile.pk, tile.width, tile.kind, f"{url}?{query}", title_of(tile))


@require_safe
@login_required
def tile(request: Request, tile_id: int) -> HttpResponse:
    """What a tile shows."""
    row = queries.tile(tile_id, request.actor)
    return _shown(request, row)


@require_safe
@login_required
def ready_tile(request: Request, key: str, number: int) -> HttpResponse:
    """What a tile of a dashboard that comes with the product shows."""
    request.actor.require(MeasurePermission.SEE)
    board = queries.ready_board(key)
    if number >= len(board.tiles):
        raise Invalid(gettext_noop("There is no such tile."), field="number")
    return _shown(request, board.tiles[number])


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request, dashboard_id: int) -> HttpResponse:
    """Put a tile on a dashboard."""
    board = queries.to_change(dashboard_id, request.actor)
    form = TileForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            _row, event = add_tile(board.pk, Spec(**form.values()), actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            return _back(request, board.pk, _("The tile is there."), event)
    context = {"form": form, "title": _("New tile"), "base": ""}
    return render(request, "measures/tile_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def settings(request: Request, tile_id: int) -> HttpResponse:
    """Change a tile."""
    row = queries.tile(tile_id, request.actor)
    queries.to_change(row.dashboard_id, request.actor)
    form = TileForm(request.POST or None, actor=request.actor, initial=TileForm.opened(row))
    if request.method == "POST" and form.is_valid():
        try:
            at = timezone.now()
            _row, event = change_tile(
                row.pk, form.values(), base=base_sent(request), actor=request.actor, at=at
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return _back(request, row.dashboard_id, _("Saved."), event)
    context = {"form": form, "title": _("Change the tile"), "base": base_of(row, FIELDS), "tile": row}
    return render(request, "measures/tile_form.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def place(request: Request, tile_id: int) -> HttpResponse:
    """Move a tile: to a `place`, or by `step` places."""
    row = queries.tile(tile_id, request.actor)
    shown = [one.pk for one in queries.tiles(row.dashboard)]
    here = shown.index(row.pk)
    wanted = request.POST.get("place", "")
    to = int(wanted) if wanted.isdigit() else here + (1 if request.POST.get("step") == "1" else -1)
    event = move_tile(row.pk, place=min(max(to, 0), len(shown) - 1), actor=request.actor, at=timezone.now())
    return _back(request, row.dashboard_id, _("Moved.") if event else "", event)


@require_POST
@login_required
def removal(request: Request, tile_id: int) -> HttpResponse:
    """Take a tile off."""
    row = queries.tile(tile_id, request.actor)
    event = remove_tile(row.pk, actor=request.actor, at=timezone.now())
    return _back(request, row.dashboard_id, _("The tile was taken off."), event)


@require_POST
@login_required
def reversal(request: Request, event_id: int) -> HttpResponse:
    """Take back what was done with a tile."""
    board = undo(event_id, actor=request.actor, at=timezone.now())
    return _back(request, board.pk, _("Taken back."), 0)


def _shown(request: Request, one: TileLike) -> HttpResponse:
    query = request.GET.urlencode()
    found = content(one, query, actor=request.actor, now=timezone.now())
    context = {"tile": found, "kind": one.kind, "card": card(found.goal) if found.goal else None}
    return render(request, "measures/parts/tile.html", context)


def _back(request: Request, dashboard_id: int, said: str, event: int) -> HttpResponse:
    address = f"{reverse('measures:dashboard', args=[dashboard_id])}?arrange=1"
    undo_at = reverse("measures:tile_reversal", args=[event]) if event else ""
    return go(request, address, said=said, undo=undo_at)

"""The pipeline: board and list of the same filtered deals."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.deals.marks import marks
from polku.deals.models import Deal
from polku.deals.queries import boards
from polku.deals.queries import listings as lists
from polku.deals.queries.boards import as_cards
from polku.deals.queries.page import visible
from polku.deals.rules import DealPermission
from polku.deals.shapes import shapes
from polku.deals.web.state import BOARD, LIST, State, choices
from polku.process.queries import default_process
from polku.ui.queries import default_view

PLACE = "pipeline"
COLUMNS = 9
"""Of the list, with the one to pick rows in."""


@require_safe
@login_required
def pipeline(request: Request) -> HttpResponse:
    """The board, or the list, in the state the address says; without one, in the reader's default view."""
    request.actor.require(DealPermission.SEE)
    if not request.GET and (view := default_view(request.actor, PLACE)):
        return HttpResponseRedirect(f"{request.path}?{view.query}&view={view.id}")
    at = timezone.now()
    state = State.of(request, at)
    context = _frame(request, state, at)
    if default_process() is None:
        return render(request, "deals/no_process.html", context)
    other = shapes.find(state.shape)
    if other is not None:
        told = other.load(request.actor, state.filter, request.GET, at)
        return render(request, other.template, context | dict(told))
    waiting = lists.is_costly(state.filter, request.actor, at)
    if state.shape == LIST and waiting:
        return render(
            request, "deals/list.html", context | _columns(request, state) | {"waiting": True, "total": None}
        )
    if state.shape == LIST:
        context["listing"] = lists.listing(state.filter, request.actor, at, sort=state.sort)
        context["total"] = context["listing"].count
        context |= _columns(request, state) | _marked(request, context["listing"])
        return render(request, "deals/list.html", context)
    found = boards.frame(state.filter) if waiting else boards.board(state.filter, request.actor, at)
    context |= {"board": found, "total": None if waiting else found.total}
    return render(request, "deals/board.html", context)


@require_safe
@login_required
def column(request: Request, stage: str) -> HttpResponse:
    """The next cards of a stage, or the whole column where it was left open."""
    at = timezone.now()
    after = request.GET.get("after", "")
    state = State.of(request, at)
    try:
        found = boards.column(
            state.filter,
            stage,
            int(after) if after.isdigit() and len(after) < 19 else None,
            request.actor,
            at,
        )
    except KeyError:
        raise Http404 from None
    part = "column" if "whole" in request.GET else "cards"
    capped = state.filter.is_capped(request.actor, at)
    context = {"column": found, "state": state, "capped": capped, **_rights(request)}
    return render(request, f"deals/parts/{part}.html", context)


@require_safe
@login_required
def rows(request: Request) -> HttpResponse:
    """The next rows of the list."""
    at = timezone.now()
    state = State.of(request, at)
    count = request.GET.get("count", "")
    found = lists.listing(
        state.filter, request.actor, at, sort=state.sort, after=request.GET.get("after", ""),
        count=int(count) if count.isdigit() and len(count) < 7 else None,
    )  # fmt: skip
    context = {"listing": found, "state": state, "currency": boards.currency(), **_rights(request)}
    return render(request, "deals/parts/rows.html", context | _marked(request, found))


@require_safe
@login_required
def sums(request: Request) -> HttpResponse:
    """Values and signals of the stages, asked for after the board is there."""
    at = timezone.now()
    state = State.of(request, at)
    context: dict[str, Any] = {"currency": boards.currency(), "state": state}
    context["capped"] = state.filter.is_capped(request.actor, at)
    if state.shape == BOARD:
        definition = boards.definition_of(state.filter)
        found = boards.sums(state.filter, request.actor, at)
        context["sums"] = [(stage, found[stage.key]) for stage in definition.stages if stage.key in found]
        before_win = [one for stage, one in context["sums"] if not stage.after_win]
        context["value"] = sum(one.value_minor for one in before_win)
        context["count"] = min(sum(one.deals for one in before_win), boards.COUNTED + 1)
    else:
        context["value"] = lists.total_value(state.filter, request.actor, at)
        context["count"] = lists.counted(state.filter, request.actor, at)
    return render(request, "deals/parts/sums.html", context)


@require_safe
@login_required
def card(request: Request, deal_id: int) -> HttpResponse:
    """One card, after its deal was moved."""
    deal: Deal = visible(deal_id, request.actor)
    found = as_cards([deal], timezone.now())[0]
    return render(request, "deals/parts/card.html", {"card": found, **_rights(request)})


@require_safe
@login_required
def menu(request: Request) -> HttpResponse:
    """What can be filtered by, loaded when the menu is opened."""
    state = State.of(request, timezone.now())
    return render(
        request,
        "deals/parts/filter_form.html",
        {"state": state, "f": state.filter, **choices(request, state)},
    )


def _frame(request: Request, state: State, at: datetime) -> dict[str, Any]:
    """What the head of board and list shows."""
    return {
        "state": state,
        "chips": state.chips(request),
        "currency": boards.currency(),
        "capped": state.filter.is_capped(request.actor, at),
        "shapes": [
            (_("Board"), state.board_query, state.shape == BOARD),
            (_("List"), state.list_query, state.shape == LIST),
            *(
                (one.label, state.address(**{"as": one.key, "sort": None}), state.shape == one.key)
                for one in shapes.for_actor(request.actor)
            ),
        ],
        **_rights(request),
    }


def _rights(request: Request) -> dict[str, bool]:
    actor = request.actor
    return {
        "may_move": actor.may(DealPermission.MOVE),
        "may_change": actor.may(DealPermission.CHANGE),
        "may_bulk": actor.may(DealPermission.BULK),
        "may_void": actor.may(DealPermission.VOID),
    }


def _marked(request: Request, listing: lists.Listing) -> dict[str, Any]:
    """What later domains mark these deals with: one query each."""
    ids, found = [card.deal.id for card in listing.rows], []
    for mark in marks.for_actor(request.actor):
        known = mark.of(ids)
        found.append((mark.label, {one: mark.values[value] for one, value in known.items()}))
    return {"marked": found, "wide": COLUMNS + len(found)}


def _columns(request: Request, state: State) -> dict[str, Any]:
    """The headings of the list with the address that sorts by each."""
    named = [
        ("title", _("Deal"), ""),
        ("customer", _("Customer"), ""),
        ("stage", _("Stage"), ""),
        ("value", _("Value"), "r"),
        ("close", _("Expected close"), ""),
        ("next", _("Next step"), ""),
        ("owner", _("Owner"), ""),
        ("opened", _("Opened"), "opened"),
    ]
    shown = []
    for key, label, cls in named:
        order = {key: "ascending", f"-{key}": "descending"}.get(state.sort, "none")
        then = {"none": key, "ascending": f"-{key}", "descending": None}[order]
        shown.append({"label": label, "cls": cls, "order": order, "url": state.address(sort=then)})
    named_marks = [mark.label for mark in marks.for_actor(request.actor)]
    return {"headings": shown, "mark_headings": named_marks, "wide": COLUMNS + len(named_marks)}

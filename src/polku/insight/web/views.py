"""The pages: frames without a figure computed, figures one by one, files, the filter."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.insight import exports
from polku.insight.filters import Filter
from polku.insight.logic.asked import Asked
from polku.insight.web import acting, allowing, asking
from polku.insight.web.definitions import OF_PART, QUESTIONS, VIEWS
from polku.insight.web.figures import FIGURES, Figure
from polku.insight.web.forms import FilterForm, chips
from polku.insight.web.showing import heading_words, shown, title_of
from polku.ui.answers import is_fragment

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@login_required
def overview(request: Request, view: str = "overview") -> HttpResponse:
    """A page of figures: the frame at once, each figure comes by itself."""
    if view not in VIEWS:
        raise Http404
    f = Filter.of(request.actor, request.GET)
    asked = Asked.parse(request.GET)
    _name, title, names = VIEWS[view]
    shown_f = f if f.phases else f.having(phases=OF_PART.get(view, ()))
    context = {
        "title": title,
        "figures": [(name, title_of(name, shown_f)) for name in names],
        "questions": _questions(view, f),
        "views": [(VIEWS[key][0], _address(key, f), key == view) for key in _beside(view)],
        "chips": [(label, words, f"?{rest}") for label, words, rest in chips(f)],
        "query": urlencode([*shown_f.pairs(), *asked.pairs()]),
        "chosen": f.query(),
        "view": view,
    }
    return render(request, "insight/page.html", context)


@require_safe
@login_required
def figure(request: Request, name: str) -> HttpResponse:
    """One figure: a part of a page, or a page of its own."""
    made = _made(request, name)
    seen = shown(made)
    if seen.has_no_part and is_fragment(request) and name != "funnel":
        return HttpResponse()  # the first figure of the page says why, once
    context = {
        "figure": seen,
        "acts": acting.of(made, seen, request.actor),
        "may_export": request.actor.may(AccessPermission.EXPORT),
        "choices": asking.choices(made),
        "kept": made.filter.pairs(),
        "page": asking.page_of(name),
        "allowing": allowing.of(made, request.actor),
    }
    return render(request, "insight/figure.html", context)


@require_safe
@login_required
def file(request: Request, name: str, file_format: str) -> HttpResponse:
    """One figure as a CSV or XLSX file."""
    if file_format not in _TYPES:
        raise Http404
    request.actor.require(AccessPermission.EXPORT)
    made = _made(request, name)
    content: str | bytes = exports.table_csv(made.table)
    if file_format == "xlsx":
        content = exports.table_xlsx(made.table, heading_words(made))
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{file_format}") or ""
    return HttpResponse(
        content, content_type=_TYPES[file_format], headers={"Content-Disposition": disposition}
    )


@require_safe
@login_required
def choice(request: Request) -> HttpResponse:
    """The filter as a form, over the page or alone."""
    f = Filter.of(request.actor, request.GET)
    view = request.GET.get("view", "overview")
    action = reverse("insight:view", args=[view if view in VIEWS else "overview"])
    return render(request, "insight/filter.html", {"form": FilterForm(f), "action": action})


def _made(request: Request, name: str) -> Figure:
    if name not in FIGURES:
        raise Http404
    return FIGURES[name](Filter.of(request.actor, request.GET), timezone.now(), Asked.parse(request.GET))


def _questions(view: str, f: Filter) -> list[tuple[object, str, bool]]:
    return [(said, _address(keys[0], f), view in keys) for said, keys in QUESTIONS]


def _beside(view: str) -> tuple[str, ...]:
    return next(keys for _said, keys in QUESTIONS if view in keys)


def _address(view: str, f: Filter) -> str:
    url = reverse("insight:overview") if view == "overview" else reverse("insight:view", args=[view])
    query = f.query()
    return f"{url}?{query}" if query else url

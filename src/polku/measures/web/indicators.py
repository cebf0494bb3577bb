"""Pages of indicators: all of them, one with its figures and files, the form with a look before saving."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.insight import exports
from polku.insight.filters import Filter
from polku.kernel.errors import DomainError, say
from polku.measures import queries, registry
from polku.measures.actions import archive_indicator, save_indicator
from polku.measures.actions.indicators import FIELDS
from polku.measures.logic.formula import FormulaWrong, natural
from polku.measures.logic.reading import read
from polku.measures.measuring import writing
from polku.measures.measuring.figures import measured
from polku.measures.measuring.showing import Span, figures, shown, table
from polku.measures.models import Indicator
from polku.measures.rules import MeasurePermission
from polku.measures.web.filtering import FilterForm, bar
from polku.measures.web.forms import IndicatorForm
from polku.measures.web.saving import base_of, base_sent, put_errors
from polku.measures.words import UNIT_WORDS
from polku.ui.answers import go

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@login_required
def indicators(request: Request) -> HttpResponse:
    """All indicators; each row brings its figures by itself."""
    request.actor.require(MeasurePermission.SEE)
    f = Filter.of(request.actor, request.GET)
    span = Span.of(request.GET, timezone.localdate())
    known = queries.indicators(archived="archived" in request.GET)
    context = {
        "own": [one for one in known if one.is_own],
        "ready": [one for one in known if not one.is_own],
        "bar": bar(request.GET, f, span),
        "may_define": request.actor.may(MeasurePermission.DEFINE),
    }
    return render(request, "measures/indicators.html", context)


@require_safe
@login_required
def row(request: Request, key: str) -> HttpResponse:
    """The latest figure of an indicator with its small line: a row of the list."""
    request.actor.require(MeasurePermission.SEE)
    now = timezone.now()
    span = Span.of(request.GET, timezone.localdate(now))
    f = Filter.of(request.actor, request.GET)
    found = shown(queries.indicator(key), f, span, actor=request.actor, now=now, charted=False)
    return render(request, "measures/parts/indicator_row.html", {"one": found})


@require_safe
@login_required
def indicator(request: Request, key: str) -> HttpResponse:
    """One indicator over its periods, with its definition and the rows behind every part."""
    request.actor.require(MeasurePermission.SEE)
    known, now = queries.indicator(key), timezone.now()
    span = Span.of(request.GET, timezone.localdate(now))
    f = Filter.of(request.actor, request.GET)
    context = {
        "one": shown(known, f, span, actor=request.actor, now=now),
        "unit": UNIT_WORDS[known.unit],
        "target": writing.say(known.target, known.unit) if known.target is not None else "",
        "bar": bar(request.GET, f, span),
        "may_define": request.actor.may(MeasurePermission.DEFINE),
        "may_export": request.actor.may(AccessPermission.EXPORT),
        "may_goal": request.actor.may(MeasurePermission.SET_GOALS),
    }
    return render(request, "measures/indicator.html", context)


@require_safe
@login_required
def file(request: Request, key: str, file_format: str) -> HttpResponse:
    """The figures of an indicator as a CSV or XLSX file."""
    if file_format not in _TYPES:
        raise Http404
    request.actor.require(MeasurePermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    known, now = queries.indicator(key), timezone.now()
    span = Span.of(request.GET, timezone.localdate(now))
    f = Filter.of(request.actor, request.GET)
    made = table(known, span, figures(known, f, span, actor=request.actor, now=now))
    content: str | bytes = exports.table_csv(made)
    if file_format == "xlsx":
        headings = [_("From"), _("To"), known.name, "n", _("95 % interval"), ""]
        content = exports.table_xlsx(made, headings)
    disposition = content_disposition_header(as_attachment=True, filename=f"{key}.{file_format}") or ""
    return HttpResponse(
        content, content_type=_TYPES[file_format], headers={"Content-Disposition": disposition}
    )


@require_safe
@login_required
def choice(request: Request) -> HttpResponse:
    """The filter as a form, over the page or alone; `next` is the page it belongs to."""
    request.actor.require(MeasurePermission.SEE)
    f = Filter.of(request.actor, request.GET)
    span = Span.of(request.GET, timezone.localdate())
    action = request.GET.get("page", "")
    action = action if action.startswith(("/dashboards/", "/indicators/")) else reverse("measures:indicators")
    return render(
        request, "measures/filter.html", {"form": FilterForm(f, span, request.GET), "action": action}
    )


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Define an indicator; `like` begins with another one's formula."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: Request, key: str) -> HttpResponse:
    """Change an own indicator."""
    request.actor.require(MeasurePermission.DEFINE)
    return _edit(request, queries.own_indicator(key))


@require_POST
@login_required
def archive(request: Request, key: str) -> HttpResponse:
    """Put an own indicator away, or take it out again."""
    archived = request.POST.get("archived", "1") == "1"
    archive_indicator(key, archived=archived, actor=request.actor, at=timezone.now())
    said = _("Put away.") if archived else _("Taken out again.")
    return go(request, reverse("measures:indicators"), said=said)


@require_safe
@login_required
def check(request: Request) -> HttpResponse:
    """What a formula would give now, or the place of its mistake; asked while typing."""
    request.actor.require(MeasurePermission.DEFINE)
    text, now = request.GET.get("formula", ""), timezone.now()
    if not text.strip():
        return HttpResponse()
    context: dict[str, Any] = {"formula": text}
    try:
        node = read(text, registry.units())
        span = Span.of({"every": "month", "periods": "1"}, timezone.localdate(now))
        bounds = span.whole.bounds(timezone.get_current_timezone_name())
        (one,) = measured(node, Filter.of(request.actor), bounds, actor=request.actor, now=now)
        unit = natural(node, registry.units())
        context |= {"value": writing.shown(one, unit), "unit": UNIT_WORDS[unit], "n": one.n}
    except FormulaWrong as error:
        place = min(error.place, len(text))
        context |= {"wrong": say(error.message, _), "before": text[:place], "after": text[place:] or " "}
    except DomainError as error:
        context["wrong"] = say(error.message, _)
    return render(request, "measures/parts/formula_check.html", context)


def _edit(request: Request, known: Indicator | None) -> HttpResponse:
    request.actor.require(MeasurePermission.DEFINE)
    form = IndicatorForm(request.POST or None, initial=_initial(request, known))
    base = base_of(known, FIELDS) if known else ""
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_indicator(
                known.key if known else "",
                form.values(known),
                series=registry.units(),
                base=base_sent(request),
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("measures:indicator", args=[saved.key]), said=_("Saved."))
    context = {"form": form, "indicator": known, "base": base, "sources": list(registry.sources)}
    return render(request, "measures/indicator_form.html", context, status=422 if form.errors else 200)


def _initial(request: Request, known: Indicator | None) -> dict[str, Any]:
    if known is not None:
        return IndicatorForm.opened(known)
    like = queries.by_key([request.GET.get("like", "")[:60]])
    return next(
        (
            {
                "formula": one.formula,
                "unit": one.unit,
                "fewer": "1" if one.fewer else "0",
                "definition": one.definition,
            }
            for one in like.values()
        ),
        {},
    )

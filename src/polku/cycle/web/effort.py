"""Effort and cost of selling, and the profit after it, as a page and a file."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.company.queries import company
from polku.cycle.metrics.behind import address
from polku.cycle.metrics.effort import BY, Effort, effort, narrowed
from polku.engage.logic.permission import EngagePermission
from polku.insight import queries as insight
from polku.insight.filters import Filter
from polku.kernel.money import Money
from polku.ui import locale_formats
from polku.ui.export import Column, export_response

_WORDS: Final[dict[str, Promise]] = {
    "owner": gettext_lazy("Owner"),
    "team": gettext_lazy("Team"),
    "source": gettext_lazy("Source"),
    "segment": gettext_lazy("Segment"),
    "product": gettext_lazy("Product"),
}


class FilterForm(forms.Form):
    """Which deals. Fields are named as in the address."""

    def __init__(self, f: Filter) -> None:
        chosen: dict[str, list[str]] = {}
        for name, text in f.pairs():
            chosen.setdefault(name, []).append(text)
        super().__init__(initial={name: texts[-1] for name, texts in chosen.items()})
        day = forms.DateInput(attrs={"type": "date"})
        self.fields["from"] = forms.DateField(label=_("Opened from"), required=False, widget=day)
        self.fields["to"] = forms.DateField(label=_("To"), required=False, widget=day)
        language, known = get_language() or "en", insight.choices(f)
        for name, label in _WORDS.items():
            if keys := known[name]:
                choices = [("", _("All")), *insight.words(name, keys, language).items()]
                self.fields[name] = forms.ChoiceField(label=str(label), required=False, choices=choices)


@require_safe
@login_required
def page(request: Request) -> HttpResponse:
    """A row for each group, and all of it."""
    request.actor.require(EngagePermission.SEE)
    f, by = Filter.of(request.actor, request.GET), _by(request)
    found = effort(request.actor, f, by)
    names = insight.words(found.by, [key for key, _one in found.groups if key], get_language() or "en")
    query = urlencode([*f.pairs(), ("by", found.by)])
    context = {
        "rows": [
            (names.get(key, key) or _("not given"), _shown(one), _links(narrowed(f, found.by, key), one))
            for key, one in found.groups
        ],
        "whole": _shown(found.whole),
        "links": _links(f, found.whole),
        "bys": [
            (words, f"?{urlencode([*f.pairs(), ('by', name)])}", name == found.by)
            for name, words in _WORDS.items()
        ],
        "by": found.by,
        "form": FilterForm(f),
        "filtered": bool(f.pairs()),
        "query": query,
        "may_export": request.actor.may(AccessPermission.EXPORT),
        "may_set": request.actor.may(EngagePermission.SET_COSTS),
        "may_see_cost": request.actor.may(EngagePermission.SEE_COSTS),
        "has_cost": found.whole.cost is not None,
        "has_margin": found.whole.margin is not None,
        "unspoken": found.whole.unspoken,
    }
    return render(request, "cycle/effort.html", context)


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """The same as CSV or XLSX."""
    request.actor.require(EngagePermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    found = effort(request.actor, Filter.of(request.actor, request.GET), _by(request))
    names = insight.words(found.by, [key for key, _one in found.groups if key], get_language() or "en")
    currency = company().currency

    def money(name: str) -> Any:
        def value(row: tuple[str, Effort]) -> Any:
            minor = getattr(row[1], name)
            return None if minor is None else Money(minor, currency).decimal

        return value

    columns: list[Column[tuple[str, Effort]]] = [
        Column(_WORDS[found.by], lambda row: names.get(row[0], row[0])),
        Column(_("Deals"), lambda row: row[1].deals),
        Column(_("Won"), lambda row: row[1].won),
        Column(_("Activities"), lambda row: row[1].acts),
        Column(_("Meetings and demos"), lambda row: row[1].meetings),
        Column(_("Minutes"), lambda row: row[1].minutes),
        Column(_("Without a length"), lambda row: row[1].unspoken),
        Column(_("Cost of selling"), money("cost")),
        Column(_("Cost per win"), money("cost_per_win")),
        Column(_("Deals paid"), lambda row: row[1].paid),
        Column(_("Margin of what is paid"), money("margin")),
        Column(_("Profit after selling"), money("profit")),
    ]
    return export_response(
        found.groups, columns, format=request.GET.get("format", "csv"), filename="selling-cost"
    )


def _by(request: Request) -> str:
    by = request.GET.get("by", "")
    return by if by in BY else "owner"


def _links(f: Filter, one: Effort) -> dict[str, str]:
    """Where the deals behind each number stand; nothing is behind nought."""
    counts = {name: getattr(one, name) for name in ("deals", "won", "acts", "unspoken", "paid")}
    return {name: address(f, name) for name, n in counts.items() if n}


def _shown(one: Effort) -> dict[str, str]:
    number, currency = locale_formats.number, company().currency

    def money(minor: int | None) -> str:
        return "–" if minor is None else locale_formats.money(minor, currency, cents=False)

    def per(total: float, digits: int = 1) -> str:
        return number(total / one.won, digits) if one.won else "–"

    return {
        "deals": number(one.deals),
        "won": number(one.won),
        "acts": number(one.acts),
        "acts_per_win": per(one.acts),
        "meetings_per_win": per(one.meetings),
        "hours": number(one.minutes / 60, 1),
        "hours_per_win": per(one.minutes / 60),
        "cost": money(one.cost),
        "cost_per_win": money(one.cost_per_win),
        "paid": number(one.paid),
        "margin": money(one.margin),
        "profit": money(one.profit),
    }

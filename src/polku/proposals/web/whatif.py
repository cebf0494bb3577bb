"""What if a stage were quicker, or lost fewer: the question, and the answer from the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.company.queries import company
from polku.insight.filters import Filter
from polku.insight.rules import InsightPermission
from polku.process import queries as process
from polku.proposals.logic import drawing
from polku.proposals.logic.whatif import Answer, Band, Change
from polku.proposals.rules import ProposalPermission
from polku.proposals.simulating import answered
from polku.proposals.web.forms import WhatIfForm
from polku.ui import locale_formats

MONTHS = 12


@dataclass(frozen=True)
class Row:
    """One line of the answer, in words."""

    name: str
    now: str
    changed: str
    more: str


@require_safe
@login_required
def what_if(request: Request) -> HttpResponse:
    """The question; its answer comes by itself."""
    request.actor.require(ProposalPermission.PROPOSE)
    key = _key(request)
    form = _form(request, key)
    query = urlencode({name: request.GET.get(name, "")[:40] for name in ("process", "stage", "time", "loss")})
    rest = [pair for pair in _filter(request).pairs() if pair[0] != "process"]
    known = [(one.key, one.name, one.key == key) for one in process.processes(request.actor)]
    context = {
        "form": form, "key": key, "processes": known, "query": f"{query}&{urlencode(rest)}", "rest": rest,
        "is_asked": "stage" in request.GET and form.is_valid(),
    }  # fmt: skip
    return render(request, "proposals/what_if.html", context)


@require_safe
@login_required
def figure(request: Request) -> HttpResponse:
    """The answer: wins and won value a month, as it is and changed."""
    request.actor.require(ProposalPermission.PROPOSE)
    request.actor.require(InsightPermission.SEE)
    key, at = _key(request), timezone.now()
    form = _form(request, key)
    if not form.is_valid():
        status = 422 if request.GET else 200  # without a question there is nothing wrong yet
        return render(request, "proposals/what_if_figure.html", {"form": form}, status=status)
    said = form.cleaned_data
    change = Change(said["stage"], (said["time"] or 0) / 100, (said["loss"] or 0) / 100)
    found = answered(_filter(request).having(process=key), change, months=MONTHS, at=at)
    context = {"found": found, "change": change, "months": MONTHS}
    if found is not None:
        context |= _shown(found, change, at, key)
    return render(request, "proposals/what_if_figure.html", context)


def _shown(found: Answer, change: Change, at: datetime, key: str) -> dict[str, Any]:
    number = locale_formats.number
    names = [date_format(at + timedelta(days=30.4 * (month + 0.5)), "M") for month in range(MONTHS)]
    pairs = [(_span(usual), _span(changed)) for usual, changed in found.by_month]
    charts = [
        SafeString(
            drawing.months(
                pairs,
                label=_("Wins in each of the coming months"),
                names=names,
                say=lambda one: number(one),
                wide=wide,
            )
        )
        for wide in (True, False)
    ]
    proposal = urlencode({"process": key, "stage": change.stage})
    return {
        "charts": charts,
        "rows": [
            Row(_("Wins a month"), _band(found.wins), _band(found.wins_changed), _band(found.wins_more, sign=True)),
            Row(
                _("Won value a month"), _money(found.value), _money(found.value_changed),
                _money(found.value_more, sign=True),
            ),
        ],
        "usual_days": number(found.usual_days or 0, 1),
        "usual_loss": locale_formats.percent(found.usual_loss or 0),
        "proposal_url": f"{reverse('proposals:new')}?{proposal}",
    }  # fmt: skip


def _span(one: Band) -> tuple[float, float, float]:
    return one.value, one.low, one.high


def _band(one: Band, *, sign: bool = False) -> str:
    def say(value: float) -> str:
        return ("+" if sign and value > 0 else "") + locale_formats.number(value, 1)

    return f"{say(one.value)} ({say(one.low)} … {say(one.high)})"


def _money(one: Band, *, sign: bool = False) -> str:
    currency = company().currency

    def say(value: float) -> str:
        shown = locale_formats.money(round(value), currency, cents=False)
        return ("+" if sign and value > 0 else "") + shown

    return f"{say(one.value)} ({say(one.low)} … {say(one.high)})"


def _filter(request: Request) -> Filter:
    return Filter.of(request.actor, request.GET)


def _key(request: Request) -> str:
    """The process named, else the one new deals start in. Raises: NotFound."""
    return process.published(request.GET.get("process", "")[:40] or None).key


def _form(request: Request, key: str) -> WhatIfForm:
    return WhatIfForm(
        request.GET if "stage" in request.GET else None, key=key, initial={"time": -20, "loss": 0}
    )

"""What helps, asking for the order, buying signals, what the company allows."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.advice import actions, queries
from polku.advice.logic.comparing import Effect
from polku.advice.rules import AdvicePermission
from polku.advice.web import showing
from polku.advice.words import ANSWERS
from polku.ui.answers import go, safe_next
from polku.ui.export import FORMATS, Column, export_response

OUTCOMES = ("won", "advanced")


@require_safe
@login_required
def helps(request: Request) -> HttpResponse:
    """What goes with winning, and with going on, stage by stage; techniques by what followed."""
    request.actor.require(AdvicePermission.SEE)
    outcome = request.GET.get("by") if request.GET.get("by") in OUTCOMES else "won"
    finding = queries.newest()
    rows = showing.rows(queries.effects(finding, outcome or "won"))
    stages: dict[str, list[object]] = {}
    for row in rows:
        stages.setdefault(row["stage"], []).append(row)
    context = {
        "finding": finding,
        "stages": stages.items(),
        "found": sum(row["found"] for row in rows),
        "compared": len(rows),
        "outcome": outcome,
        "bys": [
            (_("Won"), "?by=won", outcome == "won"),
            (_("Went on"), "?by=advanced", outcome == "advanced"),
        ],
        "techniques": [showing.standing(one) for one in queries.standings(request.actor)],
        "may_export": request.actor.may(AccessPermission.EXPORT),
    }
    return render(request, "advice/helps.html", context)


@require_safe
@login_required
def export(request: Request, kind: str) -> HttpResponseBase:
    """All comparisons as CSV or XLSX."""
    if kind not in FORMATS:
        raise Http404
    request.actor.require(AdvicePermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    finding = queries.newest()
    rows = [one for outcome in OUTCOMES for one in queries.effects(finding, outcome)]
    acts, stages = showing.names(rows)
    columns = [
        Column[Effect](_("Stage"), lambda one: stages.get(one.stage, one.stage)),
        Column[Effect](_("What was done"), lambda one: acts.get(one.act, one.act)),
        Column[Effect](_("Within days"), lambda one: one.window),
        Column[Effect](_("Outcome"), lambda one: one.outcome),
        *(_number(name) for name in ("n_with", "n_without", "share_with", "share_without", "difference", "low",
            "high", "ratio", "ratio_low", "ratio_high", "p", "found")),
    ]  # fmt: skip
    return export_response(rows, columns, format=kind, filename="what-helps")


@require_http_methods(["GET", "POST"])
@login_required
def askings(request: Request, deal_id: int) -> HttpResponse:
    """Ways to ask for the order in this stage, and the form that notes how it was asked and what was said."""
    request.actor.require(AdvicePermission.ASK)
    advice = queries.helped(deal_id, request.actor)
    if advice is None:
        raise Http404
    if request.method == "POST":
        event_id = actions.ask(
            deal_id, request.POST.get("technique", ""), request.POST.get("answer", ""), actor=request.actor,
            at=timezone.now(),
        )  # fmt: skip
        back = reverse("deals:deal", args=[deal_id])
        return go(request, back, said=_("Noted."), undo=reverse("advice:reversal", args=[event_id]))
    language = get_language() or "en"
    rows = [(one.key, one.name.to(language), one.how.to(language)) for one in advice.techniques]
    chosen = request.GET.get("technique", "")
    context = {
        "deal": advice.deal,
        "techniques": rows,
        "answers": ANSWERS.items(),
        "chosen": chosen or rows[0][0],
    }
    return render(request, "advice/asking.html", context)


@require_POST
@login_required
def signals(request: Request, deal_id: int) -> HttpResponse:
    """Note a buying signal."""
    signal = request.POST.get("signal", "")
    event_id = actions.note_signal(deal_id, signal, actor=request.actor, at=timezone.now())
    back = safe_next(request, reverse("deals:deal", args=[deal_id]))
    return go(request, back, said=_("Noted."), undo=reverse("advice:reversal", args=[event_id]))


@require_POST
@login_required
def reversal(request: Request, event_id: int) -> HttpResponse:
    """Take a note back."""
    actions.take_back(event_id, actor=request.actor, at=timezone.now())
    return go(request, safe_next(request, request.headers.get("Referer", "/")), said=_("Undone."))


@require_http_methods(["GET", "POST"])
@login_required
def settings(request: Request) -> HttpResponse:
    """Whether techniques that press may be used."""
    request.actor.require(AdvicePermission.ALLOW_PRESSURE)
    if request.method == "POST":
        actions.allow_pressure("allowed" in request.POST, actor=request.actor, at=timezone.now())
        return go(request, reverse("advice:settings"), said=_("Saved."))
    rows = [showing.standing(one) for one in queries.standings(request.actor)]
    return render(
        request, "advice/settings.html", {"allowed": queries.pressure_allowed(), "techniques": rows}
    )


def _number(name: str) -> Column[Effect]:
    return Column[Effect](name, lambda one: getattr(one, name))

"""Moving, ending and taking up again; what a won deal is worth."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.deals import actions
from polku.deals.actions.meeting import close_with, move_with
from polku.deals.logic.outcomes import OVER
from polku.deals.models import Deal
from polku.deals.queries.judged import Judged, unmet_for
from polku.deals.queries.page import visible
from polku.deals.rules import DealPermission
from polku.deals.web.missing import CloseForm, MissingForm, detour
from polku.deals.words import OUTCOME_LABELS
from polku.kernel.errors import DomainError
from polku.process.logic.definition import Definition
from polku.process.queries import definition
from polku.ui.answers import Then, go, safe_next, toast, trigger

BOARD = "board"
_ACTS = {
    "won": lambda: _("Mark as won"),
    "upgraded": lambda: _("Upgrade"),
    "lost": lambda: _("Mark as lost"),
    "paused": lambda: _("Pause"),
    "no_decision": lambda: _("Mark as no decision"),
}
_TITLES = {
    "won": lambda: _("Won"), "upgraded": lambda: _("Upgrade the deal"), "lost": lambda: _("Lost"),
    "paused": lambda: _("Pause the deal"), "no_decision": lambda: _("No decision"),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@login_required
def stage(request: Request, deal_id: int) -> HttpResponse:
    """Choose a stage, or move to one; what is missing for it is asked for in a small form."""
    deal = visible(deal_id, request.actor)
    request.actor.require(DealPermission.MOVE)
    process = definition(deal.version_id)
    wanted = request.POST.get("stage") or request.GET.get("stage", "")
    if wanted not in process.by_key:
        return render(request, "deals/dialogs/stages.html", {"deal": deal, "process": process})
    sent = request.method == "POST"
    if not sent and _went_on(request, deal, process, wanted):
        return moved(request, deal_id, None, process.by_key[wanted].name.to(request.LANGUAGE_CODE))
    missing = unmet_for(deal, process, wanted) if deal.stage != wanted else []
    form = MissingForm(
        request.POST if sent and "asked" in request.POST else None,
        deal=deal,
        **_about(request, process, missing),
    )
    if sent and (not form.is_bound or form.is_valid()):
        try:
            event_id = move_with(
                deal.id, wanted, form.brought, override_reason=form.override_reason,
                actor=request.actor, at=timezone.now(),
            )  # fmt: skip
        except DomainError as error:
            form.tell(error, request.POST)
        else:
            return moved(request, deal_id, event_id, process.by_key[wanted].name.to(request.LANGUAGE_CODE))
    kept = {"stage": wanted, "at": deal.stage, "from": _told(request, "from"), "next": _told(request, "next")}
    url = reverse("deals:stage", args=[deal.id])
    context = {
        "deal": deal,
        "stage": process.by_key[wanted],
        "form": form,
        "from": kept["from"],
        "detour": detour(url, kept, _told(request, "was"), missing, process),
    }
    return render(request, "deals/dialogs/missing.html", context, status=422 if sent else 200)


def _went_on(request: Request, deal: Deal, process: Definition, wanted: str) -> bool:
    """Whether what was done on the way brought the deal there already, by its process."""
    before = request.GET.get("at", "")
    places = process.positions
    return before in places and places[before] < places[wanted] <= places[deal.stage]


def _told(request: Request, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def moved(request: Request, deal_id: int, event_id: int | None, name: str) -> HttpResponse:
    """Say that a deal is in its new stage: on the board without leaving it, else on the deal's page."""
    said = _("Moved to %(stage)s.") % {"stage": name}
    undo = reverse("deals:undo", args=[event_id]) if event_id else ""
    if _told(request, "from") != BOARD:
        return go(request, safe_next(request, reverse("deals:deal", args=[deal_id])), said=said, undo=undo)
    answer = trigger(HttpResponse(status=204), "deal-moved", id=deal_id)
    return toast(trigger(answer, "dialog-close"), said, undo=undo)


@require_http_methods(["GET", "POST"])
@login_required
def closing(request: Request, deal_id: int, outcome: str) -> HttpResponse:
    """Won, upgraded, lost, paused or without a decision, with its reasons."""
    if outcome not in _TITLES:
        raise Http404
    deal = visible(deal_id, request.actor)
    request.actor.require(DealPermission.MOVE)
    process = definition(deal.version_id)
    missing = _before_win(deal, process, outcome)
    about = _about(request, process, missing)
    form = CloseForm(request.POST or None, deal=deal, outcome=outcome, **about)
    if form.is_valid():
        try:
            event_id = close_with(form.ending, form.brought, actor=request.actor, at=timezone.now())
        except DomainError as error:
            form.tell(error, request.POST)
        else:
            undo = reverse("deals:undo", args=[event_id]) if event_id else ""
            said = _("Marked as: %(outcome)s.") % {"outcome": OUTCOME_LABELS[outcome]}
            said = f"{said} {_left_behind(deal)}".rstrip() if outcome in OVER else said
            return go(request, reverse("deals:deal", args=[deal.id]), said=said, undo=undo)
    url = reverse("deals:closing", args=[deal.id, outcome])
    context = {
        "deal": deal,
        "form": form,
        "detour": detour(url, {}, _told(request, "was"), missing, process),
        "outcome": outcome,
        "title": _TITLES[outcome](),
        "act": _ACTS[outcome](),
    }
    return render(request, "deals/dialogs/closing.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def finishing(request: Request, deal_id: int) -> HttpResponse:
    """A won deal leaves the last stage: nothing is left to do."""
    left = _left_behind(visible(deal_id, request.actor))
    event_id = actions.finish_deals([deal_id], actor=request.actor, at=timezone.now())[0].unwrap()
    undo = reverse("deals:undo", args=[event_id]) if event_id else ""
    said = _("The deal is finished.")
    page = reverse("deals:deal", args=[deal_id])
    return go(request, page, said=f"{said} {left}".rstrip(), undo=undo)


@require_POST
@login_required
def reopening(request: Request, deal_id: int) -> HttpResponse:
    """Take a deal up again that had ended or paused."""
    event_id = actions.reopen(deal_id, actor=request.actor, at=timezone.now())
    undo = reverse("deals:undo", args=[event_id]) if event_id else ""
    page = reverse("deals:deal", args=[deal_id])
    plan = f"{reverse('deals:next_step', args=[deal_id])}?{urlencode({'next': page})}"
    then = None if visible(deal_id, request.actor).next_step else Then(_("Set the next step"), plan)
    return go(request, page, said=_("The deal goes on."), undo=undo, then=then)


def _left_behind(deal: Deal) -> str:
    """What an ending puts away, in a sentence."""
    return _("Its next step was put away: %(step)s") % {"step": deal.next_step} if deal.next_step else ""


@require_POST
@login_required
def worth(request: Request, deal_id: int) -> HttpResponse:
    """Let a won deal be worth what was sold."""
    actions.take_worth(deal_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("deals:deal", args=[deal_id]), said=_("Saved."))


def _about(request: Request, process: Definition, missing: list[Judged]) -> dict[str, Any]:
    """What the form of a step is made from."""
    return {
        "missing": missing,
        "definition": process,
        "actor": request.actor,
        "language": request.LANGUAGE_CODE,
    }


def _before_win(deal: Deal, process: Definition, outcome: str) -> list[Judged]:
    """What a win lacks."""
    if outcome not in ("won", "upgraded") or deal.outcome != "open":
        return []
    return unmet_for(deal, process, process.first_after_win.key if process.first_after_win else None)

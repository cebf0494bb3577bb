"""Moving, ending and taking up again."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.company.queries import company
from polku.deals import actions
from polku.deals.actions.meeting import Brought, move_with
from polku.deals.models import Deal
from polku.deals.queries.judged import Judged, unmet_for
from polku.deals.queries.page import visible
from polku.deals.rules import DealPermission
from polku.deals.web.forms import CloseForm, MissingForm, amount_text, due, number, parse_amount, put_errors
from polku.deals.words import OUTCOME_LABELS
from polku.kernel.errors import DomainError, Refused
from polku.process.logic.definition import Definition
from polku.process.queries import definition
from polku.ui.answers import go, safe_next, toast, trigger

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
    missing = unmet_for(deal, process, wanted) if deal.stage != wanted else []
    sent = request.method == "POST"
    form = _missing_form(request, deal, process, missing, sent=sent and "asked" in request.POST)
    if sent and (not form.is_bound or form.is_valid()):
        try:
            event_id = move_with(
                deal.id,
                wanted,
                _brought(form),
                override_reason=_reason(form),
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as error:
            _tell(form, error, deal, request, process, missing)
            missing = unmet_for(deal, process, wanted)
        else:
            return moved(request, deal_id, event_id, process.by_key[wanted].name.to(request.LANGUAGE_CODE))
    return _ask(request, deal, process, wanted, missing, form, status=422 if sent else 200)


def moved(request: Request, deal_id: int, event_id: int | None, name: str) -> HttpResponse:
    """Say that a deal is in its new stage: on the board without leaving it, else on the deal's page."""
    said = _("Moved to %(stage)s.") % {"stage": name}
    undo = reverse("deals:undo", args=[event_id]) if event_id else ""
    if request.POST.get("from") != BOARD:
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
    missing = _before_win(deal, outcome)
    may_override = bool(missing) and request.actor.may(DealPermission.OVERRIDE)
    form = CloseForm(request.POST or None, outcome=outcome, may_override=may_override)
    if form.is_valid():
        try:
            event_id = actions.close(
                deal.id, outcome, **_details(form, deal), actor=request.actor, at=timezone.now()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            undo = reverse("deals:undo", args=[event_id]) if event_id else ""
            said = _("Marked as: %(outcome)s.") % {"outcome": OUTCOME_LABELS[outcome]}
            return go(request, reverse("deals:deal", args=[deal.id]), said=said, undo=undo)
    context = {
        "deal": deal,
        "form": form,
        "outcome": outcome,
        "title": _TITLES[outcome](),
        "act": _ACTS[outcome](),
        "missing": missing,
    }
    return render(request, "deals/dialogs/closing.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def finishing(request: Request, deal_id: int) -> HttpResponse:
    """A won deal leaves the last stage: nothing is left to do."""
    event_id = actions.finish_deals([deal_id], actor=request.actor, at=timezone.now())[0].unwrap()
    undo = reverse("deals:undo", args=[event_id]) if event_id else ""
    return go(request, reverse("deals:deal", args=[deal_id]), said=_("The deal is finished."), undo=undo)


@require_POST
@login_required
def reopening(request: Request, deal_id: int) -> HttpResponse:
    """Take a deal up again that had ended or paused."""
    event_id = actions.reopen(deal_id, actor=request.actor, at=timezone.now())
    undo = reverse("deals:undo", args=[event_id]) if event_id else ""
    return go(request, reverse("deals:deal", args=[deal_id]), said=_("The deal goes on."), undo=undo)


def _missing_form(
    request: Request, deal: Deal, process: Definition, missing: list[Judged], *, sent: bool
) -> MissingForm:
    may_override = bool(missing) and deal.reached(request.actor.scope(DealPermission.OVERRIDE))
    initial = {"currency": deal.value_currency or company().currency, "value": amount_text(deal.value)}
    return MissingForm(
        request.POST if sent else None, missing=missing, definition=process, actor=request.actor,
        language=request.LANGUAGE_CODE, may_override=may_override, initial=initial,
    )  # fmt: skip


def _tell(
    form: MissingForm,
    error: DomainError,
    deal: Deal,
    request: Request,
    process: Definition,
    missing: list[Judged],
) -> None:
    """Put a refusal on the form; unmet criteria stand in its list already."""
    if isinstance(error, Refused) and error.unmet and not form.is_bound:
        return
    if not form.is_bound:
        form.data, form.is_bound = request.POST, True
        form.full_clean()
    if isinstance(error, Refused) and error.unmet:
        form.add_error(None, _("Something is still missing."))
    else:
        put_errors(form, error)


def _ask(
    request: Request,
    deal: Deal,
    process: Definition,
    wanted: str,
    missing: list[Judged],
    form: MissingForm,
    *,
    status: int,
) -> HttpResponse:
    onward = process.positions[wanted] > process.positions[deal.stage]
    context = {
        "deal": deal, "stage": process.by_key[wanted], "missing": missing, "form": form, "onward": onward,
        "others": [one for one in missing if not any(way.field for way in one.ways)],
        "from": request.POST.get("from") or request.GET.get("from", ""),
        "why_not": "" if deal.reached(request.actor.scope(DealPermission.OVERRIDE)) else DealPermission.OVERRIDE.value,
    }  # fmt: skip
    return render(request, "deals/dialogs/missing.html", context, status=status)


def _brought(form: MissingForm) -> Brought:
    data: dict[str, Any] = form.cleaned_data if form.is_bound else {}
    fields: dict[str, Any] = {name: data[name] for name in ("source", "expected_close") if data.get(name)}
    if data.get("value") and (
        money := parse_amount(data["value"], data.get("currency") or company().currency)
    ):
        fields |= {"value_minor": money.minor, "value_currency": money.currency}
    return Brought(
        ticks=[
            name.removeprefix("item_")
            for name, value in data.items()
            if name.startswith("item_") and value is True
        ],
        fields=fields,
        next_step=data.get("next_step", ""),
        next_step_at=due(data.get("day"), None),
        owner_id=number(data.get("owner")),
        contact={name: data[name] for name in ("name", "email", "phone") if data.get(name)},
    )


def _reason(form: MissingForm) -> str:
    return str(form.cleaned_data.get("override_reason", "")) if form.is_bound else ""


def _before_win(deal: Deal, outcome: str) -> list[Judged]:
    """What a win lacks."""
    if outcome not in ("won", "upgraded") or deal.outcome != "open":
        return []
    process = definition(deal.version_id)
    return unmet_for(deal, process, process.first_after_win.key if process.first_after_win else None)


def _details(form: CloseForm, deal: Deal) -> dict[str, Any]:
    data = form.cleaned_data
    details: dict[str, Any] = {
        name: data[name] for name in ("words", "until", "override_reason") if data.get(name)
    }
    if data.get("reasons"):
        details["reasons"] = tuple(data["reasons"])
    if data.get("added"):
        details["added"] = parse_amount(data["added"], deal.value_currency or company().currency)
    return details

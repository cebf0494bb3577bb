"""Changing a deal: fields in their place, next step, owner, checklist, people, the bin."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.company.queries import company
from polku.contacts.models import Contact
from polku.deals import actions
from polku.deals.actions.meeting import add_person
from polku.deals.models import Deal
from polku.deals.queries.page import visible
from polku.deals.rules import DealPermission
from polku.deals.staying import way_back
from polku.deals.web.forms import (
    NextStepForm,
    OwnerForm,
    PersonForm,
    currencies,
    number,
    parse_amount,
    put_errors,
)
from polku.deals.web.showing import VALUE, FieldRow, row
from polku.kernel.errors import Conflict, DomainError, Invalid, say
from polku.ui.afterwords import afterwords
from polku.ui.answers import Then, go, safe_next, toast, trigger

CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "POST"])
@login_required
def field(request: Request, deal_id: int, name: str) -> HttpResponse:
    """A field that becomes its control when it is pressed, and itself again when it is saved."""
    deal = visible(deal_id, request.actor)
    found = _row(deal, name)
    if request.method == "GET":
        part = "field" if "shown" in request.GET else "field_form"
        dialog = "deals/dialogs/field.html" if "dialog" in request.GET else f"deals/parts/{part}.html"
        return render(request, dialog, _field(request, deal, found))
    try:
        event_id = _update(request, deal_id, found)
    except Conflict as error:
        return render(request, _form_of(request), _conflict(request, deal_id, name, error), status=CONFLICT)
    except Invalid as error:
        said = "; ".join(say(one, _) for messages in error.messages.values() for one in messages)
        context = _field(request, deal, found) | {"error": said, "typed": request.POST.get("value", "")}
        return render(request, _form_of(request), context, status=UNPROCESSABLE)
    return _saved(request, deal_id, name, event_id)


@require_http_methods(["GET", "POST"])
@login_required
def next_step(request: Request, deal_id: int) -> HttpResponse:
    """Agree the next step, or put it off."""
    deal = visible(deal_id, request.actor)
    initial: dict[str, Any] = {"next_step": deal.next_step}
    if deal.next_step_at:
        local = timezone.localtime(deal.next_step_at)
        initial |= {
            "day": local.date(),
            "at": None if (local.hour, local.minute) == (23, 59) else local.time(),
        }
    form = NextStepForm(request.POST or None, initial={} if "done" in request.GET else initial)
    if form.is_valid():
        try:
            text = form.cleaned_data["next_step"]
            event_id = actions.set_next_step(
                deal_id, text=text, due_at=form.due_at, actor=request.actor, at=timezone.now()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, _back(request, deal_id), said=_("The next step is set."), undo=_undo(event_id))
    context = {"deal": deal, "form": form, "done": "done" in request.GET, "next": safe_next(request, "")}
    return render(
        request, "deals/dialogs/next_step.html", context, status=UNPROCESSABLE if form.is_bound else 200
    )


@require_POST
@login_required
def completion(request: Request, deal_id: int) -> HttpResponse:
    """The next step is done; the deal asks for the next one."""
    event_id = actions.complete_next_step(deal_id, actor=request.actor, at=timezone.now())
    page = f"{reverse('deals:deal', args=[deal_id])}?ask=next-step"
    back = safe_next(request, page)
    plan = f"{reverse('deals:next_step', args=[deal_id])}?{urlencode({'done': 1, 'next': back})}"
    then = None if back == page else Then(_("Set the next step"), plan)
    return go(request, back, said=_("Done. What happens next?"), undo=_undo(event_id), then=then)


@require_http_methods(["GET", "POST"])
@login_required
def owner(request: Request, deal_id: int) -> HttpResponse:
    """Give the deal to a person or a team."""
    deal = visible(deal_id, request.actor)
    request.actor.require(DealPermission.ASSIGN)
    form = OwnerForm(request.POST or None, actor=request.actor, initial={"owner": str(deal.owner_id or "")})
    if form.is_valid():
        chosen = {
            "owner_id": number(form.cleaned_data["owner"]),
            "team_id": number(form.cleaned_data["team"]),
        }
        if chosen["owner_id"] is None and chosen["team_id"] is None:
            chosen["team_id"] = deal.team_id
        try:
            event_id = actions.assign_deals([deal_id], **chosen, actor=request.actor, at=timezone.now())[
                0
            ].unwrap()
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(
                request, _back(request, deal_id), said=_("The deal has changed hands."), undo=_undo(event_id)
            )
    return render(
        request,
        "deals/dialogs/owner.html",
        {"deal": deal, "form": form},
        status=UNPROCESSABLE if form.is_bound else 200,
    )


@require_POST
@login_required
def item(request: Request, deal_id: int, key: str) -> HttpResponse:
    """Tick an item of the checklist, or take the tick away."""
    act = actions.tick if request.POST.get("done") == "1" else actions.untick
    at = timezone.now()
    event_id = act(deal_id, key, actor=request.actor, at=at)
    then = way_back(deal_id, request.actor, since=at)
    return go(request, _back(request, deal_id), said=_("Noted."), undo=_undo(event_id), then=then)


@require_http_methods(["GET", "POST"])
@login_required
def people(request: Request, deal_id: int) -> HttpResponse:
    """Add a person of the customer to the deal, or somebody new."""
    deal = visible(deal_id, request.actor)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            _add(request, deal_id, form)
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, _back(request, deal_id), said=_("Added to the deal."))
    known = Contact.objects.visible_to(request.actor).current().filter(customer_id=deal.customer_id)
    others = known.exclude(id__in=deal.people.values("contact_id")).order_by("name", "id")[:50]
    context = {"deal": deal, "form": form, "others": others}
    return render(
        request, "deals/dialogs/people.html", context, status=UNPROCESSABLE if form.is_bound else 200
    )


@require_POST
@login_required
def removal(request: Request, deal_id: int, contact_id: int) -> HttpResponse:
    """Take a person off the deal; the contact itself stays."""
    actions.unlink_contact(deal_id, contact_id, actor=request.actor, at=timezone.now())
    return go(request, _back(request, deal_id), said=_("Taken off the deal."))


@require_POST
@login_required
def voiding(request: Request, deal_id: int) -> HttpResponse:
    """Move the deal to the bin."""
    event_id = actions.void_deals([deal_id], actor=request.actor, at=timezone.now())[0].unwrap()
    return go(
        request,
        safe_next(request, reverse("deals:pipeline")),
        said=_("Moved to the bin."),
        undo=_undo(event_id),
    )


@require_POST
@login_required
def restoring(request: Request, deal_id: int) -> HttpResponse:
    """Bring the deal back from the bin."""
    event_id = actions.restore_deals([deal_id], actor=request.actor, at=timezone.now())[0].unwrap()
    return go(
        request, reverse("deals:deal", args=[deal_id]), said=_("The deal is back."), undo=_undo(event_id)
    )


def _add(request: Request, deal_id: int, form: PersonForm) -> None:
    data, at = form.cleaned_data, timezone.now()
    if contact_id := number(request.POST.get("contact")):
        actions.link_contact(deal_id, contact_id, role=data["role"], actor=request.actor, at=at)
    else:
        values = {name: data[name] for name in ("name", "position", "email", "phone")}
        add_person(deal_id, values, role=data["role"], actor=request.actor, at=at)


def _row(deal: Deal, name: str) -> FieldRow:
    try:
        return row(deal, name)
    except KeyError:
        raise Http404 from None


def _form_of(request: Request) -> str:
    """In a dialog the form knows where it leads to; in its place it becomes the field again."""
    return "deals/dialogs/field.html" if "next" in request.POST else "deals/parts/field_form.html"


def _field(request: Request, deal: Deal, found: FieldRow) -> dict[str, Any]:
    used = deal.value_currency or company().currency
    return {
        "deal": deal,
        "row": found,
        "currency": used,
        "currencies": currencies(used) if found.kind == "money" else [],
        "may_change": deal.voided_at is None and deal.reached(request.actor.scope(DealPermission.CHANGE)),
    }


def _update(request: Request, deal_id: int, found: FieldRow) -> int | None:
    values, base = _values(request, found.name), _base(request, found)
    return actions.update_fields(deal_id, values, base=base, actor=request.actor, at=timezone.now())


def _values(request: Request, name: str) -> dict[str, Any]:
    typed = request.POST.get("value", "")
    if name != VALUE:
        return {name: typed}
    money = parse_amount(typed, request.POST.get("currency") or company().currency)
    return {"value_minor": money.minor if money else None, "value_currency": money.currency if money else ""}


def _base(request: Request, found: FieldRow) -> dict[str, Any]:
    """What the field held when its form was opened, as it is stored."""
    if "base" not in request.POST:
        return {}
    base = request.POST["base"]
    if found.name == VALUE:
        return {"value_minor": int(base) if base.lstrip("-").isdigit() else None}
    if not found.name.startswith("custom.") and found.kind == "text":
        return {found.name: base}
    if base == "" or found.kind == "yes_no":
        return {found.name: base == "true" if base else None}
    try:
        return {found.name: float(base) if found.kind == "number" else base}
    except ValueError:
        return {}


def _conflict(request: Request, deal_id: int, name: str, error: Conflict) -> dict[str, Any]:
    """The form again, with what stands there now beside what was typed; the base is now's value."""
    deal = visible(deal_id, request.actor)
    found = _row(deal, name)
    return _field(request, deal, found) | {
        "typed": request.POST.get("value", ""),
        "conflict": found.text or _("nothing"),
    }


def _saved(request: Request, deal_id: int, name: str, event_id: int | None) -> HttpResponse:
    page = reverse("deals:deal", args=[deal_id])
    on_page = urlsplit(request.headers.get("HX-Current-URL", "")).path == page
    # A deal that went on because of the edit is shown anew: its path and what comes next are others.
    if "next" in request.POST or not getattr(request, "htmx", None) or (on_page and afterwords()):
        return go(request, _back(request, deal_id), said=_("Saved."), undo=_undo(event_id))
    deal = visible(deal_id, request.actor)
    answer = render(request, "deals/parts/field.html", _field(request, deal, _row(deal, name)))
    return trigger(toast(answer, _("Saved."), undo=_undo(event_id)), "deal-changed") if event_id else answer


def _back(request: Request, deal_id: int) -> str:
    return safe_next(request, reverse("deals:deal", args=[deal_id]))


def _undo(event_id: int | None) -> str:
    return reverse("deals:undo", args=[event_id]) if event_id else ""

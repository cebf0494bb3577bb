"""The guided start: five steps, each with its why, its act and a way past it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.actions import invite_user
from polku.access.models import User
from polku.access.queries import open_invitations
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.company.queries import company
from polku.journey.actions import load_ready
from polku.kernel.errors import Invalid, NotFound, gettext_noop, say
from polku.kernel.money import Money
from polku.mail.queries import has_server
from polku.process.actions import load_ready as load_process
from polku.process.actions import set_default
from polku.process.logic.ready_made import names
from polku.start import actions
from polku.start.logic import STEPS, StartPermission
from polku.start.queries import progress
from polku.start.web import showing
from polku.start.web.forms import AimForm, InviteForm
from polku.ui.answers import go, refill


@require_safe
@login_required
def start(request: Request) -> HttpResponse:
    """The step that comes next, or the one an address names."""
    request.actor.require(StartPermission.LEAD)
    return render(request, "start/start.html", _context(request, request.GET.get("step", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def aim(request: Request) -> HttpResponse:
    """Say what the company is after."""
    request.actor.require(StartPermission.LEAD)
    form = AimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if told["indicator"] == "value":
            told["target"] = Money.parse(str(told["target"]), company().currency).minor
        try:
            actions.set_aim(**told, actor=request.actor, at=timezone.now())
            return _on(request, "aims", _("The aim is set."))
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, say(error.message, _))
    context = _context(request, "aims") | {"form": form}
    return (refill if form.errors else render)(request, "start/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def people(request: Request) -> HttpResponse:
    """Invite a colleague; by mail where mail can be sent, else by a link to hand over."""
    request.actor.require(StartPermission.LEAD)
    if request.method == "POST":
        request.actor.require(AccessPermission.MANAGE_USERS)
    form, context = InviteForm(request.POST or None), {}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        site = f"{request.scheme}://{request.get_host()}"
        by_mail = has_server()
        try:
            row, token = invite_user(
                email=told["email"], name=told["name"], role=told["role"], team=form.known[told["team"]],
                site=site if by_mail else "", actor=request.actor, at=timezone.now(),
            )  # fmt: skip
            link = "" if by_mail else f"{site}/accounts/join/{token}/"
            context, form = {"invited": row, "link": link}, InviteForm()
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, say(error.message, _))
    context = _context(request, "people") | {"form": form} | context
    return (refill if form.errors else render)(request, "start/start.html", context)


@require_POST
@login_required
def process(request: Request) -> HttpResponse:
    """Take a ready process; new deals start in it."""
    request.actor.require(StartPermission.LEAD)
    name, at = request.POST.get("name", ""), timezone.now()
    if name not in names():
        raise NotFound(gettext_noop("There is no such ready-made process."))
    version = load_process(name, actor=request.actor, at=at)
    set_default(version.process, actor=request.actor, at=at)
    said = _("“%(name)s” is in force: new deals start in it.") % {
        "name": version.process.name.to(showing.spoken())
    }
    return go(request, reverse("start:start") + "?step=stages", said=said)


@require_POST
@login_required
def journey(request: Request) -> HttpResponse:
    """Take a ready journey of the buyer."""
    request.actor.require(StartPermission.LEAD)
    row = load_ready(request.POST.get("name", ""), publish=True, actor=request.actor, at=timezone.now())
    said = _("“%(name)s” is in force.") % {"name": row.name.to(showing.spoken())}
    return _on(request, "buyer", said)


@require_POST
@login_required
def step(request: Request, step: str) -> HttpResponse:
    """A step is done, or passed over."""
    actions.mark_step(step, state=request.POST.get("state", "done"), actor=request.actor, at=timezone.now())
    following = STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
    return go(request, reverse("start:start") + f"?step={following}")


@require_POST
@login_required
def closing(request: Request) -> HttpResponse:
    """Finish it, put it away, or take it up again."""
    how, at = request.POST.get("how", ""), timezone.now()
    if how == "again":
        actions.take_up(actor=request.actor, at=at)
        return go(request, reverse("start:start"))
    actions.close_guide(finished=how == "finished", actor=request.actor, at=at)
    if how == "finished":
        actions.mark_step("publish", actor=request.actor, at=at)
        return go(request, reverse("process:home"), said=_("The start is made. This is the map to watch."))
    return go(request, reverse("ui:today"), said=_("Put away. The palette brings it back."))


def _on(request: Request, step: str, said: str) -> HttpResponse:
    actions.mark_step(step, actor=request.actor, at=timezone.now())
    following = STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
    return go(request, reverse("start:start") + f"?step={following}", said=said)


def _context(request: Request, wanted: str) -> dict[str, Any]:
    found = progress()
    here = wanted if wanted in STEPS else found.next
    context = {"step": here, "stops": showing.stops(found, here), "progress": found, "why": showing.why(here)}
    if here == "people":
        context |= {"form": InviteForm(), "people": User.objects.filter(is_active=True).order_by("id")[:20]}
        context |= {"invitations": open_invitations(at=timezone.now())[:20]}
        context |= {"may_invite": request.actor.may(AccessPermission.MANAGE_USERS)}
    elif here == "aims":
        context |= {"form": AimForm(), "currency": company().currency}
    return context | showing.of_step(here, request.actor)

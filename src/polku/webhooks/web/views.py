"""Settings: endpoints, their secrets, what they were told and what they answered."""

import json

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid
from polku.ui.answers import go
from polku.webhooks.actions import (
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    replay,
    replay_parked,
    resume_endpoint,
    rotate_secret,
    try_endpoint,
)
from polku.webhooks.actions.delivering import body_for
from polku.webhooks.models import Delivery, Endpoint
from polku.webhooks.queries import deliveries, delivery, endpoints
from polku.webhooks.rules import WebhookPermission
from polku.webhooks.web.forms import EndpointForm, put_errors

ROWS = 50
STATES = {
    Delivery.State.WAITING: gettext_lazy("Waiting"),
    Delivery.State.DELIVERED: gettext_lazy("Delivered"),
    Delivery.State.PARKED: gettext_lazy("Given up"),
}
SIGNALS = {
    Delivery.State.WAITING: "late",
    Delivery.State.DELIVERED: "ok",
    Delivery.State.PARKED: "stuck",
}


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def endpoints_page(request: Request) -> HttpResponse:
    """The list, and a form for a new one, whose secret is shown this once."""
    request.actor.require(WebhookPermission.MANAGE)
    form, secret, made = EndpointForm(request.POST or None), "", None
    if form.is_valid():
        try:
            made, secret = add_endpoint(**form.given(), actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error)
    context = {
        "form": EndpointForm() if secret else form, "secret": secret, "made": made, "rows": list(endpoints())
    }  # fmt: skip
    status = 422 if form.errors and not secret else 200
    return render(request, "webhooks/endpoints.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def endpoint_page(request: Request, endpoint_id: int) -> HttpResponse:
    """One endpoint: its settings, and what it was told."""
    request.actor.require(WebhookPermission.MANAGE)
    row = get_object_or_404(endpoints(), id=endpoint_id)
    form = EndpointForm(request.POST or None, row=row)
    if form.is_valid():
        try:
            change_endpoint(row.pk, **form.given(), actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error)
        else:
            return _back(row.pk, request, _("Saved."))
    return _shown(request, row, form)


@never_cache
@require_POST
@login_required
def secret(request: Request, endpoint_id: int) -> HttpResponse:
    """Give the endpoint a new secret and show it this once."""
    row, made = rotate_secret(endpoint_id, actor=request.actor, at=timezone.now())
    return render(request, "webhooks/secret.html", {"row": row, "secret": made})


@require_POST
@login_required
def trial(request: Request, endpoint_id: int) -> HttpResponse:
    """Send a trial at once and show the answer."""
    answer = try_endpoint(endpoint_id, actor=request.actor, at=timezone.now())
    row = get_object_or_404(Endpoint, id=endpoint_id)
    return render(request, "webhooks/trial.html", {"row": row, "answer": answer})


@require_POST
@login_required
def resumption(request: Request, endpoint_id: int) -> HttpResponse:
    """Send to the endpoint again."""
    row = resume_endpoint(endpoint_id, actor=request.actor, at=timezone.now())
    return _back(row.pk, request, _("Resumed: what waited is sent first."))


@require_POST
@login_required
def replays(request: Request, endpoint_id: int) -> HttpResponse:
    """Send all again that was given up."""
    count = replay_parked(endpoint_id, actor=request.actor, at=timezone.now())
    return _back(endpoint_id, request, _("Sent again: %(count)d.") % {"count": count})


@require_POST
@login_required
def removal(request: Request, endpoint_id: int) -> HttpResponse:
    """Remove the endpoint with what it was told."""
    remove_endpoint(endpoint_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("webhooks:endpoints"), said=_("The webhook is removed."))


@require_safe
@login_required
def delivery_page(request: Request, delivery_id: int) -> HttpResponse:
    """One delivery: the request, and the answer of each try."""
    request.actor.require(WebhookPermission.MANAGE)
    row = delivery(delivery_id)
    if row is None:
        raise Http404
    event = Event.objects.get(id=row.event_id)
    context = {
        "row": row, "label": STATES[Delivery.State(row.state)], "mark": SIGNALS[Delivery.State(row.state)],
        "body": json.dumps(json.loads(body_for(event, row.endpoint)), ensure_ascii=False, indent=2),
        "attempts": list(row.attempts.order_by("-id")),
    }  # fmt: skip
    return render(request, "webhooks/delivery.html", context)


@require_POST
@login_required
def replaying(request: Request, delivery_id: int) -> HttpResponse:
    """Send one event again."""
    row = replay(delivery_id, actor=request.actor, at=timezone.now())
    address = reverse("webhooks:delivery", args=[row.pk])
    return go(request, address, said=_("It will be sent in a moment."))


def _shown(request: Request, row: Endpoint, form: EndpointForm) -> HttpResponse:
    state = request.GET.get("state", "")
    if state and state not in STATES:
        raise Http404
    page = Paginator(deliveries(row.pk, state), ROWS).get_page(request.GET.get("page"))
    context = {
        "row": row, "form": form, "page": page, "state": state, "states": STATES.items(),
        "rows": [(one, STATES[Delivery.State(one.state)], SIGNALS[Delivery.State(one.state)]) for one in page],
    }  # fmt: skip
    return render(request, "webhooks/endpoint.html", context, status=422 if form.errors else 200)


def _back(endpoint_id: int, request: Request, said: str) -> HttpResponse:
    return go(request, reverse("webhooks:endpoint", args=[endpoint_id]), said=said)

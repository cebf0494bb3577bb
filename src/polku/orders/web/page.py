"""The page of an order and its timeline."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.contacts.addresses import customer_url
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.orders.models import Order, OrderTrouble
from polku.orders.queries import progress
from polku.orders.queries.listing import order_of
from polku.orders.registry import next_deed, order_panels
from polku.orders.rules import OrderPermission
from polku.orders.web.papers import confirmation_file, papers_of
from polku.orders.web.shown import facts_of, glance_of, lines_of, row_of
from polku.orders.words import SETTLED, TROUBLES
from polku.quotes.rules import QuotePermission
from polku.ui import timeline

COLUMNS = ("left", "right")


@require_safe
@login_required
def order(request: Request, order_id: int) -> HttpResponse:
    """Everything about one order."""
    found = order_of(request.actor, order_id)
    (come,) = progress([found])
    panels = order_panels.for_actor(request.actor)
    context: dict[str, Any] = {
        "order": found,
        "row": row_of(come),
        "glance": glance_of(come),
        "lines": lines_of(come, request.actor),
        "facts": facts_of(found),
        "customer_url": customer_url(found.customer_id),
        "troubles": _troubles(found),
        "changes": found.changes.select_related("by").order_by("-version"),
        "rights": rights(found, request.actor),
        "sees_quotes": request.actor.may(QuotePermission.SEE),
        "deed": next_deed(request.actor, come),
        "papers": papers_of(found, request.actor),
        "panels": {column: [one for one in panels if one.column == column] for column in COLUMNS},
        "timeline": timeline.load(request.actor, _events(found, request.actor)),
        "timeline_url": reverse("orders:timeline", args=[order_id]),
    }
    return render(request, "orders/order.html", context)


@require_safe
@login_required
def stream(request: Request, order_id: int) -> HttpResponse:
    """An earlier page of the timeline, or another group of it, as a fragment."""
    found = order_of(request.actor, order_id)
    group, after = request.GET.get("group", "")[:40], request.GET.get("after", "")[:60]
    shown = timeline.load(request.actor, _events(found, request.actor), group=group, after=after)
    template = "ui/components/timeline_items.html" if after else "ui/components/timeline.html"
    url = reverse("orders:timeline", args=[order_id])
    return render(request, template, {"timeline": shown, "url": url})


@require_safe
@login_required
def paper(request: Request, order_id: int) -> HttpResponseBase:
    """The confirmation as PDF: the one that was kept, or as it would be now."""
    request.actor.require(OrderPermission.SEE)
    return confirmation_file(order_of(request.actor, order_id), at=timezone.now())


def rights(order: Order, actor: Actor) -> dict[str, bool]:
    """What this person may do with this order as it stands."""
    row = Order.objects.filter(id=order.pk)
    allowed = {
        one.name.lower(): actor.may(one) and row.reached_by(actor, one).exists()
        for one in (
            OrderPermission.CONFIRM,
            OrderPermission.CHANGE,
            OrderPermission.HOLD,
            OrderPermission.CANCEL,
            OrderPermission.SETTLE,
        )
    }
    going = order.state != "canceled"
    return {name: right and (going or name == "settle") for name, right in allowed.items()}


def _events(order: Order, actor: Actor) -> QuerySet[Event]:
    """Its own events; for who sees its deal, also its deliveries, bills, payments and returns."""
    own = Q(subject_type="order", subject_id=order.pk)
    if Deal.objects.visible_to(actor).filter(id=order.deal_id).exists():
        own |= Q(case_id=order.deal_id, payload__order_id=order.pk)
    return Event.objects.filter(own)


def _troubles(order: Order) -> list[dict[str, Any]]:
    """What went wrong, and what this order itself makes up for: each names the other order."""
    which = Q(order=order) | Q(replacement__order=order)
    rows = OrderTrouble.objects.filter(which).select_related("order", "line", "by", "replacement__order")
    return [
        {
            "row": row,
            "label": TROUBLES.get(row.kind, row.kind),
            "settled": SETTLED.get(row.settled, ""),
            "other": row.replacement.order if row.replacement and row.order_id == order.pk else row.order,
        }
        for row in rows.order_by("-id")
    ]

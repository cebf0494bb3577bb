"""Deliveries: the list, and the page of one."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.contacts.addresses import customer_url
from polku.files.serving import attachment
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.addresses import address_text, order_url
from polku.stock.models import Shipment
from polku.stock.queries import listing
from polku.stock.registry import shipment_panels
from polku.stock.rules import StockPermission
from polku.stock.web.papers import note_file
from polku.stock.web.shown import lines_of, may, shipment_of
from polku.stock.words import STATES
from polku.ui.answers import is_fragment, start_view


@require_safe
@login_required
def shipments(request: Request) -> HttpResponse:
    """Deliveries by page: to be packed, to be shipped, on their way, arrived."""
    request.actor.require(StockPermission.SEE)
    if view := start_view(request, "shipments"):
        return view
    said = {name: request.GET.get(name, "").replace("\0", "")[:120].strip() for name in ("q", "state")}
    rows = listing.shipments(request.actor, words=said["q"], state=said["state"])
    found = listing.shipments_page(rows, request.GET.get("after", "")[:20])
    more = f"{reverse('stock:shipments')}?{urlencode(said)}&after={found.after}" if found.after else ""
    context = {"rows": [shipment_of(row) for row in found.rows], "more": more, "may": may(request.actor)}
    if request.GET.get("after") and is_fragment(request):
        return render(request, "stock/parts/shipments.html", context)
    choices = [("", _("All"), not said["state"])]
    choices += [(key, str(label), key == said["state"]) for key, label in STATES.items()]
    count = rows.order_by()[: listing.COUNTED_MAX + 1].count()
    return render(
        request, "stock/shipments.html", context | {"said": said, "choices": choices, "count": count}
    )


@require_safe
@login_required
def shipment(request: Request, shipment_id: int) -> HttpResponse:
    """One delivery with what goes in it."""
    found = listing.shipment_of(request.actor, shipment_id)
    context = {
        "shipment": found,
        "shown": shipment_of(found),
        "lines": lines_of(found),
        "order_url": order_url(found.order_id),
        "address": address_text(found.order.delivery),
        "customer_url": customer_url(found.order.customer_id),
        "rights": rights(request, found),
        "panels": shipment_panels.for_actor(request.actor),
    }
    return render(request, "stock/shipment.html", context)


def rights(request: Request, row: Shipment) -> dict[str, bool]:
    """What this person may do with this delivery as it stands."""
    own = Shipment.objects.filter(id=row.pk)
    may_ship, may_deliver = (
        request.actor.may(one) and own.reached_by(request.actor, one).exists()
        for one in (StockPermission.SHIP, StockPermission.DELIVER)
    )
    is_open = row.state in ("picking", "packed")
    return {
        "pack": may_ship and row.state == "picking",
        "ship": may_ship and is_open,
        "cancel": may_ship and is_open,
        "deliver": may_deliver and row.state == "shipped",
    }


@require_safe
@login_required
def proof(request: Request, shipment_id: int) -> HttpResponseBase:
    """What proves that a delivery arrived, to be saved."""
    found = listing.shipment_of(request.actor, shipment_id)
    if found.proof is None:
        raise NotFound(gettext_noop("This delivery has no proof."))
    return attachment(found.proof)


@require_safe
@login_required
def note(request: Request, shipment_id: int) -> HttpResponseBase:
    """The delivery note as PDF: the one that was kept, or as it would be now."""
    found = listing.shipment_of(request.actor, shipment_id)
    return note_file(found, at=timezone.now())

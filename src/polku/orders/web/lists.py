"""The list of orders, and the list as a file."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.orders.queries import progress
from polku.orders.queries.listing import Wanted, count, listed, page
from polku.orders.registry import filters
from polku.orders.rules import OrderPermission
from polku.orders.web.shown import row_of
from polku.orders.words import CHANNELS, HELD, STATES
from polku.ui.answers import is_fragment, start_view
from polku.ui.export import Column, export_response

Choice = tuple[str, object, bool]


@require_safe
@login_required
def orders(request: Request) -> HttpResponse:
    """Orders by page, with how far they came."""
    request.actor.require(OrderPermission.SEE)
    if view := start_view(request, "orders"):
        return view
    wanted = _wanted(request)
    found = page(request.actor, wanted, request.GET.get("after", "")[:20])
    query = urlencode({"q": wanted.words, "which": wanted.which})
    more = f"{reverse('orders:orders')}?{query}&after={found.after}" if found.after else ""
    context: dict[str, Any] = {"rows": [row_of(one) for one in progress(found.rows)], "more": more}
    if request.GET.get("after") and is_fragment(request):
        return render(request, "orders/parts/rows.html", context)
    context |= {"wanted": wanted, "query": query, "choices": _choices(wanted.which)}
    context |= {"may": may(request.actor), "count": count(request.actor, wanted)}
    return render(request, "orders/orders.html", context)


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """The whole list as CSV or XLSX."""
    request.actor.require(OrderPermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    rows = listed(request.actor, _wanted(request)).select_related("customer", "owner").order_by("-id")
    file_format = request.GET.get("format", "csv")
    return export_response(rows.iterator(chunk_size=2000), _columns(), format=file_format, filename="orders")


def may(actor: Actor) -> dict[str, bool]:
    """What of orders this person may do."""
    rights = {one.name.lower(): actor.may(one) for one in OrderPermission}
    return rights | {"export": actor.may(AccessPermission.EXPORT)}


def _wanted(request: Request) -> Wanted:
    said = {name: request.GET.get(name, "").replace("\0", "")[:120] for name in ("q", "which")}
    return Wanted(said["q"].strip(), said["which"])


def _choices(chosen: str) -> list[Choice]:
    return [(key, label, key == chosen) for key, label in _labels()]


def _labels() -> Iterator[tuple[str, object]]:
    yield "", _("All")
    yield from STATES.items()
    yield "held", HELD
    yield from ((key, one.label) for key, one in filters.items())
    yield "trouble", _("Something went wrong")


def _columns() -> list[Column[Order]]:
    return [
        Column(_("Number"), lambda row: row.number),
        Column(_("Customer"), lambda row: row.customer.name),
        Column(_("State"), lambda row: str(STATES[row.state])),
        Column(_("Held"), lambda row: row.held_reason),
        Column(_("Date"), lambda row: row.placed_at),
        Column(_("Without VAT"), lambda row: Money(row.net_minor, row.currency).decimal),
        Column(_("VAT"), lambda row: Money(row.tax_minor, row.currency).decimal),
        Column(_("Total"), lambda row: row.gross.decimal),
        Column(_("Currency"), lambda row: row.currency),
        Column(_("Their reference"), lambda row: row.reference),
        Column(_("Source"), lambda row: str(CHANNELS[row.channel])),
        Column(_("Owner"), lambda row: row.owner.name if row.owner else ""),
    ]

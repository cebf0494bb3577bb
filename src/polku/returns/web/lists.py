"""The list of returns, and the list as a file."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.kernel.money import Money
from polku.returns.models import ReturnLine
from polku.returns.queries.lines import sold_for
from polku.returns.queries.listing import OPEN_ONES, Wanted, count, listed, page
from polku.returns.rules import ReturnPermission
from polku.returns.web.shown import may, row_of
from polku.returns.words import CONDITIONS, REASONS, RESOLUTIONS, STATES
from polku.ui.answers import is_fragment, start_view
from polku.ui.export import Column, export_response


@require_safe
@login_required
def returns(request: Request) -> HttpResponse:
    """Returns by page, the newest first."""
    request.actor.require(ReturnPermission.SEE)
    if view := start_view(request, "returns"):
        return view
    wanted = _wanted(request)
    rows, after = page(request.actor, wanted, request.GET.get("after", "")[:20])
    query = _query(wanted)
    more = f"{reverse('returns:returns')}?{query}&after={after}" if after else ""
    context: dict[str, Any] = {"rows": [row_of(row) for row in rows], "more": more}
    if request.GET.get("after") and is_fragment(request):
        return render(request, "returns/parts/rows.html", context)
    labels = [("", _("All")), (OPEN_ONES, _("Open")), *STATES.items()]
    context |= {"choices": [(key, label, key == wanted.which) for key, label in labels]}
    context |= {"wanted": wanted, "query": query, "may": may(request.actor)}
    return render(request, "returns/returns.html", context | {"count": count(request.actor, wanted)})


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """The whole list as CSV or XLSX, a row for each line."""
    request.actor.require(ReturnPermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    rows = ReturnLine.objects.filter(of__in=listed(request.actor, _wanted(request)).values("id"))
    found = rows.select_related("of__order__customer", "order_line").order_by("-of_id", "id")
    file_format = request.GET.get("format", "csv")
    lines = found.iterator(chunk_size=2000)
    return export_response(lines, _columns(), format=file_format, filename="returns")


def _wanted(request: Request) -> Wanted:
    said = {name: request.GET.get(name, "").replace("\0", "")[:120] for name in ("q", "which", "order")}
    order = said["order"]
    is_number = order.isascii() and order.isdigit() and len(order) < 19
    return Wanted(said["q"].strip(), said["which"], int(order) if is_number else None)


def _query(wanted: Wanted) -> str:
    said = {"q": wanted.words, "which": wanted.which, "order": wanted.order_id or ""}
    return urlencode({name: value for name, value in said.items() if value})


def _columns() -> list[Column[ReturnLine]]:
    return [
        Column(_("Number"), lambda row: row.of.number),
        Column(_("Order"), lambda row: row.of.order.number),
        Column(_("Customer"), lambda row: row.of.order.customer.name),
        Column(_("State"), lambda row: str(STATES[row.of.state])),
        Column(_("Date"), lambda row: row.of.requested_at),
        Column(_("Description"), lambda row: row.order_line.description),
        Column(_("Quantity"), lambda row: row.quantity),
        Column(_("Received"), lambda row: row.received_quantity),
        Column(_("Reason"), lambda row: str(REASONS[row.reason])),
        Column(_("How it looks"), lambda row: str(CONDITIONS.get(row.condition, ""))),
        Column(_("What the customer gets"), lambda row: str(RESOLUTIONS[row.resolution])),
        Column(_("Total"), lambda row: Money(sold_for(row), row.of.order.currency).decimal),
        Column(_("Currency"), lambda row: row.of.order.currency),
    ]

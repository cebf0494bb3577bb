"""What lies where: the list, goods coming in, counts, moves from place to place."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.company.queries import company
from polku.db.lists import among
from polku.db.transactions import write
from polku.kernel.errors import DomainError
from polku.kernel.money import Money
from polku.stock import actions
from polku.stock.actions.levels import first_location
from polku.stock.logic.codes import codes_of
from polku.stock.models import Value
from polku.stock.queries import listing
from polku.stock.queries.coming import arrivals_of, with_expected
from polku.stock.rules import StockPermission
from polku.stock.web.forms import (
    CountForm,
    ProductPlaceForm,
    ReceiptForm,
    TransferForm,
    language,
    places,
    put_errors,
)
from polku.stock.web.shown import level_of, may
from polku.stock.web.waiting import offered
from polku.ui.answers import go, is_fragment, refill, start_view
from polku.ui.export import Column, export_response

STARTED = ("sku", "location_id", "quantity", "arrival_id")
"""What an address may fill in."""
Run = Callable[[Any, Mapping[str, Any]], object]


@require_safe
@login_required
def levels(request: Request) -> HttpResponse:
    """How much of each product lies at each place."""
    request.actor.require(StockPermission.SEE)
    if view := start_view(request, "stock"):
        return view
    said, place = _said(request)
    rows = listing.levels(request.actor, words=said["q"], location_id=place)
    offset = _number(request.GET.get("after", "")) or 0
    found = listing.levels_page(rows, min(offset, 1_000_000))
    more = f"{reverse('stock:levels')}?{urlencode(said)}&after={found.after}" if found.after else ""
    worth = _worth(found.rows) if request.actor.may(StockPermission.COST) else {}
    expected = arrivals_of({row.product_id for row in found.rows})
    lines = [level_of(row, worth, expected.get(row.product_id, ())) for row in found.rows]
    context = {"lines": lines, "more": more, "may": may(request.actor)}
    if offset and is_fragment(request):
        return render(request, "stock/parts/levels.html", context)
    context["offered"] = offered(request.actor, _number(request.GET.get("product", "")))
    context |= {"said": said, "query": urlencode(said), "places": places(), "place": said["place"]}
    return render(request, "stock/levels.html", context | {"count": rows.order_by().count()})


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """The whole list as CSV or XLSX."""
    request.actor.require(StockPermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    said, place = _said(request)
    rows = with_expected(listing.levels(request.actor, words=said["q"], location_id=place))
    columns: list[Column[Any]] = [
        Column(_("Number"), lambda row: row.product.sku),
        Column(_("Product"), lambda row: row.product.name.to(language())),
        Column(_("Place"), lambda row: row.location.name.to(language())),
        Column(_("In stock"), lambda row: row.on_hand),
        Column(_("Reserved"), lambda row: row.reserved),
        Column(_("Free"), lambda row: row.on_hand - row.reserved),
        Column(_("Expected"), lambda row: row.expected),
        Column(_("Expected on"), lambda row: row.expected_on),
    ]
    kind = request.GET.get("format", "csv")
    return export_response(rows.iterator(chunk_size=2000), columns, format=kind, filename="stock")


@require_http_methods(["GET", "POST"])
@login_required
def receipt(request: Request) -> HttpResponse:
    """Goods come in."""

    def run(form: ReceiptForm, said: Mapping[str, Any]) -> object:
        cost = said.get("unit_cost")
        row = actions.Receipt(
            product_id=form.product_id,
            quantity=said["quantity"],
            unit_cost_minor=None if cost is None else Money.from_decimal(cost, company().currency).minor,
            location_id=said["location_id"],
            codes=codes_of(said["codes"]),
            best_before=said["best_before"],
            note=said["note"],
            arrival_id=said.get("arrival_id"),
        )
        return actions.receive([row], actor=request.actor, at=timezone.now())

    return _ask(request, ReceiptForm, run, StockPermission.RECEIVE, _("Receive goods"))


@require_http_methods(["GET", "POST"])
@login_required
def count(request: Request) -> HttpResponse:
    """Somebody counted."""

    def run(form: CountForm, said: Mapping[str, Any]) -> object:
        return actions.count_stock(
            form.product_id,
            said["location_id"],
            said["counted"],
            note=said["note"],
            actor=request.actor,
            at=timezone.now(),
        )

    return _ask(request, CountForm, run, StockPermission.COUNT, _("Count stock"))


@require_http_methods(["GET", "POST"])
@login_required
def transfer(request: Request) -> HttpResponse:
    """Goods go from one place to another."""

    def run(form: TransferForm, said: Mapping[str, Any]) -> object:
        return actions.transfer(
            form.product_id,
            said["quantity"],
            from_location_id=said["location_id"],
            to_location_id=said["to_location_id"],
            actor=request.actor,
            at=timezone.now(),
        )

    return _ask(request, TransferForm, run, StockPermission.COUNT, _("Move stock"))


def _ask(
    request: Request, kind: type[ProductPlaceForm], run: Run, permission: StockPermission, title: str
) -> HttpResponse:
    """Show a form about a product and a place, do what it asks, and go back to the stock."""
    request.actor.require(permission)
    with write():
        first_location()
    start = {name: request.GET.get(name, "")[:60] for name in STARTED}
    form = kind(request.POST or None, actor=request.actor, initial=start)
    if form.is_valid():
        try:
            run(form, form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, f"{reverse('stock:levels')}?product={form.product_id}", said=_("Saved."))
    show = refill if form.errors else render
    return show(request, "stock/act.html", {"form": form, "title": title, "back": reverse("stock:levels")})


def _said(request: Request) -> tuple[dict[str, str], int | None]:
    said = {name: request.GET.get(name, "").replace("\0", "")[:120].strip() for name in ("q", "place")}
    return said, _number(said["place"])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _worth(rows: Any) -> dict[int, Decimal]:
    """What one piece of each product is worth on average, in major units of the company's currency."""
    values = Value.objects.filter(product_id__in=among({row.product_id for row in rows}), quantity__gt=0)
    own = company().currency
    return {row.product_id: Money(row.value_minor, own).decimal / row.quantity for row in values}

"""The list of products: find, add, take along."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.catalogue import queries, words
from polku.catalogue.actions import add_product
from polku.catalogue.actions.taxes import ensure_classes
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Product
from polku.catalogue.queries.products import margin
from polku.catalogue.rules import CataloguePermission, sees_costs
from polku.catalogue.web.forms import ProductForm, language
from polku.catalogue.web.inputs import put_errors
from polku.catalogue.web.shown import line_of
from polku.catalogue.web.state import ListState
from polku.db.transactions import write
from polku.kernel.errors import Invalid
from polku.ui.answers import go, is_fragment, refill, start_view
from polku.ui.export import Column, export_response


@require_safe
@login_required
def products(request: Request) -> HttpResponse:
    """Goods and services, by page."""
    request.actor.require(CataloguePermission.SEE)
    if view := start_view(request, "products"):
        return view
    state = ListState(request.GET, request.actor)
    found = queries.page(request.actor, state.wanted, after=state.after)
    more = f"{reverse('catalogue:products')}?{state.query}&after={found.after}" if found.after else ""
    lines = [line_of(row, request.actor) for row in found.rows]
    context = {"state": state, "lines": lines, "more": more, "may": may(request.actor)}
    if state.after and is_fragment(request):
        return render(request, "catalogue/parts/lines.html", context)
    context |= {"count": queries.count(request.actor, state.wanted)}
    return render(request, "catalogue/products.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_product(request: Request) -> HttpResponse:
    """The form of a new product."""
    request.actor.require(CataloguePermission.CHANGE)
    with write():
        ensure_classes()
    form = ProductForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        try:
            made = add_product(_new(form), actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error.errors, {"tax_class": "tax_class_id"})
        else:
            undo = reverse("catalogue:retirement", args=[made.pk])
            return go(
                request, reverse("catalogue:product", args=[made.pk]), said=_("Product added."), undo=undo
            )
    show = refill if form.errors else render
    return show(request, "catalogue/new_product.html", {"form": form})


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """The whole list as CSV or XLSX; costs for those who may see them."""
    request.actor.require(CataloguePermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    rows = queries.products(request.actor, ListState(request.GET, request.actor).wanted)
    return export_response(
        rows.iterator(chunk_size=2000),
        columns(request.actor),
        format=request.GET.get("format", "csv"),
        filename="products",
    )


def columns(actor: Actor) -> Sequence[Column[Product]]:
    """The columns of the export, that an import of products reads again."""
    from_all: list[Column[Product]] = [
        Column(words.FIELDS["sku"], lambda row: row.sku),
        Column(words.FIELDS["name"], lambda row: row.name.to(language())),
        Column(words.FIELDS["description"], lambda row: row.description.to(language())),
        Column(words.FIELDS["kind"], lambda row: row.kind),
        Column(words.FIELDS["unit"], lambda row: row.unit),
        Column(words.FIELDS["group"], lambda row: row.group),
        Column(words.FIELDS["tax_class_id"], lambda row: row.tax_class.key),
        Column(words.FIELDS["tracked"], lambda row: row.tracked),
        Column(words.FIELDS["price"], lambda row: _plain(getattr(row, "list_price", None))),
    ]
    if not sees_costs(actor):
        return from_all
    return [
        *from_all,
        Column(words.FIELDS["cost"], lambda row: _plain(row.cost.decimal if row.cost else None)),
        Column(gettext_lazy("Currency of the cost"), lambda row: row.cost_currency),
        Column(words.FIELDS["margin"], lambda row: _plain(_margin(row))),
    ]


def may(actor: Actor) -> dict[str, bool]:
    """What of the catalogue this person may do."""
    return {
        "change": actor.may(CataloguePermission.CHANGE),
        "price": actor.may(CataloguePermission.PRICE),
        "cost": sees_costs(actor),
        "export": actor.may(AccessPermission.EXPORT),
    }


def _new(form: ProductForm) -> NewProduct:
    values = form.columns()
    keys = {row.pk: row.key for row in queries.classes()}
    values["tax_class"] = keys[values.pop("tax_class_id")]
    return NewProduct(**values, price=form.cleaned_data.get("price"))


def _margin(row: Product) -> object:
    return margin(row, getattr(row, "list_price", None))


def _plain(number: object) -> str:
    return "" if number is None else f"{number:.6f}".rstrip("0").rstrip(".")

"""One price list: its prices, typed into a table."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.catalogue import queries
from polku.catalogue.actions import set_prices
from polku.catalogue.models import PriceList
from polku.catalogue.rules import CataloguePermission
from polku.catalogue.web.forms import language
from polku.catalogue.web.grid import Cell, cells, changes, refused, typed, unreadable, with_errors
from polku.catalogue.web.list_views import may
from polku.catalogue.web.state import ListState
from polku.db.transactions import attempt, write
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def price_list(request: Request, list_id: int) -> HttpResponse:
    """The products with their prices by this list; what is typed is saved as a whole or not at all."""
    row = queries.price_list(request.actor, list_id)
    if request.method == "POST":
        request.actor.require(CataloguePermission.PRICE)
    state = ListState(request.GET, request.actor)
    found = queries.page(request.actor, state.wanted, after=state.after)
    more = _broken(request)
    rows = cells(row, found.rows, request.actor, more)
    here = f"{reverse('catalogue:price_list', args=[list_id])}?{state.query}&after={state.after}"
    context = {"list": row, "name": row.name.to(language()), "state": state, "next": found.after}
    context |= {"here": here, "more": more}
    context |= {"may": may(request.actor), "rows": rows, "count": queries.count(request.actor, state.wanted)}
    if request.method == "GET":
        return render(request, "catalogue/price_list.html", context)
    rows = typed(rows, request.POST.dict())
    saved, errors = _save(request, row, rows)
    if not errors:
        said = ngettext("%(n)s price saved.", "%(n)s prices saved.", saved) % {"n": saved}
        return go(request, here, said=said if saved else _("Nothing was changed."))
    return refill(request, "catalogue/price_list.html", context | {"rows": with_errors(rows, errors)})


def _broken(request: Request) -> int | None:
    """The product that another quantity is asked for, which stands in the address until it is saved."""
    told = request.GET.get("break", "")
    return int(told) if told.isdecimal() and len(told) < 19 else None


def _save(request: Request, of: PriceList, rows: list[Cell]) -> tuple[int, dict[str, str]]:
    """How many prices changed, and what is wrong with which row; with anything wrong nothing is written."""
    if errors := unreadable(rows):
        return 0, errors
    wanted, places = changes(rows)
    with write(), attempt() as trial:
        answers = set_prices(of.pk, wanted, actor=request.actor, at=timezone.now())
        errors = refused(answers, places)
        if errors:
            trial.take_back()
    return len({place.name for one, place in zip(answers, places, strict=True) if one.changed}), errors

"""Goods that are expected: the list, one more, another day, called off; those that are overdue on Today."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.catalogue.words import counted_unit
from polku.company.queries import day_of
from polku.kernel.errors import DomainError, NotFound, Refused, gettext_noop
from polku.stock import actions
from polku.stock.actions import Expected
from polku.stock.models import Arrival
from polku.stock.queries import coming, listing
from polku.stock.rules import StockPermission
from polku.stock.web.forms import ExpectedForm, NewExpectedForm, language, put_errors
from polku.stock.web.shown import may
from polku.ui import locale_formats
from polku.ui.answers import go, is_fragment, refill
from polku.ui.export import Column, export_response
from polku.ui.registry import TodayRow

SHOWN = 20


@require_safe
@login_required
def arrivals(request: Request) -> HttpResponse:
    """What is still to come, the next first, by page."""
    after = request.GET.get("after", "")
    offset = min(int(after), 1_000_000) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    rows = coming.arrivals(request.actor)
    found = listing.levels_page(rows, offset)
    more = f"{reverse('stock:expected')}?after={found.after}" if found.after else ""
    lines = [
        {
            "row": row,
            "name": row.product.name.to(language()),
            "count": counted_unit(row.quantity, row.product.unit),
            "late": _late(row),
            "receipt": receipt_url(row),
        }
        for row in found.rows
    ]
    context = {"lines": lines, "more": more, "may": may(request.actor)}
    if offset and is_fragment(request):
        return render(request, "stock/parts/arrivals.html", context)
    return render(request, "stock/arrivals.html", context | {"count": rows.order_by().count()})


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """The whole list as CSV or XLSX."""
    request.actor.require(AccessPermission.EXPORT)
    rows = coming.arrivals(request.actor)
    columns: list[Column[Arrival]] = [
        Column(_("Number"), lambda row: row.product.sku),
        Column(_("Product"), lambda row: row.product.name.to(language())),
        Column(_("Quantity"), lambda row: row.quantity),
        Column(_("Expected on"), lambda row: row.day),
        Column(_("Supplier's reference"), lambda row: row.reference),
    ]
    kind = request.GET.get("format", "csv")
    return export_response(rows.iterator(chunk_size=2000), columns, format=kind, filename="expected")


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Note goods that are expected."""
    request.actor.require(StockPermission.RECEIVE)
    start = {"sku": request.GET.get("sku", "")[:60]}
    form = NewExpectedForm(request.POST or None, actor=request.actor, initial=start)
    if form.is_valid():
        try:
            row = actions.note_arrival(
                form.product_id, form.expected(), actor=request.actor, at=timezone.now()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return _gone(request, reverse("stock:expected_off", args=[row.pk]))
    return _asked(request, form, _("Note expected goods"))


@require_http_methods(["GET", "POST"])
@login_required
def arrival(request: Request, arrival_id: int) -> HttpResponse:
    """Expect other goods than was thought, or on another day."""
    request.actor.require(StockPermission.RECEIVE)
    row = _row(request.actor, arrival_id)
    before = vars(Expected.of(row))
    start = before | {"quantity": f"{row.quantity.normalize():f}"}
    form = ExpectedForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            actions.change_arrival(row.pk, form.expected(), actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            return _gone(request, f"{reverse('stock:expected_former', args=[row.pk])}?{urlencode(before)}")
    return _asked(request, form, _("Change what is expected"))


@require_POST
@login_required
def back(request: Request, arrival_id: int) -> HttpResponse:
    """Expect what was expected before a change."""
    request.actor.require(StockPermission.RECEIVE)
    form = ExpectedForm(request.GET)
    if not form.is_valid():
        raise Refused(gettext_noop("This cannot be undone any more."), code="not_expected")
    actions.change_arrival(arrival_id, form.expected(), actor=request.actor, at=timezone.now())
    return go(request, reverse("stock:expected"), said=_("Undone."))


@require_POST
@login_required
def off(request: Request, arrival_id: int) -> HttpResponse:
    """Expect goods no longer."""
    actions.call_off_arrival(arrival_id, actor=request.actor, at=timezone.now())
    undo = reverse("stock:expected_again", args=[arrival_id])
    return go(request, reverse("stock:expected"), said=_("They are not expected any more."), undo=undo)


@require_POST
@login_required
def again(request: Request, arrival_id: int) -> HttpResponse:
    """Expect goods again that were called off."""
    actions.take_up_arrival(arrival_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("stock:expected"), said=_("Undone."))


def rows(actor: Actor, at: datetime) -> Sequence[TodayRow]:
    """Goods that should be here by now, the longest overdue first."""
    if not actor.may(StockPermission.RECEIVE):
        return []
    late = coming.arrivals(actor).filter(day__lt=day_of(at))[:SHOWN]
    return [
        TodayRow(
            key=f"arrival-{row.pk}",
            why=_("Expected on %(day)s and not here yet") % {"day": locale_formats.day(row.day, now=at)},
            title=f"{row.product.sku} {row.product.name.to(language())}",
            detail=" · ".join(filter(None, [counted_unit(row.quantity, row.product.unit), row.reference])),
            url=reverse("stock:expected"),
            signal="late",
            rank=30,
            kind=_("Goods overdue"),
            act_label=_("Receive goods"),
            act_url=receipt_url(row),
            act_dialog=True,
        )
        for row in late
    ]


def _late(row: Arrival) -> str:
    """Since when it is overdue, in words; empty for what is not."""
    if row.day >= timezone.localdate():
        return ""
    return _("overdue since %(day)s") % {"day": locale_formats.day(row.day, now=timezone.now())}


def receipt_url(row: Arrival) -> str:
    """Where goods that were expected are received, filled in."""
    start = {"sku": row.product.sku, "arrival_id": row.pk, "quantity": f"{row.quantity.normalize():f}"}
    return f"{reverse('stock:receipt')}?{urlencode(start)}"


def _row(actor: Actor, arrival_id: int) -> Arrival:
    found = coming.arrivals(actor).filter(id=arrival_id).first()
    if found is None:
        raise NotFound(gettext_noop("This arrival is not expected any more."))
    return found


def _gone(request: Request, undo: str) -> HttpResponse:
    return go(request, reverse("stock:expected"), said=_("Saved."), undo=undo)


def _asked(request: Request, form: ExpectedForm, title: str) -> HttpResponse:
    show = refill if form.errors else render
    context = {"form": form, "title": title, "back": reverse("stock:expected"), "of": _("Expected goods")}
    return show(request, "stock/act.html", context)

"""What is left open of orders, and one order from what was ordered to what was paid."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.models import User
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.books.models import Entry
from polku.cycle import queries
from polku.cycle.logic.judging import Act
from polku.cycle.queries import Discrepancy
from polku.cycle.rules import CyclePermission
from polku.cycle.words import ACTS, DETAILS, KINDS
from polku.kernel.money import Money
from polku.ui.export import Column, export_response

_WITH_MONEY = (Act.COLLECT, Act.MATCH)


@dataclass(frozen=True)
class Row:
    """Something left open, in words, with where it is settled."""

    of: Discrepancy
    kind: str | Promise
    detail: str | Promise
    act: str | Promise
    url: str
    owner: str


@require_safe
@login_required
def cycle(request: Request) -> HttpResponse:
    """What is left open of orders, the newest first."""
    request.actor.require(CyclePermission.SEE)
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    kind = kind if kind in KINDS else ""
    number = int(after) if after.isdecimal() and after.isascii() and len(after) < 19 else None
    found = queries.listed(request.actor, kind=kind, after=number)
    more = f"?kind={kind}&after={found.after}" if found.after else ""
    context = {"rows": _rows(found.rows), "more": more, "kind": kind, "kinds": list(KINDS.items())}
    return render(
        request, "cycle/cycle.html", context | {"may_export": request.actor.may(AccessPermission.EXPORT)}
    )


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """All of it as CSV or XLSX."""
    request.actor.require(CyclePermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    kind = request.GET.get("kind", "")
    rows = (
        row
        for one in queries.reviews(request.actor)
        for row in one.discrepancies
        if kind in ("", row.kind.value)
    )
    columns: list[Column[Discrepancy]] = [
        Column(_("Order"), lambda row: row.order.number),
        Column(_("What is open"), lambda row: str(KINDS[row.kind.value])),
        Column(_("Detail"), lambda row: str(DETAILS.get(row.detail, row.detail))),
        Column(_("Amount"), lambda row: Money(row.amount_minor, row.currency).decimal),
        Column(_("Currency"), lambda row: row.currency),
        Column(_("Since"), lambda row: row.since),
        Column(_("What settles it"), lambda row: str(ACTS[row.act.value])),
    ]
    return export_response(rows, columns, format=request.GET.get("format", "csv"), filename="cycle")


@require_safe
@login_required
def order(request: Request, order_id: int) -> HttpResponse:
    """What was ordered, shipped, billed, paid and booked of an order, side by side."""
    found = queries.review_of(order_id, actor=request.actor)
    booked = Entry.objects.filter(deal_id=found.order.deal_id).count()
    context = {"one": found, "order": found.order, "rows": _rows(found.discrepancies), "booked": booked}
    return render(request, "cycle/order.html", context)


def _rows(found: tuple[Discrepancy, ...]) -> list[Row]:
    owners = dict(User.objects.filter(id__in={row.owner_id for row in found}).values_list("id", "name"))
    return [
        Row(
            of=row,
            kind=KINDS[row.kind.value],
            detail=DETAILS.get(row.detail, row.detail),
            act=ACTS[row.act.value],
            url=_url(row),
            owner=owners.get(row.owner_id or 0, ""),
        )
        for row in found
    ]


def _url(row: Discrepancy) -> str:
    """Where it is settled."""
    if row.act in _WITH_MONEY:
        return reverse("payments:open")
    if row.act == Act.REFUND:
        return reverse("payments:payments")
    return reverse("orders:order", args=[row.order.id])

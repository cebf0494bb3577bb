"""What is left open of orders, and one order from what was ordered to what was paid."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.logic import Actor
from polku.access.models import User
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.books.models import Entry
from polku.company.queries import company
from polku.cycle import queries
from polku.cycle.following import AT_ONCE_MAX, catch_up
from polku.cycle.logic.judging import Act, Kind, Step
from polku.cycle.queries import Discrepancy, Wanted
from polku.cycle.queries.papers import papers_of
from polku.cycle.rules import CyclePermission
from polku.cycle.web.linking import links_of
from polku.cycle.web.settling import deeds
from polku.cycle.words import ACTS, AGES, DETAILS, KINDS, PAPERS, STEPS
from polku.kernel.money import Money
from polku.orders.registry import Deed
from polku.ui.answers import is_fragment, start_view
from polku.ui.export import Column, export_response


@dataclass(frozen=True)
class Row:
    """Something left open, in words, with the way to settle it."""

    of: Discrepancy
    kind: str | Promise
    detail: str | Promise
    deed: Deed
    owner: str

    @property
    def amount_minor(self) -> int:
        """How much is open, whoever owes it: the act that settles it says which way the money goes."""
        return abs(self.of.amount_minor)


@require_safe
@login_required
def cycle(request: Request) -> HttpResponse:
    """What is left open of orders: sums by kind, where orders were left, and the list."""
    request.actor.require(CyclePermission.SEE)
    if view := start_view(request, "cycle"):
        return view
    at, wanted = timezone.now(), _wanted(request)
    is_current = catch_up(at=at, most=AT_ONCE_MAX)
    found = queries.listed(request.actor, wanted, after=request.GET.get("after", "")[:40], at=at)
    query = urlencode(_asked(wanted))
    more = f"{reverse('cycle:cycle')}?{query}&after={found.after}" if found.after else ""
    context: dict[str, Any] = {"rows": rows_of(found.rows, request.actor), "more": more}
    if request.GET.get("after") and is_fragment(request):
        return render(request, "cycle/rows.html", context)
    context |= _frame(request.actor, wanted, at) | {"query": query, "is_current": is_current}
    return render(request, "cycle/cycle.html", context)


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """All of it as CSV or XLSX."""
    request.actor.require(CyclePermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    at = timezone.now()
    catch_up(at=at, most=AT_ONCE_MAX)
    names = dict(queries.owners(request.actor))
    columns: list[Column[Discrepancy]] = [
        Column(_("Order"), lambda row: row.order.number),
        Column(_("Customer"), lambda row: row.order.customer.name),
        Column(_("What is open"), lambda row: str(KINDS[row.kind.value])),
        Column(_("Detail"), lambda row: str(DETAILS.get(row.detail, row.detail))),
        Column(_("Amount"), lambda row: Money(row.amount_minor, row.currency).decimal),
        Column(_("Currency"), lambda row: row.currency),
        Column(_("Owner"), lambda row: names.get(row.owner_id or 0, "")),
        Column(_("Since"), lambda row: row.since),
        Column(_("What settles it"), lambda row: str(ACTS[row.act.value])),
    ]
    rows = queries.every(request.actor, _wanted(request), at=at)
    return export_response(rows, columns, format=request.GET.get("format", "csv"), filename="cycle")


@require_safe
@login_required
def order(request: Request, order_id: int) -> HttpResponse:
    """What was ordered, shipped, billed, paid and booked of an order, side by side."""
    found = queries.review_of(order_id, actor=request.actor)
    papers = papers_of([order_id])
    arrived = int(any(line.delivered for line in found.progress.lines))
    wanted = papers.wanted(found.progress, arrived=arrived)
    context = {
        "one": found,
        "order": found.order,
        "rows": rows_of_order(found.discrepancies, request.actor),
        "booked": Entry.objects.filter(deal_id=found.order.deal_id).count(),
        "papers": [(PAPERS[one.value], papers.has(order_id, one)) for one in wanted],
        "links": links_of(found.order, request.actor),
        "step": STEPS[found.step.value],
    }
    return render(request, "cycle/order.html", context)


def rows_of(found: tuple[Discrepancy, ...], actor: Actor) -> list[Row]:
    """Discrepancies in words, each with the way to settle it."""
    now = timezone.now()
    owners = dict(User.objects.filter(id__in={row.owner_id for row in found}).values_list("id", "name"))
    return [
        Row(
            of=row,
            kind=KINDS[row.kind.value],
            detail=_("Not due") if row.since and row.since > now else DETAILS.get(row.detail, row.detail),
            deed=way,
            owner=owners.get(row.owner_id or 0, ""),
        )
        for row, way in zip(found, deeds(actor, found), strict=True)
    ]


def rows_of_order(found: tuple[Discrepancy, ...], actor: Actor) -> list[Row]:
    """Discrepancies of one order. Billed in advance and not delivered yet is one thing: one row says both."""
    late = {row.amount_minor for row in found if row.kind == Kind.NOT_DELIVERED}
    ahead = {row for row in found if row.kind == Kind.BILLED_NOT_SHIPPED and row.act == Act.DELIVER}
    one_thing = {row for row in ahead if row.amount_minor in late}
    rows = rows_of(tuple(row for row in found if row not in one_thing), actor)
    if not one_thing:
        return rows
    said = KINDS[Kind.BILLED_NOT_SHIPPED.value]
    return [replace(row, detail=said) if row.of.kind == Kind.NOT_DELIVERED else row for row in rows]


def _wanted(request: Request) -> Wanted:
    said = {name: request.GET.get(name, "")[:40] for name in ("kind", "owner", "older", "step")}
    owner = said["owner"]
    return Wanted(
        said["kind"] if said["kind"] in KINDS else "",
        int(owner) if owner.isascii() and owner.isdigit() and len(owner) < 19 else None,
        said["older"] if said["older"] in AGES else "",
        said["step"] if said["step"] in set(Step) else "",
    )


def _asked(wanted: Wanted) -> dict[str, str]:
    owner = "" if wanted.owner_id is None else str(wanted.owner_id)
    return {"kind": wanted.kind, "owner": owner, "older": wanted.older, "step": wanted.step}


def _frame(actor: Actor, wanted: Wanted, at: datetime) -> dict[str, Any]:
    """Sums by kind, the picture of orders by step, choices."""
    counts = queries.steps(actor)
    most = max((n for step, n in counts.items() if step != Step.CLOSED), default=0)
    picture = [
        (step.value, STEPS[step.value], counts.get(step, 0), counts.get(step, 0) / most if most else 0)
        for step in Step
        if step != Step.CLOSED
    ]
    sums = queries.sums(actor, wanted, at=at)
    return {
        "wanted": wanted,
        "sums": [(one, KINDS[one.kind]) for one in sums],
        "all": sum(one.n for one in sums),
        "picture": picture,
        "orders": sum(counts.values()),
        "closed": counts.get(Step.CLOSED, 0),
        "owners": queries.owners(actor),
        "ages": list(AGES.items()),
        "currency": company().currency,
        "followed_at": queries.followed_at(),
        "may_export": actor.may(AccessPermission.EXPORT),
    }

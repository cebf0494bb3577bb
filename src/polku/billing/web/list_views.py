"""The list of invoices, and of orders to be billed."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.billing.actions.billing import bill_orders, bill_steps
from polku.billing.actions.discarding import discard
from polku.billing.models import Invoice
from polku.billing.queries import listing, planning
from polku.billing.queries.documents import posted_late
from polku.billing.registry import standings
from polku.billing.rules import BillingPermission
from polku.billing.web.state import ListState
from polku.billing.words import KINDS, STATES
from polku.company.queries import day_of
from polku.db.transactions import write
from polku.kernel.errors import Refused, say
from polku.office.posted import newest
from polku.ui.answers import go, is_fragment, start_view
from polku.ui.export import Column, export_response

SELECTED_MAX = 200


@require_safe
@login_required
def invoices(request: Request) -> HttpResponse:
    """Invoices and credit notes, by page."""
    request.actor.require(BillingPermission.SEE)
    if view := start_view(request, "invoices"):
        return view
    state = ListState(request.GET)
    rows, after = listing.page(request.actor, state.wanted, after=state.after)
    more = f"{reverse('billing:invoices')}?{state.query}&after={after}" if after else ""
    lines = [(row, KINDS[row.kind], STATES[row.state]) for row in rows]
    context: dict[str, Any] = {"state": state, "lines": lines, "more": more, "may": may(request.actor)}
    context["standings"] = standings(request.actor, [row.id for row in rows])
    context["unsent"] = newest("invoice", [row.id for row in rows], at=timezone.now())
    if state.after and is_fragment(request):
        return render(request, "billing/parts/lines.html", context)
    context |= {"count": listing.count(request.actor, state.wanted)}
    return render(request, "billing/invoices.html", context)


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """The whole list as CSV or XLSX."""
    request.actor.require(BillingPermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    rows = listing.invoices(request.actor, ListState(request.GET).wanted)
    return export_response(
        rows.iterator(chunk_size=2000),
        COLUMNS,
        format=request.GET.get("format", "csv"),
        filename="invoices",
    )


@require_http_methods(["GET", "POST"])
@login_required
def to_bill(request: Request) -> HttpResponse:
    """Orders with something to bill, and the deed for all that are chosen."""
    request.actor.require(BillingPermission.DRAFT)
    if request.method == "POST":
        return _bill(request)
    rows = listing.to_bill(request.actor)
    steps = planning.due(request.actor, on=day_of(timezone.now()), limit=SELECTED_MAX)
    context = {"rows": rows, "steps": steps, "may": may(request.actor)}
    return render(request, "billing/to_bill.html", context)


def _bill(request: Request) -> HttpResponse:
    ids, steps = _chosen(request, "id"), _chosen(request, "step")
    issue_now = "issue" in request.POST
    if not ids and not steps:
        return go(request, reverse("billing:to_bill"), said=_("Choose the orders that are to be billed."))
    how: dict[str, Any] = {"issue_now": issue_now, "actor": request.actor, "at": timezone.now()}
    with write():
        done = [*bill_steps(steps, **how), *bill_orders(ids, **how)]
    made = [one.invoice for one in done if one.invoice]
    failed = [one.error for one in done if one.error]
    if failed and not made:
        raise Refused(failed[0].message)
    said = ngettext("%(n)s invoice was prepared.", "%(n)s invoices were prepared.", len(made))
    if issue_now:
        said = ngettext("%(n)s invoice was issued.", "%(n)s invoices were issued.", len(made))
    told = [said % {"n": len(made)}, *(say(one.message, _) for one in failed)]
    if issue_now and (late := posted_late(made)):
        said = _("Posted today, as the books of their months are closed: %(numbers)s.")
        told.append(said % {"numbers": ", ".join(late)})
    url = reverse("billing:invoice", args=[made[0].id]) if len(made) == 1 else reverse("billing:invoices")
    undo = "" if issue_now or not made else _discarding([one.id for one in made])
    return go(request, url, said=" ".join(told), undo=undo)


def _discarding(ids: Sequence[int]) -> str:
    return f"{reverse('billing:discardings')}?{urlencode({'id': ids}, doseq=True)}"


@require_POST
@login_required
def discardings(request: Request) -> HttpResponse:
    """Throw away drafts that were just prepared together; those that were issued meanwhile stay."""
    ids = _whole(request.GET.getlist("id")[:SELECTED_MAX])
    errors = [one.error for one in discard(ids, actor=request.actor, at=timezone.now()) if one.error]
    if errors and len(errors) == len(ids):
        raise errors[0]
    told = [_("Undone."), *(say(one.message, _) for one in errors)]
    return go(request, reverse("billing:to_bill"), said=" ".join(told))


def _chosen(request: Request, name: str) -> list[int]:
    return _whole(request.POST.getlist(name)[:SELECTED_MAX])


def _whole(told: Sequence[str]) -> list[int]:
    return [int(one) for one in told if one.isascii() and one.isdigit() and len(one) < 19]


COLUMNS: Sequence[Column[Invoice]] = [
    Column(gettext_lazy("Number"), lambda row: row.number or ""),
    Column(gettext_lazy("Kind"), lambda row: row.kind),
    Column(gettext_lazy("State"), lambda row: row.state),
    Column(gettext_lazy("Customer"), lambda row: row.customer.name),
    Column(gettext_lazy("Order"), lambda row: row.order.number if row.order else ""),
    Column(gettext_lazy("Date"), lambda row: row.issue_date),
    Column(gettext_lazy("Tax point"), lambda row: row.tax_point),
    Column(gettext_lazy("Due"), lambda row: row.due_date),
    Column(gettext_lazy("Currency"), lambda row: row.currency),
    Column(gettext_lazy("Sum without VAT"), lambda row: row.net.decimal),
    Column(gettext_lazy("VAT"), lambda row: row.tax.decimal),
    Column(gettext_lazy("Sum with VAT"), lambda row: row.gross.decimal),
    Column(gettext_lazy("To be paid"), lambda row: row.payable.decimal),
    Column(gettext_lazy("Sent"), lambda row: day_of(row.sent_at) if row.sent_at else None),
]


def may(actor: Actor) -> dict[str, bool]:
    """What of invoices this person may do."""
    return {
        "draft": actor.may(BillingPermission.DRAFT),
        "issue": actor.may(BillingPermission.ISSUE),
        "credit": actor.may(BillingPermission.CREDIT),
        "send": actor.may(BillingPermission.SEND),
        "export": actor.may(AccessPermission.EXPORT),
    }

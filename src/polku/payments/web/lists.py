"""Lists: payments, and what is open."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.books.rules import BooksPermission
from polku.kernel.money import Money
from polku.payments.models import Item, Receipt
from polku.payments.queries.ageing import buckets, open_bills
from polku.payments.queries.charges import told_of_customer
from polku.payments.queries.credits import open_notes
from polku.payments.rules import PaymentPermission
from polku.payments.words import AGES, METHODS
from polku.ui.export import Column, export_response

PAGE = 50


@require_safe
@login_required
def payments(request: Request) -> HttpResponse:
    """Payments, the newest first."""
    request.actor.require(PaymentPermission.SEE)
    which = request.GET.get("which", "")
    rows = Receipt.objects.visible_to(request.actor).select_related("item", "customer").order_by("-id")
    if which == "open":
        rows = rows.filter(item__open_minor__gt=0, outgoing=False)
    elif which == "back":
        rows = rows.filter(outgoing=True)
    if (before := whole(request.GET.get("after", ""))) is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    more = f"?which={which}&after={found[PAGE - 1].id}" if len(found) > PAGE else ""
    choices = [("", _("All")), ("open", _("Not matched")), ("back", _("Paid back"))]
    context: dict[str, Any] = {
        "rows": [(row, METHODS.get(row.method, row.method)) for row in found[:PAGE]],
        "more": more,
    }
    context |= {"choices": choices, "which": which, "may": may(request.actor)}
    return render(request, "payments/payments.html", context)


@require_safe
@login_required
def open_items(request: Request) -> HttpResponse:
    """Open bills by age."""
    request.actor.require(PaymentPermission.SEE)
    today, age = timezone.localdate(), request.GET.get("age", "")
    start = whole(request.GET.get("from", "")) or 0
    found = list(open_bills(request.actor, today=today, age=age)[start : start + PAGE + 1])
    more = f"?age={age if age in AGES else ''}&from={start + PAGE}" if len(found) > PAGE else ""
    rows = [
        (row, (today - row.due_date).days if row.due_date and row.due_date < today else 0)
        for row in found[:PAGE]
    ]
    sums = [(one, AGES[one.key]) for one in buckets(request.actor, today=today)]
    context: dict[str, Any] = {
        "rows": rows,
        "more": more,
        "sums": sums,
        "age": age,
        "may": may(request.actor),
    }
    if not age and not start:
        context["notes"] = open_notes(request.actor)
    return render(request, "payments/open.html", context)


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """Open bills as CSV or XLSX."""
    request.actor.require(PaymentPermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    rows = open_bills(request.actor, today=timezone.localdate(), age=request.GET.get("age", ""))
    file_format = request.GET.get("format", "csv")
    return export_response(rows.iterator(2000), _columns(), format=file_format, filename="open-invoices")


def _columns() -> list[Column[Item]]:
    return [
        Column(_("Number"), lambda row: row.number),
        Column(_("Customer"), lambda row: row.customer.name if row.customer else ""),
        Column(_("Order"), lambda row: row.order.number if row.order else ""),
        Column(_("Date"), lambda row: row.on_date),
        Column(_("Due"), lambda row: row.due_date),
        Column(_("Amount"), lambda row: Money(row.amount_minor, row.currency).decimal),
        Column(_("Open"), lambda row: Money(row.open_minor, row.currency).decimal),
        Column(_("Currency"), lambda row: row.currency),
        Column(_("Owner"), lambda row: row.owner.name if row.owner else ""),
    ]


def may(actor: Actor) -> dict[str, bool]:
    """What of payments this person may do."""
    rights = {one.name.lower(): actor.may(one) for one in PaymentPermission}
    return rights | {"export": actor.may(AccessPermission.EXPORT), "books": actor.may(BooksPermission.SEE)}


def whole(text: str) -> int | None:
    """A number in an address, or None."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else None


def of_customer(actor: Actor, customer_id: int) -> dict[str, Any] | None:
    """The panel of a customer: what is open; nothing where nothing is."""
    today = timezone.localdate()
    sums = [(one, AGES[one.key]) for one in buckets(actor, today=today, customer_id=customer_id)]
    charges = told_of_customer(actor, customer_id)
    if not sums and not charges:
        return None
    found = list(open_bills(actor, today=today, customer_id=customer_id)[:5])
    may_register = actor.may(PaymentPermission.REGISTER)
    url = f"{reverse('payments:new')}?customer={customer_id}"
    return {"sums": sums, "bills": found, "charges": charges, "url": url if may_register else ""}

"""One payment: registered, matched, taken back, paid back."""

from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.company.queries import company
from polku.contacts.models import Customer
from polku.deals.staying import way_back
from polku.kernel.errors import DomainError, Invalid, NotFound, gettext_noop
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.payments import actions
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.models import Allocation, Item, Receipt
from polku.payments.queries.charges import chargeable
from polku.payments.queries.credits import SHOWN, bills_for
from polku.payments.queries.letters import own_reference
from polku.payments.rules import PaymentPermission
from polku.payments.web.forms import PaymentForm, ReasonForm, RefundForm, amount_of, put_errors
from polku.payments.web.lists import may, whole
from polku.payments.web.of_items import url_of
from polku.payments.words import METHODS
from polku.ui.answers import go, refill
from polku.ui.locale_formats import money

_Row = TypeVar("_Row", bound=Model)


@require_safe
@login_required
def payment(request: Request, receipt_id: int) -> HttpResponse:
    """A payment, the bills it pays, and those it may pay."""
    row = seen(request.actor, receipt_id)
    links = Allocation.objects.filter(credit=row.item, undone_at=None).select_related("debit")
    links = links.select_related("late_charge__bill").order_by("id")
    rights, words = may(request.actor), request.GET.get("q", "")[:60].replace("\0", "").strip()
    waits = row.item.open_minor and not row.outgoing and rights["match"]
    bills = bills_for(request.actor, row.item, words) if waits else []
    charges = chargeable(request.actor, row.item) if waits else []
    context = {
        "row": row,
        "item": row.item,
        "links": links,
        "bills": bills,
        "may": rights,
        "charges": charges,
    }
    back = (
        Allocation.objects.filter(debit=row.item, undone_at=None)
        if row.outgoing
        else Allocation.objects.none()
    )
    context["back_of"] = [one.credit for one in back.select_related("credit").order_by("id")]
    context |= {"words": words, "waits": waits and (words or len(bills) == SHOWN)}
    context["change"] = (row.given_minor or 0) - row.handed_minor
    return render(request, "payments/payment.html", context | {"method": METHODS.get(row.method, row.method)})


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Register money that came in."""
    request.actor.require(PaymentPermission.REGISTER)
    form = PaymentForm(request.POST or None, actor=request.actor, initial=_initial(request))
    if form.is_valid():
        try:
            (answer,) = actions.receive([_new(form)], actor=request.actor, at=timezone.now())
        except DomainError as error:  # as where the books of that month are closed
            answer = actions.Received(error=error)
        if answer.receipt is not None:
            url = reverse("payments:payment", args=[answer.receipt.id])
            return go(request, url, said=_registered(answer.receipt), undo=_undo(answer.receipt))
        put_errors(form, answer.error or Invalid())
    show = refill if form.errors else render
    return show(request, "payments/new.html", {"form": form})


def _undo(row: Receipt) -> str:
    return reverse("payments:undo", args=[row.id])


def _registered(row: Receipt) -> str:
    if row.given_minor is None or row.given_minor == row.handed_minor:
        return _("Payment registered.")
    change = money(row.given_minor - row.handed_minor, row.currency)
    return _("Payment registered. Change: %(change)s") % {"change": change}


def _initial(request: Request) -> dict[str, Any]:
    """What is known where the dialog was opened: a bill, an order or a customer."""
    found: dict[str, Any] = {
        "currency": company().currency,
        "received_date": timezone.localdate(),
        "method": "bank",
    }
    items = Item.objects.visible_to(request.actor).select_related("customer")
    if (bill := _asked(request, "item", items)) or (bill := _asked(request, "invoice", items, "invoice_id")):
        found |= _of_bill(bill)
    elif order := _asked(
        request, "order", Order.objects.visible_to(request.actor).select_related("customer")
    ):
        found |= {"of": order.number, "currency": order.currency, "payer_name": order.customer.name}
    elif customer := _asked(request, "customer", Customer.objects.visible_to(request.actor)):
        found |= {"customer": customer.id, "payer_name": customer.name}
    return found


def _asked(request: Request, name: str, rows: QuerySet[_Row], column: str = "id") -> _Row | None:
    """The row that the address names; None where it names none, or none that this person may see."""
    pk = whole(request.GET.get(name, ""))
    return None if pk is None else rows.filter(**{column: pk}).first()


def _of_bill(bill: Item) -> dict[str, Any]:
    """What is open of a bill, and who pays it by which reference."""
    left = Money(bill.open_minor, bill.currency).decimal
    return {
        "of": bill.number,
        "amount": str(left) if bill.open_minor else "",
        "currency": bill.currency,
        "payer_name": bill.customer.name if bill.customer else "",
        "reference": own_reference([bill.number]),
    }


def _new(form: PaymentForm) -> NewReceipt:
    said, bill, order = form.cleaned_data, form.bill, form.order
    return NewReceipt(
        amount=said["money"],
        received_date=said["received_date"],
        customer_id=said["customer"] or (bill.customer_id if bill else None),
        order_id=order.id if order else bill.order_id if bill else None,
        method=said["method"],
        reference=said["reference"],
        payer_name=said["payer_name"],
        given_minor=said.get("given_minor") if said["method"] == "cash" else None,
        voucher_code=said["voucher_code"].strip() if said["method"] == "voucher" else "",
        invoice_ids=(bill.invoice_id,) if bill and bill.invoice_id else (),
    )


@require_POST
@login_required
def matching(request: Request, receipt_id: int) -> HttpResponse:
    """Set a payment against a bill."""
    row = seen(request.actor, receipt_id)
    bill = whole(request.POST.get("item", "")) or 0
    (made, *_more) = actions.match([Match(bill, row.item.id)], actor=request.actor, at=timezone.now())
    undo = reverse("payments:unmatching", args=[made.id])
    return go(request, reverse("payments:payment", args=[receipt_id]), said=_("Matched."), undo=undo)


@require_POST
@login_required
def unmatching(request: Request, match_id: int) -> HttpResponse:
    """Take a payment off a bill again."""
    at = timezone.now()
    row = actions.undo_match(match_id, actor=request.actor, at=at)
    of = row.credit if row.credit.receipt_id else row.debit
    then = way_back(row.debit.deal_id, request.actor, since=at)
    return go(request, url_of(of), said=_("The match is undone."), then=then)


@require_http_methods(["GET", "POST"])
@login_required
def reversal(request: Request, receipt_id: int) -> HttpResponse:
    """Take back a payment that was none."""
    request.actor.require(PaymentPermission.REGISTER)
    row, form = seen(request.actor, receipt_id), ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            return _take_back(request, row, form.cleaned_data["reason"])
        except DomainError as error:
            put_errors(form, error)
    show = refill if form.errors else render
    context = {"form": form, "row": row, "title": _("Take the payment back")}
    return show(request, "payments/act.html", context)


@require_POST
@login_required
def undo(request: Request, receipt_id: int) -> HttpResponse:
    """Take back at once what was just registered or paid back."""
    request.actor.require(PaymentPermission.REGISTER)
    return _take_back(request, seen(request.actor, receipt_id), _("Registered by mistake"))


def _take_back(request: Request, row: Receipt, reason: str) -> HttpResponse:
    deal_id, at = row.item.deal_id, timezone.now()
    actions.reverse(row.id, reason=reason, actor=request.actor, at=at)
    then = way_back(deal_id, request.actor, since=at)
    url = reverse("payments:payment", args=[row.id])
    return go(request, url, said=_("The payment is taken back."), then=then)


@require_http_methods(["GET", "POST"])
@login_required
def refund(request: Request, receipt_id: int) -> HttpResponse:
    """Pay back what is open of a payment."""
    request.actor.require(PaymentPermission.REFUND)
    row = seen(request.actor, receipt_id)
    left = Money(row.item.open_minor, row.currency).decimal
    form = RefundForm(request.POST or None, initial={"amount": str(left), "method": "bank"})
    if form.is_valid():
        try:
            minor = amount_of(form.cleaned_data["amount"], row.currency).minor
            method = form.cleaned_data["method"]
            made = actions.refund(
                row.item.id, amount_minor=minor, method=method, actor=request.actor, at=timezone.now()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            url = reverse("payments:payment", args=[made.id])
            return go(request, url, said=_("Paid back."), undo=_undo(made))
    show = refill if form.errors else render
    return show(request, "payments/act.html", {"form": form, "row": row, "title": _("Pay money back")})


def seen(actor: Actor, receipt_id: int) -> Receipt:
    """A payment a person may see. Raises: NotFound."""
    rows = Receipt.objects.visible_to(actor).select_related("item__deal", "customer", "order", "voucher")
    found = rows.filter(id=receipt_id).first()
    if found is None:
        raise NotFound(gettext_noop("This payment does not exist, or you may not see it."))
    return found

"""One invoice: the paper on the screen, its files, and what can be done with it."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.request import Request
from polku.billing import actions
from polku.billing.actions.billing import bill_prepayment
from polku.billing.actions.crediting import is_credited, left_of
from polku.billing.actions.sending import send
from polku.billing.actions.settings import change_settings
from polku.billing.logic.einvoice import of_snapshot, validate
from polku.billing.models import Invoice
from polku.billing.queries.documents import closed_month, shown, stands_as_export
from polku.billing.queries.listing import address_of
from polku.billing.queries.listing import invoice as one_invoice
from polku.billing.queries.papers import presented
from polku.billing.queries.settings import settings
from polku.billing.registry import invoice_panels, standings
from polku.billing.rules import BillingPermission
from polku.billing.web.files import FORMATS, answer
from polku.billing.web.forms import CreditForm, PrepaymentForm, SendingForm, SettingsForm, put_errors
from polku.billing.web.list_views import may
from polku.billing.words import KINDS
from polku.books.words import month_label
from polku.kernel.errors import DomainError, say
from polku.mail.queries import has_server
from polku.mail.words import NO_SERVER
from polku.office.posted import posted
from polku.orders.models import Order
from polku.ui.answers import go, refill


@require_safe
@login_required
def invoice(request: Request, invoice_id: int) -> HttpResponse:
    """The document as it is printed, its state and its deeds."""
    row = one_invoice(request.actor, invoice_id)
    data = shown(row, on=timezone.localdate())
    closed = closed_month(row, timezone.localdate())
    notes = row.credit_notes.visible_to(request.actor).order_by("id")
    context = {
        "invoice": row,
        "kind": KINDS[row.kind],
        "paper": presented(data, is_draft=row.is_draft),
        "language": row.language,
        "findings": _findings(row, data),
        "panels": invoice_panels.for_actor(request.actor),
        "closed_month": month_label(closed) if closed else "",
        "as_export": row.is_draft and stands_as_export(data),
        "credits": notes,
        "is_credited": is_credited(row),
        "standing": standings(request.actor, [row.id]).get(row.id),
        "posted": posted(request.actor, ("invoice", row.id), at=timezone.now()),
        "may": may(request.actor),
    }
    return render(request, "billing/invoice.html", context)


@require_safe
@login_required
def file(request: Request, invoice_id: int, paper: str) -> HttpResponse:
    """The document as PDF/A, UBL or CII."""
    request.actor.require(BillingPermission.SEE)
    if paper not in FORMATS:
        raise Http404
    return answer(one_invoice(request.actor, invoice_id), paper, at=timezone.now())


@require_POST
@login_required
def issue(request: Request, invoice_id: int) -> HttpResponse:
    """Give a draft its number and book it."""
    (done,) = actions.issue([invoice_id], actor=request.actor, at=timezone.now())
    if done.error is not None:
        raise done.error
    said = _("Issued as %(number)s.") % {"number": done.invoice.number if done.invoice else ""}
    return go(request, _url(invoice_id), said=said)


@require_POST
@login_required
def discarding(request: Request, invoice_id: int) -> HttpResponse:
    """Throw a draft away."""
    (done,) = actions.discard([invoice_id], actor=request.actor, at=timezone.now())
    if done.error is not None:
        raise done.error
    return go(request, reverse("billing:invoices"), said=_("The draft is gone."))


@require_http_methods(["GET", "POST"])
@login_required
def crediting(request: Request, invoice_id: int) -> HttpResponse:
    """Give back what was billed: line by line, with a reason."""
    request.actor.require(BillingPermission.CREDIT)
    row = one_invoice(request.actor, invoice_id)
    form = CreditForm(request.POST or None, left=left_of(row))
    if form.is_valid():
        at_once = form.cleaned_data["at_once"]
        try:
            made = actions.credit(
                row.id,
                form.wanted,
                reason=form.cleaned_data["reason"],
                at_once=at_once,
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            said = _("The credit note is issued.") if at_once else _("The credit note is prepared.")
            return go(request, _url(made.id), said=said, undo="" if at_once else _discarding(made))
    return _form(request, "billing/credit.html", form, {"invoice": row})


@require_http_methods(["GET", "POST"])
@login_required
def sending(request: Request, invoice_id: int) -> HttpResponse:
    """Send an invoice by mail, with paper and e-invoice."""
    request.actor.require(BillingPermission.SEND)
    row = one_invoice(request.actor, invoice_id)
    form = SendingForm(request.POST or None, initial={"to": address_of(row)})
    if form.is_valid():
        try:
            send(row.id, **form.cleaned_data, actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            on_its_way = has_server()
            said = _("The invoice is on its way.") if on_its_way else NO_SERVER
            return go(request, _url(row.id), said=said)
    intro = "" if has_server() else NO_SERVER
    return _form(request, "billing/sending.html", form, {"invoice": row, "intro": intro})


@require_http_methods(["GET", "POST"])
@login_required
def prepayment(request: Request, order_id: int) -> HttpResponse:
    """Bill an order before it ships."""
    request.actor.require(BillingPermission.DRAFT)
    order = Order.objects.visible_to(request.actor).filter(id=order_id).first()
    if order is None:
        raise Http404
    form = PrepaymentForm(request.POST or None)
    if form.is_valid():
        try:
            made = bill_prepayment(
                order_id, **form.cleaned_data, issue_now=False, actor=request.actor, at=timezone.now()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, _url(made.id), said=_("The invoice is prepared."), undo=_discarding(made))
    return _form(request, "billing/prepayment.html", form, {"order": order})


@require_http_methods(["GET", "POST"])
@login_required
def setup(request: Request) -> HttpResponse:
    """How invoices are made: who bills, the account, texts, rounding."""
    request.actor.require(BillingPermission.SET_UP)
    row = settings()
    form = SettingsForm(request.POST or None, initial=SettingsForm.initial_of(row))
    if form.is_valid():
        try:
            change_settings(form.columns(row), actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("billing:settings"), said=_("Saved."))
    return _form(request, "billing/settings.html", form, {})


def _findings(row: Invoice, data: Mapping[str, Any]) -> list[str]:
    """What its e-invoice lacks; a draft has no number yet."""
    found = validate(of_snapshot(data))
    return [say(one.message, _) for one in found if not (row.is_draft and one.rule == "BR-02")]


def _form(request: Request, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    show = refill if form.errors else render
    return show(request, template, context | {"form": form})


def _url(invoice_id: int | Invoice) -> str:
    return reverse("billing:invoice", args=[invoice_id])


def _discarding(draft: Invoice) -> str:
    return reverse("billing:discarding", args=[draft.id])

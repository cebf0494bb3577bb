"""Invoices by API: prepared, issued, credited, sent, downloaded."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from polku.billing import actions
from polku.billing.actions.billing import bill_orders, bill_prepayment, bill_steps
from polku.billing.actions.sending import send
from polku.billing.logic.snapshots import plain
from polku.billing.models import Invoice
from polku.billing.queries.listing import invoice as one_invoice
from polku.billing.queries.planning import Planned, plan_of
from polku.billing.rules import BillingPermission
from polku.billing.web.api_shapes import (
    BilledOut,
    BillingIn,
    CreditIn,
    InvoiceFull,
    InvoiceOut,
    InvoicePage,
    InvoiceQuery,
    PlanIn,
    PlannedIn,
    PlannedOut,
    PlanOut,
    PrepaymentIn,
    SendingIn,
    SentOut,
    full,
    written,
)
from polku.billing.web.files import answer
from polku.kernel.errors import NotFound, gettext_noop
from polku.mail.queries import has_server
from polku.office.posted import state_of
from polku.orders.models import Order
from polku.ui.api import PROBLEMS, Id, actor, once, page

router = Router(tags=["invoices"])
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE = {
    200: {
        "description": "The file",
        "content": dict.fromkeys(("application/pdf", "application/xml"), _BINARY),
    }
}


@router.get("/invoices", response={200: InvoicePage} | PROBLEMS, summary="List invoices")
def list_invoices(request: HttpRequest, query: Query[InvoiceQuery]) -> dict[str, Any]:
    """Invoices and credit notes the token's person may see, the newest first."""
    actor(request).require(BillingPermission.SEE)
    wanted = query.model_dump(exclude={"after", "limit"}, exclude_none=True)
    rows = Invoice.objects.visible_to(actor(request)).filter(**wanted)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [written(row) for row in found], "next": after}


@router.post("/invoices", response={200: list[BilledOut]} | PROBLEMS, summary="Bill what was shipped")
@once
def bill(request: HttpRequest, body: BillingIn) -> tuple[int, list[dict[str, Any]]]:
    """Prepare, and with `issue` issue, an invoice for each order; each is answered for itself."""
    done = bill_orders(body.order_ids, issue_now=body.issue, actor=actor(request), at=timezone.now())
    return 200, [_told(one) for one in done]


def _told(one: actions.Drafted) -> dict[str, Any]:
    invoice, problem = one.invoice, one.error
    return {
        "order_id": one.order_id,
        "invoice": written(invoice) if invoice else None,
        "problem": str(problem) if problem else None,
    }


@router.post(
    "/orders/{order_id}/prepayments",
    response={201: InvoiceOut} | PROBLEMS,
    summary="Bill an order in advance",
)
@once
def prepay(request: HttpRequest, order_id: Id, body: PrepaymentIn) -> tuple[int, dict[str, Any]]:
    """Bill the whole order, or a part of it, before anything ships."""
    made = bill_prepayment(
        order_id,
        percent=body.percent,
        amount_minor=body.amount_minor,
        issue_now=body.issue,
        actor=actor(request),
        at=timezone.now(),
    )
    return 201, written(made)


@router.get(
    "/orders/{order_id}/billing-plan", response={200: PlanOut} | PROBLEMS, summary="Read a billing plan"
)
def read_plan(request: HttpRequest, order_id: Id) -> dict[str, Any]:
    """By which steps an order is billed, and what became of them."""
    actor(request).require(BillingPermission.SEE)
    order = Order.objects.visible_to(actor(request)).filter(id=order_id).first()
    if order is None:
        raise NotFound(gettext_noop("This order does not exist, or you may not see it."))
    return {"steps": [_step(one) for one in plan_of(order)]}


@router.put("/orders/{order_id}/billing-plan", response={200: PlanOut} | PROBLEMS, summary="Plan the billing")
@once
def plan_billing(request: HttpRequest, order_id: Id, body: PlanIn) -> tuple[int, dict[str, Any]]:
    """Say which part of an order is billed on which day; steps that are billed must stay."""
    actions.plan(order_id, body.wanted(), actor=actor(request), at=timezone.now())
    return 200, {"steps": [_step(one) for one in plan_of(Order.objects.get(id=order_id))]}


@router.post("/planned-invoices", response={200: list[PlannedOut]} | PROBLEMS, summary="Bill steps of plans")
@once
def bill_plan(request: HttpRequest, body: PlannedIn) -> tuple[int, list[dict[str, Any]]]:
    """Prepare, and with `issue` issue, the invoices of steps; each is answered for itself."""
    done = bill_steps(body.step_ids, issue_now=body.issue, actor=actor(request), at=timezone.now())
    return 200, [_told(one) | {"step_id": pk} for pk, one in zip(body.step_ids, done, strict=True)]


def _step(one: Planned) -> dict[str, Any]:
    step = one.step
    return {
        "id": step.id,
        "on_date": step.on_date,
        "percent": plain(step.percent),
        "amount_minor": one.amount_minor,
        "invoice_id": step.invoice_id,
    }


@router.get("/invoices/{invoice_id}", response={200: InvoiceFull} | PROBLEMS, summary="Read an invoice")
def read_invoice(request: HttpRequest, invoice_id: Id) -> dict[str, Any]:
    """One invoice with its lines and taxes, and the document as it was issued."""
    actor(request).require(BillingPermission.SEE)
    return full(one_invoice(actor(request), invoice_id))


@router.delete("/invoices/{invoice_id}", response={204: None} | PROBLEMS, summary="Throw a draft away")
def discard_invoice(request: HttpRequest, invoice_id: Id) -> Status[None]:
    """Throw a draft away; what is issued can be credited."""
    (done,) = actions.discard([invoice_id], actor=actor(request), at=timezone.now())
    if done.error is not None:
        raise done.error
    return Status(204, None)


@router.post(
    "/invoices/{invoice_id}/issues", response={200: InvoiceOut} | PROBLEMS, summary="Issue an invoice"
)
@once
def issue_invoice(request: HttpRequest, invoice_id: Id) -> tuple[int, dict[str, Any]]:
    """Give a draft its number and book it; one that is issued already stays so."""
    (done,) = actions.issue([invoice_id], actor=actor(request), at=timezone.now())
    if done.invoice is None:
        raise done.error or NotFound(gettext_noop("This invoice does not exist, or you may not see it."))
    return 200, written(done.invoice)


@router.post(
    "/invoices/{invoice_id}/credit-notes", response={201: InvoiceOut} | PROBLEMS, summary="Give a credit note"
)
@once
def credit_invoice(request: HttpRequest, invoice_id: Id, body: CreditIn) -> tuple[int, dict[str, Any]]:
    """Give back all that is left of an invoice, some of its lines, or an amount."""
    made = actions.credit(
        invoice_id,
        body.wanted(),
        reason=body.reason,
        at_once=body.issue,
        actor=actor(request),
        at=timezone.now(),
    )
    return 201, written(made)


@router.post("/invoices/{invoice_id}/sendings", response={201: SentOut} | PROBLEMS, summary="Send an invoice")
@once
def send_invoice(request: HttpRequest, invoice_id: Id, body: SendingIn) -> tuple[int, dict[str, Any]]:
    """Put the invoice into the outbox with PDF/A and XML attached."""
    made = send(invoice_id, to=body.to, message=body.message, actor=actor(request), at=timezone.now())
    return 201, {"id": made.id, "to": made.to, "state": state_of(made, served=has_server())}


@router.get(
    "/invoices/{invoice_id}/files/{paper}",
    response=PROBLEMS,
    openapi_extra={"responses": _FILE},
    summary="Download an invoice",
)
def download(request: HttpRequest, invoice_id: Id, paper: Literal["pdf", "ubl", "cii"]) -> HttpResponse:
    """The document as `pdf` (PDF/A-3b with the e-invoice inside), `ubl` or `cii`."""
    actor(request).require(BillingPermission.SEE)
    return answer(one_invoice(actor(request), invoice_id), paper, at=timezone.now())

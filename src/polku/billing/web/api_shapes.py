"""What requests about invoices hold, and what answers look like."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from polku.billing.logic.incoming import CreditLine
from polku.billing.logic.plans import STEPS_MAX, Step
from polku.billing.logic.snapshots import plain
from polku.billing.models import Invoice, InvoiceLine
from polku.catalogue.line_shapes import DocumentLineOut
from polku.ui.api import Exact, Id, Input, Limit, Minor, dumped


class InvoiceOut(Schema):
    """An invoice, prepayment invoice or credit note; sums are in whole minor units of its currency."""

    id: int
    kind: str
    state: str
    number: str | None
    order_id: int | None
    deal_id: int
    customer_id: int
    owner_id: int | None
    team_id: int
    corrects_id: int | None
    reason: str
    currency: str
    language: str
    prices_include_tax: bool
    terms: str
    reference: str
    issue_date: date | None
    delivered_date: date | None
    tax_point: date | None
    due_date: date | None
    net_minor: int
    tax_minor: int
    gross_minor: int
    withheld_minor: int
    prepaid_minor: int
    payable_minor: int
    company_net_minor: int
    company_tax_minor: int
    company_gross_minor: int
    digest: str
    previous_digest: str
    issued_at: datetime | None
    sent_at: datetime | None


class InvoiceLineOut(DocumentLineOut):
    """A line of an invoice, with its share of the sums."""

    id: int
    order_line_id: int | None


class TaxOut(Schema):
    """What one rate comes to."""

    category: str
    percent: str
    base_minor: int
    tax_minor: int


class InvoiceFull(InvoiceOut):
    """An invoice with lines and taxes; `document` is all of it as the customer got it, null while it is a draft."""

    lines: list[InvoiceLineOut]
    taxes: list[TaxOut]
    document: dict[str, Any] | None


class InvoicePage(Schema):
    """One page of invoices; `next` is the cursor to send as `after`, null at the end."""

    items: list[InvoiceOut]
    next: str | None


class InvoiceQuery(Schema):
    """Filters of the list; all of them hold together."""

    order_id: Id | None = None
    deal_id: Id | None = None
    customer_id: Id | None = None
    state: str | None = None
    kind: str | None = None
    number: str | None = None
    after: str = ""
    limit: Limit = 50


class BillingIn(Input):
    """Orders to bill for what was shipped; `issue` gives the invoices their numbers at once."""

    order_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    issue: bool = False


class BilledOut(Schema):
    """What became of each order."""

    order_id: int
    invoice: InvoiceOut | None
    problem: str | None


class PrepaymentIn(Input):
    """The whole order where neither is told; else a percentage of it, or an amount with tax."""

    percent: Exact | None = None
    amount_minor: Minor | None = None
    issue: bool = False


class StepIn(Input):
    """So many per cent of an order, from a day on."""

    on_date: date
    percent: Exact


class PlanIn(Input):
    """All steps of a plan; together they come to 100 % at most."""

    steps: Annotated[list[StepIn], Field(max_length=STEPS_MAX)]

    def wanted(self) -> list[Step]:
        """As the action takes it."""
        return [Step(one.on_date, one.percent) for one in self.steps]


class StepOut(Schema):
    """A step, what it comes to with tax, and its draft or invoice."""

    id: int
    on_date: date
    percent: str
    amount_minor: int
    invoice_id: int | None


class PlanOut(Schema):
    """The steps of an order."""

    steps: list[StepOut]


class PlannedIn(Input):
    """Steps to bill; `issue` gives the invoices their numbers at once."""

    step_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    issue: bool = False


class PlannedOut(BilledOut):
    """What became of each step."""

    step_id: int


class CreditLineIn(Input):
    """A quantity of a line, or an amount of it."""

    line_id: Id
    quantity: Exact | None = None
    amount_minor: Minor | None = None


class CreditIn(Input):
    """What is given back: all that is left where no lines are told."""

    reason: str
    lines: Annotated[list[CreditLineIn], Field(max_length=2000)] | None = None
    issue: bool = False

    def wanted(self) -> list[CreditLine] | None:
        """As the action takes it."""
        if self.lines is None:
            return None
        return [CreditLine(one.line_id, one.quantity, one.amount_minor) for one in self.lines]


class SendingIn(Input):
    """To whom the invoice goes, and a word with it."""

    to: str
    message: str = ""


class SentOut(Schema):
    """The message in the outbox."""

    id: int
    to: str
    state: str


def written(row: Invoice) -> dict[str, Any]:
    """An invoice as JSON."""
    return dumped(InvoiceOut, row)


def full(row: Invoice) -> dict[str, Any]:
    """An invoice with lines and taxes."""
    lines = [_line(line) for line in row.lines.order_by("position")]
    taxes = [
        {
            "category": one.category,
            "percent": plain(one.percent),
            "base_minor": one.base_minor,
            "tax_minor": one.tax_minor,
        }
        for one in row.subtotals.order_by("id")
    ]
    return written(row) | {"lines": lines, "taxes": taxes, "document": None if row.is_draft else row.snapshot}


def _line(line: InvoiceLine) -> dict[str, Any]:
    exact = ("quantity", "unit_price", "discount_percent", "tax_percent")
    names = [name for name in InvoiceLineOut.model_fields if name not in exact]
    return {name: getattr(line, name) for name in names} | {
        name: plain(getattr(line, name)) for name in exact
    }

"""Invoices of the past, as an import states them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.billing.actions import reach
from polku.billing.actions.composing import Draft, drafted, of_order
from polku.billing.actions.drafting import lines_of, store
from polku.billing.actions.issuing import issue_rows
from polku.billing.actions.untaxed import as_billed
from polku.billing.logic.incoming import PastInvoice
from polku.billing.logic.states import Kind
from polku.billing.models import Invoice
from polku.billing.rules import BillingPermission
from polku.company.queries import day_of
from polku.db.lists import among
from polku.db.transactions import take_turns, write
from polku.documents.logic.numbering import DEFAULTS, parted
from polku.documents.models import Counter
from polku.kernel.errors import DomainError, Invalid, Message, Refused, gettext_noop
from polku.kernel.text import clean
from polku.orders.models import Order, OrderLine

ELSEWHERE: Final = "elsewhere"
"""The chain of invoices that were numbered elsewhere."""


@dataclass(frozen=True)
class Recorded:
    """What became of one invoice of the past."""

    invoice: Invoice | None = None
    error: DomainError | None = None


def record_invoices(rows: Sequence[PastInvoice], *, actor: Actor, at: datetime) -> list[Recorded]:
    """Store and book invoices of the past, issued on their days, and answer for each; nothing reacts to them.

    The number of statements is the same for one invoice and a thousand.

    Raises: NotAllowed; Refused (a month is closed); Invalid (no exchange rate of a day).
    """
    actor.require(BillingPermission.IMPORT_HISTORY)
    with write():
        if any(row.number for row in rows):
            take_turns("billing.chain", [ELSEWHERE])
        found = reach.orders({row.order_id for row in rows}, BillingPermission.IMPORT_HISTORY, actor)
        lines = lines_of(found)
        taken = _taken(rows)
        answers: dict[int, Recorded] = {}
        drafts: dict[int, Draft] = {}
        for place, row in enumerate(rows):
            try:
                order = found.get(row.order_id)
                if order is None:
                    raise reach.missing_order()
                drafts[place] = _draft(row, order, lines[order.id], taken, actor, at)
            except DomainError as error:
                answers[place] = Recorded(error=error)
        made = list(drafts.values())
        store(made, actor, at, history=True)
        for place, one in drafts.items():
            if number := rows[place].number:  # a draft has none
                one.invoice.number, one.invoice.chain = number, ELSEWHERE
        by_id = {one.invoice.id: one.lines for one in made}
        issue_rows([one.invoice for one in made], actor=actor, at=at, lines=by_id, history=True)
    return [answers.get(place) or Recorded(drafts[place].invoice) for place in range(len(rows))]


def _taken(rows: Sequence[PastInvoice]) -> set[str]:
    """Numbers that are on an invoice already, and heads (`INV-2026-`) that our own series count after."""
    numbers = [row.number for row in rows if row.number]
    if not numbers:
        return set()
    known = Invoice.objects.filter(number__in=among(numbers, text=True)).values_list("number", flat=True)
    heads = Counter.objects.values_list("head", flat=True)
    own = {DEFAULTS[key].head(row.issue_date.year) for key in ("invoice", "credit_note") for row in rows}
    return {one for one in known if one} | set(heads) | own


def _draft(
    row: PastInvoice, order: Order, lines: Sequence[OrderLine], taken: set[str], actor: Actor, at: datetime
) -> Draft:
    number = row.number and clean(row.number, max_length=60, field="number")
    head = parted(number)
    if number and (number in taken or (head and head[0] in taken)):
        message = gettext_noop("The number %(number)s is on another invoice, or one of our own series.")
        raise Invalid(Message(message, number=number), field="number", code="taken")
    if row.issue_date > day_of(at):
        raise Invalid(gettext_noop("An invoice of the past is not of a day to come."), field="issue_date")
    quantities = dict(row.quantities) or {line.id: line.quantity for line in lines}
    as_billed(order, lines)
    billed = of_order(lines, quantities)
    if not billed:
        raise Refused(gettext_noop("There is nothing to bill."), code="nothing_to_bill")
    draft = drafted(order, billed, kind=Kind.INVOICE, actor=actor, at=at, history=True)
    invoice = draft.invoice
    invoice.issue_date, invoice.due_date, invoice.tax_point = row.issue_date, row.due_date, row.tax_point
    if number:
        taken.add(number)
    return draft

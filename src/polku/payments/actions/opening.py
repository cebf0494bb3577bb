"""Bills become open items."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from polku.access.logic import SYSTEM
from polku.billing.models import Invoice
from polku.company.queries import day_of
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.transactions import write
from polku.payments.actions.matching import link
from polku.payments.logic.incoming import Match
from polku.payments.logic.kinds import Kind, Side
from polku.payments.models import Item

CREDIT_NOTE = "credit_note"


def open_items(invoices: Sequence[Invoice], *, at: datetime, history: bool = False) -> list[Item]:
    """Make an item of each issued bill or credit note, and set credit notes against the bills they correct.

    A constant number of statements, some more for each credit note.
    """
    with write():
        rows = [_item(one, at) for one in invoices if one.payable_minor]
        insert(Item, rows)
        wishes = _corrections(invoices, rows)
        if wishes:
            link(wishes, actor=SYSTEM, at=at, history=history)
    return rows


def _item(invoice: Invoice, at: datetime) -> Item:
    credit = invoice.kind == CREDIT_NOTE
    deal = invoice.deal
    return Item(
        side=Side.CREDIT if credit else Side.DEBIT,
        kind=Kind.CREDIT_NOTE if credit else Kind.INVOICE,
        number=invoice.number or "",
        invoice=invoice,
        customer_id=invoice.customer_id,
        order_id=invoice.order_id,
        deal=deal,
        owner_id=deal.owner_id,
        team_id=deal.team_id,
        currency=invoice.currency,
        amount_minor=abs(invoice.payable_minor),
        open_minor=abs(invoice.payable_minor),
        company_minor=_company_payable(invoice),
        on_date=invoice.issue_date or day_of(at),
        due_date=invoice.due_date,
        recorded_at=at,
    )


def _company_payable(invoice: Invoice) -> int:
    """What the books hold for what is to be paid: all of the sum, or its share where part was withheld or prepaid."""
    if invoice.payable_minor == invoice.gross_minor:
        return invoice.company_gross_minor
    return round(Fraction(invoice.company_gross_minor) * invoice.payable_minor / invoice.gross_minor)


def _corrections(invoices: Sequence[Invoice], rows: Sequence[Item]) -> list[Match]:
    """Credit notes with the bills they correct, as far as both are open."""
    corrected = {one.id: one.corrects_id for one in invoices if one.kind == CREDIT_NOTE and one.corrects_id}
    if not corrected:
        return []
    bills = {
        row.invoice_id: row for row in Item.objects.filter(invoice_id__in=among(set(corrected.values())))
    }
    wishes = []
    for row in rows:
        bill = bills.get(corrected.get(row.invoice_id or 0))
        if bill is not None and (part := min(bill.open_minor, row.open_minor)):
            wishes.append(Match(bill.id, row.id, part))
    return wishes

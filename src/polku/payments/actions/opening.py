"""Bills become open items."""

from collections.abc import Collection, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from polku.access.logic import SYSTEM
from polku.billing.models import Invoice
from polku.books.models import Entry
from polku.company.queries import day_of
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.transactions import write
from polku.payments.actions import items
from polku.payments.actions.matching import link, undo_match
from polku.payments.actions.writing_off import give_up
from polku.payments.logic.incoming import Match
from polku.payments.logic.kinds import Kind, Side
from polku.payments.models import Allocation, Item
from polku.payments.queries.due import due_of

CREDIT_NOTE = "credit_note"


def open_items(invoices: Sequence[Invoice], *, at: datetime, history: bool = False) -> list[Item]:
    """Make an item of each issued bill or credit note, and set credit notes against the bills they correct.

    What was let go of a bill, or of an advance that came off it, is lowered first: nothing is paid back that never
    came. A constant number of statements, some more for each credit note.
    """
    with write():
        rows = [_item(one, at) for one in invoices if one.payable_minor]
        insert(Item, rows)
        pairs = _corrections(invoices, rows)
        lost = _claimed_again({bill.id for bill, _note in pairs if bill.let_go_minor}, at)
        wishes = [Match(bill.id, note.id, as_far=True) for bill, note in pairs]
        if wishes:
            link(wishes, actor=SYSTEM, at=at, history=history)
        for bill in items.held(lost).values() if lost else ():
            if bill.open_minor:
                give_up(bill, actor=SYSTEM, at=at)
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


def _corrections(invoices: Sequence[Invoice], rows: Sequence[Item]) -> list[tuple[Any, Item]]:
    """Credit notes with what is still due by the bills that they correct, in their order."""
    corrected = {one.id: one.corrects_id for one in invoices if one.kind == CREDIT_NOTE and one.corrects_id}
    if not corrected:
        return []
    bills = {invoice_id: due_of(invoice_id) for invoice_id in dict.fromkeys(corrected.values())}
    due = {bill.id: bill.due_minor for found in bills.values() for bill in found}
    pairs = []
    for row in rows:
        left = row.open_minor
        for bill in bills.get(corrected.get(row.invoice_id or 0) or 0, ()):
            part = min(due[bill.id], left)
            if part and bill.customer_id == row.customer_id:
                due[bill.id] -= part
                left -= part
                pairs.append((bill, row))
    return pairs


def _claimed_again(bill_ids: Collection[int], at: datetime) -> set[int]:
    """Take back what was let go of these bills; answers those of which it was a bad debt, for what is left of it."""
    if not bill_ids:
        return set()
    links = Allocation.objects.filter(
        debit_id__in=among(bill_ids), credit__kind=Kind.DIFFERENCE, undone_at=None
    )
    gone = list(links.order_by("id"))
    for one in gone:
        undo_match(one.id, actor=SYSTEM, at=at)
    booked = Entry.objects.filter(
        id__in=among([one.entry_id for one in gone if one.entry_id]), kind="bad_debt"
    )
    bad = set(booked.values_list("id", flat=True))
    return {one.debit_id for one in gone if one.entry_id in bad}

"""Issuing: tax subtotals, books, then the number, the snapshot and its place in the chain; all of it or nothing."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from operator import attrgetter
from typing import Any

from polku.access.logic import Actor
from polku.billing.actions import reach
from polku.billing.actions.advances import settled
from polku.billing.actions.destination import taxes_there, watch_threshold
from polku.billing.actions.indexing import index_invoices
from polku.billing.actions.storing import store_issued
from polku.billing.actions.untaxed import check_numbers
from polku.billing.events import CreditNoteIssued, InvoiceIssued
from polku.billing.logic.accounting import Booking, booked
from polku.billing.logic.snapshots import chained
from polku.billing.logic.states import SERIES, Kind, State
from polku.billing.models import Invoice, InvoiceLine, TaxSubtotal
from polku.billing.queries.documents import billed, document, due_day, reason, tax_point
from polku.billing.rules import BillingPermission
from polku.books.actions import NewEntry, post
from polku.company.models import ExchangeRate
from polku.company.queries import company, day_of
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.db.transactions import holding, write
from polku.deals.actions import follow_worth
from polku.documents.actions import next_numbers
from polku.documents.logic import digest
from polku.documents.logic.numbering import parted
from polku.eventlog.actions import append
from polku.eventlog.events import Happened
from polku.kernel.errors import DomainError, Invalid, Message, gettext_noop
from polku.kernel.money import Money

ENTRY_KINDS = {
    Kind.INVOICE.value: "invoice",
    Kind.PREPAYMENT.value: "invoice",
    Kind.CREDIT_NOTE.value: "credit_note",
}


@dataclass(frozen=True)
class Issued:
    """What became of one invoice."""

    invoice_id: int
    invoice: Invoice | None = None
    error: DomainError | None = None


def issue(invoice_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Issued]:
    """Give drafts their numbers and book them, and answer for each; one that is issued already stays so.

    The numbers are taken last, so others wait shortly, and a failure leaves no gap. One of a month that is closed is
    posted on the day it is issued, and its tax stays there; if that day's month is closed too, all are refused.

    Raises: NotAllowed; Refused (the month is closed, a VAT number is missing); Invalid (no exchange rate of the day).
    """
    actor.require(BillingPermission.ISSUE)
    with write():
        found = reach.invoices(invoice_ids, BillingPermission.ISSUE, actor)
        issue_rows([row for row in found.values() if row.is_draft], actor=actor, at=at)
    return [
        Issued(one, found[one]) if one in found else Issued(one, error=reach.missing()) for one in invoice_ids
    ]


def issue_rows(
    rows: Sequence[Invoice],
    *,
    actor: Actor,
    at: datetime,
    lines: Mapping[int, Sequence[InvoiceLine]] | None = None,
    history: bool = False,
) -> None:
    """Issue drafts at hand, within the running transaction. In history mode they bring their dates, perhaps numbers."""
    if not rows:
        return
    if lines is None:
        lines = _lines(rows)
    if not history:
        check_numbers(rows, lines)
    for row in rows:
        _date(row, at)
    rates, there = _rates(rows), taxes_there(rows)
    bookings = {
        row.id: booked(
            [billed(line, there.get(row.id, ("", ()))) for line in lines[row.id]],
            currency=row.currency,
            is_credit=row.is_credit,
            convert=rates(row.currency, _rate_day(row, at)),
            withheld_minor=row.withheld_minor,
        )
        for row in rows
    }
    bookings = settled(rows, lines, bookings, lambda row: rates(row.currency, _rate_day(row, at)))
    _store_subtotals(rows, bookings)
    entries = [entry for row in rows if (entry := _entry(row, bookings[row.id]))]
    post(entries, actor=actor, at=at, history=history)
    for row in rows:
        booking = bookings[row.id]
        row.company_net_minor, row.company_tax_minor = booking.company_net_minor, booking.company_tax_minor
        row.company_gross_minor = booking.company_net_minor + booking.company_tax_minor
        row.state, row.issued_at = State.ISSUED.value, at
    ordered = sorted(rows, key=lambda row: (SERIES[row.kind], row.issue_date, row.id))
    _number(ordered)
    _chain(ordered, lines, bookings)
    store_issued(ordered)
    index_invoices(ordered)
    if not history:
        watch_threshold(ordered, actor=actor, at=at)
    told = [reach.entry(_event(row), row, at if not history else _moment(row, at)) for row in rows]
    with holding({("invoice", row.id): row for row in rows}):
        append(told, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)
    if not history:
        follow_worth([row.deal for row in rows if row.is_credit], at=at)


def _lines(rows: Sequence[Invoice]) -> dict[int, list[InvoiceLine]]:
    found: dict[int, list[InvoiceLine]] = defaultdict(list)
    ids = among([row.id for row in rows])
    for line in InvoiceLine.objects.filter(invoice_id__in=ids).order_by("invoice_id", "position"):
        found[line.invoice_id].append(line)
    return found


def _date(row: Invoice, at: datetime) -> None:
    """The dates of a document: its own, the one of tax, the one it is to be paid by."""
    row.issue_date = row.issue_date or day_of(at)
    row.tax_point = row.tax_point or tax_point(row, row.issue_date)
    if row.kind != Kind.CREDIT_NOTE and row.due_date is None:
        row.due_date = due_day(row, row.issue_date)


def _rate_day(row: Invoice, at: datetime) -> date:
    """The day whose rate of exchange holds; a credit note goes by that of its bill, so that nothing is left of it."""
    of = row.corrects if row.is_credit and row.corrects else row
    return of.tax_point or of.issue_date or row.tax_point or day_of(at)


def _rates(rows: Sequence[Invoice]) -> Callable[[str, date], Callable[[Money], Money]]:
    """What turns amounts into company currency on a day: one statement, none where all are in it."""
    base = company().currency
    wanted = {row.currency for row in rows} - {base}
    stated: dict[str, list[tuple[date, int]]] = defaultdict(list)
    if wanted:
        known = ExchangeRate.objects.filter(currency__in=wanted).order_by("from_date")
        for code, from_date, millionths in known.values_list("currency", "from_date", "rate_millionths"):
            stated[code].append((from_date, millionths))

    def of(code: str, on: date) -> Callable[[Money], Money]:
        if code == base:
            return lambda amount: amount
        found = [millionths for from_date, millionths in stated[code] if from_date <= on]
        if not found:
            message = gettext_noop("There is no exchange rate for %(currency)s on %(day)s.")
            raise Invalid(
                Message(message, currency=code, day=on.isoformat()), code="no_rate", field="currency"
            )
        return lambda amount: amount.convert(Fraction(found[-1], 1_000_000), base)

    return of


def _store_subtotals(rows: Sequence[Invoice], bookings: Mapping[int, Booking]) -> None:
    subtotals = []
    for row in rows:
        for one in bookings[row.id].subtotals:
            text, code = reason(one.category, row.language)
            subtotals.append(
                TaxSubtotal(
                    invoice=row,
                    category=one.category,
                    percent=one.percent,
                    base_minor=one.base_minor,
                    tax_minor=one.tax_minor,
                    company_base_minor=one.company_base_minor,
                    company_tax_minor=one.company_tax_minor,
                    reason=text,
                    reason_code=code,
                )
            )
    insert(TaxSubtotal, subtotals)


def _entry(row: Invoice, booking: Booking) -> NewEntry | None:
    """The entry of a document; none where nothing moves (all of it was free)."""
    if len(booking.lines) < 2:
        return None
    kind = ENTRY_KINDS[row.kind]
    return NewEntry(
        date=row.tax_point or day_of(row.made_at),
        late_date=row.issue_date,
        kind=kind,
        lines=booking.lines,
        source=("invoice", row.id),
        text_key=kind,
        deal_id=row.deal_id,
        customer_id=row.customer_id,
        campaign=row.deal.campaign,
    )


def _number(rows: Sequence[Invoice]) -> None:
    """Numbers for those that bring none, by series and day; two who take from both series do it in one order."""
    for series in sorted({SERIES[row.kind] for row in rows}):
        mine = [row for row in rows if SERIES[row.kind] == series and not row.number]
        if mine:
            days = [row.issue_date for row in mine if row.issue_date]
            for row, number in zip(mine, next_numbers(series, days=days), strict=True):
                row.number = number
                found = parted(number)
                row.chain = found[0] if found else series


def _chain(
    rows: Sequence[Invoice], lines: Mapping[int, Sequence[InvoiceLine]], bookings: Mapping[int, Booking]
) -> None:
    """Snapshot, place and digest of each, after the last one of its chain. Who holds the counter holds the chain."""
    ends: dict[str, tuple[int, str]] = {}
    for chain in dict.fromkeys(row.chain for row in rows):
        last = _end_of(chain)
        ends[chain] = (last[0][0] or 0, last[0][1]) if last else (0, "")
    for row in rows:
        place, previous = ends[row.chain]
        row.snapshot = document(row, lines[row.id], bookings[row.id].subtotals)
        row.chain_place, row.previous_digest = place + 1, previous
        row.digest = digest(chained(row.snapshot, previous))
        ends[row.chain] = row.chain_place, row.digest


_end_of = Prepared(
    lambda chain: (
        Invoice.objects.filter(chain=chain, chain_place__isnull=False)
        .order_by("-chain_place")
        .values_list("chain_place", "digest")[:1]
    )
)


def _moment(row: Invoice, at: datetime) -> datetime:
    """When an invoice of the past was issued: at noon of its day, as nobody told the hour."""
    day = row.issue_date or day_of(at)
    return min(datetime(day.year, day.month, day.day, 12, tzinfo=at.tzinfo), at)


def _event(row: Invoice) -> Happened:
    common: dict[str, Any] = {
        name: attrgetter(name)(row)
        for name in (
            "order_id",
            "customer_id",
            "number",
            "currency",
            "net_minor",
            "gross_minor",
            "payable_minor",
        )
    }
    if row.is_credit:
        return CreditNoteIssued(invoice_id=row.id, corrects_id=row.corrects_id, **common)
    due = row.due_date.isoformat() if row.due_date else ""
    return InvoiceIssued(invoice_id=row.id, document=row.kind, due_date=due, **common)

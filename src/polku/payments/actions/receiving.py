"""Money comes in: by hand, from the bank, by the API; and what was none is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from django.db.models import F, Q

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.books.actions import reverse as reverse_entry
from polku.books.models import Entry
from polku.company.queries import company, to_company_currency
from polku.contacts.models import Customer
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.db.transactions import write
from polku.documents.actions import next_numbers
from polku.eventlog.actions import append, append_later
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.orders.models import Order
from polku.payments.actions import items
from polku.payments.actions.matching import link, undo_match
from polku.payments.events import PaymentReceived, PaymentReversed
from polku.payments.logic.cash import settling
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.logic.kinds import ROLES, Kind, Method, Side
from polku.payments.logic.vouchers import clean_code
from polku.payments.models import Allocation, Item, Receipt, Voucher
from polku.payments.queries.cash import cash_steps
from polku.payments.rules import PaymentPermission

SERIES = "receipt"


@dataclass(frozen=True)
class Received:
    """What became of one row: the payment, or why not; `known` says that it was registered before."""

    receipt: Receipt | None = None
    error: DomainError | None = None
    known: bool = False


@dataclass
class _Draft:
    new: NewReceipt
    receipt: Receipt
    item: Item


@dataclass(frozen=True)
class _Cash:
    """What cash is rounded to, and what is open of the bills that are paid with it."""

    steps: Mapping[str, int]
    open: Mapping[int, int]

    @classmethod
    def of(cls, rows: Sequence[NewReceipt]) -> _Cash:
        """No statement without cash, one without rounding, two with it."""
        paid = [row for row in rows if row.method == Method.CASH and row.invoice_ids]
        steps = cash_steps() if paid else {}
        bills = {pk for row in paid if row.amount.currency in steps for pk in row.invoice_ids}
        held = items.held_bills(bills).values() if bills else ()
        return cls(steps, {row.invoice_id or 0: row.open_minor for row in held})

    def settled(self, new: NewReceipt) -> tuple[NewReceipt, int]:
        """The payment with the sum it settles, and the rounding."""
        step = self.steps.get(new.amount.currency, 0)
        if not step or new.method != Method.CASH or not new.invoice_ids:
            return new, 0
        due = sum(self.open.get(pk, 0) for pk in new.invoice_ids)
        settled, rounding = settling(due, new.amount.minor, step)
        return replace(new, amount=Money(settled, new.amount.currency)), rounding


def receive(
    rows: Sequence[NewReceipt], *, actor: Actor, at: datetime, history: bool = False
) -> list[Received]:
    """Register money that came in, book it, and match it with the bills it names; answer for each row.

    One with an `external_id` that is known answers with what was registered then. A constant number of statements
    without matches; rows with bills to match cost some more each.
    """
    actor.require(PaymentPermission.IMPORT_HISTORY if history else PaymentPermission.REGISTER)
    with write():
        known = _known(rows)
        rows = _by_payers(rows)
        orders = _orders(rows)
        named = {row.customer_id for row in rows if row.customer_id is not None}
        customers = {pk for (pk,) in _customers(list(named))}
        cash = _Cash.of(rows)
        answers: dict[int, Received] = {}
        drafts: dict[int, _Draft] = {}
        for number, row in enumerate(rows):
            if row.external_id and row.external_id in known:
                answers[number] = Received(known[row.external_id], known=True)
                continue
            try:
                drafts[number] = _draft(row, orders, customers, cash, actor, at, history)
            except DomainError as error:
                answers[number] = Received(error=error)
        _store(list(drafts.values()), actor, at, history)
        for number, draft in drafts.items():
            answers[number] = Received(draft.receipt)
            if draft.new.invoice_ids:
                _match_named(draft, actor, at, history)
        append([], actor_id=actor.user_id, via=actor.via, recorded_at=at)  # what waits for no match
    return [answers[number] for number in range(len(rows))]


_customers = Prepared(lambda ids: Customer.objects.filter(id__in=among(ids)).values_list("id"))


def _by_payers(rows: Sequence[NewReceipt]) -> Sequence[NewReceipt]:
    """Who names bills alone pays for their customer, if it is one: so what is too much is not nobody's.

    One statement where any row does.
    """
    alone = {place for place, row in enumerate(rows) if row.customer_id is None and row.order_id is None}
    ids = {invoice_id for place in alone for invoice_id in rows[place].invoice_ids}
    if not ids:
        return rows
    bills = Item.objects.filter(invoice_id__in=among(ids), side=Side.DEBIT)
    owners = dict(bills.values_list("invoice_id", "customer_id"))
    found = []
    for place, row in enumerate(rows):
        whose = {owners.get(invoice_id) for invoice_id in row.invoice_ids} if place in alone else set()
        found.append(replace(row, customer_id=whose.pop()) if len(whose) == 1 else row)
    return found


def _known(rows: Sequence[NewReceipt]) -> dict[str, Receipt]:
    ids = {row.external_id for row in rows if row.external_id}
    return {row.external_id: row for row in Receipt.objects.filter(external_id__in=ids)} if ids else {}


def _orders(rows: Sequence[NewReceipt]) -> dict[int, Order]:
    ids = {row.order_id for row in rows if row.order_id is not None}
    return (
        {row.id: row for row in Order.objects.filter(id__in=among(ids)).select_related("deal")} if ids else {}
    )


def _draft(
    new: NewReceipt,
    orders: Mapping[int, Order],
    customers: set[int],
    cash: _Cash,
    actor: Actor,
    at: datetime,
    history: bool,
) -> _Draft:
    _check_method(new)
    if new.amount.minor <= 0:
        raise Invalid(gettext_noop("The amount must be more than 0."), field="amount")
    if new.order_id is not None and new.order_id not in orders:
        raise NotFound(gettext_noop("There is no such order."), field="order_id")
    if new.customer_id is not None and new.customer_id not in customers:
        raise NotFound(gettext_noop("There is no such customer."), field="customer_id")
    new, rounding = cash.settled(new)
    if new.given_minor is not None and new.given_minor < new.amount.minor + rounding:
        raise Invalid(gettext_noop("Less was given than is paid."), field="given")
    order = orders.get(new.order_id or 0)
    customer_id = new.customer_id or (order.customer_id if order else None)
    worth = new.company_minor
    if worth is None:
        own = company().currency
        worth = (
            new.amount.minor
            if new.amount.currency == own
            else to_company_currency(new.amount, new.received_date, base=own).minor
        )
    receipt = Receipt(
        number=new.number,
        external_id=clean(new.external_id, max_length=120, field="external_id"),
        customer_id=customer_id,
        order_id=new.order_id,
        method=new.method,
        currency=new.amount.currency,
        amount_minor=new.amount.minor,
        company_minor=worth,
        given_minor=new.given_minor,
        rounding_minor=rounding,
        received_date=new.received_date,
        reference=clean(new.reference, max_length=140, field="reference"),
        payer_name=clean(new.payer_name, max_length=200, field="payer_name"),
        payer_account=clean(new.payer_account, max_length=60, field="payer_account"),
        by_id=actor.user_id,
        recorded_at=at,
        history=history,
    )
    item = Item(
        side=Side.CREDIT,
        kind=Kind.VOUCHER if new.method == Method.VOUCHER else Kind.RECEIPT,
        customer_id=customer_id,
        order=order,
        deal=order.deal if order else None,
        owner_id=order.owner_id if order else None,
        team_id=order.team_id if order else None,
        currency=new.amount.currency,
        amount_minor=new.amount.minor,
        open_minor=new.amount.minor,
        company_minor=worth,
        on_date=new.received_date,
        recorded_at=at,
    )
    return _Draft(new, receipt, item)


def _check_method(new: NewReceipt) -> None:
    if new.method not in set(Method):
        raise Invalid(gettext_noop("There is no such way to pay."), field="method")
    if new.given_minor is not None and new.method != Method.CASH:
        raise Invalid(gettext_noop("Only cash gives change."), field="given")


def _store(drafts: Sequence[_Draft], actor: Actor, at: datetime, history: bool) -> None:
    if not drafts:
        return
    unnumbered = [one for one in drafts if not one.receipt.number]
    numbers = next_numbers(SERIES, days=[one.receipt.received_date for one in unnumbered])
    for one, number in zip(unnumbered, numbers, strict=True):
        one.receipt.number = number
    _spend_vouchers(drafts, history)
    insert(Receipt, [one.receipt for one in drafts])
    for one in drafts:
        one.item.number = one.receipt.number
        one.item.receipt = one.receipt
    insert(Item, [one.item for one in drafts])
    post([_booking(one) for one in drafts], actor=actor, at=at, history=history)
    entries = [
        items.entry(
            PaymentReceived(
                receipt_id=one.receipt.id,
                number=one.receipt.number,
                currency=one.receipt.currency,
                amount_minor=one.receipt.amount_minor,
                method=one.receipt.method,
                order_id=one.receipt.order_id,
            ),
            one.item,
            ("receipt", one.receipt.id),
            at,
        )
        for one in drafts
    ]
    append_later(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)


def _spend_vouchers(drafts: Sequence[_Draft], history: bool) -> None:
    """Take what is paid off each voucher named; a voucher never pays more than is left on it."""
    for one in drafts:
        code = one.new.voucher_code
        if history or one.new.method != Method.VOUCHER:
            continue
        voucher = Voucher.objects.select_for_update().filter(code=clean_code(code)).first() if code else None
        if voucher is None:
            raise NotFound(gettext_noop("There is no such voucher."), field="voucher_code")
        if voucher.expires_on is not None and voucher.expires_on < one.new.received_date:
            raise Refused(gettext_noop("The voucher holds no longer."))
        if voucher.currency != one.new.amount.currency or voucher.left_minor < one.new.amount.minor:
            left = Money(voucher.left_minor, voucher.currency)
            raise Refused(Message(gettext_noop("%(left)s is left on the voucher."), left=str(left)))
        voucher.left_minor -= one.new.amount.minor
        voucher.save(update_fields=["left_minor"])
        one.receipt.voucher = voucher


def _booking(one: _Draft) -> NewEntry:
    receipt = one.receipt
    amount = Money(receipt.amount_minor, receipt.currency)
    return NewEntry(
        date=receipt.received_date,
        kind="receipt",
        source=("receipt", receipt.id),
        text_key="payments.payment_received",
        deal_id=one.item.deal_id,
        customer_id=receipt.customer_id,
        lines=(
            *money_lines(receipt),
            Line(role="receivable", credit=amount, company_minor=receipt.company_minor),
        ),
    )


def money_lines(receipt: Receipt, *, out: bool = False) -> list[Line]:
    """What changed hands on its account, and what was rounded away or up; `out`: it is paid back."""
    rounding = receipt.rounding_minor
    worth = round(Fraction(receipt.company_minor * rounding, receipt.amount_minor))
    parts = [
        (ROLES[Method(receipt.method)], receipt.handed_minor, receipt.company_minor + worth),
        ("cash_rounding", -rounding, -worth),
    ]
    lines = []
    for role, minor, own in parts:
        if minor:
            money, is_debit = Money(abs(minor), receipt.currency), (minor > 0) != out
            debit, credit = (money, None) if is_debit else (None, money)
            lines.append(Line(role=role, debit=debit, credit=credit, company_minor=abs(own)))
    return lines


def _match_named(draft: _Draft, actor: Actor, at: datetime, history: bool) -> None:
    """Set the money against the bills it names, in their order, as far as it goes."""
    bills = items.held_bills(draft.new.invoice_ids)
    by_invoice = {row.invoice_id: row for row in bills.values()}
    left = draft.item.open_minor
    wishes = []
    for invoice_id in draft.new.invoice_ids:
        bill = by_invoice.get(invoice_id)
        if bill is None:
            raise NotFound(gettext_noop("There is no such invoice to be paid."), field="invoice_ids")
        if bill.currency != draft.item.currency:
            wishes.append(Match(bill.id, draft.item.id, as_far=True))
            continue
        part = min(left, bill.open_minor)
        if part:
            wishes.append(Match(bill.id, draft.item.id, part))
            left -= part
    if wishes:
        link(wishes, actor=actor, at=at, history=history, found={**bills, draft.item.id: draft.item})


def reverse(receipt_id: int, *, reason: str, actor: Actor, at: datetime) -> Receipt:
    """Take back a payment that was none; its matches are undone first and the books say the opposite.

    So does money that was paid back and came back: what it was paid back of is open again.

    Raises: Invalid without a reason, Refused (taken back already, its voucher was spent), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.REGISTER)
    words = clean(reason.strip(), max_length=300, field="reason")
    if not words:
        raise Invalid(gettext_noop("Say why the payment is taken back."), field="reason")
    with write():
        rows = Receipt.objects.reached_by(actor, PaymentPermission.REGISTER)
        receipt = (
            Receipt.objects.filter(id__in=rows.values("id")).select_for_update().filter(id=receipt_id).first()
        )
        if receipt is None:
            raise NotFound(gettext_noop("This payment does not exist, or you may not change it."))
        if receipt.reversed_at is not None:
            raise Refused(gettext_noop("The payment is taken back already."))
        own = Q(credit__receipt=receipt) | Q(debit__receipt=receipt)
        for allocation in Allocation.objects.filter(own, undone_at=None).order_by("-id"):
            undo_match(allocation.id, actor=actor, at=at)
        item = items.held([receipt.item.id])[receipt.item.id]
        item.open_minor = 0
        items.lower([item])
        receipt.reversed_at, receipt.reversed_reason = at, words
        _give_back(receipt)
        receipt.save(update_fields=["reversed_at", "reversed_reason"])
        _reverse_booking(receipt, actor, at)
        event = PaymentReversed(
            receipt_id=receipt.id,
            number=receipt.number,
            currency=receipt.currency,
            amount_minor=receipt.amount_minor,
            order_id=receipt.order_id,
        )
        subject = ("receipt", receipt.id)
        entry = items.entry(event, item, subject, at, undoes=items.first_told(subject))
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return receipt


def _give_back(receipt: Receipt) -> None:
    """What a voucher paid is on it again; one that was given for the money is worth nothing, if it was not spent."""
    if receipt.voucher_id is None:
        return
    voucher = Voucher.objects.filter(id=receipt.voucher_id)
    if not receipt.outgoing:
        voucher.update(left_minor=F("left_minor") + receipt.amount_minor)
        return
    told = {"withdrawn_at": receipt.reversed_at, "withdrawn_reason": receipt.reversed_reason}
    if not voucher.filter(left_minor=receipt.amount_minor).update(left_minor=0, **told):
        raise Refused(gettext_noop("The voucher was used already."), code="voucher_used")


def _reverse_booking(receipt: Receipt, actor: Actor, at: datetime) -> None:
    booked = Entry.objects.filter(source_type="receipt", source_id=receipt.id, reverses=None)
    reverse_entry(list(booked.values_list("id", flat=True)), actor=actor, at=at)

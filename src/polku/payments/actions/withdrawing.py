"""Vouchers that are taken back as if they had never been: nothing is owed for them, the books say the opposite."""

from datetime import datetime

from polku.access.logic import Actor
from polku.books.actions import reverse as reverse_entry
from polku.books.models import Entry as BooksEntry
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.payments.actions import items
from polku.payments.actions.receiving import reverse
from polku.payments.events import VoucherWithdrawn
from polku.payments.models import Allocation, Receipt, Voucher
from polku.payments.rules import PaymentPermission


def withdraw_voucher(voucher_id: int, *, reason: str, actor: Actor, at: datetime) -> Voucher:
    """Take a voucher back that nobody spent: of a present its booking, of a sold one the payment for it too.

    One that was given instead of money leaves that money open again on the customer's side.

    Raises: Invalid without a reason, Refused (used, expired, taken back already), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.REFUND)
    words = clean(reason.strip(), max_length=300, field="reason")
    if not words:
        raise Invalid(gettext_noop("Say why."), field="reason")
    with write():
        paid_by = Receipt.objects.select_for_update().filter(
            voucher_id=voucher_id, outgoing=True, reversed_at=None
        )
        receipt = paid_by.first()
        row = Voucher.objects.select_for_update().filter(id=voucher_id).first()
        if row is None:
            raise NotFound(gettext_noop("There is no such voucher."))
        _check(row)
        issued = items.first_told(("voucher", row.id))
        if receipt is None:
            _unbook(row, actor, at)
        else:
            money = Allocation.objects.filter(debit__receipt=receipt, undone_at=None)
            sold_for = list(money.values_list("credit__receipt_id", flat=True)) if issued else []
            for receipt_id in [receipt.id, *sold_for]:
                reverse(receipt_id, reason=words, actor=actor, at=at)
        row.left_minor, row.withdrawn_at, row.withdrawn_reason = 0, at, words
        row.save(update_fields=["left_minor", "withdrawn_at", "withdrawn_reason"])
        event = VoucherWithdrawn(row.id, row.currency, row.amount_minor)
        told = Entry(event=event, subject=("voucher", row.id), at=at, undoes_id=issued)
        append([told], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _check(row: Voucher) -> None:
    if row.withdrawn_at is not None:
        raise Refused(gettext_noop("This was taken back already."), code="withdrawn_already")
    if row.expired_minor:
        raise Refused(gettext_noop("The voucher holds no longer."), code="expired")
    if row.left_minor != row.amount_minor:
        raise Refused(gettext_noop("The voucher was used already."), code="voucher_used")


def _unbook(row: Voucher, actor: Actor, at: datetime) -> None:
    """The booking of a present, the other way round."""
    booked = BooksEntry.objects.filter(source_type="voucher", source_id=row.id, kind="voucher", reverses=None)
    reverse_entry(list(booked.values_list("id", flat=True)), actor=actor, at=at)

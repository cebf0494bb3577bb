"""Bills and money of a house that works at random."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from polku.access.logic import Actor
from polku.billing.actions import credit, discard, draft_from_shipped, draft_prepayment, issue
from polku.billing.logic.incoming import CreditLine
from polku.billing.models import Invoice
from polku.kernel.errors import DomainError
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.payments import actions as payments
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.models import Allocation, Item, Receipt, Voucher
from tests.conftest import NOW

METHODS = ("bank", "bank", "cash", "card", "voucher")


class Till:
    """Bills, money that comes and money that goes back."""

    def __init__(self, random: Random, actor: Actor) -> None:
        self.random, self.actor = random, actor

    def _one(self, rows: Any) -> Any:
        found = list(rows.order_by("id"))
        return self.random.choice(found) if found else None

    def _part(self, most: Decimal) -> Decimal:
        """Mostly some of them, often all, seldom more than there are."""
        most = most.to_integral_value()
        return self.random.choice((most, Decimal(self.random.randint(1, max(int(most), 1))), most + 1))

    def _bill(self) -> object:
        row = self._one(Order.objects.filter(state="confirmed"))
        if row is None:
            return None
        (made,) = draft_from_shipped([row.pk], actor=self.actor, at=NOW)
        if made.invoice is None:
            raise made.error or DomainError()
        if self.random.random() < 0.8:
            self._issued(made.invoice)
        return made.invoice.pk

    def _issued(self, row: Invoice) -> object:
        (done,) = issue([row.pk], actor=self.actor, at=NOW)
        if done.error is not None:
            raise done.error
        return row.pk

    def _bill_before(self) -> object:
        row = self._one(Order.objects.filter(state="confirmed"))
        if row is None:
            return None
        made = draft_prepayment(
            row.pk, percent=self.random.choice((None, Decimal(30))), actor=self.actor, at=NOW
        )
        return self._issued(made)

    def _issue(self) -> object:
        row = self._one(Invoice.objects.filter(state="draft"))
        return row and self._issued(row)

    def _discard(self) -> object:
        row = self._one(Invoice.objects.filter(state="draft"))
        return row and discard([row.pk], actor=self.actor, at=NOW)

    def _pay(self) -> object:
        bill = self._one(Item.objects.filter(side="debit", kind="invoice", open_minor__gt=0))
        if bill is None:
            return None
        minor = self.random.choice(
            (bill.open_minor, bill.open_minor, max(bill.open_minor // 3, 1), bill.open_minor + 77)
        )
        method, code = self.random.choice(METHODS), ""
        if method == "voucher":
            voucher = self._one(Voucher.objects.filter(currency=bill.currency, left_minor__gt=0))
            if voucher is None:
                return None
            code, minor = voucher.code, min(voucher.left_minor, bill.open_minor)
        new = NewReceipt(
            Money(minor, bill.currency),
            NOW.date(),
            customer_id=bill.customer_id,
            order_id=self.random.choice((None, bill.order_id)),
            method=method,
            voucher_code=code,
            invoice_ids=(bill.invoice_id or 0,),
        )
        (answer,) = payments.receive([new], actor=self.actor, at=NOW)
        if answer.error is not None:
            raise answer.error
        return f"{method} {minor} for {bill.number}"

    def _credit(self) -> object:
        row = self._one(Invoice.objects.filter(state="issued", kind__in=["invoice", "prepayment"]))
        if row is None:
            return None
        line = self._one(row.lines)
        if line is None:
            return None
        wish = CreditLine(line.pk, self._part(abs(line.quantity)))
        if self.random.random() < 0.5:
            wish = CreditLine(line.pk, amount_minor=self.random.randint(1, max(abs(line.net_minor), 1)))
        lines = self.random.choice(([wish], [wish], None))
        at_once = self.random.random() < 0.8
        credit(row.pk, lines, reason="So agreed", at_once=at_once, actor=self.actor, at=NOW)
        return f"{row} {lines}"

    def _pay_back(self) -> object:
        row = self._one(Item.objects.filter(side="credit", open_minor__gt=0))
        if row is None:
            return None
        minor = self.random.choice((None, max(row.open_minor // 2, 1), row.open_minor + 1))
        return payments.refund(
            row.pk, amount_minor=minor, method=self.random.choice(METHODS), actor=self.actor, at=NOW
        )

    def _match(self) -> object:
        bill = self._one(Item.objects.filter(side="debit", open_minor__gt=0))
        money = self._one(Item.objects.filter(side="credit", open_minor__gt=0))
        if bill is None or money is None:
            return None
        return payments.match([Match(bill.pk, money.pk)], actor=self.actor, at=NOW)

    def _unmatch(self) -> object:
        row = self._one(Allocation.objects.filter(undone_at=None))
        return row and payments.undo_match(row.pk, actor=self.actor, at=NOW)

    def _write_off(self) -> object:
        row = self._one(Item.objects.filter(side="debit", kind="invoice", open_minor__gt=0))
        return row and payments.write_off(row.pk, actor=self.actor, at=NOW)

    def _bounce(self) -> object:
        row = self._one(Receipt.objects.filter(reversed_at=None))
        return row and payments.reverse(row.pk, reason="Bounced", actor=self.actor, at=NOW)

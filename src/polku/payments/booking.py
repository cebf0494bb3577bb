"""What payments tell the books: what their entries are called, where they lead, what is still open."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.books import registry
from polku.books.registry import OpenItem, Source
from polku.payments.logic.kinds import Kind, Side
from polku.payments.models import Item
from polku.payments.queries.standing import open_on

_KINDS = {
    Kind.INVOICE: _("Invoice"),
    Kind.CREDIT_NOTE: _("Credit note"),
    Kind.RECEIPT: _("Payment"),
    Kind.VOUCHER: _("Voucher"),
    Kind.REFUND: _("Refund"),
    Kind.DIFFERENCE: _("Small payment differences"),
    Kind.LATE_CHARGE: _("Reminder fees and late interest"),
}
_TEXTS = {
    "payments.payment_received": _("Payment"),
    "payments.money_refunded": _("Refund"),
    "payments.exchange_difference": _("Difference of exchange"),
    "payments.voucher_given": _("Voucher"),
    "payments.voucher_expired": _("Expired vouchers"),
    "payments.late_charge": _("Reminder fees and late interest"),
    "payments.written_off": _("Bad debts"),
    "payments.small_difference": _("Small payment differences"),
    # What these kinds of entries are called.
    "refund": _("Refund"),
    "exchange": _("Difference of exchange"),
    "late_charge": _("Reminder fees and late interest"),
    "bad_debt": _("Bad debts"),
    "voucher_expired": _("Expired vouchers"),
    "difference": _("Small payment differences"),
}


def register() -> None:
    """Called once, when the apps are loaded."""
    registry.sources.register("receipt", Source(_("Payment"), _to("payment")))
    registry.sources.register("item", Source(_("Invoice"), _to("item")))
    registry.sources.register("allocation", Source(_("Invoice"), _to("matched")))
    registry.sources.register("voucher", Source(_("Voucher"), lambda _id: reverse("payments:vouchers")))
    for key, said in _TEXTS.items():
        registry.texts.register(key, said)
    registry.open_items.register("payments", _open)


def _to(name: str) -> Callable[[int], str]:
    return lambda pk: reverse(f"payments:{name}", args=[pk])


def _open(actor: Actor, on: date) -> list[OpenItem]:
    return [
        OpenItem(
            kind=_KINDS.get(Kind(item.kind), item.kind),
            number=item.number,
            url=_url(item),
            customer=item.customer.name if item.customer else "",
            issued_date=item.on_date,
            due_date=item.due_date,
            currency=item.currency,
            open_minor=_signed(item, minor),
            company_minor=_signed(item, round(Fraction(item.company_minor * minor, item.amount_minor))),
        )
        for item, minor in open_on(actor, on)
    ]


def _signed(item: Item, minor: int) -> int:
    return minor if item.side == Side.DEBIT else -minor


def _url(item: Item) -> str:
    if item.invoice_id:
        return reverse("billing:invoice", args=[item.invoice_id])
    return _to("payment")(item.receipt_id) if item.receipt_id else reverse("payments:open")

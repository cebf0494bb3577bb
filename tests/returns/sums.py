"""What stands in stock, in the books and in the cycle, and whether every check is content."""

from __future__ import annotations

from decimal import Decimal

from polku.billing import checks as billing_checks
from polku.books.models import Posting
from polku.catalogue.models import Product
from polku.cycle.queries import review
from polku.orders.models import Order
from polku.payments import checks as payment_checks
from polku.returns import checks
from polku.stock import checks as stock_checks
from polku.stock.models import Level, Value


def balance(role: str) -> int:
    """Debits less credits of an account."""
    rows = Posting.objects.filter(account__role=role).values_list("debit", "company_minor")
    return sum(minor if debit else -minor for debit, minor in rows)


def stock(product: Product) -> tuple[Decimal, Decimal, int]:
    """How much lies here, and what it is worth."""
    row = Value.objects.get(product=product)
    on_hand = sum(level.on_hand for level in Level.objects.filter(product=product))
    return on_hand, row.quantity, row.value_minor


def sound() -> None:
    """All checks of all that took part find nothing."""
    every = (
        *(
            checks.no_more_back_than_arrived(),
            checks.settled_has_its_documents(),
            checks.cost_is_booked_back(),
        ),
        *(stock_checks.levels_equal_moves(), stock_checks.values_equal_moves()),
        *(billing_checks.sums_are_those_of_lines(), billing_checks.postings_are_those_of_documents()),
        *(payment_checks.open_is_what_is_left(), payment_checks.receipts_are_booked()),
    )
    assert [said for found in every for said in found] == []


def left_open(order: Order) -> list[tuple[str, int, str]]:
    """What the cycle finds of an order."""
    (one,) = review([Order.objects.get(id=order.id)])
    return [(found.kind.value, found.amount_minor, found.detail) for found in one.discrepancies]

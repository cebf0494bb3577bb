"""The preset `olist`: the files of that marketplace, their rows turned into what orders are made of. Pure."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop

CURRENCY: Final = "BRL"
COUNTRY: Final = "BR"
STATES: Final = frozenset(
    {"created", "approved", "processing", "invoiced", "shipped", "delivered", "unavailable", "canceled"}
)
METHODS: Final = {
    "credit_card": "card",
    "debit_card": "card",
    "boleto": "bank",
    "voucher": "voucher",
    "not_defined": "other",
}
FILES: Final = {
    "orders": "olist_orders_dataset.csv",
    "items": "olist_order_items_dataset.csv",
    "payments": "olist_order_payments_dataset.csv",
    "customers": "olist_customers_dataset.csv",
    "products": "olist_products_dataset.csv",
    "reviews": "olist_order_reviews_dataset.csv",
    "words": "product_category_name_translation.csv",
}
Row = Mapping[str, str]


@dataclass(frozen=True)
class Piece:
    """One thing ordered."""

    sku: str
    price: Decimal
    freight: Decimal


@dataclass(frozen=True)
class Paid:
    """One payment; `place` tells those of an order apart."""

    place: str
    method: str
    minor: int


@dataclass(frozen=True)
class Judgement:
    """What the customer thought: 1 to 5, in words where they wrote some."""

    score: int
    text: str
    at: datetime


@dataclass(frozen=True)
class PastOrder:
    """One order with all that is known of it."""

    key: str
    state: str
    customer: str
    city: str
    region: str
    post_code: str
    purchased_at: datetime
    approved_at: datetime | None
    handed_over_at: datetime | None
    delivered_at: datetime | None
    promised_at: datetime | None
    pieces: tuple[Piece, ...]
    payments: tuple[Paid, ...]
    judgements: tuple[Judgement, ...]


def products(folder: Path) -> Iterator[tuple[str, str]]:
    """Every product: its number and the English name of its category."""
    words = {
        row["product_category_name"]: row["product_category_name_english"] for row in _rows(folder, "words")
    }
    for row in _rows(folder, "products"):
        group = row["product_category_name"]
        yield row["product_id"], words.get(group, group).replace("_", " ")


def past_orders(folder: Path, zone: tzinfo) -> Iterator[PastOrder]:
    """Every order of the folder, in the order of the file.

    Raises: NotFound for a missing file, Invalid naming file, row and field.
    """
    customers = {row["customer_id"]: row for row in _rows(folder, "customers")}
    items, payments = _grouped(folder, "items"), _grouped(folder, "payments")
    reviews = _grouped(folder, "reviews")
    for number, row in enumerate(_rows(folder, "orders"), start=2):
        if row["order_status"] not in STATES:
            raise _bad("orders", number, "order_status", row["order_status"])
        key, customer = row["order_id"], customers.get(row["customer_id"], {})
        purchased = _moment("orders", number, row, "order_purchase_timestamp", zone)
        if purchased is None:
            raise _bad("orders", number, "order_purchase_timestamp", "")
        yield PastOrder(
            key=key,
            state=row["order_status"],
            customer=customer.get("customer_unique_id") or row["customer_id"],
            city=customer.get("customer_city", ""),
            region=customer.get("customer_state", ""),
            post_code=customer.get("customer_zip_code_prefix", ""),
            purchased_at=purchased,
            approved_at=_moment("orders", number, row, "order_approved_at", zone),
            handed_over_at=_moment("orders", number, row, "order_delivered_carrier_date", zone),
            delivered_at=_moment("orders", number, row, "order_delivered_customer_date", zone),
            promised_at=_moment("orders", number, row, "order_estimated_delivery_date", zone),
            pieces=tuple(
                Piece(
                    one["product_id"],
                    _amount("items", at, one, "price"),
                    _amount("items", at, one, "freight_value"),
                )
                for at, one in items.get(key, ())
            ),
            payments=tuple(_paid(at, one) for at, one in payments.get(key, ())),
            judgements=tuple(_judgement(at, one, zone) for at, one in reviews.get(key, ())),
        )


def _paid(number: int, row: Row) -> Paid:
    amount = _amount("payments", number, row, "payment_value")
    return Paid(row["payment_sequential"], METHODS.get(row["payment_type"], "other"), int(amount * 100))


def _judgement(number: int, row: Row, zone: tzinfo) -> Judgement:
    at = _moment("reviews", number, row, "review_creation_date", zone)
    if at is None or row["review_score"] not in {"1", "2", "3", "4", "5"}:
        raise _bad("reviews", number, "review_score", row["review_score"])
    words = [row["review_comment_title"].strip(), row["review_comment_message"].strip()]
    return Judgement(int(row["review_score"]), ". ".join(word for word in words if word), at)


def _rows(folder: Path, name: str) -> Iterator[Row]:
    path = folder / FILES[name]
    if not path.is_file():
        raise NotFound(Message(gettext_noop("The file %(name)s is missing."), name=path.name))
    with path.open(encoding="utf-8-sig", newline="") as opened:
        yield from csv.DictReader(opened)


def _grouped(folder: Path, name: str) -> dict[str, Sequence[tuple[int, Row]]]:
    found: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, row in enumerate(_rows(folder, name), start=2):
        found[row["order_id"]].append((number, row))
    return dict(found)


def _moment(name: str, number: int, row: Row, field: str, zone: tzinfo) -> datetime | None:
    text = row[field].strip()
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise _bad(name, number, field, text) from None


def _amount(name: str, number: int, row: Row, field: str) -> Decimal:
    try:
        amount = Decimal(row[field])
    except InvalidOperation:
        raise _bad(name, number, field, row[field]) from None
    if not amount.is_finite() or amount < 0 or amount != round(amount, 2):
        raise _bad(name, number, field, row[field])
    return amount


def _bad(name: str, number: int, field: str, text: str) -> Invalid:
    message = gettext_noop("%(file)s, row %(row)s: “%(text)s” can't be read as %(field)s.")
    return Invalid(
        Message(message, file=FILES[name], row=number, text=text[:60], field=field),
        field=field,
        code="bad_cell",
    )

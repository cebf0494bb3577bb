"""Which papers orders must have by what happened, and which are there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F

from polku.billing.models import Invoice
from polku.cycle.logic.judging import Paper
from polku.db.lists import among
from polku.orders.logic.states import Channel, State, Written
from polku.orders.models import Confirmation
from polku.orders.queries import OrderProgress
from polku.orders.queries.settings import settings
from polku.payments.models import Allocation, Receipt
from polku.stock.logic.states import GONE
from polku.stock.models import Shipment


@dataclass(frozen=True)
class Papers:
    """The orders that have each paper."""

    confirmed: frozenset[int] = field(default_factory=frozenset)
    noted: frozenset[int] = field(default_factory=frozenset)
    billed: frozenset[int] = field(default_factory=frozenset)
    receipted: frozenset[int] = field(default_factory=frozenset)

    def wanted(self, one: OrderProgress, *, arrived: int) -> tuple[Paper, ...]:
        """What an order must have by now: the confirmation of its present version, a note of the goods that left.

        What an import states of the past was confirmed elsewhere; at the counter the receipt stands for it.
        """
        order, found = one.order, []
        in_writing = settings().written != Written.NEVER and order.channel != Channel.COUNTER
        if order.state == State.CONFIRMED and in_writing and not order.history:
            found.append(Paper.CONFIRMATION)
        if any(line.shipped and line.line.kind == "goods" for line in one.lines):
            found.append(Paper.DELIVERY_NOTE)
        if arrived and order.gross_minor and one.lines:
            found.append(Paper.INVOICE)
        if one.paid_minor > 0:
            found.append(Paper.RECEIPT)
        return tuple(found)

    def has(self, order_id: int, paper: Paper) -> bool:
        """Whether an order has a paper."""
        return (
            order_id
            in {
                Paper.CONFIRMATION: self.confirmed,
                Paper.DELIVERY_NOTE: self.noted,
                Paper.INVOICE: self.billed,
                Paper.RECEIPT: self.receipted,
            }[paper]
        )

    def missing(self, one: OrderProgress, *, arrived: int) -> tuple[str, ...]:
        """What is wanted and not there; a missing invoice is told as what is shipped and not billed."""
        to_bill = any(line.to_bill > 0 for line in one.lines)
        return tuple(
            paper.value
            for paper in self.wanted(one, arrived=arrived)
            if not self.has(one.order.id, paper) and not (paper == Paper.INVOICE and to_bill)
        )


def papers_of(order_ids: Sequence[int]) -> Papers:
    """What papers these orders have: five queries for any number."""
    wanted = among(order_ids)
    confirmed = Confirmation.objects.filter(order_id__in=wanted, version=F("order__version"))
    noted = Shipment.objects.filter(order_id__in=wanted, service=False, state__in=GONE)
    billed = Invoice.objects.issued().filter(order_id__in=wanted)
    paid = Receipt.objects.filter(order_id__in=wanted, reversed_at=None)
    matched = Allocation.objects.filter(debit__order_id__in=wanted, undone_at=None)
    return Papers(
        frozenset(confirmed.values_list("order_id", flat=True)),
        frozenset(noted.values_list("order_id", flat=True)),
        frozenset(billed.values_list("order_id", flat=True)),
        frozenset(paid.values_list("order_id", flat=True))
        | frozenset(matched.values_list("debit__order_id", flat=True)),
    )

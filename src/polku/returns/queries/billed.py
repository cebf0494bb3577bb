"""What was billed of sold lines, and how much of it is more than the customer keeps."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from polku.billing.logic.states import Kind, State
from polku.billing.models import InvoiceLine
from polku.db.lists import among
from polku.orders.models import OrderLine
from polku.orders.progress import Step, so_far
from polku.returns.logic.sharing import ZERO


@dataclass
class Billed:
    """`over` is billed beyond what left and was kept, for each sold line; drafts of invoices count.

    `lines` are the issued lines that bill them, the newest invoice first, each with what is left of it to credit.
    """

    over: dict[int, Decimal] = field(default_factory=dict)
    lines: list[tuple[InvoiceLine, Decimal]] = field(default_factory=list)


def billed_of(order_line_ids: Sequence[int]) -> Billed:
    """How much of sold lines is billed. Two statements."""
    wanted = among(order_line_ids)
    rows = InvoiceLine.objects.filter(order_line_id__in=wanted).select_related("invoice")
    credited: dict[int, Decimal] = defaultdict(Decimal)
    billed: dict[int, Decimal] = defaultdict(Decimal)
    issued: list[InvoiceLine] = []
    for line in rows.order_by("-invoice_id", "position"):
        if line.invoice.kind == Kind.CREDIT_NOTE:
            credited[line.credits_id or 0] += line.quantity
            if line.invoice.state == State.ISSUED:  # a draft of one has given nothing back yet
                billed[line.order_line_id or 0] -= line.quantity
            continue
        billed[line.order_line_id or 0] += line.quantity
        if line.invoice.state == State.ISSUED:
            issued.append(line)
    gone = so_far(OrderLine.objects.filter(id__in=wanted), Step.SHIPPED, Step.RETURNED)
    sums = gone.values_list("id", Step.SHIPPED.value, Step.RETURNED.value)
    return Billed(
        {pk: billed[pk] - max(shipped - returned, ZERO) for pk, shipped, returned in sums},
        [(line, line.quantity - credited[line.pk]) for line in issued],
    )

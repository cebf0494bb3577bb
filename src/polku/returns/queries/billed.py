"""What was billed of sold lines, and how much of it is more than the customer keeps."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from polku.billing.logic.states import Kind, State
from polku.billing.models import InvoiceLine
from polku.billing.queries.billed import bills
from polku.db.lists import among
from polku.orders import progress
from polku.orders.models import OrderLine
from polku.returns.logic.sharing import ZERO


def too_much_billed(lines: Sequence[OrderLine]) -> dict[int, Decimal]:
    """Billed beyond what left and was kept, for each line; drafts of invoices count. Three statements."""
    order_ids = sorted({line.order_id for line in lines})
    known = bills(order_ids)
    shipped = progress.lines(progress.Step.SHIPPED, order_ids)
    returned = progress.lines(progress.Step.RETURNED, order_ids)
    found = {}
    for line in lines:
        kept = shipped.get(line.pk, ZERO) - returned.get(line.pk, ZERO)
        billed = known[line.order_id].quantities[line.pk] if line.order_id in known else ZERO
        found[line.pk] = billed - kept
    return found


def billed_lines(order_line_ids: Sequence[int]) -> list[tuple[InvoiceLine, Decimal]]:
    """The issued lines that bill sold lines, with what is left of each to credit, the newest first; one statement."""
    wanted = among(order_line_ids)
    rows = InvoiceLine.objects.filter(order_line_id__in=wanted).select_related("invoice")
    credited: dict[int, Decimal] = defaultdict(Decimal)
    billed: list[InvoiceLine] = []
    for line in rows.order_by("-invoice_id", "position"):
        if line.invoice.kind == Kind.CREDIT_NOTE:
            credited[line.credits_id or 0] += line.quantity
        elif line.invoice.state == State.ISSUED:
            billed.append(line)
    return [(line, line.quantity - credited[line.pk]) for line in billed]

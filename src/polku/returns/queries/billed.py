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
    """The issued invoices' lines of sold lines with what is left of each to be credited, the newest first."""
    wanted = among(order_line_ids)
    rows = InvoiceLine.objects.filter(order_line_id__in=wanted, invoice__state=State.ISSUED)
    notes = InvoiceLine.objects.filter(
        order_line_id__in=wanted, invoice__kind=Kind.CREDIT_NOTE, credits_id__isnull=False
    )
    credited: dict[int, Decimal] = defaultdict(Decimal)
    for pk, quantity in notes.values_list("credits_id", "quantity"):
        credited[pk or 0] += quantity
    billed = rows.exclude(invoice__kind=Kind.CREDIT_NOTE).order_by("-invoice_id", "position")
    return [(line, line.quantity - credited[line.pk]) for line in billed]

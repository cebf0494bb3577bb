"""What was billed in advance leaves its account as it came there, whatever changed meanwhile: rate of tax, exchange."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from polku.billing.logic.accounting import REVENUE, Booking, moved, to_revenue
from polku.billing.logic.states import ADVANCE, State
from polku.billing.models import Invoice, InvoiceLine
from polku.books.logic.accounts import Role
from polku.books.models import Posting
from polku.catalogue.logic.rounding import half_up
from polku.db.lists import among
from polku.kernel.money import Money

Convert = Callable[[Money], Money]


def settled(
    rows: Sequence[Invoice],
    lines: Mapping[int, Sequence[InvoiceLine]],
    bookings: Mapping[int, Booking],
    convert: Callable[[Invoice], Convert],
) -> dict[int, Booking]:
    """The bookings, with what an advance leaves on its account beyond what is still to be taken off as revenue.

    Two statements; none where no document takes an advance off or gives one back.
    """
    found = dict(bookings)
    touching = {row.id: row for row in rows if any(map(_touches, lines[row.id])) and row.order_id}
    if not touching:
        return found
    moves, held = _before({row.order_id or 0 for row in touching.values()})
    for row in touching.values():
        known = moves[row.order_id or 0]
        known += [(row, line) for line in lines[row.id] if line.kind == ADVANCE]
        minor, own = moved(found[row.id].lines, Role.PREPAYMENTS.value)
        before = held[row.order_id or 0]
        due_minor, due_own = _still_to_take(
            known, is_gross=row.order is not None and row.order.prices_include_tax
        )
        over, over_own = before[0] + minor - due_minor, before[1] + own - due_own
        if over or over_own:
            at_its_rate = convert(row)(Money(over, row.currency)).minor
            more = to_revenue(
                _revenue(row, lines[row.id]), over, at_its_rate, over_own - at_its_rate, row.currency
            )
            found[row.id] = replace(found[row.id], lines=(*found[row.id].lines, *more))
        held[row.order_id or 0] = due_minor, due_own
    return found


def _touches(line: InvoiceLine) -> bool:
    return line.kind == ADVANCE and bool(line.takes_id or line.credits_id)


Moves = list[tuple[Invoice, InvoiceLine]]


def _before(order_ids: Iterable[int]) -> tuple[dict[int, Moves], dict[int, tuple[int, int]]]:
    """The advances of orders and what came off them so far, and what their account holds, in both currencies."""
    moves: dict[int, Moves] = {order_id: [] for order_id in order_ids}
    rows = InvoiceLine.objects.filter(invoice__order_id__in=among(moves), kind=ADVANCE)
    order_of: dict[int, int] = {}
    for line in rows.filter(invoice__state=State.ISSUED).select_related("invoice").order_by("id"):
        order_of[line.invoice_id] = line.invoice.order_id or 0
        moves[order_of[line.invoice_id]].append((line.invoice, line))
    held = dict.fromkeys(moves, (0, 0))
    posted = Posting.objects.filter(
        account__role=Role.PREPAYMENTS.value,
        entry__source_type="invoice",
        entry__source_id__in=among(order_of),
    )
    columns = ("entry__source_id", "debit", "amount_minor", "company_minor")
    for source_id, debit, minor, own in posted.values_list(*columns):
        order_id, sign = order_of[source_id or 0], -1 if debit else 1
        held[order_id] = held[order_id][0] + sign * minor, held[order_id][1] + sign * own
    return moves, held


def _still_to_take(moves: Moves, *, is_gross: bool) -> tuple[int, int]:
    """What of advances is still to be taken off, without tax, in their currency and in the company's.

    As `taken_off` measures it: with tax where the order's prices have it.
    """
    minor = own = 0
    for invoice, root in moves:
        if root.takes_id or root.credits_id:
            continue
        given = net = left = 0
        for of, line in moves:
            if root.id not in (line.id, line.takes_id, line.credits_id):
                continue
            sign = -1 if of.is_credit else 1
            size = sign * (line.net_minor + (line.tax_minor if is_gross else 0))
            left += size
            if line.takes_id is None:
                given, net = given + size, net + sign * line.net_minor
        part = net * Fraction(max(left, 0), given) if given > 0 else Fraction(0)
        minor += half_up(part)
        own += half_up(part * Fraction(invoice.company_net_minor, invoice.net_minor or 1))
    return minor, own


def _revenue(row: Invoice, lines: Sequence[InvoiceLine]) -> str:
    """The account of revenue of most of what a document bills, else of its order."""
    sums: dict[str, int] = {}
    for line in lines:
        if line.kind != ADVANCE:
            sums[REVENUE[line.kind]] = sums.get(REVENUE[line.kind], 0) + abs(line.net_minor)
    if not sums and row.order is not None:
        for kind, net_minor in row.order.lines.values_list("kind", "net_minor"):
            sums[REVENUE[kind]] = sums.get(REVENUE[kind], 0) + abs(net_minor)
    return max(sums, key=lambda role: sums[role], default=Role.REVENUE_GOODS.value)

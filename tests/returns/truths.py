"""What must always be true of goods and money that go out and come back, added up anew from the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from django.db.models import F, Sum

from polku.billing.models import InvoiceLine
from polku.books.models import Posting
from polku.db import health
from polku.orders.models import OrderLine, OrderTrouble
from polku.orders.progress import Step, so_far
from polku.payments.models import Allocation, Item, Receipt
from polku.returns.models import ReturnCredit, ReturnLine, ReturnTally
from polku.stock.models import Level, StockMove, Unit, Value

ZERO = Decimal(0)
CHECKED = ("orders.", "stock.", "billing.", "books.entries", "books.sums", "payments.", "returns.")


def all_holds() -> list[str]:
    """Every fault in words."""
    found = [
        f"{key}: {said}"
        for key, check in health.checks.items()
        if key.startswith(CHECKED)
        for said in check()
    ]
    return [*found, *_credits(), *_goods(), *_books(), *_money()]


def _credits() -> Iterator[str]:
    """No more is given back of a bill's line than it billed, in number and in money; nor of a line of an order."""
    rows = list(InvoiceLine.objects.select_related("invoice").order_by("id"))
    given: dict[int, list[InvoiceLine]] = defaultdict(list)
    for row in rows:
        if row.credits_id:
            given[row.credits_id].append(row)
    net: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    many: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.invoice.is_credit:
            continue
        back = given[row.pk]
        for name in ("net_minor", "tax_minor"):
            whole = getattr(row, name)
            part = sum(getattr(one, name) for one in back)
            if abs(part) > abs(whole) or part * whole < 0:
                yield f"of {whole} {name} of the bill line {row.pk} {part} are given back"
        if row.order_line_id:
            number = sum((one.quantity for one in back if one.order_line_id), ZERO)
            if abs(number) > abs(row.quantity) or number * row.quantity < 0:
                yield f"of {row.quantity} of the bill line {row.pk} {number} are given back"
            left = row.quantity - number
            many[row.order_line_id] += left
            net[row.order_line_id][0] += row.net_minor
            net[row.order_line_id][1] += sum(one.net_minor for one in back)
    for key, (whole, part) in net.items():
        if part > whole:
            yield f"of {whole} billed of the order line {key} {part} are given back"
    for key, left in many.items():
        if left < 0:
            yield f"of the order line {key} {left} are billed"


def left_to_give_back() -> dict[int, tuple[int, Decimal, int]]:
    """What lines of bills were sold for in the end, of how many, and how much of it drafts may still take off."""
    found = {}
    for row in InvoiceLine.objects.filter(order_line__isnull=False, credits=None):
        back = list(InvoiceLine.objects.filter(credits=row).select_related("invoice"))
        drafted = sum(one.net_minor for one in back if one.invoice.is_draft and not one.order_line_id)
        number = sum((one.quantity for one in back if one.order_line_id), ZERO)
        left = row.net_minor - sum(one.net_minor for one in back) + drafted
        found[row.pk] = (left, row.quantity - number, drafted)
    return found


def in_proportion(before: Mapping[int, tuple[int, Decimal, int]]) -> Iterator[str]:
    """What came back since was given back at what it was sold for in the end, but for a cent for each by rounding."""
    for pk, (left, number, drafted) in left_to_give_back().items():
        was, many, _drafted = before.get(pk, (left, number, drafted))
        if many > number:
            fair, given = Fraction(was) * Fraction(many - number) / Fraction(many), was - left
            if abs(given - min(fair, Fraction(was - drafted))) > many:
                yield f"for {many - number} of {many} of the bill line {pk}, sold for {was}, {given} are given back"


def _goods() -> Iterator[str]:
    """No more comes back than left; on the lines where things were sold no more than was sold there."""
    lines = so_far(OrderLine.objects.all(), Step.SHIPPED, Step.RETURNED, Step.BILLED)
    for line in lines:
        gone = line.quantity if line.net_minor == 0 else line.shipped
        if line.returned > gone:
            yield f"of {gone} of the order line {line.pk} {line.returned} came back"
        if line.shipped > line.quantity - line.waived_quantity:
            yield f"of the order line {line.pk} {line.shipped} left"
    for tally in ReturnTally.objects.all():
        if not 0 <= tally.back <= tally.taken <= tally.shipped:
            yield f"of {tally.shipped} of the shipment line {tally.shipment_line_id} {tally.taken} are taken"
    for line in ReturnLine.objects.filter(settled_at__isnull=False):
        credited = line.credits.aggregate(total=Sum("quantity"))["total"] or ZERO
        if credited > (line.received_quantity or ZERO):
            yield f"of {line.received_quantity} of the return line {line.pk} {credited} are credited"
    notes = ReturnCredit.objects.values_list("credit_note", "invoice_line").annotate(total=Sum("quantity"))
    for note, billed, total in notes.order_by():
        (one,) = InvoiceLine.objects.filter(invoice_id=note, credits_id=billed)
        if one.quantity != total:
            yield f"the credit note {note} gives {one.quantity} of the bill line {billed}, its returns {total}"
    for unit in Unit.objects.select_related("product"):
        if unit.product.tracked == "serial" and unit.quantity > 1:
            yield f"the serial number {unit.code} is there {unit.quantity} times"
    tracked = Unit.objects.values("product").annotate(total=Sum("quantity"))
    for product, total in tracked.values_list("product", "total").order_by():
        here = Level.objects.filter(product=product).aggregate(total=Sum("on_hand"))["total"]
        if here != total:
            yield f"of the product {product} {here} lie here, but {total} are named by codes"


def made_up(broken_back: Mapping[int, Decimal]) -> Iterator[str]:
    """Of each sale as much can still be paid back as the customer has, or is to get, that is whole.

    `broken_back` is how many broken goods came back of a line, as far as the customer said so.
    """
    shipped = {line.pk: line.shipped for line in so_far(OrderLine.objects.all(), Step.SHIPPED)}
    up: dict[int, int] = {}
    whole: dict[int, Decimal] = defaultdict(Decimal)
    troubles = OrderTrouble.objects.filter(replacement__isnull=False).select_related("replacement")
    lost: dict[int, Decimal] = defaultdict(Decimal)
    broken: dict[int, Decimal] = defaultdict(Decimal)
    for one in troubles:
        assert one.replacement is not None
        assert one.line_id is not None
        up[one.replacement.pk] = one.line_id
        (lost if one.kind == "short_delivery" else broken)[one.line_id] += one.replacement.quantity
        whole[one.replacement.pk] += one.replacement.quantity - shipped[one.replacement.pk]
    free = set(up)
    for line in ReturnLine.objects.filter(replacement__isnull=False):
        up[line.replacement_id or 0] = line.order_line_id
    for pk, number in shipped.items():
        whole[pk] += number - lost[pk] - max(broken[pk] - broken_back.get(pk, ZERO), ZERO)
    for tally in ReturnTally.objects.select_related("shipment_line"):
        whole[tally.shipment_line.order_line_id] -= tally.taken
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for pk, number in whole.items():
        sums[_root(pk, up)] += number
    for line in ReturnLine.objects.exclude(of__state="refused").exclude(
        resolution="repair", settled_at__isnull=False
    ):
        if line.order_line_id not in free:
            came = line.quantity if line.received_quantity is None else line.received_quantity
            sums[_root(line.order_line_id, up)] += came - shipped.get(line.replacement_id or 0, ZERO)
    for pk, number in sums.items():
        if number != shipped[pk]:
            yield f"of the sold line {pk} {shipped[pk]} left, and {number} are there or were given back"


def _root(pk: int, up: Mapping[int, int]) -> int:
    while pk in up:
        pk = up[pk]
    return pk


def _books() -> Iterator[str]:
    """The trial balance is zero; the stock account is what stock is worth; what is owed is what is open."""
    sums: dict[str, int] = defaultdict(int)
    for role, debit, minor in Posting.objects.values_list("account__role", "debit", "company_minor"):
        sums[role] += minor if debit else -minor
    if total := sum(sums.values()):
        yield f"the trial balance is {total}"
    worth = Value.objects.aggregate(total=Sum("value_minor"))["total"] or 0
    moved = sum(
        (move.value_minor if move.from_location_id is None else 0)
        - (move.value_minor if move.to_location_id is None else 0)
        for move in StockMove.objects.all()
    )
    if not worth == moved == sums["inventory"]:
        yield f"stock is worth {worth}, its moves {moved}, the books say {sums['inventory']}"
    owed = sums["receivable"]
    for item in Item.objects.all():
        done = Fraction(item.company_minor) * (item.amount_minor - item.open_minor) / item.amount_minor
        owed -= (item.company_minor - round(done)) * (1 if item.side == "debit" else -1)
    # A part of a bill in another currency that was taken off out of turn may leave a cent by rounding.
    undone = Allocation.objects.filter(undone_at__isnull=False).exclude(debit__currency="EUR").count()
    if abs(owed) > undone:
        yield f"what is owed by the books is {owed} more than what is open"


def _money() -> Iterator[str]:
    """No more is paid back to a customer than came, but for what they owe again: money that bounced, say."""
    sums: dict[tuple[int | None, str], int] = defaultdict(int)
    for row in Receipt.objects.filter(reversed_at=None):
        sums[row.customer_id, row.currency] += row.amount_minor if row.outgoing else -row.amount_minor
    for item in Item.objects.filter(side="debit", open_minor__gt=0):
        sums[item.customer_id, item.currency] -= item.open_minor
    changed = Allocation.objects.filter(undone_at=None).exclude(debit__currency=F("credit__currency"))
    for one in changed.select_related("debit", "credit"):
        sums[one.debit.customer_id, one.debit.currency] -= one.amount_minor
        sums[one.credit.customer_id, one.credit.currency] += one.credit_minor
    yield from (
        f"{customer} got {minor} {currency} too much"
        for (customer, currency), minor in sums.items()
        if minor > 0
    )

"""Money back for returned goods: credit notes for what was billed of them, and refunds of what was paid."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext, override

from polku.access.logic import Actor
from polku.billing.actions import credit
from polku.billing.logic.incoming import CreditLine
from polku.billing.models import Invoice, InvoiceLine
from polku.db.bulk import insert
from polku.db.lists import among
from polku.kernel.errors import Message, Refused, gettext_noop
from polku.payments.actions import refund_note
from polku.returns.logic.sharing import ZERO, part_of, taken
from polku.returns.logic.states import Resolution
from polku.returns.models import Return, ReturnCredit, ReturnLine
from polku.returns.queries.billed import billed_of
from polku.returns.words import REASONS


@dataclass
class Given:
    """What the customer got, in minor units of the order's currency."""

    credited_minor: int = 0
    refunded_minor: int = 0


@dataclass
class _Note:
    """What one invoice gives back: so much of its lines, for lines of the return."""

    parts: list[tuple[ReturnLine, InvoiceLine, Decimal]] = field(default_factory=list)

    @property
    def lines(self) -> list[CreditLine]:
        sums: dict[int, Decimal] = defaultdict(Decimal)
        for _, billed, quantity in self.parts:
            sums[billed.pk] += quantity
        return [CreditLine(pk, quantity) for pk, quantity in sums.items()]


def give_back(lines: Sequence[ReturnLine], row: Return, method: str, actor: Actor, at: datetime) -> Given:
    """Credit what was billed of these goods, one credit note for each invoice; pay back what is to be paid back.

    Goods that were never billed are just not billed any more. Raises: Refused where a draft bills them.
    """
    given = Given()
    for invoice_id, note in _notes(lines, row).items():
        reasons = {line.reason for line, _, _ in note.parts}
        made = credit(invoice_id, note.lines, reason=_reason(row, reasons), at_once=True, actor=actor, at=at)
        given.credited_minor += made.gross_minor
        receipt_id, paid_back = _pay_back(made, note, method, actor, at)
        given.refunded_minor += paid_back
        insert(
            ReturnCredit,
            [
                ReturnCredit(
                    line=line,
                    invoice_line=billed,
                    credit_note=made,
                    refund_id=receipt_id if line.resolution == Resolution.REFUND else None,
                    quantity=quantity,
                )
                for line, billed, quantity in note.parts
            ],
        )
    return given


def _notes(lines: Sequence[ReturnLine], row: Return) -> dict[int, _Note]:
    """What is to be credited by invoice: of each sold line only what is billed beyond what the customer keeps."""
    found: dict[int, _Note] = defaultdict(_Note)
    if not lines:
        return found
    billing = billed_of([line.order_line_id for line in lines])
    over = billing.over
    free: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    known: dict[int, InvoiceLine] = {}
    for billed, left in billing.lines:
        known[billed.pk] = billed
        free[billed.order_line_id or 0].append((billed.pk, left))
    for line in lines:
        wanted = min(line.received_quantity or ZERO, max(over[line.order_line_id], ZERO))
        parts = taken(wanted, free[line.order_line_id])
        if sum(part for _, part in parts) != wanted:
            message = gettext_noop("A draft bills the goods of %(number)s: issue it or throw it away first.")
            raise Refused(Message(message, number=row.number), code="draft_in_the_way")
        over[line.order_line_id] -= wanted
        for pk, part in parts:
            at = next(place for place, one in enumerate(free[line.order_line_id]) if one[0] == pk)
            free[line.order_line_id][at] = (pk, free[line.order_line_id][at][1] - part)
            found[known[pk].invoice_id].parts.append((line, known[pk], part))
    return dict(sorted(found.items()))


def _reason(row: Return, reasons: set[str]) -> str:
    with override(row.order.language):
        said = ", ".join(str(REASONS[one]) for one in sorted(reasons))
        return gettext("Return %(number)s: %(reason)s") % {"number": row.number, "reason": said}


def _pay_back(made: Invoice, note: _Note, method: str, actor: Actor, at: datetime) -> tuple[int | None, int]:
    """Pay back the part of a credit note that is to be paid back, as far as the bill it corrects was paid."""
    wanted = _refundable(made, note)
    if not wanted:
        return None, 0
    reference = made.number or ""
    paid = refund_note(made.pk, most_minor=wanted, method=method, reference=reference, actor=actor, at=at)
    return (paid.pk, paid.amount_minor) if paid else (None, 0)


def _refundable(made: Invoice, note: _Note) -> int:
    """What of a credit note belongs to lines whose money goes back."""
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for line, billed, quantity in note.parts:
        if line.resolution == Resolution.REFUND:
            wanted[billed.pk] += quantity
    if not wanted:
        return 0
    if all(line.resolution == Resolution.REFUND for line, _, _ in note.parts):
        return made.gross_minor
    total = 0
    for one in InvoiceLine.objects.filter(invoice_id=made.pk, credits_id__in=among(wanted)):
        whole: Mapping[int, Decimal] = wanted
        total += part_of(one.net_minor + one.tax_minor, whole[one.credits_id or 0], one.quantity)
    return total

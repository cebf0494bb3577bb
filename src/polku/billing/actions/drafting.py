"""Preparing invoices: of what was shipped, or of what is to be paid before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext, override

from polku.access.logic import Actor
from polku.billing.actions import reach
from polku.billing.actions.composing import (
    PAID_IN_ADVANCE,
    ZERO,
    Draft,
    advance_line,
    drafted,
    event_of,
    of_order,
    taken_off,
)
from polku.billing.actions.rates import Key, by_delivery, of_day
from polku.billing.actions.untaxed import as_billed
from polku.billing.logic.plans import STEPS_MAX, amounts
from polku.billing.logic.states import Kind
from polku.billing.models import Invoice, InvoiceLine
from polku.billing.queries.billed import Bills, bills
from polku.billing.rules import BillingPermission
from polku.catalogue.logic.lines import summed
from polku.catalogue.logic.rounding import shared
from polku.catalogue.logic.totals import Tax
from polku.company.queries import day_of
from polku.db.bulk import insert, numbered
from polku.db.prepared import Prepared
from polku.db.transactions import write
from polku.eventlog.actions import append_later
from polku.kernel.errors import DomainError, Invalid, Message, Refused, gettext_noop
from polku.kernel.money import Money
from polku.orders import progress
from polku.orders.models import Order, OrderLine
from polku.orders.queries.coming import lines_in_order
from polku.orders.queries.coming import lines_of as ordered
from polku.stock.models import Shipment

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Drafted:
    """What became of one order: its draft, or why there is none."""

    order_id: int
    invoice: Invoice | None = None
    error: DomainError | None = None
    lines: Sequence[InvoiceLine] = ()


def draft_from_shipped(order_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Drafted]:
    """Prepare an invoice for each order of what left the house, was kept and is not billed; answer for each.

    What was paid in advance comes off. The number of statements is the same for one order and a thousand.
    """
    actor.require(BillingPermission.DRAFT)
    wanted = list(dict.fromkeys(order_ids))
    with write():
        found = reach.orders(wanted, BillingPermission.DRAFT, actor)
        lines: dict[int, list[Any]] = {order_id: [] for order_id in found}
        for line in _shipped(list(found)):
            lines[line.order_id].append(line)
        so_far = bills(found)
        answers: dict[int, Drafted] = {}
        drafts: list[Draft] = []
        for order_id in wanted:
            row = found.get(order_id)
            if row is None:
                answers[order_id] = Drafted(order_id, error=reach.missing_order())
                continue
            known = so_far.get(order_id, Bills())
            own = lines[order_id]
            as_billed(row, own)
            quantities = {
                line.id: max(line.shipped - line.returned - known.quantities[line.id], ZERO) for line in own
            }
            if error := _not_billable(row, quantities):
                answers[order_id] = Drafted(order_id, error=error)
                continue
            day = day_of(own[0].last_left) if own[0].last_left else None
            told = by_delivery(row, own, quantities, known.quantities, day or day_of(at))
            rows = _with_advances(row, told.lines, known, told.instead)
            drafts.append(drafted(row, rows, kind=Kind.INVOICE, delivered=day, actor=actor, at=at))
        store(drafts, actor, at)
        answers |= {
            one.invoice.order_id or 0: Drafted(one.invoice.order_id or 0, one.invoice, lines=one.lines)
            for one in drafts
        }
    return [answers[order_id] for order_id in order_ids]


def draft_prepayment(
    order_id: int,
    *,
    percent: Decimal | None = None,
    amount_minor: int | None = None,
    actor: Actor,
    at: datetime,
) -> Invoice:
    """Prepare an invoice to be paid before anything ships: of the whole order, or of a part of it.

    The whole order is billed line by line, so that nothing is left to bill when it ships; a part (`percent` of the
    order, or an amount with tax) comes off the invoices of what ships later.

    Raises: Invalid, Refused (canceled, held, billed already, more than the order comes to), NotFound, NotAllowed.
    """
    if percent is not None and amount_minor is not None:
        raise Invalid(gettext_noop("Say either a percentage or an amount."), field="percent")
    if percent is not None and not 0 < percent <= HUNDRED:
        raise Invalid(gettext_noop("Between 0 and 100 %."), field="percent")
    if amount_minor is not None and amount_minor <= 0:
        raise Invalid(gettext_noop("The amount must be more than 0."), field="amount_minor")
    with write():
        row = reach.order(order_id, BillingPermission.DRAFT, actor)
        lines, known = sold([row.id])[row.id], bills([row.id]).get(row.id, Bills())
        as_billed(row, lines)
        if amount_minor is None and percent in (None, HUNDRED):
            quantities = {line.id: left - known.quantities[line.id] for line, left in lines.items()}
            if error := _not_billable(row, quantities):
                raise error
            percents = of_day(row, list(lines), day_of(at))
            own = of_order(list(lines), quantities)
            for one in own:
                one.tax_percent = percents[one.order_line_id or 0]
            rows = _with_advances(row, own, known, {})
            draft = drafted(row, rows, kind=Kind.PREPAYMENT, actor=actor, at=at)
        else:
            with override(row.language):
                words = gettext("Advance payment for the order %(number)s") % {"number": row.number}
            asked = Asked(words, percent, amount_minor)
            draft = advance_draft(row, lines, known, asked, actor, at)
        store([draft], actor, at)
    return draft.invoice


@dataclass(frozen=True)
class Asked:
    """What is asked for in advance: per cent of the order (after `before` of them), or an amount with tax."""

    words: str
    percent: Decimal | None = None
    amount_minor: int | None = None
    before: Decimal = ZERO


def advance_draft(
    row: Order, lines: Mapping[OrderLine, Decimal], known: Bills, asked: Asked, actor: Actor, at: datetime
) -> Draft:
    """So much of what is `sold` of the order in advance, one line for each rate.

    Per cents are taken in the order's kind of price, so that steps up to 100 % leave nothing when it ships.

    Raises: Refused (held, more than is left).
    """
    if error := _not_billable(row, {line.id: quantity for line, quantity in lines.items()}):
        raise error
    as_billed(row, lines)
    taxed = of_day(row, list(lines), day_of(at))
    still = [
        replace(line.line, quantity=quantity, tax_percent=taxed[line.id])
        for line, quantity in lines.items()
        if quantity > 0
    ]
    whole_order = summed(still, currency=row.currency, prices_include_tax=row.prices_include_tax)
    of = whole_order.subtotals
    left = Money(whole_order.gross_minor - known.gross_minor, row.currency)
    by_amount = asked.amount_minor is not None
    gross = by_amount or row.prices_include_tax
    wholes = [one.base_minor + (one.tax_minor if gross else 0) for one in of]
    if asked.amount_minor is not None:
        _within(asked.amount_minor, left, slack=0)
        shares = [Fraction(asked.amount_minor * whole, whole_order.gross_minor or 1) for whole in wholes]
        parts = shared(asked.amount_minor, shares)
    else:
        percents = [asked.before, asked.percent or ZERO]
        parts = [amounts(whole, percents)[-1] for whole in wholes]
    rows = [
        advance_line(asked.words, Money(part, row.currency), Tax(one.category, one.percent))
        for one, part in zip(of, parts, strict=True)
        if part
    ]
    draft = drafted(row, rows, kind=Kind.PREPAYMENT, prices_include_tax=gross, actor=actor, at=at)
    _within(draft.invoice.gross_minor, left, slack=STEPS_MAX)
    return draft


def sold(order_ids: Sequence[int]) -> dict[int, dict[OrderLine, Decimal]]:
    """The lines of orders, and how much of each is neither waived nor came back. One statement."""
    found: dict[int, dict[OrderLine, Decimal]] = {order_id: {} for order_id in order_ids}
    lines: QuerySet[Any] = progress.so_far(lines_in_order(order_ids), progress.Step.RETURNED)
    for line in lines:
        found[line.order_id][line] = line.quantity - line.waived_quantity - line.returned
    return found


def _within(gross_minor: int, left: Money, *, slack: int) -> None:
    """Refuse what is more than is left of the order, but for the cents by which steps are rounded."""
    if gross_minor > left.minor + (slack if left.minor > 0 else 0):
        message = gettext_noop("Only %(left)s of the order are not billed.")
        raise Refused(Message(message, left=str(left)), field="amount_minor")


def lines_of(order_ids: Sequence[int] | Mapping[int, object]) -> dict[int, list[OrderLine]]:
    """The lines of orders, in their order. One statement."""
    found: dict[int, list[OrderLine]] = {order_id: [] for order_id in order_ids}
    for line in ordered(list(order_ids)):
        found[line.order_id].append(line)
    return found


def store(drafts: Sequence[Draft], actor: Actor, at: datetime, *, history: bool = False) -> None:
    """Store drafts with their lines, and tell of them. In history mode nobody is told: the issue is what counts."""
    if not drafts:
        return
    insert(Invoice, [one.invoice for one in drafts])
    lines = [line for one in drafts for line in one.lines]
    numbered(lines, "invoice")
    insert(InvoiceLine, lines)
    if not history:
        entries = [reach.entry(event_of(one.invoice), one.invoice, at) for one in drafts]
        append_later(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)


def _not_billable(row: Order, quantities: Mapping[int, Decimal]) -> DomainError | None:
    if row.is_held:
        return Refused(Message(gettext_noop("The order %(number)s is held."), number=row.number))
    if not any(quantity > 0 for quantity in quantities.values()):
        message = gettext_noop("Nothing of the order %(number)s is left to bill.")
        return Refused(Message(message, number=row.number), code="nothing_to_bill")
    return None


def _with_advances(
    row: Order, lines: list[InvoiceLine], known: Bills, instead: Mapping[Key, Collection[Key]]
) -> list[InvoiceLine]:
    with override(row.language):
        words = gettext(PAID_IN_ADVANCE)
    return lines + taken_off(
        lines, list(known.advances.values()), row.currency, row.prices_include_tax, words, instead
    )


_shipped = Prepared(
    lambda order_ids: progress.so_far(
        lines_in_order(order_ids), progress.Step.SHIPPED, progress.Step.RETURNED
    ).annotate(
        last_left=Subquery(
            Shipment.objects.filter(order=OuterRef("order"), shipped_at__isnull=False)
            .order_by("-shipped_at")
            .values("shipped_at")[:1]
        )
    )
)
"""The lines of orders, with what left of them, what came back, and when something last left for their order."""

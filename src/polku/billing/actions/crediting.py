"""Giving back what was billed: a credit note of all that is left, of some lines, or of an amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from polku.access.logic import Actor
from polku.billing.actions import reach
from polku.billing.actions.composing import ONE, ZERO, added, copied, event_of, withheld_of
from polku.billing.actions.issuing import issue_rows
from polku.billing.logic.incoming import CreditLine
from polku.billing.logic.states import Kind
from polku.billing.models import Invoice, InvoiceLine
from polku.billing.rules import BillingPermission
from polku.catalogue.logic.rounding import half_up
from polku.db.bulk import insert, numbered
from polku.db.fields import PLACES
from polku.db.transactions import write
from polku.eventlog.actions import append, append_later
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.money import Money, exponent
from polku.kernel.text import clean


@dataclass
class Left:
    """What is left of a line to give back, drafts of credit notes taken off; `used` where a later bill took it off.

    `lowered_minor` was taken off the price of what is left, in the invoice's kind of price; `drafted_minor` may be.
    """

    line: InvoiceLine
    quantity: Decimal
    net_minor: int
    tax_minor: int
    used: bool = False
    lowered_minor: int = 0
    drafted_minor: int = 0

    def each(self, invoice: Invoice) -> Decimal:
        """What one of those left was sold for, in the end."""
        minor = self.net_minor + (self.tax_minor if invoice.prices_include_tax else 0) + self.drafted_minor
        price = Fraction(minor) / Fraction(self.quantity) / 10 ** exponent(invoice.currency)
        return Decimal(half_up(price * 10**PLACES)).scaleb(-PLACES)


def credit(
    invoice_id: int,
    lines: Sequence[CreditLine] | None = None,
    *,
    reason: str,
    at_once: bool = False,
    actor: Actor,
    at: datetime,
) -> Invoice:
    """Prepare a credit note for an issued invoice: of all that is left (`lines` None), or of what the lines say.

    An amount given back leaves the quantity billed, at a lower price; a quantity given back, at what it was sold for
    in the end, can be billed again. `at_once` issues it.

    Raises: Invalid (no reason, more than is left), Refused (not issued, nothing left), NotFound, NotAllowed.
    """
    words = clean(reason.strip(), multiline=True, field="reason")
    if not words:
        raise Invalid(gettext_noop("Say why it is given back."), field="reason")
    if at_once:
        actor.require(BillingPermission.ISSUE)
    with write():
        invoice = reach.invoice(invoice_id, BillingPermission.CREDIT, actor)
        if invoice.is_draft or invoice.is_credit:
            raise Refused(gettext_noop("Only an issued invoice can be credited."), code="not_issued")
        left = left_of(invoice)
        if lines is None:
            lines = [CreditLine(one.line.id, one.quantity) for one in left.values() if one.quantity]
        if not lines:
            message = gettext_noop("Nothing of the invoice %(number)s is left to give back.")
            raise Refused(Message(message, number=invoice.number or ""), code="nothing_left")
        rows = [_row(left, one, place, invoice) for place, one in enumerate(lines)]
        note = _note(invoice, words, actor, at)
        added(rows, invoice.currency, invoice.prices_include_tax, invoice.rounding)
        _keep_within(rows, left)
        _sum_up(note, rows, _withheld(invoice, rows, left))
        if note.gross_minor < 0:
            message = gettext_noop("A credit note gives back more than it takes.")
            raise Invalid(message, field="lines")
        insert(Invoice, [note])
        for row in rows:
            row.invoice = note
        numbered(rows, "invoice")
        insert(InvoiceLine, rows)
        told = [reach.entry(event_of(note), note, at)]
        if at_once:
            append_later(told, actor_id=actor.user_id, via=actor.via, recorded_at=at)
            issue_rows([note], actor=actor, at=at, lines={note.id: rows})
        else:
            append(told, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return note


def left_of(invoice: Invoice) -> dict[int, Left]:
    """What is left of each line of an invoice to give back: nothing of what a later bill took off. One statement."""
    own = InvoiceLine.objects.filter(invoice=invoice).values("id")
    rows = InvoiceLine.objects.filter(Q(invoice=invoice) | Q(credits_id__in=own) | Q(takes_id__in=own))
    lines = list(rows.select_related("invoice").order_by("position", "id"))
    found = {
        line.id: Left(line, line.quantity, line.net_minor, line.tax_minor)
        for line in lines
        if line.invoice_id == invoice.id
    }
    for line in lines:
        if line.invoice_id == invoice.id:
            continue
        if line.credits_id not in found:
            _take_off(found[line.takes_id or 0], line)
            continue
        one = found[line.credits_id]
        one.net_minor -= line.net_minor
        one.tax_minor -= line.tax_minor
        if _by_quantity(line, one.line):
            one.quantity -= line.quantity
        else:
            _lower(one, line, line.net_minor + (line.tax_minor if invoice.prices_include_tax else 0))
    return found


def _lower(one: Left, line: InvoiceLine, minor: int) -> None:
    """An amount lowers the price of what is left, once it is given back."""
    if line.invoice.is_draft:
        one.drafted_minor += minor
    else:
        one.lowered_minor += minor


def _take_off(advance: Left, line: InvoiceLine) -> None:
    """What was paid in advance and came off a later bill is used, until that is given back."""
    if line.credits_id is None:
        sign = 1
    elif not line.invoice.is_draft:
        sign = -1
    else:
        return
    advance.net_minor += sign * line.net_minor
    advance.tax_minor += sign * line.tax_minor
    advance.quantity = advance.line.quantity if advance.net_minor > 0 else ZERO
    advance.used = True


def is_credited(invoice: Invoice) -> bool:
    """Whether all of an issued invoice was given back, drafts of credit notes counted; one statement."""
    if invoice.is_draft or invoice.is_credit:
        return False
    left = left_of(invoice).values()
    return not any(one.quantity or one.net_minor or one.tax_minor or one.used for one in left)


def _by_quantity(line: InvoiceLine, of: InvoiceLine) -> bool:
    """Whether a line of a credit note gives back a quantity, not an amount."""
    return line.order_line_id == of.order_line_id and (
        of.order_line_id is not None or line.unit_price == of.unit_price
    )


def _row(left: Mapping[int, Left], wanted: CreditLine, place: int, invoice: Invoice) -> InvoiceLine:
    one = left.get(wanted.line_id)
    if one is None:
        raise NotFound(gettext_noop("The invoice has no such line."), field=f"lines.{place}.line_id")
    line = one.line
    if wanted.amount_minor is not None:
        most = one.net_minor + (one.tax_minor if invoice.prices_include_tax else 0)
        if not 0 < wanted.amount_minor <= most:
            message = gettext_noop("At most %(most)s of this line can be given back.")
            said = str(Money(most, invoice.currency))
            raise Invalid(Message(message, most=said), field=f"lines.{place}.amount_minor")
        row = copied(line.line, ONE, credits_id=line.id)
        row.unit, row.discount_percent = "C62", Decimal(0)
        row.unit_price = Money(wanted.amount_minor, invoice.currency).decimal
        return row
    quantity = one.quantity if wanted.quantity is None else wanted.quantity
    if not quantity or (quantity > 0) != (one.quantity > 0) or abs(quantity) > abs(one.quantity):
        message = gettext_noop("At most %(most)s of this line can be given back.")
        raise Invalid(Message(message, most=f"{one.quantity.normalize():f}"), field=f"lines.{place}.quantity")
    row = copied(
        line.line, quantity, credits_id=line.id, order_line_id=line.order_line_id, takes_id=line.takes_id
    )
    if one.lowered_minor and line.order_line_id:
        row.unit_price, row.discount_percent = one.each(invoice), ZERO
    return row


def _keep_within(rows: Sequence[InvoiceLine], left: Mapping[int, Left]) -> None:
    """What gives back the rest of a line gives back exactly what is left of its sums, so that no cent remains."""
    for row in rows:
        one = left[row.credits_id or 0]
        is_rest = _by_quantity(row, one.line) and row.quantity == one.quantity
        if is_rest or abs(row.net_minor) > abs(one.net_minor):
            row.net_minor, row.tax_minor = one.net_minor, one.tax_minor


def _note(invoice: Invoice, reason: str, actor: Actor, at: datetime) -> Invoice:
    return Invoice(
        kind=Kind.CREDIT_NOTE.value,
        order=invoice.order,
        deal=invoice.deal,
        customer=invoice.customer,
        owner_id=invoice.owner_id,
        team_id=invoice.team_id,
        corrects=invoice,
        reason=reason,
        currency=invoice.currency,
        language=invoice.language,
        prices_include_tax=invoice.prices_include_tax,
        rounding=invoice.rounding,
        withholding_percent=invoice.withholding_percent,
        reference=invoice.reference,
        delivered_date=invoice.delivered_date,
        made_at=at,
        by_id=actor.user_id,
    )


def _withheld(invoice: Invoice, rows: Sequence[InvoiceLine], left: Mapping[int, Left]) -> int:
    """What the customer kept back of what is given back; with the last of the services, all that is left of it."""
    if not invoice.withholding_percent:
        return 0
    given = sum(invoice.credit_notes.values_list("withheld_minor", flat=True))
    rest = invoice.withheld_minor - given
    of = sum(row.net_minor for row in rows if row.kind == "service")
    whole = sum(one.net_minor for one in left.values() if one.line.kind == "service")
    return rest if of == whole else min(withheld_of(rows, invoice.withholding_percent), rest)


def _sum_up(note: Invoice, rows: Sequence[InvoiceLine], withheld: int) -> None:
    note.net_minor = sum(row.net_minor for row in rows)
    note.tax_minor = sum(row.tax_minor for row in rows)
    note.gross_minor = note.net_minor + note.tax_minor
    note.withheld_minor = withheld
    note.payable_minor = note.gross_minor - withheld

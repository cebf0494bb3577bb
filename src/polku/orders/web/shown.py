"""Orders as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.catalogue.availability import short_of
from polku.catalogue.words import counted_unit, short_text
from polku.orders import words
from polku.orders.addresses import address_text
from polku.orders.logic.agreed import Agreed
from polku.orders.logic.states import State
from polku.orders.models import Order, OrderLine
from polku.orders.queries import LineProgress, OrderProgress
from polku.quotes.words import payment_words, percent_text, price_text
from polku.ui import locale_formats

Word = str | Promise


@dataclass(frozen=True)
class Bar:
    """How much of something is done: a label, a share, and the same in words."""

    label: Word
    part: float
    said: str


@dataclass(frozen=True)
class Row:
    """An order in a list."""

    order: Order
    state: Word
    tone: str
    bars: Sequence[Bar]
    agreed: Agreed

    @property
    def waived_minor(self) -> int:
        """What of the order, with tax, the customer agreed to do without."""
        return self.order.gross_minor - self.agreed.gross_minor


@dataclass(frozen=True)
class Line:
    """A line on the page of its order."""

    row: OrderLine
    quantity: str
    price: str
    discount: str
    tax: str
    waived: str
    bars: Sequence[Bar]
    may_be_waived: bool
    short: str = ""


def lines_of(one: OrderProgress, actor: Actor) -> list[Line]:
    """The lines of an order; before it is confirmed, with what is not on stock."""
    shown = [line_of(line, one.order) for line in one.lines]
    said = short_words(one, actor) if one.order.state == State.PLACED else [""] * len(shown)
    return [replace(line, short=words) for line, words in zip(shown, said, strict=True)]


def short_words(one: OrderProgress, actor: Actor) -> list[str]:
    """What of each line is not on stock, in words; empty where all of it is."""
    rows = [line.line for line in one.lines]
    wanted = [(row.product_id, row.quantity - row.waived_quantity) for row in rows]
    found = short_of(actor, wanted, timezone.localdate())
    return [short_text(short, row.unit) if short else "" for short, row in zip(found, rows, strict=True)]


def row_of(one: OrderProgress) -> Row:
    """An order with its state in words and the shares of what is done."""
    order = one.order
    label: Word
    if order.is_held:
        label, tone = words.HELD, "late"
    elif order.state == "confirmed" and one.is_done:
        label, tone = words.DONE, "ok"
    else:
        label, tone = words.STATES[order.state], "stuck" if order.state == "canceled" else ""
    return Row(order, label, tone, bars_of(one), one.agreed)


def bars_of(one: OrderProgress) -> list[Bar]:
    """Shipped, delivered, billed and paid, by value; nothing of an order that was called off."""
    if one.order.state == "canceled":
        return []
    # What is paid is a share of the bills: said so while they are not of all of it.
    is_part = bool(one.billed_minor) and one.billed not in (None, 1)
    shares = (
        (_("Shipped"), one.shipped),
        (_("Delivered"), one.delivered),
        (_("Billed"), one.billed),
        (_("Bills paid") if is_part else _("Paid"), one.paid),
    )
    return [Bar(label, float(part), words.percent_done(part)) for label, part in shares if part is not None]


def glance_of(one: OrderProgress) -> list[Bar]:
    """Delivered, billed and paid: what the head of the page says."""
    return bars_of(one)[1:] if one.shipped is not None else bars_of(one)


def line_of(one: LineProgress, order: Order) -> Line:
    """A line with its numbers as the reader writes them."""
    row = one.line
    return Line(
        row=row,
        quantity=counted_unit(row.quantity, row.unit),
        price=f"{price_text(row.unit_price, order.currency)} {order.currency}",
        discount=percent_text(row.discount_percent) if row.discount_percent else "",
        tax=percent_text(row.tax_percent),
        waived=number(row.waived_quantity) if row.waived_quantity else "",
        bars=[] if order.state == "canceled" else _line_bars(one),
        may_be_waived=one.shipped < row.quantity - row.waived_quantity,
    )


def _line_bars(one: LineProgress) -> list[Bar]:
    whole = one.line.quantity - one.line.waived_quantity
    steps = [(_("Shipped"), one.shipped), (_("Delivered"), one.delivered), (_("Billed"), one.billed)]
    if one.line.kind == "goods" and one.due:
        steps.insert(0, (_("Reserved"), one.reserved))
    if one.returned:
        steps.append((_("Returned"), one.returned))
    return [
        Bar(label, float(part / whole) if whole else 1.0, f"{number(part)} / {number(whole)}")
        for label, part in steps
    ]


def number(value: Decimal) -> str:
    """An exact number as the reader writes it."""
    return locale_formats.number(value, 6)


def facts_of(order: Order) -> list[tuple[Word, str]]:
    """What is agreed of an order; what is not told is left out."""
    facts: list[tuple[Word, str]] = [
        (_("Terms of payment"), payment_words(order.payment_terms, order.due_days)),
        (_("Source"), str(words.CHANNELS[order.channel])),
        (_("Their reference"), order.reference),
        (_("Wanted by"), locale_formats.full_day(order.wanted_date) if order.wanted_date else ""),
        (_("Promised for"), locale_formats.full_day(order.promised_date) if order.promised_date else ""),
        (_("Delivery address"), address_text(order.delivery)),
        (_("Billing address"), address_text(order.billing)),
        (_("Note"), order.note),
    ]
    return [fact for fact in facts if fact[1]]

"""What requests about orders hold, and what answers look like."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Schema
from pydantic import Field

from polku.catalogue.line_shapes import DocumentLineIn, DocumentLineOut
from polku.catalogue.logic.lines import LINES_MAX
from polku.db.prepared import Prepared
from polku.deals.logic.incoming import NewDeal
from polku.orders.actions import Facts
from polku.orders.actions.changing import ChangedLine
from polku.orders.logic.incoming import NewOrder
from polku.orders.models import Order, OrderTrouble
from polku.orders.queries import LineProgress, OrderProgress
from polku.orders.registry import expected_of
from polku.ui.api import Exact, Id, Input, Limit, dumped

Days = Annotated[int, Field(ge=0, le=365)]


class OrderOut(Schema):
    """An order; sums are in whole minor units (cents) of its currency."""

    id: int
    number: str
    external_id: str
    deal_id: int
    customer_id: int
    quote_id: int | None
    owner_id: int | None
    team_id: int
    state: str
    channel: str
    currency: str
    language: str
    payment_terms: str
    due_days: int
    prices_include_tax: bool
    reference: str
    note: str
    billing: dict[str, str]
    delivery: dict[str, str]
    wanted_date: date | None
    promised_date: date | None
    net_minor: int
    tax_minor: int
    gross_minor: int
    version: int
    placed_at: datetime
    confirmed_at: datetime | None
    held_at: datetime | None
    held_reason: str
    canceled_at: datetime | None
    cancel_reason: str


class OrderLineOut(DocumentLineOut):
    """A line of an order, and how much of it is reserved, shipped, delivered, returned, billed.

    `expected_date` is the day on which what is missing of it can be there: expected of the supplier, not promised.
    """

    id: int
    waived_quantity: str
    reserved: str
    shipped: str
    delivered: str
    returned: str
    billed: str
    expected_date: date | None


class OrderTroubleOut(Schema):
    """What went wrong with an order; `settled` is empty until somebody decided."""

    id: int
    line_id: int | None
    kind: str
    text: str
    at: datetime
    settled: str
    settled_reason: str
    settled_at: datetime | None
    replacement_order_id: int | None


class OrderRead(OrderOut):
    """An order and how far it came: shares between 0 and 1 as texts, null where there is nothing to do."""

    shipped: str | None
    delivered: str | None
    billed: str | None
    paid: str | None
    billed_minor: int
    paid_minor: int


class OrderFull(OrderRead):
    """An order with its lines and what went wrong with it."""

    lines: list[OrderLineOut]
    troubles: list[OrderTroubleOut]


class OrderPage(Schema):
    """One page of orders; `next` is the cursor to send as `after`, null at the end."""

    items: list[OrderRead]
    next: str | None


class OrderQuery(Schema):
    """Filters of the list; all of them hold together."""

    deal_id: Id | None = None
    customer_id: Id | None = None
    owner_id: Id | None = None
    state: str | None = None
    number: str | None = None
    external_id: str | None = None
    held: bool | None = None
    after: str = ""
    limit: Limit = 50


class ChangedLineIn(DocumentLineIn):
    """A line as it should be: one that is there by its id, which keeps what is not told, or a new one."""

    line_id: Id | None = None

    def changed(self) -> ChangedLine:
        """As the domain takes it."""
        return ChangedLine(self.asked(), self.line_id)


class BuyerIn(Input):
    """Who orders without a deal: a customer by id, or what is known, to find or add one; a deal is opened."""

    title: str = ""
    customer_id: Id | None = None
    company: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    source: str = ""
    owner_id: Id | None = None
    team_id: Id | None = None

    def new(self) -> NewDeal:
        """As the domain takes it."""
        return NewDeal(**self.model_dump(exclude={"contact"}), contact_name=self.contact)


class OrderIn(Input):
    """An order: on a deal (`deal_id`), or of a `buyer` for whom a deal is opened in a process."""

    lines: list[DocumentLineIn] = Field(max_length=LINES_MAX)
    deal_id: Id | None = None
    buyer: BuyerIn | None = None
    process: str | None = None
    currency: str = ""
    language: str = ""
    channel: str = "api"
    payment_terms: str = "due_date"
    due_days: Days | None = None
    prices_include_tax: bool | None = None
    wanted_date: date | None = None
    promised_date: date | None = None
    reference: str = ""
    note: str = ""
    codes: list[str] = []
    billing: dict[str, str] = {}
    delivery: dict[str, str] = {}
    external_id: str = Field(default="", max_length=120)

    def new(self) -> NewOrder:
        """As the domain takes it."""
        return NewOrder(
            **self.model_dump(exclude={"lines", "buyer", "codes"}),
            lines=tuple(line.asked() for line in self.lines),
            deal=self.buyer.new() if self.buyer else None,
            codes=tuple(self.codes),
        )


class LinesIn(Input):
    """All lines as they should be; one left out goes. `version` is that of the order you started from."""

    lines: list[ChangedLineIn] = Field(max_length=LINES_MAX)
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reason: str = ""
    wanted_date: date | None = None


class FactsIn(Input):
    """What is agreed besides the lines; what you leave out stays. `version` is that of the order you started from."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reason: str = ""
    reference: str | None = None
    note: str | None = None
    wanted_date: date | None = None
    promised_date: date | None = None
    payment_terms: str | None = None
    due_days: Days | None = None
    billing: dict[str, str] | None = None
    delivery: dict[str, str] | None = None

    def facts(self) -> Facts:
        """As the domain takes it."""
        return Facts(**self.model_dump(exclude={"version", "reason"}))


class OrderReasonIn(Input):
    """Why."""

    reason: str


class ConfirmIn(Input):
    """To whom the confirmation is sent, and with which words; without `to` it is not sent from here."""

    to: str = Field(default="", max_length=254)
    message: str = ""


class ConfirmationOut(Schema):
    """The confirmation of a version of an order; `message_id` and `state` tell of the message that carries it.

    `sent_at` is when the mail server took it, null while it waits.
    """

    order_id: int
    version: int
    made_at: datetime
    sent_at: datetime | None
    message_id: int | None
    state: str


class OrderSettingsOut(Schema):
    """How orders are confirmed in writing: at_once, ask or never."""

    written: str


class OrderSettingsIn(Input):
    """How orders are confirmed in writing: at_once, ask or never."""

    written: Literal["at_once", "ask", "never"]


class WaiverIn(Input):
    """How much of a line will not be delivered, and why."""

    quantity: Exact
    reason: str = ""


class OrderTroubleIn(Input):
    """What went wrong: short_delivery, refused_delivery, refused_bill, damaged or other."""

    kind: str
    text: str = ""
    line_id: Id | None = None


class SettlementIn(Input):
    """How it is settled: recreate (make up for it) or ignore (let it be), and why.

    To make up for goods that left, `quantity` of them goes out again at no price (0: nothing does); `line_id` names the
    line where the trouble names none.
    """

    settled: str
    reason: str
    line_id: Id | None = None
    quantity: Exact | None = None


def plain(number: Decimal | None) -> str | None:
    """An exact decimal as a text, without zeros at its end."""
    return None if number is None else f"{number.normalize():f}"


def share(part: Decimal | None) -> str | None:
    """A share as a text of six decimals or fewer."""
    return None if part is None else plain(round(part, 6))


def read(one: OrderProgress) -> dict[str, Any]:
    """An order and how far it came."""
    return dumped(OrderOut, one.order) | {
        "shipped": share(one.shipped),
        "delivered": share(one.delivered),
        "billed": share(one.billed),
        "paid": share(one.paid),
        "billed_minor": one.billed_minor,
        "paid_minor": one.paid_minor,
    }


def full(one: OrderProgress) -> dict[str, Any]:
    """An order with its lines and troubles."""
    days = expected_of(one.order, timezone.localdate()) if one.is_short else {}
    return read(one) | {
        "lines": [_line(line) | {"expected_date": days.get(line.line.pk)} for line in one.lines],
        "troubles": [trouble(row) for row in _troubles(one.order.id)],
    }


_troubles = Prepared(
    lambda order_id: (
        OrderTrouble.objects.filter(order_id=order_id).select_related("replacement").order_by("id")
    )
)


def trouble(row: OrderTrouble) -> dict[str, Any]:
    """What went wrong, and the order by which goods go out again."""
    names = [name for name in OrderTroubleOut.model_fields if name != "replacement_order_id"]
    replaced = row.replacement.order_id if row.replacement else None
    return {name: getattr(row, name) for name in names} | {"replacement_order_id": replaced}


def _line(one: LineProgress) -> dict[str, Any]:
    row = one.line
    names = ("id", "position", "product_id", "sku", "description", "kind", "unit", "tax_category")
    exact = ("quantity", "unit_price", "discount_percent", "tax_percent", "waived_quantity")
    steps = ("reserved", "shipped", "delivered", "returned", "billed")
    return (
        {name: getattr(row, name) for name in (*names, "net_minor", "tax_minor")}
        | {name: plain(getattr(row, name)) for name in exact}
        | {name: plain(getattr(one, name)) for name in steps}
    )


def written(order: Order) -> dict[str, Any]:
    """An order after a change."""
    return dumped(OrderOut, order)

"""What requests about returns hold, and what answers look like."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from polku.access.logic import Actor
from polku.returns.logic.incoming import CameLine, NewReturn, WantedLine
from polku.returns.logic.states import Condition, Reason, Resolution, State
from polku.returns.models import Return, ReturnLine
from polku.returns.queries.listing import lines_of
from polku.returns.queries.returnable import Returnable
from polku.stock.rules import StockPermission
from polku.ui.api import Exact, Id, Input, Limit, dumped

LINES_MAX = 500


Mail = Annotated[str, Field(max_length=254)]
Words = Annotated[str, Field(max_length=4000)]
LineKey = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$")]


class ReturnOut(Schema):
    """A return: what a customer gives back of an order."""

    id: int
    number: str
    order_id: int
    state: State
    note: str
    requested_at: datetime
    approved_at: datetime | None
    received_at: datetime | None
    settled_at: datetime | None
    refused_at: datetime | None
    refused_reason: str
    carrier: str
    tracking: str


class ReturnLineOut(Schema):
    """So much of a delivered line. `order_line_id` is where it was sold; `cost_minor`, in company currency, is null for
    who may not see costs."""

    id: int
    order_line_id: int
    shipment_id: int
    quantity: str
    received_quantity: str | None
    reason: Reason
    condition: Condition | None
    resolution: Resolution
    location_id: int | None
    codes: list[str]
    cost_minor: int | None
    settled_at: datetime | None
    replacement_order_id: int | None
    invoice_ids: list[int]
    credit_note_ids: list[int]
    refund_ids: list[int]


class ReturnFull(ReturnOut):
    """A return with its lines."""

    lines: list[ReturnLineOut]


class ReturnPage(Schema):
    """One page of returns; `next` is the cursor to send as `after`, null at the end."""

    items: list[ReturnOut]
    next: str | None


class ReturnQuery(Schema):
    """Filters of the list; all of them hold together."""

    order_id: Id | None = None
    state: State | None = None
    number: str | None = None
    after: str = ""
    limit: Limit = 50


class ReturnableOut(Schema):
    """A line of an order of which something can come back."""

    order_line_id: int
    description: str
    arrived: str
    left: str


class ReturnLineIn(Input):
    """So much of a line of the order comes back. `shipment_id` names the delivery, else the oldest ones are taken."""

    order_line_id: Id
    quantity: Exact
    reason: Reason
    resolution: Resolution = Resolution.CREDIT
    shipment_id: Id | None = None


class ReturnIn(Input):
    """What a customer gives back, and what they say."""

    lines: list[ReturnLineIn] = Field(min_length=1, max_length=LINES_MAX)
    note: Words = ""

    def new(self, order_id: int) -> NewReturn:
        """As the domain takes it."""
        return NewReturn(order_id, tuple(WantedLine(**line.model_dump()) for line in self.lines), self.note)


class ReturnApprovalIn(Input):
    """With `mail_to` the customer gets the return note by mail."""

    mail_to: Mail = ""
    message: Words = ""


class ReturnRefusalIn(Input):
    """Why the goods stay with the customer; with `mail_to` the reason goes to them by mail."""

    reason: Words
    mail_to: Mail = ""


class CameLineIn(Input):
    """What came of a line: all of it (null) or so much, how it looks, where it is put, which pieces it is."""

    line_id: Id
    quantity: Exact | None = None
    condition: Condition = Condition.AS_NEW
    location_id: Id | None = None
    codes: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field(default=[], max_length=1000)

    def came(self) -> CameLine:
        """As the domain takes it."""
        return CameLine(**self.model_dump(exclude={"codes"}), codes=tuple(self.codes))


class ReturnReceiptIn(Input):
    """What came; lines left out came whole and as new."""

    lines: list[CameLineIn] = Field(default=[], max_length=LINES_MAX)


class ReturnSettlementIn(Input):
    """`resolutions` changes what was agreed, by the ids of lines; `method` is how money goes back."""

    resolutions: dict[LineKey, Resolution] = {}
    method: str = Field(default="bank", max_length=12)
    carrier: str = Field(default="", max_length=100)
    tracking: str = Field(default="", max_length=100)
    mail_to: Mail = ""
    message: Words = ""


def plain(number: Decimal) -> str:
    """An exact decimal as a text, without zeros at its end."""
    return f"{number.normalize():f}"


def full(row: Return, actor: Actor) -> dict[str, Any]:
    """A return with its lines."""
    sees_cost = actor.may(StockPermission.COST)
    return dumped(ReturnOut, row) | {"lines": [_line(line, sees_cost) for line in lines_of(row)]}


def _line(line: ReturnLine, sees_cost: bool) -> dict[str, Any]:
    names = ("id", "order_line_id", "reason", "resolution", "location_id", "settled_at")
    given = list(line.credits.all())
    return {name: getattr(line, name) for name in names} | {
        "shipment_id": line.shipment_line.shipment_id,
        "quantity": plain(line.quantity),
        "received_quantity": None if line.received_quantity is None else plain(line.received_quantity),
        "condition": line.condition or None,
        "codes": [one.unit.code for one in line.units.all()],
        "cost_minor": line.cost_minor if sees_cost else None,
        "replacement_order_id": line.replacement.order_id if line.replacement else None,
        "invoice_ids": [one.invoice_line.invoice_id for one in given],
        "credit_note_ids": [one.credit_note_id for one in given],
        "refund_ids": [one.refund_id for one in given if one.refund_id],
    }


def returnable_out(one: Returnable) -> dict[str, Any]:
    """A line of an order of which something can come back, as the API shows it."""
    return {
        "order_line_id": one.line.pk,
        "description": one.line.description,
        "arrived": plain(one.arrived),
        "left": plain(one.left),
    }

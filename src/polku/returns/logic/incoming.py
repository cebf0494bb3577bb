"""A return as a door hands it in, and what came of it."""

from dataclasses import dataclass
from decimal import Decimal

from polku.returns.logic.states import Condition, Resolution


@dataclass(frozen=True)
class WantedLine:
    """So much of a line of an order comes back. `shipment_id` names the delivery, else the oldest ones are taken."""

    order_line_id: int
    quantity: Decimal
    reason: str
    resolution: str = Resolution.CREDIT.value
    shipment_id: int | None = None


@dataclass(frozen=True)
class NewReturn:
    """What a customer wants to give back of an order; `note` is what they say."""

    order_id: int
    lines: tuple[WantedLine, ...]
    note: str = ""


@dataclass(frozen=True)
class CameLine:
    """What came of a line of a return: all of it (`quantity` None) or so much, how it looks, and where it is put.

    `codes` names the serial numbers or lots where the product wants them. Without a place goods lie where they lay
    before they left.
    """

    line_id: int
    quantity: Decimal | None = None
    condition: str = Condition.AS_NEW.value
    location_id: int | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrived:
    """What came of a return; lines left out came whole and as new."""

    return_id: int
    lines: tuple[CameLine, ...] = ()

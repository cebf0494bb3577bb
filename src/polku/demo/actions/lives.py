"""What each deal of the demo has come to: the rows its next step works on."""

from dataclasses import dataclass, field

from polku.access.logic import Actor
from polku.demo.logic import Plan
from polku.demo.words import Words


@dataclass(frozen=True)
class Cast:
    """Who does what in the made-up company."""

    sellers: tuple[Actor, ...]
    manager: Actor
    finance: Actor
    warehouse: Actor


@dataclass
class Life:
    """One deal on its way through the product."""

    plan: Plan
    seller: Actor
    cast: Cast
    words: Words
    products: dict[str, int]
    deal_id: int = 0
    quote_id: int = 0
    token: str = ""
    order_id: int = 0
    invoice_id: int = 0
    return_id: int = 0
    shipments: list[int] = field(default_factory=list)

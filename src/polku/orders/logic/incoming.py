"""An order as a door hands it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from polku.catalogue.logic.lines import AskedLine
from polku.contacts.postal import PARTS
from polku.deals.logic.incoming import NewDeal

Address = Mapping[str, str]
ADDRESS_FIELDS = PARTS


@dataclass(frozen=True)
class NewOrder:
    """One order to be placed: on a deal, or with what is known of its customer, for whom a deal is opened.

    `deal` tells the deal to be opened where `deal_id` is None. In history mode `placed_at`, `confirmed_at`,
    `canceled_at` state the past, `state` what it came to where no date tells (`confirmed`, `canceled`), `number` what
    it was called elsewhere and `source_state` what it was called there; it may have no lines.
    """

    lines: tuple[AskedLine, ...]
    deal_id: int | None = None
    deal: NewDeal | None = None
    process: str | None = None
    quote_id: int | None = None
    currency: str = ""
    language: str = ""
    channel: str = "web"
    payment_terms: str = "due_date"
    due_days: int | None = None
    prices_include_tax: bool | None = None
    wanted_date: date | None = None
    promised_date: date | None = None
    reference: str = ""
    note: str = ""
    codes: tuple[str, ...] = ()
    billing: Address = field(default_factory=dict)
    delivery: Address = field(default_factory=dict)
    external_id: str = ""
    number: str = ""
    state: str = ""
    source_state: str = ""
    placed_at: datetime | None = None
    confirmed_at: datetime | None = None
    canceled_at: datetime | None = None


@dataclass(frozen=True)
class Trouble:
    """Something that went wrong, to be written down."""

    kind: str
    text: str = ""
    line_id: int | None = None

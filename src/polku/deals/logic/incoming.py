"""A deal as a door hands it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from polku.kernel.money import Money


@dataclass(frozen=True, slots=True)
class PastStep:
    """One step of a deal that went its way elsewhere: into `stage`, or to an ending with none.

    `leaving` says how the stage before was left: moved, reopened, won, lost, paused, no_decision or finished.
    """

    leaving: str
    stage: str
    when: datetime | None
    by_id: int | None = None


@dataclass(frozen=True)
class NewDeal:
    """One deal to be opened, with what is known of its customer and, in history mode, of its past.

    `address` is where bills go, `delivery` where goods go if elsewhere: parts of `contacts.postal`.
    `won` and `lost` without a date say that it ended at an unknown time. `stage` is a stage key. `as_new` says that
    the customer is none of those known, however alike. `past` tells its whole course in history mode, first step first;
    `outcome` then says how it stands after it.
    """

    title: str = ""
    external_id: str = ""
    customer_id: int | None = None
    as_new: bool = False
    company: str = ""
    contact_name: str = ""
    segment: str = ""
    email: str = ""
    phone: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    delivery: Mapping[str, str] = field(default_factory=dict)
    consents: Mapping[str, bool] = field(default_factory=dict)
    source: str = ""
    campaign: str = ""
    product: str = ""
    owner_id: int | None = None
    team_id: int | None = None
    value: Money | None = None
    expected_close: date | None = None
    stage: str = ""
    opened_at: datetime | None = None
    won: bool = False
    won_at: datetime | None = None
    lost: bool = False
    lost_at: datetime | None = None
    reasons: tuple[str, ...] = ()
    reason_words: str = ""
    next_step: str = ""
    next_step_at: datetime | None = None
    custom: Mapping[str, object] = field(default_factory=dict)
    past: tuple[PastStep, ...] = ()
    outcome: str = ""


@dataclass(frozen=True)
class Move:
    """A wish to bring a deal to a stage; `override_reason` asks to pass by unmet criteria."""

    deal_id: int
    to_stage: str
    override_reason: str = ""


@dataclass(frozen=True)
class Close:
    """A wish to end or pause a deal. `added` is what an upgrade brings on top."""

    deal_id: int
    outcome: str
    reasons: tuple[str, ...] = ()
    words: str = ""
    until: date | None = None
    added: Money | None = None
    override_reason: str = ""

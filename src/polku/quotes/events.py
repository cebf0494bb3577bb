"""What happens with quotes. Amounts are in the quote's currency; words stand in the rows the events point to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class QuoteDrafted(Happened):
    """An offer was begun."""

    kind: ClassVar[str] = "quotes.quote_drafted"
    says: ClassVar[str] = gettext_noop("{actor} drafted the quote {number}")
    icon: ClassVar[str] = "edit"
    quote_id: int
    number: str
    currency: str
    net_minor: int
    gross_minor: int
    lines: int


@dataclass(frozen=True)
class QuoteRevised(Happened):
    """An offer says something else now: within its draft, or as a new version."""

    kind: ClassVar[str] = "quotes.quote_revised"
    says: ClassVar[str] = gettext_noop("{actor} revised the quote {number} (version {version})")
    icon: ClassVar[str] = "edit"
    quote_id: int
    number: str
    version: int
    currency: str
    net_minor: int
    gross_minor: int


@dataclass(frozen=True)
class ApprovalAsked(Happened):
    """An offer below the margin waits for somebody's yes."""

    kind: ClassVar[str] = "quotes.approval_asked"
    says: ClassVar[str] = gettext_noop("{actor} asked to approve the quote {number}")
    icon: ClassVar[str] = "warn"
    quote_id: int
    number: str
    version: int
    approval_id: int


@dataclass(frozen=True)
class QuoteApproved(Happened):
    """An offer may be sent."""

    kind: ClassVar[str] = "quotes.quote_approved"
    says: ClassVar[str] = gettext_noop("{actor} approved the quote {number}")
    icon: ClassVar[str] = "check"
    quote_id: int
    number: str
    version: int


@dataclass(frozen=True)
class ApprovalRefused(Happened):
    """An offer may not be sent as it is."""

    kind: ClassVar[str] = "quotes.approval_refused"
    says: ClassVar[str] = gettext_noop("{actor} did not approve the quote {number}")
    icon: ClassVar[str] = "x"
    quote_id: int
    number: str
    version: int
    approval_id: int


@dataclass(frozen=True)
class QuoteSent(Happened):
    """An offer was given out and does not change any more. `waits`: its message waits, for there was no mail server."""

    kind: ClassVar[str] = "quotes.quote_sent"
    says: ClassVar[str] = gettext_noop("{actor} sent the quote {number} (version {version})")
    icon: ClassVar[str] = "mail"
    quote_id: int
    number: str
    version: int
    currency: str
    net_minor: int
    gross_minor: int
    company_net_minor: int
    valid_until: date
    by_mail: bool
    waits: bool | None = None


@dataclass(frozen=True)
class QuoteViewed(Happened):
    """The buyer opened the offer."""

    kind: ClassVar[str] = "quotes.quote_viewed"
    says: ClassVar[str] = gettext_noop("The customer opened the quote {number}")
    icon: ClassVar[str] = "eye"
    quote_id: int
    number: str
    version: int


@dataclass(frozen=True)
class QuoteCommented(Happened):
    """The buyer or a colleague wrote beside an offer."""

    kind: ClassVar[str] = "quotes.quote_commented"
    says: ClassVar[str] = gettext_noop("A comment on the quote {number}")
    icon: ClassVar[str] = "chat"
    quote_id: int
    number: str
    version: int
    comment_id: int
    by_buyer: bool
    internal: bool


@dataclass(frozen=True)
class ConcessionAsked(Happened):
    """The buyer asks for something more."""

    kind: ClassVar[str] = "quotes.concession_asked"
    says: ClassVar[str] = gettext_noop("{actor} noted a wish about the quote {number}")
    icon: ClassVar[str] = "chat"
    quote_id: int
    number: str
    concession_id: int


@dataclass(frozen=True)
class ConcessionAnswered(Happened):
    """What was given for a wish, or not, and what came in return."""

    kind: ClassVar[str] = "quotes.concession_answered"
    says: ClassVar[str] = gettext_noop("{actor} answered a wish about the quote {number}")
    icon: ClassVar[str] = "check"
    private: ClassVar[Mapping[str, tuple[str, ...]]] = {"worth_minor": ("quotes.write", "catalogue.cost")}
    quote_id: int
    number: str
    concession_id: int
    currency: str
    worth_minor: int | None = None


@dataclass(frozen=True)
class QuoteAccepted(Happened):
    """The buyer said yes."""

    kind: ClassVar[str] = "quotes.quote_accepted"
    says: ClassVar[str] = gettext_noop("The customer accepted the quote {number}")
    icon: ClassVar[str] = "check"
    quote_id: int
    number: str
    version: int
    acceptance_id: int
    currency: str
    net_minor: int
    gross_minor: int
    chosen: tuple[int, ...]


@dataclass(frozen=True)
class QuoteDeclined(Happened):
    """The buyer said no."""

    kind: ClassVar[str] = "quotes.quote_declined"
    says: ClassVar[str] = gettext_noop("The customer declined the quote {number}")
    icon: ClassVar[str] = "x"
    quote_id: int
    number: str
    version: int
    reason: str


@dataclass(frozen=True)
class QuoteWithdrawn(Happened):
    """The offer does not hold any more."""

    kind: ClassVar[str] = "quotes.quote_withdrawn"
    says: ClassVar[str] = gettext_noop("{actor} withdrew the quote {number}")
    icon: ClassVar[str] = "undo"
    quote_id: int
    number: str
    version: int


@dataclass(frozen=True)
class QuoteExpired(Happened):
    """The time of the offer ran out without an answer."""

    kind: ClassVar[str] = "quotes.quote_expired"
    says: ClassVar[str] = gettext_noop("The quote {number} expired")
    icon: ClassVar[str] = "clock"
    quote_id: int
    number: str
    version: int


@dataclass(frozen=True)
class HandoverNoted(Happened):
    """Something stands between the yes and the work."""

    kind: ClassVar[str] = "quotes.handover_noted"
    says: ClassVar[str] = gettext_noop("{actor} noted what the handover needs")
    icon: ClassVar[str] = "flag"
    item_id: int
    what: str


@dataclass(frozen=True)
class HandoverSettled(Happened):
    """It stands in the way no more."""

    kind: ClassVar[str] = "quotes.handover_settled"
    says: ClassVar[str] = gettext_noop("{actor} settled a part of the handover")
    icon: ClassVar[str] = "check"
    item_id: int
    what: str


@dataclass(frozen=True)
class NegotiationPlanned(Happened):
    """What is aimed at, where we stop and what can be traded was written down, or written anew."""

    kind: ClassVar[str] = "quotes.negotiation_planned"
    says: ClassVar[str] = gettext_noop("{actor} planned the negotiation")
    icon: ClassVar[str] = "flag"
    private: ClassVar[Mapping[str, tuple[str, ...]]] = dict.fromkeys(
        ("aim_minor", "limit_minor", "motive"), ("quotes.see",)
    )
    plan_id: int
    version: int


@dataclass(frozen=True)
class SettingsChanged(Happened):
    """The company makes its offers otherwise."""

    kind: ClassVar[str] = "quotes.settings_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the settings of quotes")
    icon: ClassVar[str] = "settings"
    private: ClassVar[Mapping[str, tuple[str, ...]]] = {"margin_percent": ("catalogue.cost",)}


@dataclass(frozen=True)
class TermsChanged(Happened):
    """A template of terms was written or put away."""

    kind: ClassVar[str] = "quotes.terms_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed a template of terms")
    icon: ClassVar[str] = "edit"
    template_id: int


ALL = (
    QuoteDrafted,
    QuoteRevised,
    ApprovalAsked,
    QuoteApproved,
    ApprovalRefused,
    QuoteSent,
    QuoteViewed,
    QuoteCommented,
    ConcessionAsked,
    ConcessionAnswered,
    QuoteAccepted,
    QuoteDeclined,
    QuoteWithdrawn,
    QuoteExpired,
    HandoverNoted,
    HandoverSettled,
    NegotiationPlanned,
    SettingsChanged,
    TermsChanged,
)
"""Every event of quotes."""

"""What happens to a deal."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class DealOpened(Happened):
    """A deal began, in a stage of a process version."""

    kind: ClassVar[str] = "deals.deal_opened"
    says: ClassVar[str] = gettext_noop("{actor} opened the deal in {stage}")
    icon: ClassVar[str] = "flag"
    stage: str
    path_id: int
    customer_id: int
    team_id: int
    owner_id: int | None = None
    source: str | None = None


@dataclass(frozen=True)
class DealMoved(Happened):
    """A deal went from one stage to another; `unmet` names the criteria an override passed by.

    `not_needed` names stages that were left out because a rule called them so for this deal.
    """

    kind: ClassVar[str] = "deals.deal_moved"
    says: ClassVar[str] = gettext_noop("{actor} moved the deal from {from_stage} to {to_stage}")
    icon: ClassVar[str] = "stage"
    from_stage: str
    to_stage: str
    path_id: int
    automatic: bool | None = None
    unmet: tuple[str, ...] | None = None
    not_needed: tuple[str, ...] | None = None


@dataclass(frozen=True)
class DealWon(Happened):
    """The buyer said yes; where the process goes on, the deal goes on to its first stage after the win."""

    kind: ClassVar[str] = "deals.deal_won"
    says: ClassVar[str] = gettext_noop("{actor} won the deal")
    icon: ClassVar[str] = "check"
    from_stage: str
    to_stage: str | None = None
    path_id: int | None = None
    value_minor: int | None = None
    currency: str | None = None
    automatic: bool | None = None
    unmet: tuple[str, ...] | None = None
    not_needed: tuple[str, ...] | None = None


@dataclass(frozen=True)
class DealUpgraded(Happened):
    """A win that grew: the buyer took more than was first agreed."""

    kind: ClassVar[str] = "deals.deal_upgraded"
    says: ClassVar[str] = gettext_noop("{actor} upgraded the deal")
    icon: ClassVar[str] = "arrow"
    from_stage: str
    to_stage: str | None = None
    path_id: int | None = None
    added_minor: int | None = None
    currency: str | None = None
    unmet: tuple[str, ...] | None = None
    not_needed: tuple[str, ...] | None = None


@dataclass(frozen=True)
class DealRevalued(Happened):
    """A won deal is worth what was sold, as its orders stand now; where both amounts are the same, from now on."""

    kind: ClassVar[str] = "deals.deal_revalued"
    says: ClassVar[str] = gettext_noop("The deal is worth what was sold, as its orders stand now")
    icon: ClassVar[str] = "coins"
    value_minor: int
    currency: str
    before_minor: int | None = None
    before_currency: str | None = None


@dataclass(frozen=True)
class DealLost(Happened):
    """The buyer said no, or will never buy."""

    kind: ClassVar[str] = "deals.deal_lost"
    says: ClassVar[str] = gettext_noop("{actor} marked the deal as lost in {from_stage}: {reasons}")
    icon: ClassVar[str] = "x"
    from_stage: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class DealPaused(Happened):
    """The buyer asked to wait."""

    kind: ClassVar[str] = "deals.deal_paused"
    says: ClassVar[str] = gettext_noop("{actor} paused the deal in {from_stage} until {until}: {reasons}")
    icon: ClassVar[str] = "pause"
    from_stage: str
    until: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class DealUndecided(Happened):
    """The buyer made no decision at all."""

    kind: ClassVar[str] = "deals.deal_undecided"
    says: ClassVar[str] = gettext_noop(
        "{actor} closed the deal in {from_stage} without a decision: {reasons}"
    )
    icon: ClassVar[str] = "circle"
    from_stage: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class DealFinished(Happened):
    """A won deal left the last stage: all that was promised is done."""

    kind: ClassVar[str] = "deals.deal_finished"
    says: ClassVar[str] = gettext_noop("{actor} finished the deal in {from_stage}")
    icon: ClassVar[str] = "flag"
    from_stage: str
    unmet: tuple[str, ...] | None = None


@dataclass(frozen=True)
class DealMapped(Happened):
    """A new version of the process took the deal over: it stands where its stage went. No step of the sale."""

    kind: ClassVar[str] = "deals.deal_mapped"
    says: ClassVar[str] = gettext_noop(
        "{actor} brought the deal into a new version of the process: {from_stage}, now {to_stage}"
    )
    icon: ClassVar[str] = "map"
    from_stage: str
    to_stage: str
    path_id: int
    from_version_id: int
    to_version_id: int


@dataclass(frozen=True)
class DealEscalated(Happened):
    """The deal stayed in its stage for longer than the process allows, and whoever is to be told was told."""

    kind: ClassVar[str] = "deals.deal_escalated"
    says: ClassVar[str] = gettext_noop("The deal stays in {stage} for too long: {role} was told")
    icon: ClassVar[str] = "bell"
    stage: str
    role: str


@dataclass(frozen=True)
class DealReopened(Happened):
    """A deal that had ended or paused goes on."""

    kind: ClassVar[str] = "deals.deal_reopened"
    says: ClassVar[str] = gettext_noop("{actor} took the deal up again in {to_stage}")
    icon: ClassVar[str] = "play"
    to_stage: str
    path_id: int


@dataclass(frozen=True)
class DealUndone(Happened):
    """An earlier event was taken back; the event names it in `undoes`. Of a move it says whence and whither it went."""

    kind: ClassVar[str] = "deals.deal_undone"
    says: ClassVar[str] = gettext_noop("{actor} took back: {undone}")
    icon: ClassVar[str] = "undo"
    undone: str
    from_stage: str | None = None
    to_stage: str | None = None
    item: str | None = None


@dataclass(frozen=True)
class DealStayed(Happened):
    """Something was taken back that had brought the deal on, but somebody has moved it since: it stays."""

    kind: ClassVar[str] = "deals.deal_stayed"
    says: ClassVar[str] = gettext_noop(
        "The deal stays in {stage}, because it was moved since. Before, it stood in {back_stage}."
    )
    icon: ClassVar[str] = "stage"
    stage: str
    back_stage: str


@dataclass(frozen=True)
class DealChanged(Happened):
    """Fields of the deal changed; the values stand in `Change`."""

    kind: ClassVar[str] = "deals.deal_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed {fields}")
    icon: ClassVar[str] = "edit"
    fields: tuple[str, ...]


@dataclass(frozen=True)
class DealAssigned(Happened):
    """The deal has another owner or team."""

    kind: ClassVar[str] = "deals.deal_assigned"
    says: ClassVar[str] = gettext_noop("{actor} gave the deal to {owner_id}")
    icon: ClassVar[str] = "user"
    team_id: int
    owner_id: int | None = None


@dataclass(frozen=True)
class NextStepSet(Happened):
    """What happens next with this deal was agreed."""

    kind: ClassVar[str] = "deals.next_step_set"
    says: ClassVar[str] = gettext_noop("{actor} set the next step for {due_at}")
    icon: ClassVar[str] = "calendar"
    due_at: str | None = None


@dataclass(frozen=True)
class NextStepDone(Happened):
    """The next step was done."""

    kind: ClassVar[str] = "deals.next_step_done"
    says: ClassVar[str] = gettext_noop("{actor} did the next step")
    icon: ClassVar[str] = "check"
    due_at: str | None = None


@dataclass(frozen=True)
class ItemTicked(Happened):
    """A checklist item was ticked."""

    kind: ClassVar[str] = "deals.item_ticked"
    says: ClassVar[str] = gettext_noop("{actor} ticked {item}")
    icon: ClassVar[str] = "check"
    item: str


@dataclass(frozen=True)
class ItemUnticked(Happened):
    """A tick was taken away."""

    kind: ClassVar[str] = "deals.item_unticked"
    says: ClassVar[str] = gettext_noop("{actor} took the tick away from {item}")
    icon: ClassVar[str] = "circle"
    takes_back: ClassVar[str] = ItemTicked.kind
    item: str


@dataclass(frozen=True)
class DealVoided(Happened):
    """The deal left every figure: it should never have been here."""

    kind: ClassVar[str] = "deals.deal_voided"
    says: ClassVar[str] = gettext_noop("{actor} moved the deal to the bin")
    icon: ClassVar[str] = "trash"


@dataclass(frozen=True)
class DealRestored(Happened):
    """A voided deal came back."""

    kind: ClassVar[str] = "deals.deal_restored"
    says: ClassVar[str] = gettext_noop("{actor} brought the deal back")
    icon: ClassVar[str] = "undo"


@dataclass(frozen=True)
class ContactLinked(Happened):
    """A person takes part in the deal."""

    kind: ClassVar[str] = "deals.contact_linked"
    says: ClassVar[str] = gettext_noop("{actor} added a person to the deal")
    icon: ClassVar[str] = "user"
    contact_id: int


@dataclass(frozen=True)
class ContactUnlinked(Happened):
    """A person no longer takes part."""

    kind: ClassVar[str] = "deals.contact_unlinked"
    says: ClassVar[str] = gettext_noop("{actor} took a person off the deal")
    icon: ClassVar[str] = "user"
    contact_id: int


ALL = (
    DealOpened, DealMoved, DealWon, DealUpgraded, DealLost, DealPaused, DealUndecided, DealFinished, DealReopened,
    DealUndone, DealChanged, DealAssigned, NextStepSet, NextStepDone, ItemTicked, ItemUnticked, DealVoided,
    DealRestored, DealMapped, DealEscalated, DealStayed, DealRevalued,
    ContactLinked, ContactUnlinked,
)  # fmt: skip

STAGE_KINDS = frozenset(
    event.kind
    for event in (
        DealOpened,
        DealMoved,
        DealWon,
        DealUpgraded,
        DealLost,
        DealPaused,
        DealUndecided,
        DealFinished,
        DealReopened,
        DealMapped,
    )
)
"""The kinds that decide stage, visits and outcome."""

"""What happens to customers and the people at them."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class CustomerAdded(Happened):
    """A company or a private person became known."""

    kind: ClassVar[str] = "contacts.customer_added"
    says: ClassVar[str] = gettext_noop("{actor} added the customer")
    icon: ClassVar[str] = "plus"
    customer_kind: str
    country: str | None = None


@dataclass(frozen=True)
class CustomerChanged(Happened):
    """Facts of a customer were corrected; the values stand in the changes."""

    kind: ClassVar[str] = "contacts.customer_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the customer")
    icon: ClassVar[str] = "edit"
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class CustomerAssigned(Happened):
    """A customer was given to somebody, or to another team."""

    kind: ClassVar[str] = "contacts.customer_assigned"
    says: ClassVar[str] = gettext_noop("{actor} gave the customer to somebody else")
    icon: ClassVar[str] = "people"
    owner_id: int | None
    team_id: int


@dataclass(frozen=True)
class CustomerVoided(Happened):
    """A customer entered by mistake was taken out of lists and figures."""

    kind: ClassVar[str] = "contacts.customer_voided"
    says: ClassVar[str] = gettext_noop("{actor} removed the customer")
    icon: ClassVar[str] = "x"


@dataclass(frozen=True)
class CustomerRestored(Happened):
    """A removed customer was brought back."""

    kind: ClassVar[str] = "contacts.customer_restored"
    says: ClassVar[str] = gettext_noop("{actor} brought the customer back")
    icon: ClassVar[str] = "undo"


@dataclass(frozen=True)
class CustomersMerged(Happened):
    """Two entries of one customer became one."""

    kind: ClassVar[str] = "contacts.customers_merged"
    says: ClassVar[str] = gettext_noop("{actor} merged a duplicate into the customer")
    icon: ClassVar[str] = "merge"
    merge_id: int
    merged_id: int


@dataclass(frozen=True)
class MergeUndone(Happened):
    """A merge was taken back: both customers stand again."""

    kind: ClassVar[str] = "contacts.merge_undone"
    says: ClassVar[str] = gettext_noop("{actor} took the merge back")
    icon: ClassVar[str] = "undo"
    merge_id: int
    merged_id: int


@dataclass(frozen=True)
class DuplicateDismissed(Happened):
    """Somebody looked at two like customers: they are not the same."""

    kind: ClassVar[str] = "contacts.duplicate_dismissed"
    says: ClassVar[str] = gettext_noop("{actor} found that a like customer is another one")
    icon: ClassVar[str] = "check"
    other_id: int


@dataclass(frozen=True)
class ContactAdded(Happened):
    """A person at a customer became known."""

    kind: ClassVar[str] = "contacts.contact_added"
    says: ClassVar[str] = gettext_noop("{actor} added a contact")
    icon: ClassVar[str] = "plus"
    customer_id: int


@dataclass(frozen=True)
class ContactChanged(Happened):
    """Facts of a contact were corrected or completed."""

    kind: ClassVar[str] = "contacts.contact_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed a contact")
    icon: ClassVar[str] = "edit"
    customer_id: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContactVoided(Happened):
    """A contact entered by mistake was taken out."""

    kind: ClassVar[str] = "contacts.contact_voided"
    says: ClassVar[str] = gettext_noop("{actor} removed a contact")
    icon: ClassVar[str] = "x"
    customer_id: int


@dataclass(frozen=True)
class ConsentRecorded(Happened):
    """A person agreed to something or refused it."""

    kind: ClassVar[str] = "contacts.consent_recorded"
    says: ClassVar[str] = gettext_noop("{actor} recorded a consent")
    icon: ClassVar[str] = "check"
    customer_id: int
    purpose: str
    given: bool


@dataclass(frozen=True)
class CustomerErased(Happened):
    """What was known of a customer and its people was erased; the deals stay without names."""

    kind: ClassVar[str] = "contacts.customer_erased"
    says: ClassVar[str] = gettext_noop("{actor} erased what was known of the customer")
    icon: ClassVar[str] = "trash"


@dataclass(frozen=True)
class ContactErased(Happened):
    """What was known of a person at a customer was erased."""

    kind: ClassVar[str] = "contacts.contact_erased"
    says: ClassVar[str] = gettext_noop("{actor} erased what was known of a person")
    icon: ClassVar[str] = "trash"
    customer_id: int


ALL = (
    CustomerAdded,
    CustomerChanged,
    CustomerAssigned,
    CustomerVoided,
    CustomerRestored,
    CustomersMerged,
    MergeUndone,
    DuplicateDismissed,
    ContactAdded,
    ContactChanged,
    ContactVoided,
    ConsentRecorded,
    CustomerErased,
    ContactErased,
)

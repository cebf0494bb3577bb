"""What happens to people, teams and tokens."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class UserAdded(Happened):
    """A person can sign in from now on."""

    kind: ClassVar[str] = "access.user_added"
    says: ClassVar[str] = gettext_noop("{actor} added a user")
    role: str


@dataclass(frozen=True)
class UserInvited(Happened):
    """A person was sent an invitation."""

    kind: ClassVar[str] = "access.user_invited"
    says: ClassVar[str] = gettext_noop("{actor} invited a user")
    role: str
    team_id: int


@dataclass(frozen=True)
class UserChanged(Happened):
    """Role, reach, teams or state of a person changed."""

    kind: ClassVar[str] = "access.user_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed a user")


@dataclass(frozen=True)
class TeamAdded(Happened):
    """A team was founded."""

    kind: ClassVar[str] = "access.team_added"
    says: ClassVar[str] = gettext_noop("{actor} added a team")


@dataclass(frozen=True)
class TeamRenamed(Happened):
    """A team got another name or department."""

    kind: ClassVar[str] = "access.team_renamed"
    says: ClassVar[str] = gettext_noop("{actor} renamed a team")


@dataclass(frozen=True)
class TeamArchived(Happened):
    """A team was put out of use."""

    kind: ClassVar[str] = "access.team_archived"
    says: ClassVar[str] = gettext_noop("{actor} archived a team")


@dataclass(frozen=True)
class TeamRestored(Happened):
    """A team was taken into use again."""

    kind: ClassVar[str] = "access.team_restored"
    says: ClassVar[str] = gettext_noop("{actor} took a team into use again")


@dataclass(frozen=True)
class MemberMoved(Happened):
    """A person changed teams."""

    kind: ClassVar[str] = "access.member_moved"
    says: ClassVar[str] = gettext_noop("{actor} moved a user to another team")
    from_team_id: int | None
    to_team_id: int | None


@dataclass(frozen=True)
class TokenMade(Happened):
    """An API token was made."""

    kind: ClassVar[str] = "access.token_made"
    says: ClassVar[str] = gettext_noop("{actor} made an API token")
    read_only: bool


@dataclass(frozen=True)
class TokenRevoked(Happened):
    """An API token was revoked."""

    kind: ClassVar[str] = "access.token_revoked"
    says: ClassVar[str] = gettext_noop("{actor} revoked an API token")

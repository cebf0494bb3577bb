"""Roles, reach and the acting person, without Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

from polku.eventlog.events import Via, private_fields
from polku.kernel.errors import NotAllowed


class Role(StrEnum):
    """What a person is in the company."""

    ADMIN = "admin"
    MANAGER = "manager"
    SELLER = "seller"
    MARKETING = "marketing"
    FINANCE = "finance"
    WAREHOUSE = "warehouse"
    SERVICE = "service"
    VIEWER = "viewer"


class Reach(IntEnum):
    """How far a permission carries."""

    NONE = 0
    OWN = 1
    TEAM = 2
    ALL = 3


P = TypeVar("P", bound=StrEnum)
Q = TypeVar("Q", bound=StrEnum)
RoleMap = Mapping[str, Reach]
_map: dict[str, RoleMap] = {}
_words: dict[str, object] = {}


def register_permissions(
    permissions: Mapping[P, Mapping[Role, Reach]], words: Mapping[Q, object] | None = None
) -> None:
    """Add a domain's rows to the one printed map; admin reaches everything. `words` is what people call each right."""
    _words.update({permission.value: said for permission, said in (words or {}).items()})
    for permission, reaches in permissions.items():
        row = {role.value: Reach.NONE for role in Role} | {
            role.value: reach for role, reach in reaches.items()
        }
        _map[permission.value] = row | {Role.ADMIN.value: Reach.ALL}


def permission_map() -> dict[str, RoleMap]:
    """The whole map, permission to role to reach."""
    return dict(sorted(_map.items()))


def right_words(rule: str) -> str:
    """What a right is called for people, in the language active now; empty for a rule that is no right of a role."""
    return str(_words.get(rule, ""))


@dataclass(frozen=True)
class Scope:
    """Which rows a person sees."""

    reach: Reach
    user_id: int | None
    team_ids: frozenset[int]


@dataclass(frozen=True)
class Actor:
    """Who acts, through which door, with which reach. Actions take one; `SYSTEM` may do everything."""

    user_id: int | None
    role: str
    via: Via
    name: str = ""
    team_ids: frozenset[int] = field(default=frozenset())
    widest: Reach = Reach.ALL
    language: str = "en"
    home_team_id: int | None = None

    def reach(self, permission: StrEnum) -> Reach:
        """How far this person's right goes: the role's reach, cut to the person's own limit."""
        return self._reach(permission.value)

    def may(self, permission: StrEnum) -> bool:
        """Whether the person has the right at all."""
        return self.reach(permission) > Reach.NONE

    def require(self, permission: StrEnum) -> None:
        """Refuse with the name of the rule.

        Raises: NotAllowed.
        """
        if not self.may(permission):
            raise NotAllowed(permission)

    def scope(self, permission: StrEnum) -> Scope:
        """The rows that a permission opens to this person."""
        return Scope(self.reach(permission), self.user_id, self.team_ids)

    def withheld(self, kind: str) -> frozenset[str]:
        """The fields of a kind of event that this person is not told."""
        private = private_fields(kind).items()
        return frozenset(name for name, rights in private if not any(map(self._reach, rights)))

    def told(self, kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """A payload as this person may have it: whatever hands one out does it by this."""
        withheld = self.withheld(kind)
        return (
            {name: value for name, value in payload.items() if name not in withheld}
            if withheld
            else dict(payload)
        )

    def through(self, via: Via) -> "Actor":
        """The same person at another door."""
        return replace(self, via=via)

    def _reach(self, right: str) -> Reach:
        if self.user_id is None:
            return Reach.ALL
        return min(_map.get(right, {}).get(self.role, Reach.NONE), self.widest)


SYSTEM = Actor(user_id=None, role="system", via=Via.AUTOMATIC, name="Polku")

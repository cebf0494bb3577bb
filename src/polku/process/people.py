"""Which people stand behind the roles and departments of a process."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from polku.access.logic import Actor, Role
from polku.access.models import User
from polku.process.models import Seat

BY_SIGN_IN = {
    Role.MARKETING.value, Role.SELLER.value, Role.MANAGER.value, Role.FINANCE.value, Role.WAREHOUSE.value,
    Role.SERVICE.value,
}  # fmt: skip
"""Roles of a process that are roles of people; the others are departments, whose people have seats."""


def roles_of(user_id: int | None, role: str) -> frozenset[str]:
    """What a person is in a process: by the own role, as a manager where an administrator leads, and by seats."""
    if user_id is None:
        return frozenset()
    own = {role} & BY_SIGN_IN
    if role == Role.ADMIN:
        own = {Role.MANAGER.value}
    seats = Seat.objects.filter(user_id=user_id).values_list("department", flat=True)
    return frozenset({*own, *seats})


def roles_of_actor(actor: Actor) -> frozenset[str]:
    """The same for who is signed in."""
    return roles_of(actor.user_id, str(actor.role))


def people_in(roles: Collection[str]) -> Mapping[int, tuple[User, frozenset[str]]]:
    """Everybody active in one of these roles, with which; two queries. Administrators lead where nobody else does."""
    active = User.objects.filter(is_active=True)
    found: dict[int, User] = {}
    parts: dict[int, set[str]] = defaultdict(set)
    wanted = {role for role in roles if role in BY_SIGN_IN}
    asked = wanted | ({Role.ADMIN.value} if Role.MANAGER in wanted else set())
    known = list(active.filter(role__in=asked).order_by("id")) if asked else []
    has_manager = any(user.role == Role.MANAGER for user in known)
    for user in known:
        if user.role == Role.ADMIN and has_manager:
            continue
        found[user.pk] = user
        parts[user.pk].add(Role.MANAGER.value if user.role == Role.ADMIN else user.role)
    seats = Seat.objects.filter(department__in=list(roles), user__is_active=True).select_related("user")
    for seat in seats.order_by("id"):
        found[seat.user_id] = seat.user
        parts[seat.user_id].add(seat.department)
    return {pk: (user, frozenset(parts[pk])) for pk, user in found.items()}


def seats() -> Mapping[str, list[User]]:
    """Who sits in which department."""
    found: dict[str, list[User]] = defaultdict(list)
    for seat in Seat.objects.select_related("user").order_by("department", "user__name", "id"):
        found[seat.department].append(seat.user)
    return found

"""People and teams."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from polku.access.actions.leaving import refuse_leaving
from polku.access.events import UserAdded, UserChanged
from polku.access.logic import Actor, Role
from polku.access.models import Membership, Team, User
from polku.access.queries import default_team
from polku.access.rules import AccessPermission
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean
from polku.kernel.words import LANGUAGES

REACHES = ("", "own", "team", "all")


def add_user(
    *,
    email: str,
    name: str = "",
    role: str,
    teams: Sequence[int] = (),
    password: str | None = None,
    language: str = "",
    actor: Actor,
    at: datetime,
) -> User:
    """Let a person sign in; without a team they join the company's first one.

    Raises: Invalid (address, role, password), NotAllowed.
    """
    actor.require(AccessPermission.MANAGE_USERS)
    email = valid_email(email)
    if role not in {one.value for one in Role}:
        raise Invalid(Message(gettext_noop("“%(role)s” is not a role."), role=role), field="role")
    user = User(
        email=email,
        name=clean(name, max_length=150, field="name").strip() or email.split("@")[0],
        role=role,
        language=language if language in LANGUAGES else "",
        joined_at=at,
    )
    _password(user, password)
    with write():
        if User.objects.filter(email=email).exists():
            raise Invalid(gettext_noop("Somebody signs in with this address already."), field="email")
        user.save()
        team_ids = list(teams) or [default_team().id]
        Membership.objects.bulk_create([Membership(user=user, team_id=team_id) for team_id in team_ids])
        _log(UserAdded(role=role), ("user", user.id), actor, at)
    return user


def change_user(
    user: User,
    *,
    role: str | None = None,
    reach: str | None = None,
    teams: Sequence[int] | None = None,
    is_active: bool | None = None,
    actor: Actor,
    at: datetime,
) -> User:
    """Give a person another role, reach or teams, or shut them out; the last admin stays."""
    actor.require(AccessPermission.MANAGE_USERS)
    before = {"role": user.role, "reach": user.reach, "is_active": user.is_active}
    if role is not None and role not in {one.value for one in Role}:
        raise Invalid(Message(gettext_noop("“%(role)s” is not a role."), role=role), field="role")
    if reach is not None and reach not in REACHES:
        raise Invalid(Message(gettext_noop("“%(reach)s” is not a reach."), reach=reach), field="reach")
    user.role, user.reach = role or user.role, user.reach if reach is None else reach
    user.is_active = user.is_active if is_active is None else is_active
    with write():
        admins = User.objects.filter(role=Role.ADMIN.value, is_active=True).exclude(id=user.id)
        if (
            (user.role != Role.ADMIN.value or not user.is_active)
            and before["role"] == "admin"
            and not admins.exists()
        ):
            raise Invalid(gettext_noop("The company needs at least one admin."), field="role")
        user.save(update_fields=["role", "reach", "is_active"])
        changes = [
            ("user", user.id, name, old, getattr(user, name))
            for name, old in before.items()
            if getattr(user, name) != old
        ]
        if teams is not None:
            changes += _put_in_teams(user, list(dict.fromkeys(teams)))
        append(
            [Entry(UserChanged(), ("user", user.id), at, changes=changes)],
            actor_id=actor.user_id,
            via=actor.via,
            recorded_at=at,
        )
    return user


def _put_in_teams(user: User, teams: list[int]) -> list[tuple[str, int, str, object, object]]:
    if not teams:
        raise Invalid(gettext_noop("A person needs at least one team."), field="teams")
    if Team.objects.filter(id__in=teams, archived_at=None).count() != len(teams):
        raise Invalid(gettext_noop("One of these teams is not in use."), field="teams")
    before = list(Membership.objects.filter(user=user).order_by("id").values_list("team_id", flat=True))
    refuse_leaving(user, set(before) - set(teams))
    Membership.objects.filter(user=user).exclude(team_id__in=teams).delete()
    Membership.objects.bulk_create([Membership(user=user, team_id=one) for one in teams if one not in before])
    return [("user", user.id, "teams", before, teams)] if set(before) != set(teams) else []


def set_password(user: User, *, password: str, actor: Actor, at: datetime) -> None:
    """Give a person a new password; one's own, or anybody's with the right to manage users."""
    if actor.user_id != user.id:
        actor.require(AccessPermission.MANAGE_USERS)
    _password(user, password)
    with write():
        user.save(update_fields=["password"])
        _log(UserChanged(), ("user", user.id), actor, at)


def update_profile(
    user: User,
    *,
    name: str | None = None,
    language: str | None = None,
    theme: str | None = None,
    density: str | None = None,
    actor: Actor,
    at: datetime,
) -> User:
    """Change how one is called and how the product looks to one."""
    if actor.user_id != user.id:
        actor.require(AccessPermission.MANAGE_USERS)
    if name is not None:
        user.name = clean(name, max_length=150, field="name").strip()
        if not user.name:
            raise Invalid(gettext_noop("Say how you are called."), field="name")
    allowed = {"language": ("", *LANGUAGES), "theme": ("", "light", "dark"), "density": ("", "compact")}
    for field, value in (("language", language), ("theme", theme), ("density", density)):
        if value is not None:
            if value not in allowed[field]:
                raise Invalid(
                    Message(gettext_noop("“%(value)s” cannot be chosen here."), value=value), field=field
                )
            setattr(user, field, value)
    with write():
        user.save(update_fields=["name", "language", "theme", "density"])
    return user


def valid_email(email: str) -> str:
    """A mail address in the one form that is stored. Raises: Invalid."""
    email = clean(email, max_length=254, field="email").strip().casefold()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(gettext_noop("This is not a mail address."), field="email") from error
    return email


def _password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(clean(password, max_length=1000, field="password"), user)
    except ValidationError as error:
        raise Invalid({"password": list(error.messages)}) from error
    user.set_password(password)


def _log(event: UserAdded | UserChanged, subject: tuple[str, int], actor: Actor, at: datetime) -> None:
    append([Entry(event, subject, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)

"""Reads of people, teams and tokens."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from polku.access.logic import SYSTEM, Actor, Reach, Role
from polku.access.models import ApiToken, IdempotentAnswer, Invitation, Membership, Team, User
from polku.access.rules import AccessPermission
from polku.db.prepared import Prepared
from polku.eventlog.events import Via

_REACH = {"": Reach.ALL, "own": Reach.OWN, "team": Reach.TEAM, "all": Reach.ALL}


def actor_of(user: User, via: Via) -> Actor:
    """The acting person of a signed-in user: one query, for the teams."""
    teams = Membership.objects.filter(user=user).order_by("id").values_list("team_id", flat=True)
    return _actor(user, via, list(teams))


def _actor(user: User, via: Via, team_ids: Sequence[int]) -> Actor:
    return Actor(
        user_id=user.id,
        role=user.role,
        via=via,
        name=user.get_full_name(),
        team_ids=frozenset(team_ids),
        home_team_id=team_ids[0] if team_ids else None,
        widest=_REACH.get(user.reach, Reach.ALL),
        language=user.language or "en",
    )


def listener(user_id: int | None) -> Actor:
    """Somebody who is told of things without asking, with the rights of today; none where the person has left."""
    if user_id is None:
        return SYSTEM
    user = User.objects.filter(id=user_id, is_active=True).first()
    return _actor(user, Via.AUTOMATIC, ()) if user else Actor(user_id, role="", via=Via.AUTOMATIC)


def hashed(token: str) -> str:
    """What is kept of a secret token. Tokens are long and random, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Bearer:
    """Who a token speaks for, and what the token may."""

    actor: Actor
    token_id: int
    read_only: bool
    last_used_on: date | None
    was_answered: bool


def bearer(secret: str, *, key: str = "", at: datetime) -> Bearer | None:
    """Who an API token speaks for, and whether this idempotency key was answered before. One query.

    None for an unknown or ended token.
    """
    rows = _of_token(hashed(secret), key)
    if not rows or (rows[0][3] is not None and rows[0][3] <= at):
        return None
    token_id, read_only, used_on, _, user_id, email, name, role, reach, language, answered, _ = rows[0]
    user = User(id=user_id, email=email, name=name, role=role, reach=reach, language=language)
    teams = [row[-1] for row in rows if row[-1] is not None]
    return Bearer(_actor(user, Via.API, teams), token_id, read_only, used_on, bool(answered))


_OF_BEARER = (
    "id", "read_only", "last_used_on", "expires_at", "user_id", "user__email", "user__name", "user__role",
    "user__reach", "user__language", "answered", "user__memberships__team_id",
)  # fmt: skip
_of_token = Prepared(
    lambda token_hash, key: (
        ApiToken.objects.filter(token_hash=token_hash, revoked_at=None, user__is_active=True)
        .annotate(answered=Exists(IdempotentAnswer.objects.filter(user=OuterRef("user"), key=key)))
        .order_by("user__memberships__id")
        .values_list(*_OF_BEARER)
    )
)
_answers = Prepared(lambda user_id, key: IdempotentAnswer.objects.filter(user_id=user_id, key=key))


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The tokens a person may see, the newest first: one's own, or everybody's with the right to manage users."""
    rows = ApiToken.objects.select_related("user").order_by("-id")
    return rows if actor.may(AccessPermission.MANAGE_USERS) else rows.filter(user_id=actor.user_id or 0)


def kept_answer(user_id: int | None, key: str) -> IdempotentAnswer | None:
    """The answer given to a request the first time."""
    return next(iter(_answers(user_id or 0, key)), None)


def default_team() -> Team:
    """Where rows without an owner go: the company's first team."""
    return Team.objects.filter(archived_at=None).order_by("id")[0]


def teams_of(user_ids: set[int]) -> dict[int, list[int]]:
    """Team ids of each of these people, the first one first."""
    found: dict[int, list[int]] = {user_id: [] for user_id in user_ids}
    for user_id, team_id in (
        Membership.objects.filter(user_id__in=user_ids).order_by("id").values_list("user_id", "team_id")
    ):
        found[user_id].append(team_id)
    return found


def users(*, active: bool = True) -> QuerySet[User]:
    """People, by name."""
    return User.objects.filter(is_active=True) if active else User.objects.all()


def colleagues(actor: Actor) -> QuerySet[User]:
    """The people to whom this person may give work: those of one's teams, or all with a wider reach."""
    found = users()
    if actor.role in (Role.ADMIN, Role.MANAGER) or actor.user_id is None:
        return found
    return found.filter(memberships__team_id__in=sorted(actor.team_ids)).distinct()


def teams_with_members() -> list[Team]:
    """Every team, those in use first, each with its people who may sign in as `people`; two queries."""
    people = Prefetch("users", User.objects.filter(is_active=True), to_attr="people")
    rows = Team.objects.order_by(F("archived_at").asc(nulls_first=True), "id").prefetch_related(people)
    return list(rows)


def teams() -> QuerySet[Team]:
    """Teams in use."""
    return Team.objects.filter(archived_at=None).order_by("id")


def open_invitations(*, at: datetime) -> QuerySet[Invitation]:
    """Invitations that can still be taken."""
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=at).order_by("-id")


def invitation(token: str, *, at: datetime) -> Invitation | None:
    """The open invitation that a link holds."""
    return open_invitations(at=at).filter(token_hash=hashed(token)).first()

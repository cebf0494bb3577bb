"""People and teams by API."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from polku.access import actions
from polku.access.logic import permission_map
from polku.access.models import Team, User
from polku.access.queries import colleagues, users
from polku.access.rules import AccessPermission
from polku.kernel.errors import NotFound, gettext_noop
from polku.ui.api import PROBLEMS, Id, Input, Limit, actor, dumped, dumped_all, once, page

router = Router(tags=["people"])


class UserOut(Schema):
    """A person of the company; `reach` narrows what the role would see (empty, own, team, all)."""

    id: int
    email: str
    name: str
    role: str
    reach: str
    language: str
    is_active: bool
    joined_at: datetime
    team_ids: list[int]


class MeOut(UserOut):
    """Who the token speaks for: the person, and how far each right carries (0 none, 1 own, 2 team, 3 all)."""

    theme: str
    density: str
    rights: dict[str, int]


class MePatch(Input):
    """How one is called and how the product looks to one; what is left out stays."""

    name: str | None = None
    language: str | None = None
    theme: str | None = None
    density: str | None = None


class UserPage(Schema):
    """One page of people; `next` is the cursor to send as `after`, null at the end."""

    items: list[UserOut]
    next: str | None


class UserIn(Input):
    """A person who may sign in; without a password they set one by mail or join by an invitation."""

    email: str
    role: str
    name: str = ""
    team_ids: list[Id] = Field([], max_length=100)
    password: str | None = Field(None, max_length=1000)
    language: str = ""


class UserPatch(Input):
    """Role, reach, teams and whether the person may sign in; what is left out stays."""

    role: str | None = None
    reach: str | None = None
    team_ids: list[Id] | None = Field(None, max_length=100)
    is_active: bool | None = None


class UserQuery(Schema):
    """Filters of the list; all of them hold together."""

    active: bool = True
    team_id: Id | None = None
    role: str | None = None
    after: str = ""
    limit: Limit = 50


class TeamOut(Schema):
    """A team."""

    id: int
    name: str
    department: str
    archived_at: datetime | None


class TeamPage(Schema):
    """One page of teams; `next` is the cursor to send as `after`, null at the end."""

    items: list[TeamOut]
    next: str | None


class TeamIn(Input):
    """A new team."""

    name: str
    department: str = "sales"


class TeamPatch(Input):
    """A team's new name."""

    name: str


class MemberIn(Input):
    """Which team the person leaves for it, if any."""

    from_team_id: Id | None = None


@router.get("/me", response={200: MeOut} | PROBLEMS, summary="Who the token speaks for")
def read_me(request: HttpRequest) -> dict[str, Any]:
    """The person of the token with their teams and rights."""
    return _me(request)


@router.patch("/me", response={200: MeOut} | PROBLEMS, summary="Change one's profile")
@once
def change_me(request: HttpRequest, body: MePatch) -> tuple[int, dict[str, Any]]:
    """Change how one is called and how the product looks to one."""
    user = User.objects.get(id=actor(request).user_id or 0)
    actions.update_profile(user, **body.model_dump(), actor=actor(request), at=timezone.now())
    return 200, _me(request)


@router.get("/users", response={200: UserPage} | PROBLEMS, summary="List people")
def list_users(request: HttpRequest, query: Query[UserQuery]) -> dict[str, Any]:
    """The people one works with: those of one's teams, everybody for managers and admins."""
    rows = _people(request, active=query.active).prefetch_related("memberships")
    if query.team_id is not None:
        rows = rows.filter(memberships__team_id=query.team_id)
    if query.role is not None:
        rows = rows.filter(role=query.role)
    found, after = page(rows, after=query.after, limit=query.limit)
    return {"items": [_user(one) for one in found], "next": after}


@router.post("/users", response={201: UserOut} | PROBLEMS, summary="Add a person")
@once
def add_user(request: HttpRequest, body: UserIn) -> tuple[int, dict[str, Any]]:
    """Let a person sign in."""
    given = body.model_dump(exclude={"team_ids"})
    user = actions.add_user(**given, teams=body.team_ids, actor=actor(request), at=timezone.now())
    return 201, _user(user)


@router.get("/users/{user_id}", response={200: UserOut} | PROBLEMS, summary="Read a person")
def read_user(request: HttpRequest, user_id: Id) -> dict[str, Any]:
    """One of the people one works with."""
    return _user(_one(_people(request, active=False), user_id))


@router.patch("/users/{user_id}", response={200: UserOut} | PROBLEMS, summary="Change a person's rights")
@once
def change_user(request: HttpRequest, user_id: Id, body: UserPatch) -> tuple[int, dict[str, Any]]:
    """Give a person another role, reach or teams, or shut them out."""
    user = _one(_people(request, active=False), user_id)
    given = body.model_dump(exclude={"team_ids"})
    actions.change_user(user, **given, teams=body.team_ids, actor=actor(request), at=timezone.now())
    return 200, _user(User.objects.get(id=user.id))


@router.get("/teams", response={200: TeamPage} | PROBLEMS, summary="List teams")
def list_teams(
    request: HttpRequest, archived: bool = False, after: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """Teams in use, or with `archived` those out of use."""
    rows = Team.objects.filter(archived_at__isnull=not archived)
    found, following = page(rows, after=after, limit=limit)
    return {"items": dumped_all(TeamOut, found), "next": following}


@router.post("/teams", response={201: TeamOut} | PROBLEMS, summary="Found a team")
@once
def add_team(request: HttpRequest, body: TeamIn) -> tuple[int, dict[str, Any]]:
    """Found a team."""
    team = actions.add_team(**body.model_dump(), actor=actor(request), at=timezone.now())
    return 201, dumped(TeamOut, team)


@router.patch("/teams/{team_id}", response={200: TeamOut} | PROBLEMS, summary="Rename a team")
@once
def rename_team(request: HttpRequest, team_id: Id, body: TeamPatch) -> tuple[int, dict[str, Any]]:
    """Give a team another name."""
    team = actions.rename_team(team_id, name=body.name, actor=actor(request), at=timezone.now())
    return 200, dumped(TeamOut, team)


@router.delete("/teams/{team_id}", response={200: TeamOut} | PROBLEMS, summary="Put a team out of use")
def archive_team(request: HttpRequest, team_id: Id) -> dict[str, Any]:
    """Put a team without people out of use; its rows stay where they are."""
    team = actions.archive_team(team_id, actor=actor(request), at=timezone.now())
    return dumped(TeamOut, team)


@router.post("/teams/{team_id}/restorations", response={200: TeamOut} | PROBLEMS, summary="Use a team again")
@once
def restore_team(request: HttpRequest, team_id: Id) -> tuple[int, dict[str, Any]]:
    """Take a team into use again."""
    return 200, dumped(TeamOut, actions.restore_team(team_id, actor=actor(request), at=timezone.now()))


@router.put(
    "/teams/{team_id}/members/{user_id}", response={200: UserOut} | PROBLEMS, summary="Bring a person in"
)
@once
def bring_in(request: HttpRequest, team_id: Id, user_id: Id, body: MemberIn) -> tuple[int, dict[str, Any]]:
    """Bring a person into a team, out of another one or beside it."""
    actions.move_member(
        user_id, from_team_id=body.from_team_id, to_team_id=team_id, actor=actor(request), at=timezone.now()
    )
    return 200, _user(User.objects.get(id=user_id))


@router.delete(
    "/teams/{team_id}/members/{user_id}", response={200: UserOut} | PROBLEMS, summary="Take a person out"
)
def take_out(request: HttpRequest, team_id: Id, user_id: Id) -> dict[str, Any]:
    """Take a person out of a team."""
    actions.move_member(
        user_id, from_team_id=team_id, to_team_id=None, actor=actor(request), at=timezone.now()
    )
    return _user(User.objects.get(id=user_id))


def _people(request: HttpRequest, *, active: bool) -> "QuerySet[User]":
    asks = actor(request)
    if active or not asks.may(AccessPermission.MANAGE_USERS):
        return colleagues(asks)
    return users(active=False)


def _one(rows: "QuerySet[User]", user_id: int) -> User:
    found = rows.filter(id=user_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such colleague."))
    return found


def _user(user: User) -> dict[str, Any]:
    team_ids = sorted(place.team_id for place in user.memberships.all())
    plain = {name: getattr(user, name) for name in UserOut.model_fields if name != "team_ids"}
    return plain | {"team_ids": team_ids}


def _me(request: HttpRequest) -> dict[str, Any]:
    asks = actor(request)
    user = User.objects.get(id=asks.user_id or 0)
    reach = {right: min(int(row[asks.role]), int(asks.widest)) for right, row in permission_map().items()}
    return _user(user) | {"theme": user.theme, "density": user.density, "rights": reach}

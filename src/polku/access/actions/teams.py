"""Teams: found, rename, put out of use; people change places."""

from datetime import datetime

from polku.access.actions.leaving import refuse_leaving
from polku.access.events import MemberMoved, TeamAdded, TeamArchived, TeamRenamed, TeamRestored
from polku.access.logic import Actor
from polku.access.models import Membership, Team, User
from polku.access.rules import AccessPermission
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.text import clean

Changes = list[tuple[str, int, str, object, object]]


def add_team(*, name: str, department: str = "sales", actor: Actor, at: datetime) -> Team:
    """Found a team."""
    actor.require(AccessPermission.MANAGE_USERS)
    name = _named(name)
    department = clean(department, max_length=40, field="department").strip()
    if not department:
        raise Invalid(gettext_noop("Say which department the team belongs to."), field="department")
    with write():
        _refuse_taken(name)
        team = Team.objects.create(name=name, department=department)
        _log(TeamAdded(), team.id, [], actor, at)
    return team


def rename_team(team_id: int, *, name: str, actor: Actor, at: datetime) -> Team:
    """Give a team another name.

    Raises: NotFound, Invalid, NotAllowed.
    """
    actor.require(AccessPermission.MANAGE_USERS)
    name = _named(name)
    with write():
        team = _team(team_id)
        if team.name == name:
            return team
        _refuse_taken(name)
        before, team.name = team.name, name
        team.save(update_fields=["name"])
        _log(TeamRenamed(), team.id, [("team", team.id, "name", before, name)], actor, at)
    return team


def archive_team(team_id: int, *, actor: Actor, at: datetime) -> Team:
    """Put a team without people out of use; its rows stay where they are.

    Raises: NotFound, Refused (somebody is in it, or it is the last one), NotAllowed.
    """
    actor.require(AccessPermission.MANAGE_USERS)
    with write():
        team = _team(team_id)
        if team.archived_at is not None:
            return team
        if Membership.objects.filter(team=team).exists():
            raise Refused(gettext_noop("There are people in this team. Move them to another one first."))
        if not Team.objects.filter(archived_at=None).exclude(id=team.id).exists():
            raise Refused(gettext_noop("The company needs at least one team."))
        team.archived_at = at
        team.save(update_fields=["archived_at"])
        _log(TeamArchived(), team.id, [], actor, at)
    return team


def restore_team(team_id: int, *, actor: Actor, at: datetime) -> Team:
    """Take a team into use again.

    Raises: NotFound, NotAllowed.
    """
    actor.require(AccessPermission.MANAGE_USERS)
    with write():
        team = _team(team_id)
        if team.archived_at is None:
            return team
        team.archived_at = None
        team.save(update_fields=["archived_at"])
        _log(TeamRestored(), team.id, [], actor, at)
    return team


def move_member(
    user_id: int, *, from_team_id: int | None, to_team_id: int | None, actor: Actor, at: datetime
) -> None:
    """Bring a person from one team to another; without the first they join, without the second they leave.

    Raises: NotFound, Invalid (their only team), Refused (something there hangs on them), NotAllowed.
    """
    actor.require(AccessPermission.MANAGE_USERS)
    if from_team_id == to_team_id:
        return
    with write():
        user = User.objects.select_for_update().filter(id=user_id).first()
        if user is None:
            raise NotFound(gettext_noop("There is no such colleague."), field="user_id")
        if to_team_id is not None:
            _join(user, to_team_id)
        if from_team_id is not None:
            _leave(user, from_team_id)
        event = MemberMoved(from_team_id=from_team_id, to_team_id=to_team_id)
        entry = Entry(event, ("user", user.id), at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)


def _join(user: User, team_id: int) -> None:
    team = _team(team_id)
    if team.archived_at is not None:
        raise Invalid(gettext_noop("This team is not in use."), field="team_id")
    if not Membership.objects.filter(user=user, team=team).exists():
        Membership.objects.create(user=user, team=team)


def _leave(user: User, team_id: int) -> None:
    place = Membership.objects.filter(user=user, team_id=team_id).first()
    if place is None:
        raise NotFound(gettext_noop("This person is not in the team."), field="from_team_id")
    if not Membership.objects.filter(user=user).exclude(id=place.pk).exists():
        raise Invalid(gettext_noop("A person needs at least one team."), field="teams")
    refuse_leaving(user, [team_id])
    Membership.objects.filter(id=place.pk).delete()


def _team(team_id: int) -> Team:
    found = Team.objects.select_for_update().filter(id=team_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such team."), field="team_id")
    return found


def _named(name: str) -> str:
    name = clean(name, max_length=120, field="name").strip()
    if not name:
        raise Invalid(gettext_noop("A team needs a name."), field="name")
    return name


def _refuse_taken(name: str) -> None:
    if Team.objects.filter(name=name).exists():
        raise Invalid(Message(gettext_noop("There is a team “%(name)s” already."), name=name), field="name")


def _log(event: Happened, team_id: int, changes: Changes, actor: Actor, at: datetime) -> None:
    entry = Entry(event, ("team", team_id), at, changes=changes)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)

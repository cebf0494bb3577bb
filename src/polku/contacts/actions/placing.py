"""Whose a new customer is: owner and team, checked against what the actor may reach."""

from collections.abc import Sequence

from polku.access.logic import Actor, Reach
from polku.access.queries import default_team, teams_of
from polku.contacts.logic import NewCustomer
from polku.contacts.rules import ContactPermission
from polku.kernel.errors import DomainError, Invalid, NotAllowed, gettext_noop

Place = tuple[int | None, int]


def places(rows: Sequence[NewCustomer], *, actor: Actor) -> list[Place | DomainError]:
    """Owner and team of each row, or why it may not be so; two queries at most, none where a team is named.

    Without a team a row goes to its owner's first one, else to the actor's own, else to the company's default.
    """
    owners = {row.owner_id for row in rows if row.owner_id is not None}
    teams = teams_of(owners) if owners else {}
    needs_home = any(row.team_id is None for row in rows)
    home = (actor.home_team_id or default_team().pk) if needs_home else 0
    answers: dict[tuple[int | None, int | None], Place | DomainError] = {}
    for row in rows:
        wanted = (row.owner_id, row.team_id)
        if wanted not in answers:
            answers[wanted] = _place(*wanted, teams=teams, home=home, actor=actor)
    return [answers[row.owner_id, row.team_id] for row in rows]


def _place(
    owner_id: int | None, team_id: int | None, *, teams: dict[int, list[int]], home: int, actor: Actor
) -> Place | DomainError:
    if owner_id is None:
        place: Place = (None, team_id or home)
    else:
        owned = teams.get(owner_id, [])
        if not owned:
            return Invalid(gettext_noop("The owner belongs to no team."), field="owner_id")
        if team_id is not None and team_id not in owned:
            return Invalid(gettext_noop("The owner does not belong to this team."), field="owner_id")
        place = (owner_id, team_id or (home if home in owned else owned[0]))
    return place if within_reach(place, actor) else NotAllowed(ContactPermission.CHANGE, field="team_id")


def within_reach(place: Place, actor: Actor) -> bool:
    """Whether the actor may put a customer there."""
    reach = actor.reach(ContactPermission.CHANGE)
    if reach == Reach.OWN:
        return place[0] == actor.user_id
    return reach == Reach.ALL or place[1] in actor.team_ids

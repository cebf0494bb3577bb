"""Giving deals to people and teams."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.access.models import Team, User
from polku.access.queries import teams_of
from polku.db.transactions import write
from polku.deals.actions import steps
from polku.deals.actions.indexing import index_deals
from polku.deals.actions.results import Done
from polku.deals.events import DealAssigned
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, NotFound, gettext_noop


def assign_deals(
    ids: Sequence[int], *, owner_id: int | None, team_id: int | None = None, actor: Actor, at: datetime
) -> list[Done]:
    """Give deals to an owner, or with none to a team's pool, and answer for each.

    The team is the one named, which must be one of the owner's, else the owner's first.
    Raises: Invalid (no such person or team, or the person is not in the team), NotAllowed.
    """
    actor.require(DealPermission.ASSIGN)
    with write():
        team_id = _team(owner_id, team_id)
        found = steps.lock(ids, Deal.objects.reached_by(actor, DealPermission.ASSIGN).current())
        going = []
        entries = []
        for deal in found.values():
            if (deal.owner_id, deal.team_id) == (owner_id, team_id):
                continue
            changes = [
                ("deal", deal.id, name, old, new)
                for name, old, new in (
                    ("owner_id", deal.owner_id, owner_id),
                    ("team_id", deal.team_id, team_id),
                )
                if old != new
            ]
            deal.owner_id, deal.team_id = owner_id, team_id
            going.append(deal)
            event = DealAssigned(team_id=team_id, owner_id=owner_id)
            entries.append(
                Entry(event, ("deal", deal.id), at, deal.id, deal.version_id, deal.stage, changes=changes)
            )
        Deal.objects.filter(id__in=[deal.id for deal in going]).update(owner_id=owner_id, team_id=team_id)
        index_deals(going)
        events = append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at) if entries else []
    written = {event.case_id: event.id for event in events}
    missing = NotFound(gettext_noop("This deal does not exist, or you may not give it away."))
    return [Done(one, written.get(one), None if one in found else missing) for one in ids]


def _team(owner_id: int | None, team_id: int | None) -> int:
    if owner_id is None:
        if team_id is None or not Team.objects.filter(id=team_id, archived_at=None).exists():
            raise Invalid(gettext_noop("Choose a person or a team."), field="owner")
        return team_id
    if not User.objects.filter(id=owner_id, is_active=True).exists():
        raise Invalid(gettext_noop("There is no such person."), field="owner")
    own = teams_of({owner_id})[owner_id]
    if team_id is not None and team_id not in own:
        raise Invalid(gettext_noop("This person is not in that team."), field="team")
    if not own:
        raise Invalid(gettext_noop("This person is in no team."), field="owner")
    return team_id or own[0]

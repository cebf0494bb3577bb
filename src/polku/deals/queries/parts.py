"""A scope cut into parts that one index range each answers in order, and their pages merged.

`team_id IN (1, 2) ... ORDER BY id DESC LIMIT 20` makes both databases read and sort every row of both teams;
two ranges of the same index and a merge read 40 rows.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from polku.access.logic import Actor, Reach
from polku.deals.models import Deal
from polku.deals.models.deal import DealQuerySet
from polku.deals.queries.filters import DealFilter
from polku.deals.rules import DealPermission

PARTS_MAX: Final = 12


def parts(f: DealFilter, actor: Actor, at: datetime) -> list[DealQuerySet]:
    """The rows meant, whatever their process and outcome, as querysets with one team or one owner each."""
    rows = f.narrow(Deal.objects.visible_to(actor).current(), actor, at)
    scope = actor.scope(DealPermission.SEE)
    owners = f.owner_ids(actor)
    if owners and len(owners) <= PARTS_MAX:
        return [rows.filter(owner_id=owner) for owner in owners]
    teams = set(f.team_ids()) if f.teams else set(scope.team_ids) if scope.reach == Reach.TEAM else set()
    if f.teams and scope.reach == Reach.TEAM:
        teams &= scope.team_ids
    if not teams or len(teams) > PARTS_MAX:
        return [rows]
    return [rows.filter(team_id=team) for team in sorted(teams)]


def deals(ids: Sequence[int]) -> dict[int, Deal]:
    """The deals of these ids, found before among those the person may see, with customer and owner; one query."""
    if not ids:
        return {}
    return Deal.objects.select_related("customer", "owner").in_bulk(ids)

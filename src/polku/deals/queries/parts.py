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


def newest(rows: Sequence[DealQuerySet], limit: int) -> list[Deal]:
    """The newest deals of all parts together."""
    if len(rows) == 1:
        return list(rows[0].order_by("-id")[:limit])
    found = [deal for part in rows for deal in part.order_by("-id")[:limit]]
    return sorted(found, key=lambda deal: -deal.id)[:limit]

"""Reads: indicators that come with the product and own ones alike, goals, dashboards, strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.kernel.errors import NotAllowed, NotFound, gettext_noop
from polku.measures.logic.ready import READY
from polku.measures.logic.tiles import READY_BOARDS, ReadyBoard
from polku.measures.models import Dashboard, Goal, GoalCheck, Indicator, Mailing, Strategy, Tile
from polku.measures.rules import MeasurePermission


@dataclass(frozen=True)
class Known:
    """An indicator as shown: its words in the reader's language. A target of money is in minor units."""

    key: str
    name: str
    definition: str
    formula: str
    unit: str
    fewer: bool
    target: Decimal | None = None
    is_own: bool = False
    is_archived: bool = False


def indicators(*, archived: bool = False) -> list[Known]:
    """Every indicator: the company's own first, then those that come with the product."""
    own = Indicator.objects.all() if archived else Indicator.objects.filter(archived_at=None)
    return [*(_own(row) for row in own), *ready()]


def ready() -> list[Known]:
    """The indicators that come with the product."""
    return [Known(one.key, _(one.name), _(one.definition), one.formula, one.unit, one.fewer) for one in READY]


def by_key(keys: Sequence[str]) -> Mapping[str, Known]:
    """Indicators by key, archived ones too: one query at most."""
    found = {one.key: one for one in ready() if one.key in keys}
    if rest := set(keys) - set(found):
        found |= {row.key: _own(row) for row in Indicator.objects.filter(key__in=rest)}
    return found


def indicator(key: str) -> Known:
    """One indicator. Raises: NotFound."""
    found = by_key([key]).get(key)
    if found is None:
        raise NotFound(gettext_noop("There is no such indicator."), field="indicator")
    return found


def own_indicator(key: str) -> Indicator:
    """The row of an own indicator. Raises: NotFound."""
    row = Indicator.objects.filter(key=key).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such indicator."), field="indicator")
    return row


def _own(row: Indicator) -> Known:
    language = get_language() or "en"
    return Known(
        row.key,
        row.name.to(language),
        row.definition.to(language),
        row.formula,
        row.unit,
        row.fewer,
        row.target,
        is_own=True,
        is_archived=row.archived_at is not None,
    )


def goals(actor: Actor) -> QuerySet[Goal]:
    """Goals the person may see that were not withdrawn, those that end first on top."""
    rows = Goal.objects.visible_to(actor).current()
    return rows.select_related("team", "person", "responsible").order_by("to_date", "id")


def goal(goal_id: int, actor: Actor) -> Goal:
    """One goal. Raises: NotFound."""
    row = goals(actor).filter(id=goal_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such goal."))
    return row


def checks(goal_ids: Sequence[int]) -> Mapping[int, GoalCheck]:
    """How goals stood when last looked at."""
    return {one.goal_id: one for one in GoalCheck.objects.filter(goal_id__in=goal_ids)}


def troubled(actor: Actor, at: datetime) -> list[Goal]:
    """Goals the person answers for (or owns) that go on and were at risk or off track: one query, no figure."""
    mine = Q(responsible_id=actor.user_id) | Q(responsible=None, person_id=actor.user_id)
    rows = goals(actor).filter(mine, to_date__gte=day_of(at), check_made__state__in=["at_risk", "off_track"])
    return list(rows.select_related("check_made")[:50])


def at_stages(actor: Actor, process_key: str) -> list[Goal]:
    """Goals tied to a stage of a process, with how they stood."""
    rows = goals(actor).filter(process_key=process_key).exclude(stage="")
    return list(rows.select_related("check_made"))


def dashboards(actor: Actor) -> QuerySet[Dashboard]:
    """Dashboards the person may see."""
    return Dashboard.objects.visible_to(actor).current().select_related("owner", "team")


def dashboard(dashboard_id: int, actor: Actor) -> Dashboard:
    """One dashboard. Raises: NotFound."""
    row = dashboards(actor).filter(id=dashboard_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such dashboard."))
    return row


def may_change(row: Dashboard, actor: Actor) -> bool:
    """Whether a person may arrange a dashboard."""
    if not actor.may(MeasurePermission.ARRANGE):
        return False
    return row.owner_id == actor.user_id or (row.sharing != "private" and actor.may(MeasurePermission.SHARE))


def to_change(dashboard_id: int, actor: Actor) -> Dashboard:
    """A dashboard that the person may arrange. Raises: NotFound, NotAllowed."""
    row = dashboard(dashboard_id, actor)
    if not may_change(row, actor):
        message = gettext_noop("Only its owner can change this dashboard. Take a copy.")
        raise NotAllowed(MeasurePermission.ARRANGE, message)
    return row


def tiles(row: Dashboard) -> list[Tile]:
    """The tiles of a dashboard in their order."""
    return list(row.tiles.filter(removed_at=None))


def tile(tile_id: int, actor: Actor) -> Tile:
    """One tile of a dashboard the person may see. Raises: NotFound."""
    boards = dashboards(actor)
    row = (
        Tile.objects.filter(id=tile_id, removed_at=None, dashboard__in=boards)
        .select_related("dashboard")
        .first()
    )
    if row is None:
        raise NotFound(gettext_noop("There is no such tile."))
    return row


def mailings(row: Dashboard, actor: Actor) -> list[Mailing]:
    """To whom a dashboard goes: all for who may change it, else the person's own."""
    rows = row.mailings.select_related("recipient")
    return list(rows if may_change(row, actor) else rows.filter(recipient_id=actor.user_id))


def due_mailings(at: datetime) -> list[Mailing]:
    """What is to be mailed by now, the longest due first."""
    rows = Mailing.objects.filter(next_at__lte=at, dashboard__removed_at=None, recipient__is_active=True)
    return list(rows.order_by("next_at", "id"))


def ready_board(key: str) -> ReadyBoard:
    """A dashboard that comes with the product. Raises: NotFound."""
    found = next((one for one in READY_BOARDS if one.key == key), None)
    if found is None:
        raise NotFound(gettext_noop("There is no such dashboard."))
    return found


def start_board(actor: Actor) -> Dashboard | ReadyBoard:
    """What a person starts with: the dashboard of the role, an own one, else the one that comes for the role."""
    rows = list(dashboards(actor).order_by("id"))
    for row in rows:
        if row.role and row.role == actor.role:
            return row
    for row in rows:
        if row.owner_id == actor.user_id:
            return row
    return next((one for one in READY_BOARDS if one.role == actor.role), READY_BOARDS[1])


def strategies() -> QuerySet[Strategy]:
    """The strategies of all segments, those to be looked at first on top."""
    return (
        Strategy.objects.filter(removed_at=None).select_related("responsible").order_by("review_date", "id")
    )


def strategy(strategy_id: int, actor: Actor) -> Strategy:
    """One strategy. Raises: NotFound, NotAllowed."""
    actor.require(MeasurePermission.SEE)
    row = strategies().filter(id=strategy_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such strategy."))
    return row


def goals_of(row: Strategy, actor: Actor) -> QuerySet[Goal]:
    """Goals of the same segment as a strategy."""
    found = goals(actor).filter(product=row.product, customer_kind=row.customer_kind)
    return found if row.product or row.customer_kind else found.none()

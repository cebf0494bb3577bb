"""What of a person's own deals waits today: each by an index of its own, the most urgent first."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import F, Q

from polku.access.logic import Actor
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.models import ChecklistTick, Deal, Escalation
from polku.deals.models.deal import DealQuerySet
from polku.deals.queries.boards import Card, as_cards
from polku.deals.queries.filters import day_ends, too_old
from polku.process.logic.definition import ChecklistItem
from polku.process.models import ProcessVersion
from polku.process.queries import definitions

ROWS: Final = 50


def steps_until(actor: Actor, at: datetime) -> list[Deal]:
    """Deals under way, or won, whose next step is due by the end of the day, the oldest first."""
    _start, end = day_ends(at)
    rows = Deal.objects.visible_to(actor).current().filter(owner_id=actor.user_id, next_step_at__lt=end)
    rows = rows.filter(outcome__in=[Outcome.OPEN, *WINS]).exclude(next_step="")
    return list(rows.select_related("customer", "owner").order_by("next_step_at", "id")[: 2 * ROWS])


def without_step(actor: Actor) -> list[Deal]:
    """Open deals for which nothing is agreed, the newest first."""
    return list(_own(actor).filter(next_step="").order_by("-id")[:ROWS])


def past_their_time(actor: Actor, at: datetime) -> list[Card]:
    """Open deals that are late or stuck in their stage and whose next step is not due today."""
    _start, end = day_ends(at)
    later = Q(next_step_at=None) | Q(next_step_at__gte=end)
    rows = _own(actor).filter(too_old("late", "", at), later).exclude(next_step="")
    return as_cards(list(rows.order_by("stage_entered_at", "id")[:ROWS]), at)


def escalated_to(actor: Actor, roles: Collection[str]) -> list[Escalation]:
    """Stays that went past their time and whose role to be told this person has; the oldest first."""
    if not roles:
        return []
    rows = Escalation.objects.filter(
        role__in=roles,
        deal__in=Deal.objects.visible_to(actor).current(),
        deal__finished_at=None,
        deal__stage=F("stage"),
        deal__stage_entered_at=F("stage_entered_at"),
        deal__outcome__in=[Outcome.OPEN, *WINS],
    )
    return list(rows.select_related("deal__customer", "deal__owner").order_by("at", "id")[:ROWS])


def checklists_of(actor: Actor, roles: Collection[str]) -> list[tuple[Deal, list[ChecklistItem]]]:
    """Deals under way in stages whose checklist has something for these roles that is not ticked; two queries."""
    asked = _asked(roles)
    if not asked:
        return []
    where = Q(pk__in=[])
    for version_id, stage in asked:
        where |= Q(version_id=version_id, stage=stage)
    rows = (
        Deal.objects.visible_to(actor)
        .current()
        .filter(where, finished_at=None, outcome__in=[Outcome.OPEN, *WINS])
    )
    deals = list(rows.select_related("customer").order_by("stage_entered_at", "id")[: 2 * ROWS])
    ticks = set(ChecklistTick.objects.filter(deal__in=deals).values_list("deal_id", "item"))
    found = [
        (deal, [item for item in asked[deal.version_id, deal.stage] if (deal.pk, item.key) not in ticks])
        for deal in deals
    ]
    return [one for one in found if one[1]][:ROWS]


def _asked(roles: Collection[str]) -> dict[tuple[int, str], list[ChecklistItem]]:
    """What stands on the lists of these roles, by version and stage. A manager has only what names the manager, and
    sellers see their own on the deals they work on.
    """
    wanted = set(roles) - {"seller"}
    if not wanted:
        return {}
    found: dict[tuple[int, str], list[ChecklistItem]] = {}
    ids = set(ProcessVersion.objects.published().values_list("pk", flat=True))
    for version_id, known in definitions(ids).items():
        for stage in known.stages:
            for item in stage.checklist:
                role = item.role or ("" if stage.role == "manager" else stage.role)
                if role in wanted:
                    found.setdefault((version_id, stage.key), []).append(item)
    return found


def _own(actor: Actor) -> DealQuerySet:
    rows = Deal.objects.visible_to(actor).open().filter(owner_id=actor.user_id)
    return rows.select_related("customer", "owner")

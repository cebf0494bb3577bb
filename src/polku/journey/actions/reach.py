"""Which deals and rows a person may write to, locked until the transaction ends; and where their events belong."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.db.lists import among
from polku.deals.models import Deal
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.journey.models import Journey, Obstacle
from polku.journey.rules import JourneyPermission
from polku.kernel.errors import NotFound, gettext_noop

Changes = Sequence[tuple[str, int, str, object, object]]
NO_DEAL = gettext_noop("This deal does not exist, or you may not change it.")


def deals(
    ids: Iterable[int], actor: Actor, permission: JourneyPermission = JourneyPermission.RECORD
) -> dict[int, Deal]:
    """The named deals for which this person may write so."""
    reached = Deal.objects.visible_to(actor).reached_by(actor, permission).current()
    rows = reached.filter(id__in=among(set(ids))).select_for_update(of=("self",)).order_by("id")
    return {deal.id: deal for deal in rows}


def deal(deal_id: int, actor: Actor, permission: JourneyPermission = JourneyPermission.RECORD) -> Deal:
    """One deal. Raises: NotAllowed, NotFound."""
    actor.require(permission)
    found = deals([deal_id], actor, permission).get(deal_id)
    if found is None:
        raise NotFound(NO_DEAL, field="deal_id")
    return found


def obstacles(ids: Iterable[int], actor: Actor, *, voided: bool = False) -> dict[int, Obstacle]:
    """The named obstacles that this person may change."""
    reached = Deal.objects.visible_to(actor).reached_by(actor, JourneyPermission.RECORD).current()
    rows = Obstacle.objects.visible_to(actor).filter(
        id__in=among(set(ids)), voided_at__isnull=not voided, deal__in=reached
    )
    found = rows.select_for_update(of=("self",)).select_related("deal").order_by("id")
    return {row.id: row for row in found}


def obstacle(obstacle_id: int, actor: Actor, *, voided: bool = False) -> Obstacle:
    """One obstacle. Raises: NotAllowed, NotFound."""
    actor.require(JourneyPermission.RECORD)
    found = obstacles([obstacle_id], actor, voided=voided).get(obstacle_id)
    if found is None:
        raise NotFound(gettext_noop("This obstacle does not exist, or you may not change it."))
    return found


def journey(journey_id: int, actor: Actor) -> Journey:
    """One journey to be edited. Raises: NotAllowed, NotFound."""
    actor.require(JourneyPermission.EDIT)
    found = Journey.objects.visible_to(actor).select_for_update().filter(id=journey_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such journey."))
    return found


def entry(
    event: Happened,
    subject: tuple[str, int],
    deal: Deal,
    at: datetime,
    changes: Changes = (),
    undoes_id: int | None = None,
) -> Entry:
    """Where an event belongs: to its deal, in the stage the deal is in."""
    return Entry(
        event=event,
        subject=subject,
        at=at,
        case_id=deal.id,
        version_id=deal.version_id,
        stage=deal.stage,
        undoes_id=undoes_id,
        changes=list(changes),
    )

"""Which deals and activities a person may write to, locked until the transaction ends."""

from collections.abc import Iterable
from datetime import datetime

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.deals.models.deal import DealQuerySet
from polku.engage.models import Activity
from polku.engage.rules import EngagePermission
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.kernel.errors import NotFound, gettext_noop

Changes = Iterable[tuple[str, int, str, object, object]]


def deals(ids: Iterable[int], actor: Actor) -> dict[int, Deal]:
    """The named deals that this person may write activities for."""
    reached = Deal.objects.visible_to(actor).reached_by(actor, EngagePermission.LOG).current()
    rows = reached.filter(id__in=set(ids)).select_for_update(of=("self",)).order_by("id")
    return {deal.id: deal for deal in rows}


def activity(activity_id: int, actor: Actor, *, voided: bool = False) -> Activity:
    """One activity that this person may change, with its deal.

    Raises: NotAllowed, NotFound.
    """
    actor.require(EngagePermission.LOG)
    rows = Activity.objects.visible_to(actor).filter(deal__in=_reached(actor), voided_at__isnull=not voided)
    found = rows.filter(id=activity_id).select_for_update(of=("self",)).select_related("deal").first()
    if found is None:
        raise NotFound(gettext_noop("This activity does not exist, or you may not change it."))
    return found


def entry(
    event: Happened, row: Activity, at: datetime, changes: Changes = (), undoes_id: int | None = None
) -> Entry:
    """Where an event of an activity belongs: to its deal, in the stage the deal is in."""
    return Entry(
        event=event,
        subject=("activity", row.id),
        at=at,
        case_id=row.deal_id,
        version_id=row.deal.version_id,
        stage=row.deal.stage,
        undoes_id=undoes_id,
        changes=list(changes),
    )


def _reached(actor: Actor) -> DealQuerySet:
    return Deal.objects.reached_by(actor, EngagePermission.LOG).current()

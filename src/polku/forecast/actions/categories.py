"""Saying how sure a deal is."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.models import Deal
from polku.eventlog.actions import Entry, append
from polku.eventlog.models import Event
from polku.forecast.events import CategorySet
from polku.forecast.logic.categories import DEFAULT, Category
from polku.forecast.models import DealCategory
from polku.forecast.rules import ForecastPermission
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop


def set_categories(deal_ids: Sequence[int], category: str, *, actor: Actor, at: datetime) -> list[int]:
    """Say of some open deals how sure they are: one event each; what is so already is left alone.

    Gives the ids of the events. Raises: Invalid (no such category), NotFound (a deal that is not open or not one's
    own to judge), NotAllowed.
    """
    actor.require(ForecastPermission.SET)
    if category not in set(Category):
        known = ", ".join(Category)
        message = gettext_noop("There is no category “%(category)s”; there are: %(known)s.")
        raise Invalid(Message(message, category=category[:40], known=known), field="category")
    with write():
        rows = Deal.objects.reached_by(actor, ForecastPermission.SET).open().filter(id__in=set(deal_ids))
        deals = {deal.id: deal for deal in rows.select_for_update()}
        if len(deals) != len(set(deal_ids)):
            raise NotFound(gettext_noop("This deal does not exist, is not open, or you may not judge it."))
        return _put(list(deals.values()), category, actor, at)


def undo_category(event_id: int, *, actor: Actor, at: datetime) -> int:
    """Take back what was said last of a deal. Raises: NotFound, Refused (said anew since), NotAllowed."""
    actor.require(ForecastPermission.SET)
    with write():
        event = Event.objects.filter(id=event_id, kind=CategorySet.kind).first()
        rows = Deal.objects.reached_by(actor, ForecastPermission.SET).current()
        deal = rows.filter(id=event.case_id or 0).select_for_update().first() if event else None
        if event is None or deal is None:
            raise NotFound(gettext_noop("There is nothing here to take back."))
        now = DealCategory.objects.filter(deal=deal).first()
        if now is None or now.event_id != event.id:
            raise Refused(gettext_noop("This was changed again since, so it cannot be taken back."))
        return _put([deal], event.payload["before"], actor, at, undoes=event.id)[0]


def _put(
    deals: Sequence[Deal], category: str, actor: Actor, at: datetime, undoes: int | None = None
) -> list[int]:
    known = {row.deal_id: row for row in DealCategory.objects.filter(deal__in=deals)}
    changed = [
        deal for deal in deals if (known[deal.id].category if deal.id in known else DEFAULT) != category
    ]
    entries = [
        Entry(
            CategorySet(category, known[deal.id].category if deal.id in known else DEFAULT.value),
            ("deal", deal.id), at, deal.id, deal.version_id, deal.stage, undoes_id=undoes,
        )
        for deal in changed
    ]  # fmt: skip
    events = append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    rows = [
        DealCategory(deal=deal, category=category, by_id=actor.user_id, at=at, event_id=event.id)
        for deal, event in zip(changed, events, strict=True)
    ]
    DealCategory.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["deal"],
        update_fields=["category", "by", "at", "event_id"],
    )
    return [event.id for event in events]

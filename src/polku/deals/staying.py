"""The way back for a deal that stays where it was moved, though what had brought it on was taken back."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.deals.events import DealStayed
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.eventlog.models import Event
from polku.process.queries import definition
from polku.ui.answers import Then


def way_back(deal_id: int | None, actor: Actor, *, since: datetime) -> Then | None:
    """The move back to offer with the word about what was taken back at this moment; none where the deal went."""
    told = Event.objects.filter(case_id=deal_id, kind=DealStayed.kind, recorded_at=since).last()
    if deal_id is None or told is None:
        return None
    deal = Deal.objects.reached_by(actor, DealPermission.MOVE).current().filter(id=deal_id).first()
    if deal is None:
        return None
    stage = definition(deal.version_id).by_key[told.payload["back_stage"]]
    label = _("Move the deal back to %(stage)s") % {"stage": stage.name.to(get_language() or "en")}
    return Then(label, f"{reverse('deals:stage', args=[deal_id])}?stage={stage.key}")


def case_of(event_id: int) -> int | None:
    """The deal that an event belongs to."""
    return Event.objects.filter(id=event_id).values_list("case_id", flat=True).first()

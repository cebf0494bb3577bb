"""What deals did by themselves because of an act, in a sentence for who acted."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.access.logic import SYSTEM
from polku.deals.events import STAGE_KINDS, DealMoved, DealUndone, DealWon
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.process.queries import definition
from polku.ui.locale_formats import number

KINDS: Final = (DealMoved.kind, DealWon.kind, DealUndone.kind)


def told(events: Sequence[Event]) -> str:
    """“The deal moved on to Offer.” Nothing of steps that somebody asked for, or that did not last."""
    last = {event.case_id or 0: event for event in events if _by_itself(event)}
    if not last:
        return ""
    places = dict(Deal.objects.filter(id__in=last).values_list("id", "stage"))
    went = [event for deal_id, event in last.items() if places.get(deal_id) == event.stage]
    if len(went) != 1:
        n = len(went)
        said = ngettext("%(n)s deal moved by itself.", "%(n)s deals moved by themselves.", n)
        return said % {"n": number(n)} if n else ""
    return _sentence(
        went[0], {one.kind for one in events if one.case_id == went[0].case_id and _by_itself(one)}
    )


def _by_itself(event: Event) -> bool:
    if event.kind == DealUndone.kind:
        return event.actor_id == SYSTEM.user_id and event.payload["undone"] in STAGE_KINDS
    return bool(event.payload.get("automatic"))


def _sentence(event: Event, kinds: set[str]) -> str:
    stage = definition(event.version_id or 0).by_key[event.stage].name.to(get_language() or "en")
    if event.kind == DealUndone.kind:
        return _("The deal went back to %(stage)s.") % {"stage": stage}
    if DealWon.kind not in kinds:
        return _("The deal moved on to %(stage)s.") % {"stage": stage}
    if DealMoved.kind in kinds or event.payload.get("to_stage"):
        return _("The deal is won and moved on to %(stage)s.") % {"stage": stage}
    return _("The deal is won.")

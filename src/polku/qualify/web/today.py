"""What Today shows of capture: new leads that nobody has contacted yet, with the clock that runs."""

from datetime import datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from polku.access.logic import Actor
from polku.process import facts
from polku.qualify.models import Capture
from polku.qualify.queries import LEAD_DAYS, new_leads
from polku.qualify.web.showing import deal_url
from polku.ui.locale_formats import span
from polku.ui.registry import Signal, TodayRow

LEADS = gettext_lazy("New leads")
ROWS_MAX = 100
SOON = timedelta(minutes=30)
LATE = timedelta(hours=1)
STUCK = timedelta(days=1)
CONTACTED = "first_contact_made"


def rows(actor: Actor, at: datetime) -> list[TodayRow]:
    """Leads that came in and wait for a first contact, the oldest first."""
    if actor.user_id is None:
        return []
    found = new_leads(actor, since=at - LEAD_DAYS, limit=ROWS_MAX)
    deals = {capture.deal_id for capture in found if capture.deal_id}
    known = facts.load([CONTACTED], list(deals)) if deals and CONTACTED in facts.known() else {}
    waiting = {
        capture.deal_id: capture
        for capture in found
        if not known.get(capture.deal_id or 0, {}).get(CONTACTED)
    }
    return [_row(capture, at) for capture in waiting.values()]


def _row(capture: Capture, at: datetime) -> TodayRow:
    gone = at - capture.received_at
    assert capture.deal is not None
    signal: Signal = "stuck" if gone > STUCK else "late" if gone > LATE else ""
    said = str(capture.payload.get("message") or "").strip()
    return TodayRow(
        key=f"lead-{capture.deal_id}",
        why=_("New lead, waiting %(time)s") % {"time": span(max(gone.total_seconds(), 0))},
        title=capture.deal.title,
        url=deal_url(capture.deal.id),
        detail=said.splitlines()[0][:160] if said else str(capture.payload.get("email") or ""),
        signal=signal,
        due=capture.received_at,
        rank=0,
        kind=LEADS,
        act_label=pgettext("verb", "Call"),
        act_url=_act(capture.deal.id),
        act_dialog=True,
        soon=gone < SOON,
    )


def _act(deal_id: int) -> str:
    try:
        return reverse("engage:activities", args=[deal_id]) + "?kind=call"
    except NoReverseMatch:
        return deal_url(deal_id)

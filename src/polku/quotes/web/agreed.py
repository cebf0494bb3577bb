"""What the buyer accepted while the deal still stands before it: on the deal's page and in Today, until they agree."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.db.lists import among
from polku.deals.models import Deal
from polku.deals.queries.judged import as_far_as
from polku.deals.rules import DealPermission
from polku.deals.ways import Way, way_of
from polku.process.logic import criteria
from polku.process.logic.definition import Definition
from polku.process.queries import definition, definitions
from polku.quotes.logic.states import State
from polku.quotes.models import Quote
from polku.ui.registry import TodayRow

DEALS_MAX = 2000
ROWS_MAX = 50
ANSWERS = gettext_lazy("Buyers’ answers")
_RANK = 15


def of_deal(actor: Actor, deal_id: int) -> Mapping[str, Any] | None:
    """That the buyer has accepted, how far the deal may go now, and what it lacks for the last stage before the win."""
    accepted = Quote.objects.visible_to(actor).filter(deal_id=deal_id, state=State.ACCEPTED)
    quote = accepted.order_by("-answered_at", "-id").first()
    deal = Deal.objects.visible_to(actor).open().filter(id=deal_id).first() if quote else None
    if deal is None:
        return None
    process = definition(deal.version_id)
    last = process.last_before_win
    if not _stands_before(process, deal.stage):
        return None
    onward, lacking = as_far_as(deal, process, last.key)
    return {
        "quote": quote,
        "deal": deal,
        "stage": process.by_key[deal.stage],
        "last": last,
        "onward": onward,
        "lacking": lacking,
        "ways": _ways_to_win(process, deal.stage),
        "by_order": process.won_when == "order_confirmed",
        "may_move": deal.reached(actor.scope(DealPermission.MOVE)),
    }


def answers(actor: Actor, _at: datetime) -> list[TodayRow]:
    """Own open deals whose buyer has accepted: moved on from where they stand, else won by what wins them."""
    own = Deal.objects.visible_to(actor).open().filter(owner_id=actor.user_id)
    ids = list(own.order_by("-id").values_list("id", flat=True)[:DEALS_MAX]) if actor.user_id else []
    if not ids:
        return []
    accepted = Quote.objects.visible_to(actor).filter(deal_id__in=among(ids), state=State.ACCEPTED)
    rows = list(accepted.select_related("deal__customer").order_by("-answered_at", "-id")[:ROWS_MAX])
    definitions({row.deal.version_id for row in rows})
    newest = {row.deal_id: row for row in reversed(rows)}
    return [_row(row, definition(row.deal.version_id)) for row in newest.values()]


def _row(quote: Quote, process: Definition) -> TodayRow:
    deal = quote.deal
    stage = process.by_key[deal.stage].name.to(get_language() or "en")
    ways = _ways_to_win(process, deal.stage)
    act: dict[str, Any] = {}
    if _stands_before(process, deal.stage):
        url = reverse("deals:stage", args=[deal.pk])
        to = f"{url}?stage={process.last_before_win.key}&next=/"
        act = {"act_label": _("Move"), "act_url": to, "act_dialog": True}
    elif ways:
        act = {"act_label": ways[0].label_on(deal.pk), "act_url": ways[0].url(deal.pk)}
    return TodayRow(
        key=f"accepted-{quote.pk}",
        why=_("The buyer has accepted"),
        title=f"{deal.customer.name}: {deal.title}",
        url=reverse("deals:deal", args=[deal.pk]),
        detail=_("%(quote)s; the deal stands in %(stage)s") % {"quote": quote.number, "stage": stage},
        due=quote.answered_at,
        rank=_RANK,
        kind=ANSWERS,
        **act,
    )


def _stands_before(process: Definition, stage: str) -> bool:
    return process.positions[stage] < process.positions[process.last_before_win.key]


def _ways_to_win(process: Definition, stage: str) -> list[Way]:
    """The acts that would win it by itself, such as to confirm the order."""
    found = (way_of(fact) for fact in sorted(criteria.facts_to_win(process, stage)))
    return [way for way in found if way is not None and way.kind == "page"]

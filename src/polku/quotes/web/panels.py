"""Quotes on a deal's and a customer's page, the handover, and what Today shows of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.deals.models import Deal
from polku.office.posted import newest
from polku.quotes.logic.states import State
from polku.quotes.models import HandoverItem, Quote, QuoteVersion
from polku.quotes.queries import quotes_of
from polku.quotes.queries.listing import running_out, waiting_for
from polku.quotes.queries.signing import said_yes_at
from polku.quotes.rules import QuotePermission
from polku.quotes.words import HANDOVER, STATES
from polku.ui.registry import TodayRow

ROWS_MAX = 100
SHOWN_MAX = 20
SOON = timedelta(days=3)
ANSWERED = timedelta(days=2)
APPROVALS = gettext_lazy("Approvals")
OFFERS = gettext_lazy("Offers")


def of_deal(actor: Actor, deal_id: int) -> Mapping[str, Any] | None:
    """The quotes of a deal, and the way to write one."""
    rows = _with_sums(list(quotes_of(deal_id=deal_id, user=actor)[:SHOWN_MAX]))
    writes = actor.may(QuotePermission.WRITE)
    unsent = newest("quote", [row.id for row, _version in rows], at=timezone.now())
    return {"rows": rows, "writes": writes, "words": STATES, "unsent": unsent} if rows or writes else None


def of_customer(actor: Actor, customer_id: int) -> Mapping[str, Any] | None:
    """The quotes of a customer."""
    rows = _with_sums(list(quotes_of(customer_id=customer_id, user=actor)[:SHOWN_MAX]))
    unsent = newest("quote", [row.id for row, _version in rows], at=timezone.now())
    return {"rows": rows, "writes": False, "words": STATES, "unsent": unsent} if rows else None


def _with_sums(rows: list[Quote]) -> list[tuple[Quote, QuoteVersion]]:
    found = {(one.quote_id, one.version): one for one in QuoteVersion.objects.filter(quote__in=rows)}
    return [(row, found[row.id, row.version]) for row in rows]


def handover(actor: Actor, deal_id: int) -> Mapping[str, Any] | None:
    """What stands between a yes and the work; only once an offer was accepted or something was noted."""
    items = list(HandoverItem.objects.filter(deal_id=deal_id).order_by("settled_at", "id"))
    agreed = quotes_of(deal_id=deal_id, user=actor).filter(state=State.ACCEPTED).exists()
    won = agreed or Deal.objects.filter(id=deal_id, outcome__in=["won", "upgraded"]).exists()
    if not items and not won:
        return None
    writes = actor.may(QuotePermission.WRITE)
    open_items = [item for item in items if item.settled_at is None]
    done = [item for item in items if item.settled_at is not None]
    said = said_yes_at(Deal.objects.filter(id=deal_id)).get(deal_id)
    since = None if said is None else (timezone.now() - said).days
    return {
        "items": open_items + done, "open": len(open_items), "kinds": HANDOVER, "writes": writes, "days": since
    }  # fmt: skip


def waiting(actor: Actor, at: datetime) -> list[TodayRow]:
    """Approvals that wait for this person."""
    return [
        TodayRow(
            key=f"approval-{one.id}",
            why=_("Waits for your approval"),
            title=f"{one.quote.number} · {one.quote.customer.name}",
            url=reverse("quotes:quote", args=[one.quote_id]),
            detail=one.why.partition("\n")[0][:160],
            signal="late" if at - one.asked_at > timedelta(days=1) else "",
            due=one.asked_at,
            rank=20,
            kind=APPROVALS,
            act_label=_("Decide"),
            act_url=reverse("quotes:decision", args=[one.quote_id]),
            act_dialog=True,
        )
        for one in waiting_for(actor).select_related("quote__customer").order_by("id")[:ROWS_MAX]
    ]


def offers(actor: Actor, at: datetime) -> list[TodayRow]:
    """One's own offers that were declined lately, or run out soon without an answer."""
    if actor.user_id is None:
        return []
    day = day_of(at)
    late = running_out(actor, until=day + SOON, limit=ROWS_MAX)
    rows = [_row(row, _("Runs out soon without an answer"), "late") for row in late]
    declined = Quote.objects.visible_to(actor).filter(
        owner_id=actor.user_id, state=State.DECLINED, answered_at__gte=at - ANSWERED
    )
    rows += [_row(row, _("Was declined"), "") for row in declined.select_related("customer")[:ROWS_MAX]]
    return rows


def _row(row: Quote, why: str, signal: Any) -> TodayRow:
    return TodayRow(
        key=f"quote-{row.id}",
        why=why,
        title=f"{row.number} · {row.customer.name}",
        url=reverse("quotes:quote", args=[row.id]),
        detail=row.decline_reason[:160],
        signal=signal,
        due=row.answered_at or row.issued_at,
        rank=30,
        kind=OFFERS,
    )

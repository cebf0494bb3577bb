"""The papers of a deal in one line: its offers, orders and bills, each with how far it has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.deals.logic.outcomes import Outcome
from polku.kernel.money import Money
from polku.orders.logic.states import State as OrderState
from polku.orders.models import Order
from polku.orders.queries import OrderProgress, progress
from polku.orders.rules import OrderPermission
from polku.orders.words import STATES as ORDERS
from polku.orders.words import percent_done
from polku.payments.logic.kinds import Side
from polku.payments.models import Item
from polku.payments.rules import PaymentPermission
from polku.process.logic import criteria
from polku.process.queries import definition
from polku.quotes.logic.states import State as QuoteState
from polku.quotes.queries import quotes_of
from polku.quotes.rules import QuotePermission
from polku.quotes.words import STATES as QUOTES

EACH_MAX = 4
_SETTLED = (QuoteState.WITHDRAWN, QuoteState.DECLINED, QuoteState.EXPIRED)


@dataclass(frozen=True)
class Paper:
    """A paper: its number, its page, how far it has come; `done` where nothing of it is left to do."""

    number: str
    url: str
    said: str
    money: Money | None = None
    done: bool = False


def of_deal(actor: Actor, deal_id: int) -> Mapping[str, Any] | None:
    """What was offered, ordered and billed, as far as this person may see it; nothing before the first offer."""
    orders = list(_orders(actor, deal_id))
    found = [*_quotes(actor, deal_id), *orders, *_bills(actor, deal_id)]
    waited = _waited_for(actor, deal_id) if len(orders) > 1 else []
    return {"papers": found, "waited_for": waited} if found else None


def _quotes(actor: Actor, deal_id: int) -> Iterator[Paper]:
    if not actor.may(QuotePermission.SEE):
        return
    for row in quotes_of(deal_id=deal_id, user=actor).exclude(state__in=_SETTLED)[:EACH_MAX]:
        url = reverse("quotes:quote", args=[row.id])
        yield Paper(row.number, url, str(QUOTES[row.state]), done=row.state == QuoteState.ACCEPTED)


def _orders(actor: Actor, deal_id: int) -> Iterator[Paper]:
    if not actor.may(OrderPermission.SEE):
        return
    rows = Order.objects.visible_to(actor).filter(deal_id=deal_id).exclude(state=OrderState.CANCELED)
    for one in progress(list(rows.order_by("id")[:EACH_MAX])):
        order = one.order
        shares = [part for part in (one.delivered, one.billed, one.paid) if part is not None]
        done = bool(shares) and min(shares) >= 1
        said = _shares(one) if order.state == OrderState.CONFIRMED else str(ORDERS[order.state])
        money = Money(one.agreed.net_minor, order.currency)
        yield Paper(order.number, reverse("orders:order", args=[order.id]), said, money, done)


def _waited_for(actor: Actor, deal_id: int) -> list[Paper]:
    """Orders that keep an open deal from being won by the others, which are confirmed."""
    seen = Order.objects.visible_to(actor).filter(deal_id=deal_id, deal__outcome=Outcome.OPEN)
    rows = list(seen.exclude(state=OrderState.CANCELED).select_related("deal").order_by("id"))
    if {row.state for row in rows} != {OrderState.PLACED, OrderState.CONFIRMED}:
        return []
    deal = rows[0].deal
    if "order_confirmed" not in criteria.facts_to_win(definition(deal.version_id), deal.stage):
        return []
    said = _("The order %(number)s is not confirmed.")
    placed = [row for row in rows if row.state == OrderState.PLACED]
    return [
        Paper(row.number, reverse("orders:order", args=[row.id]), said % {"number": row.number})
        for row in placed
    ]


def _shares(one: OrderProgress) -> str:
    parts = ((_("Delivered"), one.delivered), (_("Billed"), one.billed), (_("Paid"), one.paid))
    return ", ".join(f"{label} {percent_done(part)}" for label, part in parts if part is not None)


def _bills(actor: Actor, deal_id: int) -> Iterator[Paper]:
    if not actor.may(PaymentPermission.SEE):
        return
    rows = Item.objects.visible_to(actor).filter(deal_id=deal_id, side=Side.DEBIT).order_by("id")
    for row in rows.exclude(invoice=None)[:EACH_MAX]:
        said = _("open") if row.open_minor else _("Paid")
        money = Money(row.open_minor or row.amount_minor, row.currency)
        url = reverse("billing:invoice", args=[row.invoice_id])
        yield Paper(row.number, url, said, money, not row.open_minor)

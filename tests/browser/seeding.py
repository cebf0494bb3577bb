"""Fills the home of the served company: the demo, one who signs in, a form, files to import. Prints what is where."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from datetime import datetime

    from polku.access.logic import Actor
    from polku.deals.models import Deal

PASSWORD = "long-enough-for-a-test"
EMAIL = "bertta@aava.example"


def seed() -> dict[str, object]:
    """Make it all through actions, as every door does; ids by name."""
    from django.utils import timezone

    from polku.access.actions import add_user
    from polku.access.logic import SYSTEM
    from polku.access.models import Team
    from polku.access.queries import actor_of
    from polku.contacts.models import Contact
    from polku.deals.models import Deal
    from polku.demo.actions import load
    from polku.eventlog.events import Via
    from polku.imports.actions import start_import
    from polku.qualify.actions import receive, save_form
    from polku.site.commands.setup import prepare

    prepare(name="Aava Oy", currency="EUR", time_zone="Europe/Helsinki", country="FI")
    at = timezone.now()
    load(at=at)
    team = Team.objects.earliest("id")
    admin = add_user(
        email=EMAIL,
        name="Bertta Laine",
        role="admin",
        teams=[team.id],
        password=PASSWORD,
        actor=SYSTEM,
        at=at,
    )
    actor = actor_of(admin, Via.WEB)
    asked = [
        {"key": "name", "required": True},
        {"key": "email", "required": True},
        {"key": "message"},
    ]
    form = save_form(
        "contact",
        {"title": {"en": "Write to us"}, "team_id": team.id, "fields": asked},
        actor=actor,
        at=at,
    )
    came = receive(form, payload={"email": "new@kivi.example"}, headers={}, key="k", is_spam=True, at=at)
    file = io.BytesIO(b"id,company,title\n1,Kivi Oy,Stairs\n")
    draft = start_import("deals", file, name="leads.csv", actor=actor.through(Via.IMPORT), at=at)
    planned = Deal.objects.filter(outcome="open", next_step__gt="")
    open_deal = planned.filter(stage="needs").earliest("id")
    ordered = planned.filter(process=open_deal.process).exclude(pk=open_deal.pk).earliest("id")
    lost = Deal.objects.filter(outcome="lost").earliest("id")
    sold = _sell(ordered, actor, at)
    return {
        "deal": open_deal.id,
        "sold": ordered.id,
        "lost": lost.id,
        "customer": open_deal.customer_id,
        "contact": Contact.objects.earliest("id").id,
        "import": draft.id,
        "capture": came.capture_id,
        "user": admin.id,
        "team": team.id,
    } | sold | _measured()  # fmt: skip


def _measured() -> dict[str, object]:
    """Of what the demo has to measure and adjust, one each."""
    from polku.billing.models import Invoice
    from polku.journey.models import Journey, Obstacle
    from polku.measures.models import Dashboard, Goal
    from polku.proposals.models import Proposal
    from polku.quotes.models import Quote

    return {
        "journey": Journey.objects.earliest("id").id,
        "obstacle": Obstacle.objects.earliest("id").id,
        "dashboard": Dashboard.objects.earliest("id").id,
        "goal": Goal.objects.earliest("id").id,
        "proposal": Proposal.objects.earliest("id").id,
        "quote": Quote.objects.filter(state="sent").earliest("id").id,
        "bill": Invoice.objects.exclude(number=None).earliest("id").id,
    }


def _sell(deal: Deal, actor: Actor, at: datetime) -> dict[str, object]:
    """An order of chairs and their fitting; one chair left, one is being picked, and a leg was loose."""
    from polku.catalogue.actions import add_product, load_ready_taxes
    from polku.catalogue.logic.lines import AskedLine
    from polku.catalogue.logic.products import NewProduct
    from polku.catalogue.models import Price
    from polku.orders.actions import confirm_orders, note_trouble, place_order
    from polku.orders.actions.forms import save_order_form
    from polku.orders.logic.incoming import NewOrder, Trouble
    from polku.stock.actions import Receipt, pick, receive, ship

    load_ready_taxes(actor=actor, at=at)
    chair = add_product(NewProduct("STOOL-1", "Stool", price=Decimal(100)), actor=actor, at=at)
    receive([Receipt(chair.pk, Decimal(8), 7000)], actor=actor, at=at)
    fitting = AskedLine(description="Fitting", unit_price=Decimal(60), tax_percent=Decimal(20))
    lines = (AskedLine(product_id=chair.pk, quantity=Decimal(9)), fitting)
    order = place_order(NewOrder(lines=lines, deal_id=deal.pk, reference="PO 7"), actor=actor, at=at)
    confirm_orders([order.pk], actor=actor, at=at)
    stool = order.lines.order_by("position")[0].pk
    gone = pick(order.pk, quantities={stool: Decimal(1)}, actor=actor, at=at)
    ship(gone.pk, carrier="Posti", tracking="JJFI1", actor=actor, at=at)
    shipment = pick(order.pk, quantities={stool: Decimal(1)}, actor=actor, at=at)
    prices = Price.objects.filter(product=chair)[0].list
    words = {"title": {"en": "Order stools"}, "conditions": {"en": "No returns after a month."}}
    values = words | {"price_list_id": prices.pk, "team_id": deal.team_id, "products": [chair.pk]}
    save_order_form("stools", values, actor=actor, at=at)
    trouble = note_trouble(order.pk, Trouble("damaged", "A leg is loose"), actor=actor, at=at)
    return {
        "order": order.pk, "shipment": shipment.pk, "gone": gone.pk, "line": stool, "trouble": trouble.pk
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    print(json.dumps(seed()))

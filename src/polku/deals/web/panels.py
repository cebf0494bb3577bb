"""Deals on a customer's page: those under way first, and the way to open one."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Case, When
from django.utils import timezone

from polku.access.logic import Actor
from polku.contacts.models import Customer
from polku.deals.logic.outcomes import Outcome
from polku.deals.models import Deal
from polku.deals.queries.boards import as_cards
from polku.deals.rules import DealPermission

SHOWN_MAX: Final = 20


def of_customer(actor: Actor, customer_id: int) -> Mapping[str, Any] | None:
    """The deals of a customer; nothing where there are none and none can be opened."""
    known = Customer.objects.visible_to(actor).current().filter(pk=customer_id)
    opens = actor.may(DealPermission.CHANGE) and known.exists()
    deals = Deal.objects.visible_to(actor).current().filter(customer_id=customer_id)
    ended = Case(When(outcome=Outcome.OPEN, then=0), default=1)
    cards = as_cards(list(deals.order_by(ended, "-opened_at", "-pk")[:SHOWN_MAX]), timezone.now())
    return {"cards": cards, "opens": opens} if cards or opens else None

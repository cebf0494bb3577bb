"""Customers by the beginning of their name, for forms."""

from typing import Final

from polku.access.logic import Actor
from polku.contacts.models import Customer
from polku.kernel.text import company_key
from polku.search import queries as search
from polku.search.registry import kinds

SHOWN: Final = 8
_CUSTOMER: Final = "customer"


def like(actor: Actor, words: str) -> list[Customer]:
    """Customers a person may see whose words begin like these: by the search, else by the name's key."""
    if len(words) < 2:
        return []
    rows = Customer.objects.visible_to(actor).current().select_related("owner")
    if kinds.find(_CUSTOMER):
        found = search.row_ids(actor, words, kind=_CUSTOMER, limit=SHOWN)
        order = {one: place for place, one in enumerate(found)}
        return sorted(rows.filter(id__in=found), key=lambda customer: order[customer.pk])
    key = company_key(words)
    return list(
        rows.filter(name_key__gte=key, name_key__lt=key + "\U0010ffff").order_by("name_key", "id")[:SHOWN]
    )

"""The panel of a customer's page: which prices it has."""

from collections.abc import Mapping
from typing import Any

from polku.access.logic import Actor
from polku.catalogue.queries import groups_of
from polku.catalogue.rules import CataloguePermission
from polku.catalogue.web.forms import language


def of_customer(actor: Actor, customer_id: int) -> Mapping[str, Any] | None:
    """The groups of a customer; nothing where it is in none and nobody here could change that."""
    groups = [row.name.to(language()) for row in groups_of(customer_id)]
    may = actor.may(CataloguePermission.PRICE)
    return {"groups": groups, "may": may} if groups or may else None

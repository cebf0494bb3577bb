"""Who and what the books speak of: deals, customers and products by name, for those who may see them."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import get_language

from polku.access.logic import Actor
from polku.books import registry
from polku.books.registry import Named
from polku.catalogue.addresses import product_url
from polku.catalogue.models import Product
from polku.contacts.addresses import customer_url
from polku.contacts.models import Customer
from polku.deals.models import Deal


def register() -> None:
    """Called once, when the apps are loaded."""
    registry.named.register("deal", Named(_deals, lambda one: reverse("deals:deal", args=[one])))
    registry.named.register("customer", Named(_customers, customer_url))
    registry.named.register("product", Named(_products, product_url))


def _deals(user: Actor, ids: Collection[int]) -> Mapping[int, str]:
    return dict(Deal.objects.visible_to(user).filter(id__in=ids).values_list("id", "title"))


def _customers(user: Actor, ids: Collection[int]) -> Mapping[int, str]:
    return dict(Customer.objects.visible_to(user).filter(id__in=ids).values_list("id", "name"))


def _products(user: Actor, ids: Collection[int]) -> Mapping[int, str]:
    language = get_language() or "en"
    rows = Product.objects.visible_to(user).filter(id__in=ids)
    return {row.pk: f"{row.sku} {row.name.to(language)}" for row in rows}

"""Price lists, their prices, and the groups of customers they are for."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from polku.access.logic import Actor
from polku.catalogue.models import CustomerGroup, GroupMember, Price, PriceList
from polku.company.queries import company, rates
from polku.db.lists import among
from polku.kernel.errors import NotFound, gettext_noop


def price_lists(actor: Actor, *, archived: bool = False) -> QuerySet[PriceList]:
    """Price lists, the highest priority first, with how many products each has."""
    rows = PriceList.objects.visible_to(actor).select_related("group")
    rows = rows if archived else rows.filter(archived_at=None)
    return rows.annotate(products=Count("prices__product", distinct=True)).order_by("-priority", "key")


def price_list(actor: Actor, list_id: int) -> PriceList:
    """One price list. Raises: NotFound."""
    found = PriceList.objects.visible_to(actor).select_related("group").filter(id=list_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such price list."))
    return found


def prices_in(list_id: int, product_ids: Sequence[int]) -> dict[int, list[Price]]:
    """The prices of products by a list, by quantity; one query."""
    found: dict[int, list[Price]] = {}
    rows = Price.objects.filter(list_id=list_id, product_id__in=among(product_ids))
    for row in rows.order_by("product_id", "min_quantity"):
        found.setdefault(row.product_id, []).append(row)
    return found


def customer_groups(actor: Actor) -> QuerySet[CustomerGroup]:
    """Groups of customers with how many customers each has."""
    return CustomerGroup.objects.visible_to(actor).annotate(n=Count("members")).order_by("key")


def groups_of(customer_id: int) -> list[CustomerGroup]:
    """The groups a customer belongs to."""
    return list(CustomerGroup.objects.filter(members__customer_id=customer_id).order_by("key"))


def group_keys_of(customer_ids: Sequence[int]) -> dict[int, list[str]]:
    """The keys of the groups of each customer; one query."""
    found: dict[int, list[str]] = {}
    rows = GroupMember.objects.filter(customer_id__in=among(customer_ids)).order_by("group__key")
    for customer_id, key in rows.values_list("customer_id", "group__key"):
        found.setdefault(customer_id, []).append(key)
    return found


def currencies(*more: str) -> list[str]:
    """What can be priced and booked: the company's currency first, those with a rate or a price list, and `more`."""
    own = company().currency
    found = {*rates().order_by().values_list("currency", flat=True), *more}
    found.update(PriceList.objects.filter(archived_at=None).values_list("currency", flat=True))
    return [own, *sorted(found - {own, ""})]


def usual_have_tax() -> bool:
    """Whether the usual prices in the company's currency are with VAT."""
    return PriceList.objects.filter(key=standard_key(company().currency), prices_include_tax=True).exists()


def standard_key(currency: str) -> str:
    """The key of the list of usual prices."""
    return f"standard-{currency.lower()}"

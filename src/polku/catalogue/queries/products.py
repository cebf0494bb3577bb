"""Lists of products: searched, filtered, sorted. A cost is sorted and filtered by only for who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast

from polku.access.logic import Actor
from polku.catalogue.logic.codes import Kind
from polku.catalogue.models import Price, Product
from polku.catalogue.queries.documents import PRODUCT
from polku.catalogue.queries.lists import standard_key
from polku.catalogue.rules import sees_costs
from polku.company.queries import company
from polku.db.fields import ExactField
from polku.db.lists import among
from polku.kernel.errors import NotFound, gettext_noop
from polku.kernel.money import exponent
from polku.kernel.text import fold
from polku.search.queries import row_ids

PAGE: Final = 50
COUNT_MAX: Final = 10_000
FOUND_MAX: Final = 1000
OPEN_SORTS: Final = {"name": "name_key", "sku": "sku", "group": "group", "price": "list_price"}
COST_SORTS: Final = {"cost": "cost_minor", "margin": "margin_millionths"}
"""Ways to order that would tell costs: for those who may see them, and unknown to all others."""


@dataclass(frozen=True)
class Listed:
    """A list of products as its address states it."""

    words: str = ""
    kind: str = ""
    group: str = ""
    tax_class_id: int | None = None
    retired: bool = False
    without_cost: bool = False
    sort: str = "name"


@dataclass(frozen=True)
class Page:
    """One page of a list; `after` asks for the next one."""

    rows: list[Product]
    after: str


def products(actor: Actor, wanted: Listed) -> QuerySet[Product]:
    """The products a list shows, in its order, each with its usual price (`list_price`)."""
    rows = Product.objects.visible_to(actor).select_related("tax_class")
    rows = rows.exclude(retired_at=None) if wanted.retired else rows.current()
    if wanted.words.strip():
        rows = rows.filter(id__in=among(_found(actor, wanted)))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.group:
        rows = rows.filter(group=wanted.group)
    if wanted.tax_class_id is not None:
        rows = rows.filter(tax_class_id=wanted.tax_class_id)
    if wanted.without_cost and sees_costs(actor):
        rows = rows.filter(cost_minor=None)
    return _ordered(_with_price(rows), actor, wanted.sort)


def page(actor: Actor, wanted: Listed, *, after: str = "", size: int = PAGE) -> Page:
    """A page of a list, two queries."""
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 8 else 0
    found = list(products(actor, wanted)[start : start + size + 1])
    return Page(found[:size], str(start + size) if len(found) > size else "")


def count(actor: Actor, wanted: Listed) -> int:
    """How many a list holds, counted no further than one beyond 10,000."""
    return products(actor, wanted).order_by()[: COUNT_MAX + 1].count()


def product(actor: Actor, product_id: int) -> Product:
    """One product, also one out of sale, with its usual price. Raises: NotFound."""
    rows = _with_price(Product.objects.visible_to(actor).select_related("tax_class"))
    found = rows.filter(id=product_id).first()
    if found is None:
        raise NotFound(gettext_noop("This product does not exist."))
    return found


def by_sku(skus: Sequence[str]) -> dict[str, Product]:
    """Products by their numbers; one query."""
    rows = Product.objects.filter(sku__in=among(skus, text=True)).select_related("tax_class")
    return {row.sku: row for row in rows}


def called(actor: Actor, words: str) -> list[Product]:
    """The products on sale that go by a number, else by a name in any language, upper case or lower; by number."""
    if not words.strip():
        return []
    on_sale = Product.objects.visible_to(actor).current().select_related("tax_class").order_by("sku")
    if (by_number := on_sale.filter(sku__iexact=words.strip()).first()) is not None:
        return [by_number]
    alike = on_sale.filter(id__in=among(row_ids(actor, words, kind=PRODUCT, limit=FOUND_MAX)))
    key = fold(words).split()
    return [one for one in alike if any(fold(text).split() == key for _language, text in one.name.entries)]


def named(actor: Actor, words: str) -> Product | None:
    """The one product on sale that is called so; none where several are."""
    found = called(actor, words)
    return found[0] if len(found) == 1 else None


def fitting(actor: Actor, words: str) -> list[Product]:
    """The goods on sale that go by these words, else those in whose number or name they all stand; by number."""
    if found := called(actor, words):
        return found
    parts = fold(words).split()
    goods = Product.objects.visible_to(actor).current().filter(kind=Kind.GOODS).order_by("sku")
    rows = goods.filter(id__in=among(row_ids(actor, words, kind=PRODUCT, limit=FOUND_MAX)))
    return [
        one for one in rows if any(_holds(f"{one.sku} {text}", parts) for _language, text in one.name.entries)
    ]


def _holds(text: str, parts: Sequence[str]) -> bool:
    """Whether each of these words begins a word of a text."""
    words = fold(text).split()
    return all(any(word.startswith(part) for word in words) for part in parts)


def groups(actor: Actor) -> list[str]:
    """The groups products are in."""
    rows = Product.objects.visible_to(actor).current().exclude(group="").order_by("group")
    return list(rows.values_list("group", flat=True).distinct()[:200])


def margin(found: Product, list_price: Decimal | None) -> Decimal | None:
    """What stays of the usual price as a share of it; None where price or cost is not known in one currency."""
    cost = found.cost
    if not list_price or cost is None or cost.currency != company().currency:
        return None
    return (list_price - cost.decimal) / list_price


def _with_price(rows: QuerySet[Product]) -> QuerySet[Product]:
    usual = Price.objects.filter(
        product=OuterRef("pk"), list__key=standard_key(company().currency), list__archived_at=None
    ).order_by("min_quantity")
    return rows.annotate(list_price=Subquery(usual.values("unit_price")[:1], output_field=ExactField()))


def _ordered(rows: QuerySet[Product], actor: Actor, sort: str) -> QuerySet[Product]:
    """A sort nobody knows, or that this person may not know, is the one by name."""
    name = sort.removeprefix("-")
    known = OPEN_SORTS | (COST_SORTS if sees_costs(actor) else {})
    column = known.get(name, "name_key")
    backwards = sort.startswith("-") and name in known
    if column == "margin_millionths":
        rows = rows.annotate(margin_millionths=_margin())
    by = F(column).desc(nulls_last=True) if backwards else F(column).asc(nulls_last=True)
    return rows.order_by(by, "name_key", "id")


def _margin() -> Case:
    """Price less cost in millionths of the company's currency: what orders products by what they leave."""
    own = company().currency
    cost = F("cost_minor") * 10 ** (6 - exponent(own))
    left = Cast("list_price", BigIntegerField()) - cost
    return Case(When(cost_currency=own, then=left), default=None, output_field=BigIntegerField())


def _found(actor: Actor, wanted: Listed) -> list[int]:
    if not wanted.retired:
        return row_ids(actor, wanted.words, kind=PRODUCT, limit=FOUND_MAX)
    key = wanted.words.strip()
    rows = Product.objects.exclude(retired_at=None)
    found = rows.filter(sku__istartswith=key) | rows.filter(name_key__contains=key.casefold())
    return list(found.values_list("id", flat=True)[:FOUND_MAX])

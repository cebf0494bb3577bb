"""What pages show of a product: its facts, its prices by list, why a price is what it is."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.functional import Promise

from polku.access.logic import Actor
from polku.catalogue import words
from polku.catalogue.models import Price, PriceList, Product
from polku.catalogue.queries.products import margin
from polku.catalogue.rules import sees_costs
from polku.catalogue.web.forms import language
from polku.company.queries import company
from polku.kernel.money import exponent
from polku.ui import locale_formats


@dataclass(frozen=True)
class Line:
    """A product as a list shows it; cost and margin are empty for who may not see them."""

    product: Product
    name: str
    unit: str
    price: str
    cost: str
    margin: str


@dataclass(frozen=True)
class Fact:
    """A field of a product, as it stands on the page."""

    label: str | Promise
    value: str


@dataclass(frozen=True)
class ListedPrice:
    """The prices of a product by one list, cheapest quantity first."""

    of: PriceList
    name: str
    prices: list[tuple[str, str]]


def price_text(price: Decimal | None, currency: str) -> str:
    """A unit price as the reader writes it: with the currency's decimals, more where it has more."""
    if price is None:
        return ""
    places = max(exponent(currency), -int(price.normalize().as_tuple().exponent))
    pattern = "#,##0" + (
        "." + "0" * exponent(currency) + "#" * (places - exponent(currency)) if places else ""
    )
    number = format_decimal(price, format=pattern, locale=locale_formats.locale())
    return f"{number}\u00a0{currency}"


def line_of(product: Product, actor: Actor) -> Line:
    """A row of the list."""
    own = company().currency
    price: Decimal | None = getattr(product, "list_price", None)
    cost = product.cost if sees_costs(actor) else None
    share = margin(product, price) if cost else None
    return Line(
        product=product,
        name=product.name.to(language()),
        unit=words.unit_name(product.unit),
        price=price_text(price, own),
        cost=price_text(cost.decimal, cost.currency) if cost else "",
        margin="" if share is None else locale_formats.percent(share, 1),
    )


def facts_of(product: Product, actor: Actor) -> list[Fact]:
    """All facts of a product in their order."""
    line = line_of(product, actor)
    facts = [
        ("sku", product.sku),
        ("kind", str(words.KINDS[product.kind])),
        ("unit", line.unit),
        ("group", product.group),
        ("tax_class_id", product.tax_class.name.to(language())),
        ("tracked", str(words.TRACKED[product.tracked])),
        ("price", line.price),
    ]
    if sees_costs(actor):
        facts += [("cost", line.cost), ("margin", line.margin)]
    return [Fact(words.FIELDS[name], value) for name, value in facts]


def listed_prices(product: Product) -> list[ListedPrice]:
    """What each list says of a product; one query."""
    rows = Price.objects.filter(product=product, list__archived_at=None).select_related("list__group")
    found: dict[int, ListedPrice] = {}
    for row in rows.order_by("-list__priority", "list__key", "min_quantity"):
        of = row.list
        known = found.setdefault(of.pk, ListedPrice(of, of.name.to(language()), []))
        quantity = locale_formats.number(row.min_quantity, 6) if row.min_quantity else ""
        known.prices.append((quantity, price_text(row.unit_price, of.currency)))
    return list(found.values())

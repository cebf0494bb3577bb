"""Filling the lines of a document from the catalogue: words, units, prices, taxes, costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from polku.catalogue.logic.codes import Kind
from polku.catalogue.logic.lines import LINES_MAX, AskedLine, Line, checked_line
from polku.catalogue.logic.pricing import Priced, Wanted
from polku.catalogue.logic.promoting import folded
from polku.catalogue.logic.taxation import TaxTreatment
from polku.catalogue.models import Product, Promotion
from polku.catalogue.queries.pricing import price_lines
from polku.catalogue.queries.taxes import treatments
from polku.company.queries import company, day_of, to_company_currency
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.money import Money

_PIECE = "C62"


@dataclass(frozen=True)
class Buyer:
    """Who buys, as far as prices and taxes depend on it."""

    customer_id: int | None = None
    country: str = ""
    has_vat_id: bool = False
    language: str = "en"


@dataclass(frozen=True)
class Filled:
    """The lines of a document, how its prices are meant, and the promotions whose use is to be counted."""

    lines: tuple[Line, ...]
    prices_include_tax: bool
    promotion_ids: tuple[int, ...] = ()


def fill(
    asked: Sequence[AskedLine],
    *,
    buyer: Buyer,
    currency: str,
    at: datetime,
    codes: Sequence[str] = (),
    prices_include_tax: bool | None = None,
) -> Filled:
    """Price and tax the lines as of `at`; what a line tells itself is kept.

    `prices_include_tax` None takes the first price list's way, net where every line brings its own price.

    Raises: Invalid (a line has no price, prices conflict, no tax rate is stated; a code of no promotion), NotFound (no
    such product); each names the line or the field.
    """
    if not asked:
        raise Invalid(gettext_noop("There must be a line at least."), field="lines")
    if len(asked) > LINES_MAX:
        raise Invalid(Message(gettext_noop("At most %(most)s lines."), most=LINES_MAX), field="lines")
    lines = [checked_line(line, number) for number, line in enumerate(asked, start=1)]
    _check(codes)
    products = _products(lines)
    prices = _prices(lines, products, buyer, currency, at, codes)
    on = day_of(at)
    untaxed = [line.product_id for line in lines if line.product_id and line.tax_percent is None]
    taxes = (
        treatments(
            untaxed,
            customer_country=buyer.country,
            customer_has_vat_id=buyer.has_vat_id,
            on=on,
            products=products,
        )
        if untaxed
        else {}
    )
    if prices_include_tax is None:
        listed = [one for one in prices.values() if one.unit_price is not None]
        prices_include_tax = listed[0].prices_include_tax if listed else False
    filled = [
        _filled(
            number,
            line,
            products.get(line.product_id or 0),
            prices.get(number),
            taxes,
            prices_include_tax,
            buyer,
        )
        for number, line in enumerate(lines, start=1)
    ]
    used = {pk for number in prices for pk in prices[number].promotion_ids}
    return Filled(tuple(filled), prices_include_tax, tuple(sorted(used)))


def _check(codes: Sequence[str]) -> None:
    """Refuse a code that no promotion ever had; one that is over or for others is explained with the price."""
    given = {folded(code): code.strip() for code in codes if code.strip()}
    keys = [key for key in given if key.isprintable()]
    known = (
        set(Promotion.objects.filter(code_key__in=keys).values_list("code_key", flat=True)) if keys else set()
    )
    for key, code in given.items():
        if key not in known:
            message = gettext_noop("There is no promotion with the code %(code)s.")
            raise Invalid(Message(message, code=code), field="codes")


_known = Prepared(lambda ids: Product.objects.filter(id__in=among(ids)))


def _products(lines: Sequence[AskedLine]) -> dict[int, Product]:
    ids = {line.product_id for line in lines if line.product_id is not None}
    found = {row.id: row for row in _known(list(ids))} if ids else {}
    for number, line in enumerate(lines, start=1):
        if line.product_id is not None and line.product_id not in found:
            message = gettext_noop("Line %(line)s: there is no such product.")
            raise NotFound(Message(message, line=number), field=f"lines.{number - 1}.product_id")
    return found


def _prices(
    lines: Sequence[AskedLine],
    products: dict[int, Product],
    buyer: Buyer,
    currency: str,
    at: datetime,
    codes: Sequence[str],
) -> dict[int, Priced]:
    """Prices of the lines that tell none, by the line's number."""
    wanted = {
        number: Wanted(line.product_id, line.quantity)
        for number, line in enumerate(lines, start=1)
        if line.product_id is not None and line.unit_price is None
    }
    if not wanted:
        return {}
    found = price_lines(
        list(wanted.values()),
        customer_id=buyer.customer_id,
        currency=currency,
        at=at,
        codes=codes,
        products=products,
    )
    return dict(zip(wanted, found, strict=True))


def _filled(
    number: int,
    line: AskedLine,
    product: Product | None,
    priced: Priced | None,
    taxes: dict[int, TaxTreatment],
    gross: bool,
    buyer: Buyer,
) -> Line:
    treatment = taxes.get(line.product_id or 0)
    percent = (
        line.tax_percent if line.tax_percent is not None else treatment.percent if treatment else Decimal(0)
    )
    category = line.tax_category or (treatment.category if treatment else "S" if percent else "Z")
    unit_price = line.unit_price
    discount = line.discount_percent
    if priced is not None:
        unit_price = _listed(number, priced, gross, percent)
        discount = priced.discount_percent if discount is None else discount
    assert unit_price is not None  # a line without a product tells its price: `checked_line`
    return Line(
        product_id=line.product_id,
        sku=line.sku or (product.sku if product else ""),
        description=line.description.strip() or (product.name.to(buyer.language) if product else ""),
        kind=line.kind or (product.kind if product else Kind.SERVICE.value),
        quantity=line.quantity,
        unit=line.unit or (product.unit if product else _PIECE),
        unit_price=unit_price,
        discount_percent=discount or Decimal(0),
        tax_category=category,
        tax_percent=percent,
        cost_minor=line.cost_minor if line.cost_minor is not None else card_cost(product, line.quantity),
    )


def _listed(number: int, priced: Priced, gross: bool, percent: Decimal) -> Decimal:
    """The list's price, turned to the document's way where the list means prices with tax and it without."""
    if priced.unit_price is None:
        why = priced.conflict or Message(gettext_noop("No price list has a price for it."))
        message = gettext_noop("Line %(line)s: %(why)s")
        raise Invalid(
            Message(message, line=number, why=why), field=f"lines.{number - 1}.unit_price", code="no_price"
        )
    return turned(priced.unit_price, priced.prices_include_tax, gross, percent)


def turned(price: Decimal, is_gross: bool, gross: bool, percent: Decimal) -> Decimal:
    """A price with or without tax as one with tax (`gross`) or without."""
    if is_gross == gross:
        return price
    factor = 1 + percent / 100
    return (price * factor if gross else price / factor).quantize(Decimal("0.000001"))


def card_cost(product: Product | None, quantity: Decimal) -> int | None:
    """What so many cost the company by the product's card, in company currency; None where that is not known."""
    if product is None or product.cost is None:
        return None
    own = company()
    cost: Money = product.cost
    if cost.currency != own.currency:
        cost = to_company_currency(cost, day_of(product.recorded_at), base=own.currency)
    return cost.times(quantity).minor

"""What the demo company sells, how it bills, and what lies on its shelves."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from polku.access.logic import Actor
from polku.billing.actions.settings import change_settings as set_billing
from polku.catalogue.actions import (
    PriceRow,
    add_products,
    define_customer_group,
    load_ready_taxes,
    make_price_list,
    make_promotion,
    set_prices,
)
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Product, TaxRate
from polku.company.queries import day_of
from polku.demo.actions.lives import Cast
from polku.demo.names import BEANS_SKU, FILTER_SKU, INSTALL_SKU, PRODUCTS, UPKEEP_SKU
from polku.kernel.money import Money
from polku.quotes.actions import change_settings as set_quotes
from polku.stock.actions import Expected, Receipt, note_arrival, receive

NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    UPKEEP_SKU: {
        "en": "Upkeep plan, 12 months", "fi": "Huoltosopimus, 12 kk", "lv": "Apkopes plāns, 12 mēneši",
        "pl": "Plan serwisowy, 12 miesięcy", "ru": "Обслуживание, 12 месяцев", "zh-hant": "保養方案，12 個月",
    },
    INSTALL_SKU: {
        "en": "Installation and training", "fi": "Asennus ja käyttökoulutus", "lv": "Uzstādīšana un apmācība",
        "pl": "Instalacja i szkolenie", "ru": "Установка и обучение", "zh-hant": "安裝與教學",
    },
    BEANS_SKU: {
        "en": "Coffee beans, 1 kg", "fi": "Kahvipavut, 1 kg", "lv": "Kafijas pupiņas, 1 kg",
        "pl": "Kawa ziarnista, 1 kg", "ru": "Кофе в зёрнах, 1 кг", "zh-hant": "咖啡豆 1 公斤",
    },
    FILTER_SKU: {
        "en": "Water filter", "fi": "Vedensuodatin", "lv": "Ūdens filtrs", "pl": "Filtr wody", "ru": "Фильтр для воды",
        "zh-hant": "濾水芯",
    },
}  # fmt: skip
PARTNERS: Final = {
    "en": "Partners", "fi": "Kumppanit", "lv": "Partneri", "pl": "Partnerzy", "ru": "Партнёры", "zh-hant": "合作夥伴",
}  # fmt: skip
AUTUMN: Final = {
    "en": "Autumn offer", "fi": "Syystarjous", "lv": "Rudens piedāvājums", "pl": "Jesienna oferta",
    "ru": "Осеннее предложение", "zh-hant": "秋季優惠",
}  # fmt: skip
BEAN_WEEKS: Final = {
    "en": "Bean weeks", "fi": "Papuviikot", "lv": "Pupiņu nedēļas", "pl": "Tygodnie kawy", "ru": "Кофейные недели",
    "zh-hant": "咖啡豆週",
}  # fmt: skip
COSTS: Final = {"AAVA-HOME": 0.56, "AAVA": 0.55, "AAVA-PRO": 0.58, "TUISKU-2": 0.62, UPKEEP_SKU: 0.4}
SIDE: Final = ((INSTALL_SKU, 18_000, 9_000), (BEANS_SKU, 2_450, 1_310), (FILTER_SKU, 1_990, 640))
"""Number, price and cost in cents of what is sold beside the machines."""
SHELVES: Final = (
    (150, {"AAVA-HOME": 40, "AAVA": 60, "AAVA-PRO": 60, "TUISKU-2": 22, BEANS_SKU: 300, FILTER_SKU: 200}),
    (74, {"AAVA-HOME": 20, "AAVA": 30, "AAVA-PRO": 20, "TUISKU-2": 12, BEANS_SKU: 200}),
    (16, {"AAVA-PRO": 12, "TUISKU-2": 3, FILTER_SKU: 80}),
)
"""What came in, so many days before now."""
ON_THE_WAY: Final = ((4, 9, {"TUISKU-2": 12, "AAVA-PRO": 20}), (2, 16, {BEANS_SKU: 150}))
"""What the warehouse ordered so many days before now, and so many days after now it comes."""


def open_shop(cast: Cast, *, at: datetime) -> dict[str, int]:
    """Taxes, products, prices and settings; the products' ids by number."""
    if not TaxRate.objects.exists():
        load_ready_taxes(actor=cast.finance, at=at)
    set_billing(
        {
            "legal_name": "Aava Oy", "line1": "Esplanadi 1", "post_code": "00100", "city": "Helsinki",
            "vat_id": "FI12345671", "email": "billing@aava.example", "iban": "FI2112345600000785", "bic": "NDEAFIHH",
        },
        actor=cast.finance,
        at=at,
    )  # fmt: skip
    set_quotes(margin_percent=Decimal(25), valid_days=45, value_follows=True, actor=cast.manager, at=at)
    products = _products(cast.manager, at)
    _prices(products, cast.manager, at)
    return products


def _products(actor: Actor, at: datetime) -> dict[str, int]:
    rows = []
    for sku, name, price in PRODUCTS:
        service = sku == UPKEEP_SKU
        words = NAMES.get(sku, {"en": name})
        cost = Money(round(price * COSTS[sku]), "EUR")
        kind, group = ("service", "care") if service else ("goods", "machines")
        rows.append(NewProduct(sku, words, kind=kind, group=group, price=_major(price), cost=cost))
    for sku, price, cents in SIDE:
        service = sku == INSTALL_SKU
        kind, unit = ("service", "HUR") if service else ("goods", "KGM" if sku == BEANS_SKU else "C62")
        group = "care" if service else "supplies"
        rows.append(
            NewProduct(
                sku,
                NAMES[sku],
                kind=kind,
                unit=unit,
                group=group,
                price=_major(price),
                cost=Money(cents, "EUR"),
            )
        )
    for answer in add_products(rows, actor=actor, at=at):
        if answer.error is not None:
            raise answer.error
    return dict(Product.objects.values_list("sku", "id"))


def _prices(products: Mapping[str, int], actor: Actor, at: datetime) -> None:
    """A list for partners with breaks by quantity, an offer with a code, and one that holds by itself for a while."""
    group = define_customer_group("partners", name=PARTNERS, actor=actor, at=at)
    rows = make_price_list(
        key="partners", name=PARTNERS, currency="EUR", group_id=group.pk, from_date=day_of(at), priority=10,
        actor=actor, at=at,
    )  # fmt: skip
    cheaper = [
        PriceRow(products[sku], _major(round(price * part)), Decimal(least))
        for sku, _, price in PRODUCTS
        for least, part in ((0, 0.94), (5, 0.9))
    ]
    set_prices(rows.pk, cheaper, actor=actor, at=at)
    autumn = {
        "name": AUTUMN, "code": "AUTUMN", "effect": "percent", "value": Decimal(5), "uses_max": 40,
        "product_groups": ["machines"], "from_at": at, "to_at": at + timedelta(days=260),
    }  # fmt: skip
    make_promotion("autumn", values=autumn, actor=actor, at=at)
    beans = {
        "name": BEAN_WEEKS, "effect": "percent", "value": Decimal(8), "product_ids": [products[BEANS_SKU]],
        "from_at": at + timedelta(days=150), "to_at": at + timedelta(days=220),
    }  # fmt: skip
    make_promotion("bean-weeks", values=beans, actor=actor, at=at)


def take_delivery(
    pieces: Mapping[str, int], products: Mapping[str, int], *, actor: Actor, at: datetime
) -> None:
    """Put what a supplier brought on the shelf, at what the cards say it costs."""
    receive(
        [Receipt(products[sku], Decimal(count)) for sku, count in pieces.items()],
        actor=actor,
        at=at,
    )


def order_more(
    pieces: Mapping[str, int], products: Mapping[str, int], *, on: date, actor: Actor, at: datetime
) -> None:
    """Write down what a supplier promised."""
    for number, (sku, count) in enumerate(pieces.items(), 1):
        expected = Expected(Decimal(count), on, f"{on:%y%m}-{number}")
        note_arrival(products[sku], expected, actor=actor, at=at)


def _major(cents: int) -> Decimal:
    return Decimal(cents) / 100

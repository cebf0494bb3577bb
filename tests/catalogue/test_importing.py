"""Products from a file: added, brought up to date, taken back; each wrong row says why."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM, Actor
from polku.catalogue.actions import PriceRow, change_product, retire_products, set_prices
from polku.catalogue.models import Price, PriceList, Product
from polku.imports import actions, queries
from polku.imports.logic.options import Options
from polku.imports.models import Import
from polku.kernel.errors import NotAllowed
from polku.kernel.money import Money
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
D = Decimal
Bring = Callable[..., Import]

FILE = """Item number;Name;Price;VAT;Purchase price;Type;Unit;Category
STOOL;Stool;45,50;25,5 %;20,10;goods;pcs;seats
CHAIR;Armchair;120,00;;;;;
BOOK;Book;20,00;Reduced rate;;;;
WRONG;Wrong;1,00;77;;;;
;Nameless;1,00;;;;;
LAMP;;5,00;;;;;
DEAR;Dear;-1,00;;;;;
"""


@pytest.fixture
def bring(goods: dict[str, Product], tmp_path: Path, settings: Any) -> Bring:
    """Import a text as its headings say."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }

    def run(content: str, *, actor: Actor = SYSTEM, **options: Any) -> Import:
        found = actions.start_import(
            "products",
            BytesIO(content.encode()),
            name="p.csv",
            options=Options(**options),
            actor=actor,
            at=NOW,
        )
        mapping = [(pair[0], pair[1]) for pair in found.mapping]
        found = actions.configure_import(found, mapping=mapping, mode="work", actor=actor, at=NOW)
        return actions.run_import(found, actor=actor, at=NOW)

    return run


def counts(found: Import) -> dict[str, int]:
    found.refresh_from_db()
    names = ("created", "updated", "unchanged", "skipped", "failed")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def test_products_are_added_and_brought_up_to_date_row_by_row(bring: Bring) -> None:
    found = bring(FILE)
    assert counts(found) == {"created": 2, "updated": 1, "failed": 4}
    stool, book, chair = (Product.objects.get(sku=sku) for sku in ("STOOL", "BOOK", "CHAIR"))
    assert (stool.unit, stool.group, stool.cost, stool.tax_class.key) == (
        "C62",
        "seats",
        Money(2010, "EUR"),
        "standard",
    )
    assert (book.tax_class.key, chair.name.as_dict(), chair.cost) == (
        "reduced",
        {"en": "Armchair", "fi": "Tuoli"},
        Money(7000, "EUR"),
    )
    prices = Price.objects.filter(product__in=[stool, chair]).order_by("unit_price")
    assert [one.unit_price for one in prices] == [D("45.5"), D(120)]


def test_each_wrong_row_says_why(bring: Bring) -> None:
    found = bring(FILE)
    assert {
        row: (field, queries.said(template, values))
        for row, _, field, _, template, values, *_ in queries.issues(found.pk)
    } == {
        5: ("tax_class", "“77” is no tax class and no rate of today."),
        6: ("sku", "This must not be empty."),
        7: ("name", "A name is needed."),
        8: ("price", "A price is not below zero."),
    }


def test_the_same_file_again_changes_nothing(bring: Bring) -> None:
    bring(FILE)
    assert counts(bring(FILE)) == {"unchanged": 3, "failed": 4}


def test_an_import_is_taken_back_with_its_prices(bring: Bring, goods: dict[str, Product]) -> None:
    found = bring(FILE)
    actions.undo_import(found, actor=SYSTEM, at=NOW)
    chair = Product.objects.get(sku="CHAIR")
    assert (str(chair.name), Price.objects.get(product=chair).unit_price) == ("Chair", D(100))
    assert Product.objects.get(sku__startswith="STOOL~").retired_at is not None
    assert counts(bring(FILE)) == {"created": 2, "updated": 1, "failed": 4}


def test_what_is_out_of_sale_is_left_there(bring: Bring, goods: dict[str, Product]) -> None:
    retire_products([goods["CHAIR"].pk], actor=SYSTEM, at=NOW)
    assert counts(bring(FILE)) == {"created": 2, "skipped": 1, "failed": 4}


def test_what_somebody_changed_since_is_left(
    bring: Bring, goods: dict[str, Product], usual: PriceList
) -> None:
    found = bring(FILE)
    change_product(goods["CHAIR"].pk, values={"name": "Throne"}, base={}, actor=SYSTEM, at=NOW)
    set_prices(usual.pk, [PriceRow(goods["CHAIR"].pk, D(130))], actor=SYSTEM, at=NOW)
    actions.undo_import(found, actor=SYSTEM, at=NOW)
    chair = Product.objects.get(sku="CHAIR")
    assert (str(chair.name), Price.objects.get(product=chair).unit_price) == ("Throne", D(130))


def test_a_seller_imports_no_products(bring: Bring, alice: Actor) -> None:
    with pytest.raises(NotAllowed):
        bring(FILE, actor=alice)


def test_two_hundred_rows_take_about_as_many_statements_as_fifty(bring: Bring) -> None:
    def statements(size: int) -> int:
        rows = "\n".join(f"P{size}-{n};Name {n};{n}.50;24" for n in range(size))
        with CaptureQueriesContext(connection) as seen:
            found = bring(f"sku;name;price;group\n{rows}\n")
        assert counts(found) == {"created": size}
        return len(seen)

    statements(50)
    assert abs(statements(200) - statements(60)) <= 2

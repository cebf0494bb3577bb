"""Lines are counted while they are typed: a wrong one says so at its place and the others keep their figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from polku.access.logic import SYSTEM
from polku.catalogue.actions import add_product, load_ready_taxes
from polku.catalogue.counting import WRONG_MAX, trial
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.queries.filling import Buyer
from polku.company.models import Company
from polku.company.queries import forget
from polku.kernel.errors import Invalid
from tests.conftest import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(people: People) -> int:
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=NOW)
    return add_product(
        NewProduct(sku="T-1", name="Table", tax_class="standard", price=Decimal(200)), actor=SYSTEM, at=NOW
    ).id


def test_each_line_says_its_price_its_vat_and_why(table: int) -> None:
    found = trial([AskedLine(table, Decimal(2))], buyer=Buyer(country="FI"), currency="EUR", at=NOW)
    (line,) = found.lines
    assert (line.sum, line.price, line.tax, line.said) == (
        "€400.00",
        "200.00",
        "25.5",
        "2 pcs × 200.00, VAT 25.5%",
    )
    assert [(str(step.text), step.taken) for step in line.steps] == [("Standard prices: 200 EUR", True)]


def test_a_wrong_line_says_so_and_comes_to_nothing(table: int) -> None:
    asked = [
        AskedLine(description="Desk"),
        AskedLine(table, Decimal(3)),
        AskedLine(table, Decimal(-1)),
        AskedLine(10**9),
    ]
    found = trial(asked, buyer=Buyer(country="FI"), currency="EUR", at=NOW)
    assert [(one.sum, one.problem) for one in found.lines] == [
        ("", "Line 1: say the price."),
        ("€600.00", ""),
        ("", "Line 3: the quantity must be more than 0."),
        ("", "Line 4: there is no such product."),
    ]
    assert sorted(found.problems) == [0, 2, 3]


def test_an_own_price_stands_beside_what_the_lists_say(table: int) -> None:
    asked = [AskedLine(table, Decimal(1), unit_price=Decimal(150))]
    (line,) = trial(asked, buyer=Buyer(country="FI"), currency="EUR", at=NOW).lines
    assert (line.sum, line.listed) == ("€150.00", "200.00")


def test_too_much_that_is_wrong_is_told_as_one(table: int) -> None:
    with pytest.raises(Invalid):
        trial([AskedLine(description="x")] * (WRONG_MAX + 1), buyer=Buyer(), currency="EUR", at=NOW)

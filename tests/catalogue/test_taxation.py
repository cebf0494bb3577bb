"""Which tax applies: dated rates at home, reverse charge, within the Union, export, exempt."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from polku.access.logic import SYSTEM
from polku.catalogue import queries
from polku.catalogue.actions import add_product, load_ready_taxes, state_tax_rate
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.logic.ready_rates import ready_rates
from polku.catalogue.logic.taxation import EU
from polku.catalogue.models import Product, TaxClass, TaxRate, TaxSettings
from polku.company.models import Company
from polku.company.queries import forget
from polku.kernel.errors import Invalid, NotFound
from tests.conftest import NOW

D = Decimal
TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


def treatment(
    product: Product, country: str = "FI", vat_id: bool = False, on: date = TODAY
) -> tuple[str, Decimal]:
    found = queries.tax([product.pk], customer_country=country, customer_has_vat_id=vat_id, on=on)[product.pk]
    return found.category, found.percent


@pytest.mark.parametrize(
    ("country", "vat_id", "of_goods", "of_services"),
    [
        ("FI", False, ("S", D("25.5")), ("S", D("25.5"))),
        ("", True, ("S", D("25.5")), ("S", D("25.5"))),
        ("LV", True, ("K", D(0)), ("AE", D(0))),
        ("LV", False, ("S", D("25.5")), ("S", D("25.5"))),
        ("US", False, ("G", D(0)), ("O", D(0))),
        ("tw", True, ("G", D(0)), ("O", D(0))),
    ],
)
def test_a_sale_is_taxed_by_who_buys_and_where(
    goods: dict[str, Product], country: str, vat_id: bool, of_goods: object, of_services: object
) -> None:
    assert treatment(goods["CHAIR"], country, vat_id) == of_goods
    assert treatment(goods["ADVICE"], country, vat_id) == of_services


@pytest.mark.parametrize(
    ("union", "since", "country", "vat_id", "percent"),
    [
        ("own", None, "DE", False, D("25.5")),
        ("there", None, "DE", False, D(19)),
        ("there", None, "el", False, D(24)),
        ("there", None, "DE", True, D(0)),
        ("there", None, "US", False, D(0)),
        ("there", None, "FI", False, D("25.5")),
        ("above", None, "DE", False, D("25.5")),
        ("above", TODAY, "DE", False, D(19)),
        ("above", TODAY + timedelta(days=1), "DE", False, D("25.5")),
    ],
)
def test_consumers_in_the_union_are_taxed_by_their_country_where_it_is_set(
    goods: dict[str, Product], union: str, since: date | None, country: str, vat_id: bool, percent: Decimal
) -> None:
    TaxSettings.objects.create(union=union, above_since=since)
    assert treatment(goods["CHAIR"], country, vat_id)[1] == percent


def test_rates_of_the_union_are_dated_and_what_is_not_stated_is_said(goods: dict[str, Product]) -> None:
    standard = {one.country for one in ready_rates() if one.tax_class == "standard"}
    assert EU - {"EL"} <= standard
    TaxSettings.objects.create(union="there")
    days = [date(2025, 7, 31), date(2025, 8, 1)]
    assert [treatment(goods["CHAIR"], "RO", on=day)[1] for day in days] == [D(19), D(21)]
    book = add_product(NewProduct("BOOK", "Book", tax_class="reduced"), actor=SYSTEM, at=NOW)
    with pytest.raises(Invalid, match="in FR"):
        treatment(book, "FR")
    exempt = add_product(NewProduct("CARE", "Care", tax_class="exempt"), actor=SYSTEM, at=NOW)
    assert treatment(exempt, "FR") == ("E", D(0))


def test_a_rate_holds_from_its_day_on(goods: dict[str, Product]) -> None:
    book = add_product(NewProduct("BOOK", "Book", tax_class="reduced"), actor=SYSTEM, at=NOW)
    days = [date(2025, 12, 31), date(2026, 1, 1)]
    assert [treatment(book, on=day)[1] for day in days] == [D(14), D("13.5")]
    assert treatment(goods["CHAIR"], on=date(2024, 8, 31))[1] == D(24)


def test_what_is_exempt_stays_so_and_says_why(goods: dict[str, Product]) -> None:
    course = add_product(
        NewProduct("COURSE", "Course", kind="service", tax_class="exempt"), actor=SYSTEM, at=NOW
    )
    found = queries.tax([course.pk], customer_country="LV", customer_has_vat_id=True, on=TODAY)[course.pk]
    assert (found.category, found.reason) == ("E", "Exempt from tax")


def test_reverse_charge_states_its_reason_and_code(goods: dict[str, Product]) -> None:
    pk = goods["ADVICE"].pk
    found = queries.tax([pk], customer_country="DE", customer_has_vat_id=True, on=TODAY)[pk]
    assert (found.reason, found.reason_code) == (
        "Reverse charge: the buyer accounts for the tax",
        "VATEX-EU-AE",
    )


def test_outside_the_union_all_that_leaves_is_export(goods: dict[str, Product]) -> None:
    Company.objects.update(country="TW")
    forget()
    assert treatment(goods["CHAIR"], "TW") == ("S", D(5))
    assert treatment(goods["CHAIR"], "FI", True) == ("G", D(0))


def test_a_day_before_any_rate_is_told(goods: dict[str, Product]) -> None:
    with pytest.raises(Invalid, match="no tax rate for “Standard rate” in FI on 2001-01-01"):
        treatment(goods["CHAIR"], on=date(2001, 1, 1))
    with pytest.raises(NotFound):
        queries.tax([99], customer_country="FI", customer_has_vat_id=False, on=TODAY)


def test_many_products_take_as_many_queries_as_one(
    goods: dict[str, Product], django_assert_num_queries: object
) -> None:
    ids = [one.pk for one in goods.values()]
    queries.tax(ids, customer_country="FI", customer_has_vat_id=False, on=TODAY)
    for asked in (ids[:1], ids):
        with django_assert_num_queries(2):  # type: ignore[operator]
            queries.tax(asked, customer_country="FI", customer_has_vat_id=False, on=TODAY)


def test_ready_rates_are_loaded_once(goods: dict[str, Product]) -> None:
    assert TaxRate.objects.count() == len(ready_rates())
    assert load_ready_taxes(actor=SYSTEM, at=NOW) == 0


def test_a_rate_of_a_day_that_has_come_stays(goods: dict[str, Product]) -> None:
    standard = TaxClass.objects.get(key="standard")
    given = {"tax_class_id": standard.pk, "country": "FI", "actor": SYSTEM, "at": NOW}
    with pytest.raises(Invalid, match="may have been used"):
        state_tax_rate(percent=D(26), from_date=date(2024, 9, 1), **given)
    state_tax_rate(percent=D(26), from_date=date(2027, 1, 1), **given)
    state_tax_rate(percent=D("26.5"), from_date=date(2027, 1, 1), **given)
    assert treatment(goods["CHAIR"], on=date(2027, 1, 1)) == ("S", D("26.5"))


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("category", {"category": "AE"}),
        ("percent", {"percent": D(101)}),
        ("tax_percent", {"category": "E", "percent": D(5)}),
        ("country", {"country": "fi"}),
    ],
)
def test_a_wrong_rate_names_its_field(goods: dict[str, Product], field: str, more: dict[str, object]) -> None:
    given: dict[str, object] = {"country": "FI", "percent": D(0), "from_date": date(2027, 1, 1)}
    with pytest.raises(Invalid) as refusal:
        state_tax_rate(
            tax_class_id=goods["CHAIR"].tax_class_id,
            **(given | more),
            actor=SYSTEM,
            at=NOW,  # type: ignore[arg-type]
        )
    assert refusal.value.field == field

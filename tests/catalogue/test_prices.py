"""Prices of a list are written in one go; the price function reads lists, groups and promotions as they stand."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from polku.access.logic import SYSTEM, Actor
from polku.catalogue import queries
from polku.catalogue.actions import (
    PriceRow,
    add_products,
    change_price_list,
    define_customer_group,
    make_price_list,
    make_promotion,
    put_in_group,
    set_prices,
    stop_promotion,
    take_from_group,
)
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Price, PriceList, Product
from polku.catalogue.queries import Priced, Wanted, currencies
from polku.company.models import ExchangeRate
from polku.contacts.actions import NewCustomer, add_customer, merge, undo_merge
from polku.eventlog.models import Change
from polku.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import NOW, People

pytestmark = pytest.mark.django_db
D = Decimal
Ask = Callable[..., Priced]


@pytest.fixture
def ask(goods: dict[str, Product], at: datetime) -> Ask:
    def price(sku: str = "CHAIR", quantity: str = "1", **more: object) -> Priced:
        given: dict[str, object] = {"customer_id": 5, "currency": "EUR", "at": at}
        return queries.price([Wanted(goods[sku].pk, D(quantity))], **(given | more))[0]  # type: ignore[arg-type]

    return price


def test_prices_are_added_changed_and_taken_away_in_one_go(
    goods: dict[str, Product], usual: PriceList, at: datetime
) -> None:
    chair, desk = goods["CHAIR"].pk, goods["DESK"].pk
    rows = [
        PriceRow(chair, D(90)),
        PriceRow(chair, D(85), D(10)),
        PriceRow(desk, None),
        PriceRow(desk, D("249.90"), D(5)),
        PriceRow(999, D(1)),
        PriceRow(chair, D(-1)),
        PriceRow(chair, D(1), D(-1)),
        PriceRow(chair, D("0.0000001")),
    ]
    answers = set_prices(usual.pk, rows, actor=SYSTEM, at=at)
    assert [(one.changed, one.error.field if one.error else "") for one in answers] == [
        (True, ""), (True, ""), (True, ""), (True, ""), (False, "product_id"), (False, "unit_price"),
        (False, "min_quantity"), (False, None),
    ]  # fmt: skip
    left = Price.objects.filter(list=usual).order_by("product_id", "min_quantity")
    assert [(one.product_id, one.min_quantity, one.unit_price) for one in left][:3] == [
        (chair, D(0), D(90)), (chair, D(10), D(85)), (desk, D(5), D("249.90")),
    ]  # fmt: skip
    told = (
        Change.objects.filter(table="price", row_id=chair)
        .order_by("id")
        .values_list("field", "before", "after")
    )
    assert list(told)[-2:] == [("standard-eur 0", "100.000000", "90"), ("standard-eur 10", None, "85")]


def test_a_thousand_prices_take_as_many_statements_as_fifty(
    goods: dict[str, Product], usual: PriceList, at: datetime
) -> None:
    made = add_products([NewProduct(f"S{n}", f"N{n}") for n in range(200)], actor=SYSTEM, at=at)
    ids = [one.product.pk for one in made if one.product]
    counts = []
    for part, price in ((ids[:50], D(1)), (ids[50:], D(1)), (ids[:50], D(2)), (ids[50:], D(2))):
        with CaptureQueriesContext(connection) as seen:
            set_prices(usual.pk, [PriceRow(pk, price) for pk in part], actor=SYSTEM, at=at)
        counts.append(len(seen))
    assert (counts[0], counts[2]) == (counts[1], counts[3])


def test_the_customers_group_gets_its_prices_while_it_belongs_to_it(
    ask: Ask, goods: dict[str, Product], at: datetime
) -> None:
    group = define_customer_group(
        "resellers", name={"en": "Resellers", "fi": "Jälleenmyyjät"}, actor=SYSTEM, at=at
    )
    ours = make_price_list(
        key="resale",
        name={"en": "Resale", "fi": "Jälleenmyynti"},
        currency="EUR",
        group_id=group.pk,
        actor=SYSTEM,
        at=at,
    )
    set_prices(ours.pk, [PriceRow(goods["CHAIR"].pk, D(80))], actor=SYSTEM, at=at)
    assert ask().unit_price == D(100)
    assert put_in_group([5, 6, 5], group_id=group.pk, actor=SYSTEM, at=at) == 2
    assert queries.group_keys_of([5, 7]) == {5: ["resellers"]}
    with translation.override("fi"):
        assert [str(step.text) for step in ask().steps if step.taken] == ["Jälleenmyynti: 80 EUR"]
    assert ask(customer_id=None).unit_price == D(100)
    assert take_from_group([5], group_id=group.pk, actor=SYSTEM, at=at) == 1
    assert ask().unit_price == D(100)


def test_a_merged_customer_brings_its_prices_along_until_the_merge_is_taken_back(
    goods: dict[str, Product], at: datetime
) -> None:
    kept, merged = (
        add_customer(NewCustomer(company=name), actor=SYSTEM, at=at) for name in ("Aalto", "Aalto Oy")
    )
    group = define_customer_group("resellers", name="Resellers", actor=SYSTEM, at=at)
    put_in_group([merged.pk], group_id=group.pk, actor=SYSTEM, at=at)
    done = merge(kept.pk, merged.pk, actor=SYSTEM, at=at)
    assert queries.group_keys_of([kept.pk]) == {kept.pk: ["resellers"]}
    undo_merge(done.pk, actor=SYSTEM, at=at)
    assert queries.group_keys_of([kept.pk, merged.pk]) == {merged.pk: ["resellers"]}


def test_an_archived_list_is_not_looked_at(ask: Ask, usual: PriceList, at: datetime) -> None:
    change_price_list(usual.pk, values={"archived_at": at}, actor=SYSTEM, at=at)
    assert (ask().unit_price, ask().steps) == (None, ())


def test_a_promotion_for_a_group_of_products_with_a_code(ask: Ask, at: datetime) -> None:
    values = {
        "name": "Seats",
        "code": "SIT",
        "effect": "percent",
        "value": D(10),
        "product_groups": ["seats"],
    }
    made = make_promotion("seats", values=values, actor=SYSTEM, at=at)
    assert (ask(codes=["sit "]).each, ask().each, ask("DESK", codes=["sit"]).each) == (
        D(90),
        D(100),
        D("249.90"),
    )
    assert [step.rule for step in ask("DESK").steps] == ["list:standard-eur"]
    stop_promotion(made.pk, actor=SYSTEM, at=at)
    assert str(ask(codes=["sit"]).steps[-1].why_not) == "It was stopped."


def test_sixty_lines_take_as_many_queries_as_one(goods: dict[str, Product], at: datetime) -> None:
    for n in range(3):
        values = {
            "name": f"P{n}",
            "effect": "percent",
            "value": D(n + 1),
            "uses_per_customer_max": 5,
            "stackable": True,
        }
        make_promotion(f"p{n}", values=values, actor=SYSTEM, at=at)
    pk = goods["CHAIR"].pk
    queries.price([Wanted(pk)], customer_id=5, currency="EUR", at=at)
    counts = []
    for lines in ([Wanted(pk)], [Wanted(one.pk, D(n + 1)) for one in goods.values() for n in range(20)]):
        with CaptureQueriesContext(connection) as seen:
            queries.price(lines, customer_id=5, currency="EUR", at=at)
        counts.append(len(seen))
    assert counts == [5, 5]


def test_a_price_of_what_does_not_exist_is_not_found(ask: Ask, at: datetime) -> None:
    with pytest.raises(NotFound):
        queries.price([Wanted(999)], customer_id=None, currency="EUR", at=at)


def test_currencies_to_choose_are_those_that_can_be_priced_and_booked(people: People) -> None:
    assert currencies() == ["EUR"]
    ExchangeRate.objects.create(currency="USD", from_date=NOW.date(), rate_millionths=950_000)
    make_price_list(key="nordic", name="Nordic", currency="SEK", actor=SYSTEM, at=NOW)
    assert (currencies(), currencies("PLN", "")) == (["EUR", "SEK", "USD"], ["EUR", "PLN", "SEK", "USD"])


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("key", {"key": "standard-eur"}),
        ("key", {"key": "A B"}),
        ("currency", {"currency": "XXX"}),
        ("name", {"name": ""}),
        ("to_date", {"from_date": datetime(2026, 1, 2).date(), "to_date": datetime(2026, 1, 1).date()}),
        ("priority", {"priority": 2000}),
        ("group_id", {"group_id": 77}),
    ],
)
def test_a_wrong_list_names_its_field(
    usual: PriceList, at: datetime, field: str, more: dict[str, object]
) -> None:
    good: dict[str, object] = {"key": "x", "name": "X", "currency": "EUR"}
    with pytest.raises(Invalid) as refusal:
        make_price_list(**(good | more), actor=SYSTEM, at=at)  # type: ignore[arg-type]
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("key", {"key": "A B"}),
        ("effect", {"effect": "gift"}),
        ("value", {"value": D(101)}),
        ("value", {"effect": "free_item", "value": D(0)}),
        ("currency", {"effect": "amount", "currency": ""}),
        ("to_at", {"from_at": datetime(2026, 1, 2).astimezone(), "to_at": datetime(2026, 1, 1).astimezone()}),
        ("uses_max", {"uses_max": 0}),
        ("group_id", {"group_id": 77}),
        ("product_ids", {"product_ids": [999]}),
        ("uses", {"uses": 3}),
    ],
)
def test_a_wrong_promotion_names_its_field(
    goods: dict[str, Product], at: datetime, field: str, more: dict[str, object]
) -> None:
    values: dict[str, object] = {"name": "X", "effect": "percent", "value": D(10)}
    key = str(more.pop("key", "x"))
    with pytest.raises(Invalid) as refusal:
        make_promotion(key, values=values | more, actor=SYSTEM, at=at)
    assert refusal.value.field == field


def test_one_code_belongs_to_one_promotion_that_runs(goods: dict[str, Product], at: datetime) -> None:
    values = {"name": "X", "effect": "percent", "value": D(10), "code": "XMAS"}
    first = make_promotion("a", values=values, actor=SYSTEM, at=at)
    with pytest.raises(Invalid, match="Another promotion has this code"):
        make_promotion("b", values=values | {"code": "x mas"}, actor=SYSTEM, at=at)
    stop_promotion(first.pk, actor=SYSTEM, at=at)
    assert make_promotion("b", values=values, actor=SYSTEM, at=at).code == "XMAS"


def test_a_seller_sets_no_price(usual: PriceList, alice: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        set_prices(usual.pk, [], actor=alice, at=at)
    with pytest.raises(NotAllowed):
        make_promotion("x", values={}, actor=alice, at=at)

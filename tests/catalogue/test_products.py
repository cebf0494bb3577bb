"""Products come in, are corrected by two people at once, leave and come back; in any number at the same cost."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM, Actor
from polku.catalogue import queries
from polku.catalogue.actions import (
    ProductChange,
    add_product,
    add_products,
    change_product,
    change_products,
    restore_products,
    retire_products,
)
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Price, Product
from polku.catalogue.queries import Listed
from polku.eventlog.models import Change, Event
from polku.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from polku.kernel.money import Money
from polku.search.queries import row_ids

pytestmark = pytest.mark.django_db
D = Decimal


def test_a_product_comes_with_its_usual_price_and_is_found(goods: dict[str, Product], alice: Actor) -> None:
    assert str(Price.objects.get(product=goods["DESK"]).unit_price.normalize()) == "249.9"
    assert row_ids(alice, "tuol", kind="product") == [goods["CHAIR"].pk]
    assert [one.list_price for one in queries.page(alice, Listed(words="chair")).rows] == [D(100)]
    event = Event.objects.get(kind="catalogue.product_added", subject_id=goods["ADVICE"].pk)
    assert event.payload == {"product_kind": "service"}


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("sku", {"sku": " "}),
        ("sku", {"sku": "CHAIR"}),
        ("sku", {"sku": "X\0"}),
        ("name", {"name": {"fi": " "}}),
        ("kind", {"kind": "thing"}),
        ("unit", {"unit": "bottles"}),
        ("tax_class", {"tax_class": "tall"}),
        ("tracked", {"tracked": "maybe"}),
        ("price", {"price": D(-1)}),
        ("cost", {"cost": Money(-1, "EUR")}),
    ],
)
def test_a_wrong_product_names_its_field_and_the_others_come_in(
    goods: dict[str, Product], field: str, more: dict[str, object]
) -> None:
    good = {"sku": "A", "name": "A"}
    rows = [NewProduct(**(good | more)), NewProduct("B", "B")]  # type: ignore[arg-type]
    wrong, right = add_products(rows, actor=SYSTEM, at=datetime.now().astimezone())
    assert (wrong.error and wrong.error.field, right.product and right.product.sku) == (field, "B")


def test_a_number_given_twice_in_one_batch_is_taken_once(goods: dict[str, Product], at: datetime) -> None:
    answers = add_products([NewProduct("A", "A"), NewProduct(" A ", "A")], actor=SYSTEM, at=at)
    assert [str(one.error or "") for one in answers] == ["", "Another product has the number “A”."]


def test_a_hundred_products_take_as_many_statements_as_fifty(goods: dict[str, Product], at: datetime) -> None:
    def statements(size: int) -> int:
        rows = [NewProduct(f"S{size}-{n}", f"Name {n}", price=D(n)) for n in range(size)]
        with CaptureQueriesContext(connection) as seen:
            added = add_products(rows, actor=SYSTEM, at=at)
        changes = [
            ProductChange(one.product.pk, {"group": f"g{n}"}) for n, one in enumerate(added) if one.product
        ]
        with CaptureQueriesContext(connection) as more:
            change_products(changes, actor=SYSTEM, at=at)
        return len(seen) + len(more)

    assert statements(50) == statements(100)


def test_two_peoples_edits_of_different_fields_both_hold(goods: dict[str, Product], at: datetime) -> None:
    pk = goods["CHAIR"].pk
    opened = {"group": "seats", "unit": "C62"}
    change_product(pk, values={"group": "sofas", "unit": "C62"}, base=opened, actor=SYSTEM, at=at)
    change_product(pk, values={"group": "seats", "unit": "SET"}, base=opened, actor=SYSTEM, at=at)
    chair = Product.objects.get(pk=pk)
    assert (chair.group, chair.unit) == ("sofas", "SET")


def test_two_peoples_edits_of_one_field_show_both_values(goods: dict[str, Product], at: datetime) -> None:
    pk = goods["CHAIR"].pk
    change_product(pk, values={"group": "sofas"}, base={"group": "seats"}, actor=SYSTEM, at=at)
    with pytest.raises(Conflict) as clash:
        change_product(pk, values={"group": "stools"}, base={"group": "seats"}, actor=SYSTEM, at=at)
    assert clash.value.fields == {"group": {"yours": "stools", "theirs": "sofas", "base": "seats"}}


def test_a_change_is_told_with_its_values_and_one_of_nothing_is_none(
    goods: dict[str, Product], at: datetime
) -> None:
    pk = goods["CHAIR"].pk
    change_product(pk, values={"group": "sofas", "sku": "CHAIR"}, base={}, actor=SYSTEM, at=at)
    change_product(pk, values={"group": "sofas"}, base={}, actor=SYSTEM, at=at)
    events = Event.objects.filter(kind="catalogue.product_changed")
    assert [one.payload for one in events] == [{"fields": ["group"]}]
    assert list(Change.objects.filter(event=events[0]).values_list("field", "before", "after")) == [
        ("group", "seats", "sofas")
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sku", "DESK"),
        ("tax_class_id", 999),
        ("tax_class_id", "x"),
        ("recorded_at", "x"),
        ("name", 5),
        ("cost", 7),
    ],
)
def test_a_wrong_change_names_its_field(
    goods: dict[str, Product], at: datetime, field: str, value: object
) -> None:
    with pytest.raises(DomainError) as refusal:
        change_product(goods["CHAIR"].pk, values={field: value}, base={}, actor=SYSTEM, at=at)
    assert (type(refusal.value), refusal.value.field) == (Invalid, field)


def test_a_product_leaves_the_lists_and_comes_back(
    goods: dict[str, Product], alice: Actor, at: datetime
) -> None:
    pk = goods["CHAIR"].pk
    assert [one.changed for one in retire_products([pk, pk + 999], actor=SYSTEM, at=at)] == [True, False]
    assert (row_ids(alice, "chair", kind="product"), queries.count(alice, Listed())) == ([], 2)
    assert [one.pk for one in queries.page(alice, Listed(retired=True, words="cha")).rows] == [pk]
    restore_products([pk], actor=SYSTEM, at=at)
    assert (row_ids(alice, "chair", kind="product"), queries.count(alice, Listed())) == ([pk], 3)


def test_a_seller_changes_nothing_here(goods: dict[str, Product], alice: Actor, at: datetime) -> None:
    for act in (
        lambda: add_product(NewProduct("A", "A"), actor=alice, at=at),
        lambda: change_product(goods["CHAIR"].pk, values={"group": "x"}, base={}, actor=alice, at=at),
        lambda: retire_products([goods["CHAIR"].pk], actor=alice, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_costs_order_and_filter_for_those_who_may_see_them_only(
    goods: dict[str, Product], alice: Actor, finance: Actor, at: datetime
) -> None:
    def order(actor: Actor, sort: str) -> list[str]:
        return [one.sku for one in queries.page(actor, Listed(sort=sort)).rows]

    by_name = order(alice, "name")
    assert by_name == ["ADVICE", "CHAIR", "DESK"]
    assert {sort: order(alice, sort) for sort in ("cost", "-cost", "margin", "-margin")} == dict.fromkeys(
        ("cost", "-cost", "margin", "-margin"), by_name
    )
    assert order(finance, "-cost") == ["DESK", "CHAIR", "ADVICE"]
    assert order(finance, "margin") == ["CHAIR", "DESK", "ADVICE"]
    add_product(NewProduct("BARE", "Bare"), actor=SYSTEM, at=at)
    assert [queries.count(who, Listed(without_cost=True)) for who in (alice, finance)] == [4, 1]


@pytest.mark.parametrize(
    ("sort", "skus"),
    [
        ("sku", ["ADVICE", "CHAIR", "DESK"]),
        ("-price", ["DESK", "CHAIR", "ADVICE"]),
        ("nonsense", ["ADVICE", "CHAIR", "DESK"]),
        ("-group", ["CHAIR", "ADVICE", "DESK"]),
    ],
)
def test_a_list_is_ordered_by_what_its_address_says(
    goods: dict[str, Product], alice: Actor, sort: str, skus: list[str]
) -> None:
    assert [one.sku for one in queries.page(alice, Listed(sort=sort)).rows] == skus

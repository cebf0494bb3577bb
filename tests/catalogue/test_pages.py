"""The pages of the catalogue: what they say, who sees costs, how prices are typed, how many queries they take."""

import csv
import io
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM, Actor
from polku.access.models import User
from polku.catalogue.actions import (
    add_products,
    change_product,
    define_customer_group,
    make_price_list,
    make_promotion,
    set_prices,
)
from polku.catalogue.actions.prices import PriceRow
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import CustomerGroup, GroupMember, Price, PriceList, Product, Promotion, TaxRate
from polku.contacts.actions import NewCustomer, add_customer
from polku.kernel.money import Money
from tests.conftest import People

pytestmark = pytest.mark.django_db
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
HTMX = {"HX-Request": "true"}
D = Decimal


@pytest.fixture
def seller(people: People, goods: dict[str, Product], client: Client) -> Client:
    client.force_login(people.alice, backend=SIGN_IN)
    return client


@pytest.fixture
def desk(finance_user: User, goods: dict[str, Product]) -> Client:
    """Finance at its desk."""
    client = Client()
    client.force_login(finance_user, backend=SIGN_IN)
    return client


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def order(page: str) -> list[str]:
    return [sku for sku in page.split('<td class="sku">')[1:] for sku in [sku.split("<")[0]]]


def test_the_list_shows_prices_and_costs_only_to_those_who_may(seller: Client, desk: Client) -> None:
    seen, known = text(seller.get("/products/")), text(desk.get("/products/"))
    assert "<b>3</b> products" in seen
    assert ["249.90\xa0EUR" in page for page in (seen, known)] == [True, True]
    assert ["70.00\xa0EUR" in page for page in (seen, known)] == [False, True]
    assert ["30%" in page for page in (seen, known)] == [False, True]
    assert ["sort=cost" in page for page in (seen, known)] == [False, True]


@pytest.mark.parametrize("sort", ["cost", "-cost", "margin", "-margin"])
def test_a_seller_learns_nothing_of_costs_by_ordering(seller: Client, desk: Client, sort: str) -> None:
    assert order(text(seller.get(f"/products/?sort={sort}"))) == ["ADVICE", "CHAIR", "DESK"]
    assert (
        order(text(desk.get(f"/products/?sort={sort}")))
        == {
            "cost": ["ADVICE", "CHAIR", "DESK"],
            "-cost": ["DESK", "CHAIR", "ADVICE"],
            "margin": ["CHAIR", "DESK", "ADVICE"],
            "-margin": ["ADVICE", "DESK", "CHAIR"],
        }[sort]
    )


def test_a_seller_learns_nothing_of_costs_by_filtering(seller: Client, desk: Client, at: datetime) -> None:
    add_products([NewProduct("BARE", "Bare")], actor=SYSTEM, at=at)
    assert len(order(text(seller.get("/products/?state=without_cost")))) == 4
    assert order(text(desk.get("/products/?state=without_cost"))) == ["BARE"]


def test_an_export_holds_costs_only_for_those_who_may(people: People, seller: Client, desk: Client) -> None:
    def rows(client: Client) -> list[list[str]]:
        answer = client.get("/products/export/?format=csv&sort=-cost")
        content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))

    known = rows(desk)
    assert (known[0][-3:], known[1][0], known[1][-3:]) == (
        ["Cost", "Currency of the cost", "Margin"],
        "DESK",
        ["200", "EUR", "0.19968"],
    )
    answer = seller.get("/products/export/?format=csv")
    assert answer.status_code == 403 or "Cost" not in rows(seller)[0]


@pytest.mark.parametrize(
    "query",
    [
        "?q=chair",
        "?kind=service",
        "?group=seats",
        "?class=1&state=retired",
        "?q=%00&after=x&class=999999999999999999999",
    ],
)
def test_the_list_takes_any_filter(seller: Client, query: str) -> None:
    assert seller.get(f"/products/{query}").status_code == 200


def test_empty_lists_say_what_to_do(people: People, client: Client) -> None:
    client.force_login(people.admin, backend=SIGN_IN)
    assert "No products yet" in text(client.get("/products/"))
    assert "No product fits" in text(client.get("/products/?q=zzz"))
    assert "No price lists yet" in text(client.get("/price-lists/"))
    assert "No promotions yet" in text(client.get("/promotions/"))
    assert "No rates yet" in text(client.get("/settings/taxes/"))
    assert "No groups yet" in text(client.get("/settings/price-groups/"))


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(desk: Client, at: datetime) -> None:
    desk.get("/products/")
    counts = []
    for number in (0, 30):
        rows = [NewProduct(f"N{n}", f"N {n}", price=D(n), cost=Money(n, "EUR")) for n in range(number)]
        add_products(rows, actor=SYSTEM, at=at)
        with CaptureQueriesContext(connection) as seen:
            desk.get("/products/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_next_page_comes_as_rows(seller: Client, at: datetime) -> None:
    add_products([NewProduct(f"N{n}", f"N {n}") for n in range(60)], actor=SYSTEM, at=at)
    assert text(seller.get("/products/")).count("data-item") == 50
    more = text(seller.get("/products/?after=50", headers=HTMX))
    assert (more.count("data-item"), "<html" in more) == (13, False)


def test_a_product_shows_its_prices_and_hides_its_cost(
    seller: Client, desk: Client, goods: dict[str, Product], usual: PriceList, at: datetime
) -> None:
    pk = goods["CHAIR"].pk
    set_prices(usual.pk, [PriceRow(pk, D(90), D(10))], actor=SYSTEM, at=at)
    change_product(pk, values={"cost": Money(7100, "EUR"), "group": "sofas"}, base={}, actor=SYSTEM, at=at)
    seen, known = text(seller.get(f"/products/{pk}/")), text(desk.get(f"/products/{pk}/"))
    assert ["Standard prices" in seen, "from 10" in seen, "90.00\xa0EUR" in seen] == [True, True, True]
    assert ["71.00" in page for page in (seen, known)] == [False, True]
    assert ["sofas" in seen, "7100" in seen, "7000" in seen] == [True, False, False]
    assert seller.get("/products/999/").status_code == 404


def test_the_question_what_anna_would_pay_is_answered_with_reasons(
    seller: Client, goods: dict[str, Product], alice: Actor, at: datetime
) -> None:
    anna = add_customer(NewCustomer(contact_name="Anna Aalto", owner_id=alice.user_id), actor=alice, at=at)
    group = define_customer_group("friends", name="Friends", actor=SYSTEM, at=at)
    GroupMember.objects.create(group=group, customer_id=anna.pk)
    ours = make_price_list(
        key="friends", name="Friends", currency="EUR", group_id=group.pk, actor=SYSTEM, at=at
    )
    set_prices(ours.pk, [PriceRow(goods["CHAIR"].pk, D(80), D(12))], actor=SYSTEM, at=at)
    url = f"/products/{goods['CHAIR'].pk}/price/"
    said = text(seller.get(f"{url}?customer=anna&quantity=12&day=2027-05-03", headers=HTMX))
    assert "<b>80.00\xa0EUR</b>" in said
    parts = ("for Anna Aalto, 12 of them", "€960.00 in all, without tax", "for the customer&#x27;s group")
    assert [part for part in parts if part in said] == list(parts)
    assert "<b>100.00\xa0EUR</b>" in text(seller.get(f"{url}?customer=anna&quantity=11", headers=HTMX))
    assert "No customer you may see has this name" in text(seller.get(f"{url}?customer=zzz"))
    assert "is not a number" in text(seller.get(f"{url}?quantity=x", headers=HTMX))


def test_another_teams_customer_is_not_told_of(
    seller: Client, people: People, goods: dict[str, Product], at: datetime
) -> None:
    charlie = people.actor("charlie")
    add_customer(NewCustomer(company="Rīga Koks", owner_id=charlie.user_id), actor=charlie, at=at)
    said = text(seller.get(f"/products/{goods['CHAIR'].pk}/price/?customer=Koks"))
    assert ("Rīga Koks" in said, "No customer you may see" in said) == (False, True)


def test_a_product_is_added_with_price_and_cost(desk: Client) -> None:
    data = {
        "sku": "LAMP", "name": "Lamp", "kind": "goods", "unit": "C62", "tracked": "none", "price": "1 249,50",
        "cost": "1000", "tax_class_id": str(Product.objects.get(sku="CHAIR").tax_class_id),
    }  # fmt: skip
    page = text(desk.get("/products/new/"))
    assert ('name="cost"' in page, "In EUR · Without VAT" in page) == (True, True)
    wrong = desk.post("/products/new/", data | {"sku": "CHAIR"})
    assert (wrong.status_code, "Another product has the number" in text(wrong)) == (422, True)
    PriceList.objects.update(prices_include_tax=True)
    assert "In EUR · with VAT" in text(desk.get("/products/new/"))
    PriceList.objects.update(prices_include_tax=False)
    desk.post("/products/new/", data)
    lamp = Product.objects.get(sku="LAMP")
    assert (lamp.cost, Price.objects.get(product=lamp).unit_price) == (Money(100000, "EUR"), D("1249.5"))


def test_two_people_who_edit_one_field_are_told(
    desk: Client, goods: dict[str, Product], at: datetime
) -> None:
    chair = goods["CHAIR"]
    url = f"/products/{chair.pk}/facts/"
    data = {
        "sku": "CHAIR", "name": "Chair", "kind": "goods", "unit": "C62", "tracked": "none", "group": "stools",
        "tax_class_id": str(chair.tax_class_id), "cost": "70", "description": "",
    }  # fmt: skip
    base = {f"base_{name}": value for name, value in (data | {"group": "seats"}).items()}
    assert 'name="base_group" value="seats"' in text(desk.get(url))
    change_product(chair.pk, values={"group": "sofas"}, base={}, actor=SYSTEM, at=at)
    clash = desk.post(url, data | base)
    assert (clash.status_code, "sofas" in text(clash)) == (422, True)
    again = desk.post(url, data | base | {"base_group": "sofas"})
    chair.refresh_from_db()
    assert (again.status_code, chair.group, str(chair.name.to("fi"))) == (303, "stools", "Tuoli")


def test_a_name_is_changed_in_the_readers_language_only(
    desk: Client, finance_user: User, goods: dict[str, Product]
) -> None:
    User.objects.filter(pk=finance_user.pk).update(language="fi")
    chair = goods["CHAIR"]
    data = {
        "sku": "CHAIR", "name": "Jakkara", "kind": "goods", "unit": "C62", "tracked": "none", "group": "seats",
        "tax_class_id": str(chair.tax_class_id), "cost": "70", "base_name": "Tuoli",
    }  # fmt: skip
    desk.post(f"/products/{chair.pk}/facts/", data)
    chair.refresh_from_db()
    assert chair.name.as_dict() == {"en": "Chair", "fi": "Jakkara"}


def test_a_product_goes_out_of_sale_and_back(desk: Client, seller: Client, goods: dict[str, Product]) -> None:
    pk = goods["CHAIR"].pk
    assert seller.post(f"/products/{pk}/retirement/").status_code == 403
    desk.post(f"/products/{pk}/retirement/")
    assert "This product is out of sale" in text(seller.get(f"/products/{pk}/"))
    desk.post(f"/products/{pk}/restoration/")
    assert Product.objects.get(pk=pk).retired_at is None
    assert desk.post("/products/999/retirement/").status_code == 404


def grid(desk: Client, of: PriceList, **typed: str) -> object:
    return desk.post(f"/price-lists/{of.pk}/", typed)


def test_prices_are_typed_into_a_table(desk: Client, goods: dict[str, Product], usual: PriceList) -> None:
    chair, table = goods["CHAIR"].pk, goods["DESK"].pk
    page = text(desk.get(f"/price-lists/{usual.pk}/?break={chair}"))
    assert [f'name="p-{chair}-0" value="100"' in page, f'name="p-{chair}-1" value=""' in page] == [True, True]
    assert f'action="/price-lists/{usual.pk}/?&amp;after=&amp;break={chair}" data-grid' in page
    assert '<a href="/products/" aria-current="page"' in page
    done = desk.post(
        f"/price-lists/{usual.pk}/?break={chair}",
        {
            f"p-{chair}-0": "95,5", f"op-{chair}-0": "100", f"p-{chair}-1": "90", f"q-{chair}-1": "10",
            f"op-{chair}-1": "", f"p-{table}-0": "", f"op-{table}-0": "249.9",
        },
    )  # fmt: skip
    assert (done.status_code, done.headers["Location"].startswith(f"/price-lists/{usual.pk}/")) == (303, True)
    found = Price.objects.filter(product_id__in=[chair, table]).order_by("min_quantity")
    assert [(one.min_quantity, one.unit_price) for one in found] == [(D(0), D("95.5")), (D(10), D(90))]


def test_a_quantity_moves_with_its_price(desk: Client, goods: dict[str, Product], usual: PriceList) -> None:
    chair = goods["CHAIR"].pk
    grid(
        desk,
        usual,
        **{f"q-{chair}-0": "5", f"p-{chair}-0": "100", f"oq-{chair}-0": "", f"op-{chair}-0": "100"},
    )
    assert [(one.min_quantity, one.unit_price) for one in Price.objects.filter(product_id=chair)] == [
        (D(5), D(100))
    ]


def test_a_table_with_a_fault_is_saved_not_at_all_and_says_where(
    desk: Client, goods: dict[str, Product], usual: PriceList, at: datetime
) -> None:
    chair, table = goods["CHAIR"].pk, goods["DESK"].pk
    typed = {f"p-{chair}-0": "95", f"op-{chair}-0": "100", f"p-{table}-0": "cheap", f"op-{table}-0": "249.9"}
    wrong = grid(desk, usual, **typed)
    assert (wrong.status_code, "“cheap” is not a number." in text(wrong)) == (422, True)  # type: ignore[attr-defined]
    negative = grid(desk, usual, **(typed | {f"p-{table}-0": "-1"}))
    assert "A price is not below zero." in text(negative)
    set_prices(usual.pk, [PriceRow(table, D(260))], actor=SYSTEM, at=at)
    clash = grid(desk, usual, **(typed | {f"p-{table}-0": "255"}))
    assert "Somebody set it to 260 meanwhile" in text(clash)
    assert Price.objects.get(product_id=chair).unit_price == D(100)


def test_a_seller_reads_a_list_and_types_nothing(seller: Client, usual: PriceList) -> None:
    page = text(seller.get(f"/price-lists/{usual.pk}/"))
    assert ("data-cell" in page, "70.00" in page, "249.9" in page) == (False, False, True)
    assert seller.post(f"/price-lists/{usual.pk}/", {}).status_code == 403


def test_a_price_list_is_made_changed_and_put_away(desk: Client) -> None:
    data = {
        "name": "Winter sale",
        "currency": "EUR",
        "priority": "5",
        "from_date": "2026-12-01",
        "to_date": "2026-12-31",
    }
    wrong = desk.post("/price-lists/new/", data | {"to_date": "2026-11-01"})
    assert (wrong.status_code, "The last day is before the first." in text(wrong)) == (422, True)
    desk.post("/price-lists/new/", data)
    made = PriceList.objects.get(key="winter-sale")
    desk.post(f"/price-lists/{made.pk}/facts/", data | {"priority": "7"})
    desk.post(f"/price-lists/{made.pk}/archiving/")
    made.refresh_from_db()
    assert (made.priority, made.archived_at is None) == (7, False)
    assert "put away" in text(desk.get("/price-lists/"))
    desk.post(f"/price-lists/{made.pk}/archiving/", {"back": "1"})
    desk.post("/price-lists/new/", data)
    assert PriceList.objects.filter(key="winter-sale-2", archived_at=None).exists()


def test_a_promotion_is_made_changed_and_stopped(desk: Client, seller: Client) -> None:
    data = {
        "name": "Black Friday", "effect": "percent", "value": "12,5", "priority": "0", "products": "CHAIR, DESK",
        "code": "BF", "to_at": "2026-11-30T23:59", "uses_max": "100",
    }  # fmt: skip
    wrong = desk.post("/promotions/new/", data | {"products": "CHAIR, NONE"})
    assert (wrong.status_code, "There is no product with the number NONE." in text(wrong)) == (422, True)
    desk.post("/promotions/new/", data)
    made = Promotion.objects.get(key="black-friday")
    assert (made.value, len(made.product_ids), made.min_quantity) == (D("12.5"), 2, D(0))
    assert "CHAIR, DESK" in text(desk.get(f"/promotions/{made.pk}/"))
    desk.post(f"/promotions/{made.pk}/", data | {"value": "20", "products": "", "product_groups": "seats"})
    seen = text(seller.get("/promotions/"))
    assert [part for part in ("Per cent off: 20", "seats", "used 0 of 100 times") if part in seen] == [
        "Per cent off: 20",
        "seats",
        "used 0 of 100 times",
    ]
    assert seller.post(f"/promotions/{made.pk}/stop/").status_code == 403
    desk.post(f"/promotions/{made.pk}/stop/")
    assert "stopped" in text(desk.get("/promotions/"))


def test_tax_rates_are_shown_stated_and_loaded(desk: Client, goods: dict[str, Product]) -> None:
    data = {
        "tax_class_id": str(goods["CHAIR"].tax_class_id), "country": "fi", "category": "S", "percent": "26",
        "from_date": "2027-01-01",
    }  # fmt: skip
    assert ["25.5" in text(desk.get(url)) for url in ("/settings/taxes/", "/settings/taxes/?all")] == [
        True,
        True,
    ]
    assert "25,5\xa0%" in text(desk.get("/settings/taxes/", headers={"accept-language": "fi"}))
    assert "Add the ready rates" in text(desk.get("/settings/taxes/"))
    wrong = desk.post("/settings/taxes/", data | {"from_date": "2024-09-01"})
    assert (wrong.status_code, "may have been used" in text(wrong)) == (422, True)
    desk.post("/settings/taxes/", data)
    assert TaxRate.objects.filter(country="FI", percent=D(26)).count() == 1
    assert desk.post("/settings/taxes/ready/").status_code == 303
    assert "Nothing was changed." in text(desk.post("/settings/taxes/ready/", follow=True))


def test_a_customer_joins_a_price_group_on_its_page(desk: Client, alice: Actor, at: datetime) -> None:
    customer = add_customer(NewCustomer(company="Aalto"), actor=alice, at=at)
    desk.post("/settings/price-groups/", {"name": "Resellers"})
    group = CustomerGroup.objects.get(key="resellers")
    assert "Usual prices" in text(desk.get(f"/customers/{customer.pk}/"))
    url = f"/customers/{customer.pk}/price-groups/"
    assert "Resellers" in text(desk.get(url))
    desk.post(url, {"groups": [group.pk]})
    assert "Resellers" in text(desk.get(f"/customers/{customer.pk}/"))
    desk.post(url, {})
    assert GroupMember.objects.count() == 0
    assert desk.get("/customers/999/price-groups/").status_code == 404


def test_a_promotion_shows_in_the_answer(seller: Client, goods: dict[str, Product], at: datetime) -> None:
    values = {"name": "Gift", "effect": "free_item", "value": D(1), "min_quantity": D(2)}
    make_promotion("gift", values=values, actor=SYSTEM, at=at)
    said = text(seller.get(f"/products/{goods['CHAIR'].pk}/price/?quantity=4", headers=HTMX))
    assert "and 2 of CHAIR free" in said

"""Where a customer gets its bills and its goods: kept once, changed field by field, merged and erased."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from polku.access.logic import SYSTEM, Actor
from polku.contacts.actions import NewCustomer, add_customer, update_customer
from polku.contacts.actions.erasing import erase_customer
from polku.contacts.actions.merges import merge
from polku.contacts.models import Customer
from polku.contacts.postal import billing_of, checked, country_of, delivery_of
from polku.eventlog.models import Change
from polku.kernel.errors import Conflict, Invalid
from tests.conftest import People

pytestmark = pytest.mark.django_db

STREET: dict[str, Any] = {"line1": "Kauppakatu 1", "post_code": "90100", "city": "Oulu", "country": "FI"}
DOCK = {"line1": "Satamatie 3", "city": "Kemi", "country": "SE"}


@pytest.fixture
def aalto(alice: Actor, at: datetime) -> Customer:
    return add_customer(NewCustomer(company="Aalto Oy", **STREET, delivery=DOCK), actor=alice, at=at)


def test_goods_go_where_bills_go_unless_told_otherwise(aalto: Customer) -> None:
    assert billing_of(aalto) == {"name": "Aalto Oy"} | STREET
    assert delivery_of(aalto) == {"name": "Aalto Oy"} | DOCK
    assert country_of(aalto) == "SE"
    aalto.delivery = {}
    assert (delivery_of(aalto), country_of(aalto)) == (billing_of(aalto), "FI")
    aalto.line1 = ""
    assert delivery_of(aalto) == {}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"planet": "Mars"}, "delivery.planet"),
        ({"line1": "A 1", "country": "Finland"}, "delivery.country"),
        ({"city": "Kemi"}, "delivery.line1"),
        ({"line1": "A 1", "post_code": "9" * 21}, "delivery.post_code"),
        ({"line1": 7}, "delivery.line1"),
    ],
)
def test_what_is_no_address_is_refused_by_its_part(told: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        checked(told)
    assert list(caught.value.errors) == [field]


def test_an_address_changes_whole_and_keeps_its_history(aalto: Customer, alice: Actor, at: datetime) -> None:
    new = {"line1": "Rantatie 9", "city": "Ii"}
    update_customer(aalto.pk, values={"delivery": new}, base={"delivery": DOCK}, actor=alice, at=at)
    change = Change.objects.get(table="customer", field="delivery")
    assert (change.before, change.after) == (DOCK, new)
    with pytest.raises(Conflict):
        update_customer(aalto.pk, values={"delivery": {}}, base={"delivery": DOCK}, actor=alice, at=at)


def test_the_kept_customer_takes_the_address_it_lacked(aalto: Customer, alice: Actor, at: datetime) -> None:
    kept = add_customer(NewCustomer(company="Aalto Ab"), actor=alice, at=at)
    merge(kept.pk, aalto.pk, actor=SYSTEM, at=at)
    kept.refresh_from_db()
    assert (kept.line1, kept.delivery) == ("Kauppakatu 1", DOCK)


def test_an_address_is_erased_but_for_the_country(aalto: Customer, at: datetime) -> None:
    erase_customer(aalto.pk, actor=SYSTEM, at=at)
    aalto.refresh_from_db()
    assert (aalto.line1, aalto.post_code, aalto.city, aalto.delivery, aalto.country) == ("", "", "", {}, "FI")


def test_both_addresses_are_changed_in_one_dialog(client: Client, aalto: Customer, people: People) -> None:
    client.force_login(people.alice)
    url = f"/customers/{aalto.pk}/address"
    page = client.get(url)
    assert (page.status_code, "Satamatie 3" in page.content.decode()) == (200, True)
    own = {"line1": "Uusikatu 2", "post_code": "00100", "city": "Helsinki", "country": "fi"}
    base = {f"base_{name}": text for name, text in STREET.items()}
    base |= {f"base_delivery_{name}": text for name, text in DOCK.items()}
    assert client.post(url, own | base).status_code == 303
    aalto.refresh_from_db()
    assert (aalto.line1, aalto.country, aalto.delivery) == ("Uusikatu 2", "FI", {})
    wrong = client.post(url, own | {"delivery_city": "Kemi"})
    assert (wrong.status_code, "An address needs a street." in wrong.content.decode()) == (422, True)
    stale = client.post(url, own | base | {"line1": "Third 3"})
    assert (stale.status_code, "Somebody changed the same fields" in stale.content.decode()) == (422, True)
    shown = client.get(f"/customers/{aalto.pk}/").content.decode()
    assert "Uusikatu 2<br>00100 Helsinki<br>Finland" in shown

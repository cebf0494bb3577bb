"""Correcting, assigning, removing: merged by field, scoped, in the search at once."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM, Actor
from polku.contacts.actions import (
    NewCustomer,
    add_contact,
    add_customer,
    assign_customers,
    record_consent,
    resolve,
    restore_customer,
    update_contact,
    update_customer,
    void_contact,
    void_customer,
)
from polku.contacts.hooks import void_guards
from polku.contacts.models import Contact, Customer
from polku.contacts.queries import Wanted, consents_of, count, customer_history, listed, page
from polku.eventlog.models import Change, Event
from polku.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from polku.search.queries import find
from tests.conftest import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def aalto(alice: Actor, at: datetime) -> Customer:
    return add_customer(
        NewCustomer(company="Aalto Oy", contact_name="Aino", email="aino@aalto.fi", city="Oulu"),
        actor=alice,
        at=at,
    )


def test_a_field_changed_by_nobody_else_is_saved_with_its_history(
    aalto: Customer, alice: Actor, at: datetime
) -> None:
    update_customer(aalto.pk, values={"city": "Kemi"}, base={"city": "Oulu"}, actor=alice, at=at)
    change = Change.objects.get(table="customer", field="city")
    assert (change.row_id, change.before, change.after) == (aalto.pk, "Oulu", "Kemi")
    assert Event.objects.filter(kind="contacts.customer_changed").get().payload == {"fields": ["city"]}


def test_two_people_who_change_different_fields_both_keep_theirs(
    aalto: Customer, alice: Actor, bob: Actor, at: datetime
) -> None:
    base = {"city": "Oulu", "vat_id": ""}
    update_customer(aalto.pk, values={"city": "Kemi", "vat_id": ""}, base=base, actor=alice, at=at)
    update_customer(aalto.pk, values={"city": "Oulu", "vat_id": "FI12345671"}, base=base, actor=bob, at=at)
    aalto.refresh_from_db()
    assert (aalto.city, aalto.vat_id) == ("Kemi", "FI12345671")


def test_a_vat_number_with_a_wrong_digit_is_refused_but_one_that_stands_there_bothers_nobody(
    aalto: Customer, alice: Actor, at: datetime
) -> None:
    Customer.objects.update(vat_id="FI12345670")
    told = {"city": "Kemi", "vat_id": "FI12345670"}
    update_customer(aalto.pk, values=told, base={"city": "Oulu", "vat_id": "FI12345670"}, actor=alice, at=at)
    with pytest.raises(Invalid, match="“FI12345672” is no VAT number of FI") as refused:
        update_customer(
            aalto.pk, values={"vat_id": "FI12345672"}, base={"vat_id": "FI12345670"}, actor=alice, at=at
        )
    assert refused.value.field == "vat_id"
    aalto.refresh_from_db()
    assert (aalto.city, aalto.vat_id) == ("Kemi", "FI12345670")


def test_two_people_who_change_the_same_field_are_asked(
    aalto: Customer, alice: Actor, bob: Actor, at: datetime
) -> None:
    update_customer(aalto.pk, values={"city": "Kemi"}, base={"city": "Oulu"}, actor=alice, at=at)
    with pytest.raises(Conflict) as caught:
        update_customer(aalto.pk, values={"city": "Ii"}, base={"city": "Oulu"}, actor=bob, at=at)
    assert caught.value.fields == {"city": {"base": "Oulu", "theirs": "Kemi", "yours": "Ii"}}
    update_customer(aalto.pk, values={"city": "Kemi"}, base={"city": "Oulu"}, actor=bob, at=at)


def test_a_new_name_is_found_and_the_old_one_no_longer(aalto: Customer, alice: Actor, at: datetime) -> None:
    update_customer(aalto.pk, values={"name": "Posti Oyj"}, base={"name": "Aalto Oy"}, actor=alice, at=at)
    aalto.refresh_from_db()
    assert (aalto.name_key, aalto.name_head) == ("posti", "posti")
    assert [hit.title for hit in find(alice, "posti")] == ["Posti Oyj", "Aino"]
    assert find(alice, "aalto", only=["customer"]) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "a\x00"),
        ("name", "x" * 301),
        ("country", "Suomi"),
        ("kind", "robot"),
        ("language", "xx"),
        ("team_id", "1"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_field(
    aalto: Customer, alice: Actor, at: datetime, field: str, value: str
) -> None:
    with pytest.raises(Invalid) as caught:
        update_customer(aalto.pk, values={field: value}, base={}, actor=alice, at=at)
    assert caught.value.field == field


def test_another_team_neither_sees_nor_changes_it(
    aalto: Customer, charlie: Actor, viewer: Actor, at: datetime
) -> None:
    contact = Contact.objects.get()
    for act in (
        lambda: update_customer(aalto.pk, values={"city": "X"}, base={}, actor=charlie, at=at),
        lambda: void_customer(aalto.pk, actor=charlie, at=at),
        lambda: add_contact(aalto.pk, values={"name": "X"}, actor=charlie, at=at),
        lambda: update_contact(contact.pk, values={"name": "X"}, base={}, actor=charlie, at=at),
        lambda: record_consent(contact.pk, purpose="email", given=True, actor=charlie, at=at),
        lambda: customer_history(charlie, aalto.pk),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotAllowed):
        update_customer(aalto.pk, values={"city": "X"}, base={}, actor=viewer, at=at)
    assert find(charlie, "aalto") == []


def test_a_contact_is_corrected_by_field(aalto: Customer, alice: Actor, bob: Actor, at: datetime) -> None:
    contact = Contact.objects.get()
    base = {"name": "Aino", "phone": ""}
    update_contact(contact.pk, values={"phone": "+358401234567"}, base=base, actor=alice, at=at)
    update_contact(contact.pk, values={"name": "Aino A.", "phone": ""}, base=base, actor=bob, at=at)
    contact.refresh_from_db()
    assert (contact.name, contact.phone_key) == ("Aino A.", "+358401234567")
    with pytest.raises(Conflict):
        update_contact(contact.pk, values={"phone": "+358999999999"}, base=base, actor=bob, at=at)


def test_a_contact_without_name_or_way_to_reach_it_is_refused(
    aalto: Customer, alice: Actor, at: datetime
) -> None:
    for values in ({}, {"name": " "}, {"email": "no"}, {"phone": "1"}):
        with pytest.raises(Invalid):
            add_contact(aalto.pk, values=values, actor=alice, at=at)


def test_the_newest_consent_counts(aalto: Customer, alice: Actor, at: datetime) -> None:
    contact = Contact.objects.get()
    for given in (True, False):
        record_consent(contact.pk, purpose="email", given=given, source="call", actor=alice, at=at)
    assert consents_of([contact.pk])[contact.pk]["email"].given is False
    with pytest.raises(Invalid):
        record_consent(contact.pk, purpose="E Mail", given=True, actor=alice, at=at)


def test_a_removed_customer_leaves_lists_and_search_and_comes_back(
    aalto: Customer, alice: Actor, at: datetime
) -> None:
    void_customer(aalto.pk, actor=alice, at=at)
    assert (list(listed(alice, Wanted())), find(alice, "aino")) == ([], [])
    assert resolve([NewCustomer(email="aino@aalto.fi")], actor=alice, at=at)[0].customer_created
    restore_customer(aalto.pk, actor=alice, at=at)
    assert [hit.title for hit in find(alice, "oulu", only=["customer"])] == ["Aalto Oy"]


def test_what_still_hangs_on_a_customer_keeps_it(aalto: Customer, alice: Actor, at: datetime) -> None:
    with void_guards.holding("test", lambda customer_id: "has deals"), pytest.raises(Refused) as caught:
        void_customer(aalto.pk, actor=alice, at=at)
    assert caught.value.unmet == ["has deals"]


def test_a_removed_contact_is_not_found(aalto: Customer, alice: Actor, at: datetime) -> None:
    void_contact(Contact.objects.get().pk, actor=alice, at=at)
    assert [hit.title for hit in find(alice, "aino")] == []


def test_customers_change_hands_by_batch_with_an_answer_each(
    people: People, alice: Actor, charlie: Actor, manager: Actor, at: datetime
) -> None:
    mine = add_customer(NewCustomer(company="A", email="a@a.fi"), actor=alice, at=at)
    theirs = add_customer(NewCustomer(company="B"), actor=charlie, at=at)
    answers = assign_customers([mine.pk, theirs.pk, 999], owner_id=people.bob.pk, actor=alice, at=at)
    assert [(answer.changed, type(answer.error)) for answer in answers] == [
        (True, type(None)),
        (False, NotFound),
        (False, NotFound),
    ]
    answers = assign_customers([mine.pk, theirs.pk], owner_id=people.charlie.pk, actor=manager, at=at)
    mine.refresh_from_db()
    assert (mine.owner_id, mine.team_id) == (people.charlie.pk, people.riga.pk)
    assert [hit.title for hit in find(charlie, "a@a")] == ["a@a.fi"]
    with pytest.raises(Invalid):
        assign_customers([mine.pk], owner_id=people.bob.pk, team_id=people.riga.pk, actor=manager, at=at)
    assert assign_customers([mine.pk], owner_id=people.charlie.pk, actor=charlie, at=at)[0].error is None


def test_nobody_gives_a_customer_out_of_the_own_reach(people: People, alice: Actor, at: datetime) -> None:
    mine = add_customer(NewCustomer(company="A"), actor=alice, at=at)
    (answer,) = assign_customers([mine.pk], owner_id=people.charlie.pk, actor=alice, at=at)
    assert isinstance(answer.error, NotAllowed)


def test_assigning_a_hundred_takes_as_many_queries_as_fifty(people: People, at: datetime) -> None:
    rows = [NewCustomer(company=f"Company number{n}") for n in range(200)]
    ids = [answer.customer_id for answer in resolve(rows, actor=SYSTEM, at=at)]
    counts = []
    for part in (ids[:50], ids[50:200]):
        with CaptureQueriesContext(connection) as seen:
            assign_customers(part, owner_id=people.bob.pk, actor=SYSTEM, at=at)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("order", ["new", "name"])
def test_pages_join_without_a_gap(alice: Actor, at: datetime, order: str) -> None:
    resolve([NewCustomer(company=f"{chr(97 + n % 5)} Company {n}") for n in range(23)], actor=alice, at=at)
    wanted, after, seen = Wanted(order=order), "", []
    while True:
        part = page(alice, wanted, after=after, size=5)
        seen += [row.customer.pk for row in part.rows]
        if not (after := part.after):
            break
    assert seen == list(listed(alice, wanted).values_list("id", flat=True))
    assert (len(seen), count(alice, wanted)) == (23, 23)


def test_a_list_finds_by_name_person_mail_and_number(alice: Actor, at: datetime) -> None:
    rows = [
        NewCustomer(
            company="Łódź Fabryka", contact_name="Żaneta", email="z@fabryka.pl", phone="+48601234567"
        ),
        NewCustomer(contact_name="林怡君"),
    ]
    resolve(rows, actor=alice, at=at)
    for words in ("lodz", "zaneta", "z@fabryka.pl", "4860123", "fabr"):
        assert [row.name for row in listed(alice, Wanted(words=words))] == ["Łódź Fabryka"], words
    assert [row.name for row in listed(alice, Wanted(words="怡君"))] == ["林怡君"]
    assert [row.name for row in listed(alice, Wanted(kind="person"))] == ["林怡君"]
    assert list(listed(alice, Wanted(words="nothing such"))) == []


def test_the_history_holds_customer_and_people(aalto: Customer, alice: Actor, at: datetime) -> None:
    assert [event.kind for event in customer_history(alice, aalto.pk)] == [
        "contacts.contact_added",
        "contacts.customer_added",
    ]

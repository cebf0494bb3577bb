"""Find or add: who a row means, and that a thousand rows cost no more queries than one."""

import json
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM, Actor
from polku.contacts.actions import NewCustomer, resolve
from polku.contacts.models import Consent, Contact, Customer
from polku.eventlog.models import Change, Event
from polku.kernel.errors import NotAllowed
from tests.environment import data_folder

pytestmark = pytest.mark.django_db


def test_a_row_with_a_company_and_a_person_adds_both(alice: Actor, at: datetime) -> None:
    row = NewCustomer(
        company="Lahden Hammas Oy",
        contact_name="Aino Korhonen",
        email="aino@lahdenhammas.fi",
        phone="040 1234567",
        country="FI",
        owner_id=alice.user_id,
    )
    (answer,) = resolve([row], actor=alice, at=at)
    assert (answer.customer_created, answer.contact_created, answer.warnings) == (True, True, [])
    customer = Customer.objects.get(id=answer.customer_id)
    assert (customer.kind, customer.name, customer.name_key, customer.owner_id) == (
        "company",
        "Lahden Hammas Oy",
        "lahden hammas",
        alice.user_id,
    )
    contact = Contact.objects.get(id=answer.contact_id)
    assert (contact.email_key, contact.phone_key, contact.customer_id) == (
        "aino@lahdenhammas.fi",
        "+358401234567",
        customer.pk,
    )
    assert list(Event.objects.filter(kind__startswith="contacts.").values_list("kind", flat=True)) == [
        "contacts.customer_added",
        "contacts.contact_added",
    ]


def test_a_row_without_a_company_is_a_private_person(alice: Actor, at: datetime) -> None:
    (answer,) = resolve([NewCustomer(contact_name="林怡君", email="lin@example.tw")], actor=alice, at=at)
    customer = Customer.objects.get(id=answer.customer_id)
    assert (customer.kind, customer.name) == ("person", "林怡君")
    assert Contact.objects.get(id=answer.contact_id).name == "林怡君"


def test_a_row_that_says_nothing_is_named_by_the_fallback(alice: Actor, at: datetime) -> None:
    (answer,) = resolve([NewCustomer(fallback="lead 7")], actor=alice, at=at)
    assert (Customer.objects.get(id=answer.customer_id).name, answer.contact_id) == ("lead 7", None)


def test_a_mail_address_with_a_tag_and_capitals_finds_the_contact(alice: Actor, at: datetime) -> None:
    (first,) = resolve([NewCustomer(company="X Oy", email="anna@x.fi")], actor=alice, at=at)
    (again,) = resolve([NewCustomer(company="Y Oy", email="Anna+News@X.FI")], actor=alice, at=at)
    assert (again.customer_id, again.contact_id) == (first.customer_id, first.contact_id)
    assert (again.customer_created, again.warnings) == (False, ["other_company"])


def test_a_phone_number_written_otherwise_finds_the_contact(alice: Actor, at: datetime) -> None:
    (first,) = resolve([NewCustomer(contact_name="Anna", phone="+358 40 1234567")], actor=alice, at=at)
    (again,) = resolve(
        [NewCustomer(contact_name="A.", phone="040-123 4567", country="FI")], actor=alice, at=at
    )
    assert again.customer_id == first.customer_id


def test_a_company_is_found_by_its_name_without_legal_form(alice: Actor, at: datetime) -> None:
    rows = [NewCustomer(company="Rīgas Namu Serviss SIA"), NewCustomer(company="SIA RIGAS NAMU SERVISS")]
    first, second = resolve(rows, actor=alice, at=at)
    assert (second.customer_id, second.customer_created) == (first.customer_id, False)


def test_rows_of_one_batch_find_each_other(alice: Actor, at: datetime) -> None:
    rows = [
        NewCustomer(company="X Oy", contact_name="Anna", email="anna@x.fi"),
        NewCustomer(company="X", contact_name="Anna"),
        NewCustomer(contact_name="A.", email="anna@x.fi", phone="+358401234567"),
        NewCustomer(phone="+358 40 1234567"),
    ]
    answers = resolve(rows, actor=alice, at=at)
    assert len({(answer.customer_id, answer.contact_id) for answer in answers}) == 1
    assert Contact.objects.get().phone_key == "+358401234567"


def test_words_that_are_no_address_match_nobody(alice: Actor, at: datetime) -> None:
    rows = [NewCustomer(contact_name=name, email="n/a", phone="-") for name in ("Anna", "Bea")]
    first, second = resolve(rows, actor=alice, at=at)
    assert first.customer_id != second.customer_id
    assert first.warnings == ["bad_email", "bad_phone"]
    assert Contact.objects.get(id=first.contact_id).email == "n/a"


def test_two_persons_of_one_name_stay_two_with_a_warning(alice: Actor, at: datetime) -> None:
    rows = [NewCustomer(contact_name="Jan Nowak"), NewCustomer(contact_name="Nowak, Jan")]
    first, second = resolve(rows, actor=alice, at=at)
    assert first.customer_id != second.customer_id
    assert (first.warnings, second.warnings) == ([], ["duplicate_customer"])


def test_a_mail_of_one_and_a_number_of_another_warns(alice: Actor, at: datetime) -> None:
    rows = [
        NewCustomer(contact_name="A", email="a@x.fi"),
        NewCustomer(contact_name="B", phone="+358401234567"),
    ]
    first, _ = resolve(rows, actor=alice, at=at)
    (both,) = resolve([NewCustomer(email="a@x.fi", phone="+358401234567")], actor=alice, at=at)
    assert (both.customer_id, both.warnings) == (first.customer_id, ["several_matches"])


def test_what_a_contact_lacked_is_filled_in_and_nothing_is_overwritten(alice: Actor, at: datetime) -> None:
    (first,) = resolve([NewCustomer(company="X Oy", email="a@x.fi")], actor=alice, at=at)
    row = NewCustomer(company="X Oy", contact_name="Anna", email="A@x.fi", position="CEO")
    (again,) = resolve([row], actor=alice, at=at)
    contact = Contact.objects.get(id=first.contact_id)
    assert (contact.name, contact.email, contact.position) == ("Anna", "a@x.fi", "CEO")
    assert (again.contact_created, again.warnings) == (False, [])
    assert list(Change.objects.values_list("field", "before", "after")) == [
        ("name", "", "Anna"),
        ("position", "", "CEO"),
    ]


def test_another_number_of_a_known_contact_is_told(alice: Actor, at: datetime) -> None:
    resolve([NewCustomer(email="a@x.fi", phone="+358401234567")], actor=alice, at=at)
    (again,) = resolve([NewCustomer(email="a@x.fi", phone="+358407654321")], actor=alice, at=at)
    assert again.warnings == ["other_phone"]


def test_a_seller_finds_only_the_customers_of_the_own_team(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    (theirs,) = resolve([NewCustomer(company="X Oy", email="a@x.fi")], actor=charlie, at=at)
    (mine,) = resolve([NewCustomer(company="X Oy", email="a@x.fi")], actor=alice, at=at)
    (all_of_them,) = resolve([NewCustomer(company="X Oy")], actor=SYSTEM, at=at)
    assert mine.customer_id != theirs.customer_id
    assert (all_of_them.customer_id, all_of_them.warnings) == (theirs.customer_id, ["several_matches"])


def test_a_row_that_cannot_be_stored_is_answered_and_the_others_go_on(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    rows = [
        NewCustomer(company="a\x00b"),
        NewCustomer(company="x" * 301),
        NewCustomer(company="X Oy", country="Finland"),
        NewCustomer(company="X Oy", vat_id="FI12345670"),
        NewCustomer(company="X Oy", owner_id=charlie.user_id),
        NewCustomer(company="Good Oy"),
        NewCustomer(),
    ]
    answers = resolve(rows, actor=alice, at=at)
    assert [answer.error.field if answer.error else None for answer in answers] == [
        "company",
        "company",
        "country",
        "vat_id",
        "team_id",
        None,
        "company",
    ]
    assert list(Customer.objects.values_list("name", flat=True)) == ["Good Oy"]


def test_consents_are_recorded_once(alice: Actor, at: datetime) -> None:
    row = NewCustomer(email="a@x.fi", consents={"email": True, "phone": False}, consent_source="form")
    resolve([row], actor=alice, at=at)
    resolve([row], actor=alice, at=at)
    assert list(Consent.objects.order_by("id").values_list("purpose", "given", "source")) == [
        ("email", True, "form"),
        ("phone", False, "form"),
    ]
    assert Event.objects.filter(kind="contacts.consent_recorded").count() == 2


def test_history_is_marked_and_untimed_without_a_date(alice: Actor, at: datetime) -> None:
    then = datetime(2020, 1, 1, tzinfo=at.tzinfo)
    resolve([NewCustomer(company="A", at=then), NewCustomer(company="B")], actor=alice, at=at, history=True)
    assert list(
        Event.objects.filter(kind="contacts.customer_added")
        .order_by("id")
        .values_list("history", "timed", "at")
    ) == [
        (True, True, then),
        (True, False, at),
    ]


def test_a_viewer_may_not_add(viewer: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        resolve([NewCustomer(company="A")], actor=viewer, at=at)


def _rows(start: int, number: int) -> list[NewCustomer]:
    return [
        NewCustomer(
            company=f"Company number{n}",
            contact_name=f"Person N{n}",
            email=f"p{n}@c{n}.fi",
            phone=f"+35840{1000000 + n}",
            country="FI",
            consents={"email": True},
        )
        for n in range(start, start + number)
    ]


def test_a_hundred_rows_take_as_many_queries_as_one(alice: Actor, at: datetime) -> None:
    resolve(_rows(0, 50), actor=alice, at=at)
    counts = []
    for rows in (_rows(100, 50), _rows(200, 500)):
        with CaptureQueriesContext(connection) as seen:
            resolve(rows, actor=alice, at=at)
        counts.append(len(seen))
    assert len(set(counts)) == 1


@pytest.mark.data
def test_naughty_strings_are_stored_byte_for_byte_or_refused_by_field(alice: Actor, at: datetime) -> None:
    folder = data_folder()
    assert folder is not None
    strings = [
        s for s in json.loads((folder / "naughty-strings" / "blns.json").read_text("utf-8")) if s.strip()
    ]
    answers = resolve(
        [NewCustomer(company=f"{text}", city=text[:120]) for text in strings], actor=alice, at=at
    )
    refused = [answer.error.field for answer in answers if answer.error]
    stored = dict(Customer.objects.values_list("id", "name"))
    for text, answer in zip(strings, answers, strict=True):
        if answer.error is None and answer.customer_created:
            assert stored[answer.customer_id] == text
    assert set(refused) <= {"company", "city"}
    assert len(stored) > 300


@pytest.mark.data
def test_naughty_strings_as_people_are_stored_byte_for_byte(alice: Actor, at: datetime) -> None:
    folder = data_folder()
    assert folder is not None
    strings = [
        s for s in json.loads((folder / "naughty-strings" / "blns.json").read_text("utf-8")) if s.strip()
    ]
    rows = [NewCustomer(company="X", contact_name=s, email=s, phone=s, position=s) for s in strings]
    answers = resolve(rows, actor=alice, at=at)
    made = {
        answer.contact_id: text
        for text, answer in zip(strings, answers, strict=True)
        if answer.contact_created
    }
    contacts = Contact.objects.in_bulk(list(made))
    assert {pk: contacts[pk].name for pk in made} == made
    assert {answer.error.field for answer in answers if answer.error} <= {
        "contact_name",
        "email",
        "phone",
        "position",
    }

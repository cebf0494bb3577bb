"""The pages of customers: who may see what, what they say, how many queries they take."""

import csv
import io
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from polku.access.logic import SYSTEM, Actor
from polku.contacts.actions import NewCustomer, add_customer, merge, resolve, scan_for_duplicates
from polku.contacts.models import Consent, Contact, Customer, DuplicatePair, Merge
from tests.conftest import People

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(people: People, client: Client) -> Client:
    client.force_login(people.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def aalto(alice: Actor, at: datetime) -> Customer:
    row = NewCustomer(
        company="Aalto <b>Oy</b>",
        contact_name="Aino",
        email="aino@aalto.fi",
        phone="+358401234567",
        website="javascript:alert(1)",
        owner_id=alice.user_id,
    )
    return add_customer(row, actor=alice, at=at)


@pytest.fixture
def foreign(charlie: Actor, at: datetime) -> Customer:
    row = NewCustomer(company="Aalto Riga", contact_name="Jānis", email="j@aalto.lv")
    return add_customer(row, actor=charlie, at=at)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_the_list_shows_the_own_team_only_and_escapes_names(
    page: Client, aalto: Customer, foreign: Customer
) -> None:
    said = text(page.get("/customers/"))
    assert "Aalto &lt;b&gt;Oy&lt;/b&gt;" in said
    assert "Aalto Riga" not in said
    assert "<b>1</b> customer" in said


@pytest.mark.parametrize(
    "query",
    [
        "?q=aalto",
        "?kind=company",
        "?owner=me",
        "?order=name",
        "?team=1",
        "?q=%00&after=x|y",
        "?owner=99999999999999999999",
    ],
)
def test_the_list_takes_any_filter(page: Client, aalto: Customer, query: str) -> None:
    assert page.get(f"/customers/{query}").status_code == 200


def test_an_empty_list_says_what_to_do(page: Client) -> None:
    empty = text(page.get("/customers/"))
    assert ("No customers yet" in empty, 'href="/imports/new/?kind=customers"' in empty) == (True, True)
    chosen = '<option value="customers" selected>Customers</option>'
    assert chosen in text(page.get("/imports/new/?kind=customers"))
    assert "No customer fits" in text(page.get("/customers/?q=nobody"))


def test_the_list_takes_as_many_queries_for_thirty_as_for_one(
    page: Client, at: datetime, people: People
) -> None:
    page.get("/customers/")
    counts = []
    for number in (1, 30):
        rows = [NewCustomer(company=f"C{number} {n}", owner_id=people.alice.pk) for n in range(number)]
        resolve(rows, actor=SYSTEM, at=at)
        with CaptureQueriesContext(connection) as seen:
            page.get("/customers/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_next_page_comes_as_rows(page: Client, alice: Actor, at: datetime) -> None:
    resolve([NewCustomer(company=f"C {n}") for n in range(60)], actor=alice, at=at)
    first = text(page.get("/customers/"))
    assert first.count("data-item") == 50
    cursor = Customer.objects.order_by("-id")[49].pk
    more = text(page.get(f"/customers/?after=|{cursor}", headers=HTMX))
    assert (more.count("data-item"), "<html" in more) == (10, False)


def test_the_file_shows_facts_people_and_history(page: Client, aalto: Customer) -> None:
    said = text(page.get(f"/customers/{aalto.pk}/"))
    for part in (
        'href="mailto:aino@aalto.fi"',
        'href="tel:+358401234567"',
        "added the customer",
        "All that happened",
    ):
        assert part in said
    assert 'href="javascript' not in said


def test_the_file_takes_as_many_queries_for_ten_people_as_for_one(
    page: Client, alice: Actor, aalto: Customer, at: datetime
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page.get(f"/customers/{aalto.pk}/")
        return len(seen)

    queries()
    before = queries()
    rows = [NewCustomer(company=aalto.name, contact_name=f"Person {n}", email=f"p{n}@x.fi") for n in range(9)]
    resolve(rows, actor=alice, at=at)
    assert queries() == before


def test_everything_of_another_team_is_not_found(page: Client, foreign: Customer, aalto: Customer) -> None:
    contact = Contact.objects.get(customer=foreign)
    one, two = foreign.pk, contact.pk
    gets = [
        f"/customers/{one}/",
        f"/customers/{one}/timeline",
        f"/customers/{one}/facts/city",
        f"/customers/{one}/owner",
        f"/customers/{one}/contacts",
        f"/customers/{aalto.pk}/merge/{one}",
        f"/contacts/{two}/",
        f"/contacts/{two}/facts",
    ]
    posts = [
        f"/customers/{one}/facts/city",
        f"/customers/{one}/owner",
        f"/customers/{one}/contacts",
        f"/customers/{one}/removal",
        f"/customers/{one}/restoration",
        f"/customers/{aalto.pk}/merge/{one}",
        f"/customers/{aalto.pk}/other/{one}",
        f"/contacts/{two}/facts",
        f"/contacts/{two}/consents",
        f"/contacts/{two}/removal",
        "/merges/999/undoing",
    ]
    assert {url: page.get(url).status_code for url in gets} == dict.fromkeys(gets, 404)
    assert {url: page.post(url, {"name": "x"}).status_code for url in posts} == dict.fromkeys(posts, 404)
    assert (Customer.objects.get(id=one).voided_at, Merge.objects.count()) == (None, 0)


def test_a_merge_of_another_team_is_not_taken_back(
    page: Client, charlie: Actor, foreign: Customer, at: datetime
) -> None:
    other = add_customer(NewCustomer(company="B"), actor=charlie, at=at)
    done = merge(foreign.pk, other.pk, actor=charlie, at=at)
    assert page.post(f"/merges/{done.event_id}/undoing").status_code == 404


def test_a_viewer_sees_and_changes_nothing(
    client: Client, viewer: Actor, aalto: Customer, people: People
) -> None:
    from polku.access.models import User

    client.force_login(
        User.objects.get(id=viewer.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    said = text(client.get(f"/customers/{aalto.pk}/"))
    assert "Add person" not in said
    contact = Contact.objects.get(customer=aalto)
    forbidden = [
        ("get", "/customers/new"),
        ("get", "/customers/duplicates/"),
        ("get", "/customers/export"),
        ("get", f"/customers/{aalto.pk}/facts/city"),
        ("post", f"/customers/{aalto.pk}/facts/city"),
        ("post", f"/customers/{aalto.pk}/removal"),
        ("post", f"/contacts/{contact.pk}/removal"),
        ("post", "/customers/assignment"),
    ]
    data = {"city": "X", "owner_id": ""}
    assert {url: getattr(client, verb)(url, data).status_code for verb, url in forbidden} == {
        url: 403 for _, url in forbidden
    }


def test_without_signing_in_there_is_nothing(client: Client, aalto: Customer) -> None:
    for url in ("/customers/", f"/customers/{aalto.pk}/", "/customers/export", "/customers/new/likes"):
        assert client.get(url).status_code == 302


def test_a_fact_is_edited_in_place(page: Client, aalto: Customer) -> None:
    url = f"/customers/{aalto.pk}/facts/city"
    assert 'name="city"' in text(page.get(url, headers=HTMX))
    answer = page.post(url, {"city": "Kemi", "base": ""}, headers=HTMX)
    assert (answer.status_code, "Kemi" in text(answer), "<form" in text(answer)) == (200, True, False)
    assert "Kemi" in text(page.get(f"{url}?shown", headers=HTMX))
    plain = page.post(url, {"city": "Oulu", "base": "Kemi"})
    assert (plain.status_code, plain.headers["Location"]) == (303, f"/customers/{aalto.pk}/")


def test_a_fact_that_another_changed_asks_and_a_wrong_one_says_why(page: Client, aalto: Customer) -> None:
    url = f"/customers/{aalto.pk}/facts/city"
    page.post(url, {"city": "Kemi", "base": ""})
    asked = page.post(url, {"city": "Ii", "base": ""}, headers=HTMX)
    assert (asked.status_code, "Somebody changed it meanwhile" in text(asked)) == (422, True)
    assert '<input type="hidden" name="base" value="Kemi">' in text(asked)
    wrong = page.post(f"/customers/{aalto.pk}/facts/country", {"country": "1x", "base": ""}, headers=HTMX)
    assert (wrong.status_code, "country code of two letters" in text(wrong)) == (422, True)
    assert page.get(f"/customers/{aalto.pk}/facts/team_id").status_code == 404


def test_a_new_customer_is_added_and_a_wrong_number_is_told_beside_it(page: Client) -> None:
    data = {"kind": "company", "company": "Uusi Oy", "contact_name": "U", "phone": "12", "country": "fi"}
    wrong = page.post("/customers/new", data)
    assert (wrong.status_code, "This is not a phone number." in text(wrong)) == (422, True)
    made = page.post("/customers/new", data | {"phone": "0401234567"})
    customer = Customer.objects.get()
    assert (made.status_code, made.headers["Location"]) == (303, f"/customers/{customer.pk}/")
    assert (customer.country, Contact.objects.get().phone_key) == ("FI", "+358401234567")


def test_a_slip_of_a_known_name_is_asked_about_before_it_is_saved(page: Client) -> None:
    page.post("/customers/new", {"kind": "company", "company": "Saimaan Lämpö"})
    slip = {"kind": "company", "company": "Saiman Lampö"}
    asked = page.post("/customers/new", slip)
    assert (asked.status_code, "Use this one" in text(asked), Customer.objects.count()) == (422, True, 1)
    assert page.post("/customers/new", slip | {"as_new": "1"}).status_code == 303


def test_a_customer_without_any_name_is_refused_with_a_word(page: Client) -> None:
    refused = page.post("/customers/new", {"kind": "company"})
    assert (refused.status_code, "A customer needs a name." in text(refused)) == (422, True)


def test_like_customers_are_told_while_typing(page: Client, aalto: Customer, foreign: Customer) -> None:
    said = text(page.get("/customers/new/likes?kind=company&company=Aalto&email=aino@aalto.fi"))
    assert ("same mail address" in said, "Aalto Riga" in said) == (True, False)
    assert text(page.get("/customers/new/likes")).strip() == ""


def test_a_person_is_added_corrected_and_removed(page: Client, aalto: Customer) -> None:
    page.post(f"/customers/{aalto.pk}/contacts", {"name": "Bea", "email": "b@a.fi"})
    bea = Contact.objects.get(name="Bea")
    assert page.get(f"/contacts/{bea.pk}/").headers["Location"] == f"/customers/{aalto.pk}/#contact-{bea.pk}"
    url = reverse("contacts:edit_contact", args=[bea.pk])
    page.post(url, {"name": "Bea B.", "email": "b@a.fi", "base_name": "Bea", "base_email": "b@a.fi"})
    clash = page.post(url, {"name": "Beatrix", "email": "b@a.fi", "base_name": "Bea", "base_email": "b@a.fi"})
    assert (clash.status_code, "Bea B." in text(clash)) == (422, True)
    page.post(f"/contacts/{bea.pk}/removal")
    bea.refresh_from_db()
    assert (bea.name, bea.voided_at is None) == ("Bea B.", False)


def test_a_consent_is_noted_from_the_line_of_the_person(page: Client, aalto: Customer) -> None:
    contact = Contact.objects.get()
    answer = page.post(f"/contacts/{contact.pk}/consents", {"purpose": "email", "given": "0"}, headers=HTMX)
    assert (answer.status_code, "refused" in text(answer)) == (200, True)
    assert Consent.objects.get().given is False
    assert page.post(f"/contacts/{contact.pk}/consents", {"purpose": "email"}).status_code == 400


def test_selected_customers_change_hands(
    page: Client, people: People, aalto: Customer, foreign: Customer
) -> None:
    data = {"id": [aalto.pk, foreign.pk, "x"], "owner_id": people.bob.pk, "state": "kind=company"}
    answer = page.post("/customers/assignment", data)
    assert answer.headers["Location"] == "/customers/?kind=company"
    aalto.refresh_from_db()
    assert aalto.owner_id == people.bob.pk
    assert page.post("/customers/assignment", {"id": [1], "owner_id": people.charlie.pk}).status_code == 400


def test_duplicates_are_compared_merged_and_parted(
    page: Client, alice: Actor, aalto: Customer, at: datetime
) -> None:
    other = add_customer(NewCustomer(company="Aalto Ab", email="aino@aalto.fi"), actor=alice, at=at)
    scan_for_duplicates(at=at)
    assert "same mail address" in text(page.get("/customers/duplicates/"))
    url = f"/customers/{aalto.pk}/merge/{other.pk}"
    assert "What moves" in text(page.get(url))
    page.post(url, {"name": "merged"})
    aalto.refresh_from_db()
    assert (aalto.name, DuplicatePair.objects.count()) == ("Aalto Ab", 0)
    assert "was merged into this customer" in text(page.get(f"/customers/{aalto.pk}/"))
    assert "This customer was merged into" in text(page.get(f"/customers/{other.pk}/"))
    page.post(f"/merges/{Merge.objects.get().event_id}/undoing")
    aalto.refresh_from_db()
    assert aalto.name == "Aalto <b>Oy</b>"


def test_a_removed_customer_can_be_brought_back_from_its_page(page: Client, aalto: Customer) -> None:
    page.post(f"/customers/{aalto.pk}/removal")
    assert "Bring back" in text(page.get(f"/customers/{aalto.pk}/"))
    page.post(f"/customers/{aalto.pk}/restoration")
    assert Customer.objects.get().voided_at is None


def test_the_list_is_taken_along_as_csv_without_formulas(page: Client, alice: Actor, at: datetime) -> None:
    resolve([NewCustomer(company="=1+1", contact_name="@x", phone="+358401234567")], actor=alice, at=at)
    answer = page.get("/customers/export?format=csv")
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    head, row = csv.reader(io.StringIO(content.removeprefix("\ufeff")))
    assert (head[0], row[0], row[8], row[10]) == ("Name", "'=1+1", "'@x", "'+358401234567")


def test_the_list_is_taken_along_as_xlsx_with_all_rows(page: Client, alice: Actor, at: datetime) -> None:
    resolve([NewCustomer(company=f"C {n}") for n in range(130)], actor=alice, at=at)
    answer = page.get("/customers/export?format=xlsx&order=name")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert (len(rows), rows[1][0]) == (131, "C 0")
    assert page.get("/customers/export?format=pdf").status_code == 400

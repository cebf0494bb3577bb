"""The pages of the books: each renders, leads to its rows, goes into a file, and refuses who may not."""

import csv
import io
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from polku.access.actions import make_token
from polku.access.logic import SYSTEM, Actor
from polku.access.models import User
from polku.books.actions import Line, NewEntry, close_period, post
from polku.books.models import Account, Entry, Period
from polku.books.web.reports import REPORTS
from tests.books.conftest import eur
from tests.conftest import NOW, People
from tests.kept import kept

JULY = date(2026, 7, 3)
SPAN = "from=2026-01-01&to=2026-12-31"


@kept
def sold(frida: Actor) -> int:
    """A sale with tax in July, its cost, to customer 7 in deal 4."""
    lines = [
        Line("receivable", debit=eur(12_550)),
        Line("revenue_goods", credit=eur(10_000), tax_key="S:25.5", product_id=3),
        Line("vat_output", credit=eur(2_550), tax_key="S:25.5"),
        Line("cost_of_goods", debit=eur(6_000), product_id=3),
        Line("inventory", credit=eur(6_000), product_id=3),
    ]
    entry = NewEntry(
        JULY, "invoice", lines, source=("invoice", 9), deal_id=4, customer_id=7, campaign="fair", text_key="invoice"
    )  # fmt: skip
    return post([entry], actor=SYSTEM, at=NOW)[0]


@pytest.fixture
def browser(frida: Actor) -> Client:
    """Frida's."""
    return _client(User.objects.get(id=frida.user_id))


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_is_a_page_and_a_file(browser: Client, sold: int, name: str) -> None:
    page = browser.get(f"{reverse('books:report', args=[name])}?{SPAN}")
    assert page.status_code == 200
    for kind in ("csv", "xlsx"):
        answer = browser.get(f"{reverse('books:report_file', args=[name, kind])}?{SPAN}")
        assert (answer.status_code, len(answer.getvalue()) > 3) == (200, True)


def _rows(browser: Client, name: str) -> list[list[str]]:
    answer = browser.get(f"{reverse('books:report_file', args=[name, 'csv'])}?{SPAN}")
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_figures_of_the_files_are_exact(browser: Client, sold: int) -> None:
    assert _rows(browser, "vat")[1] == ["Sales", "S:25.5", "Standard or reduced rate", "2", "100.00", "25.50"]
    assert _rows(browser, "trial-balance")[-1] == ["", "Total", "0.00", "185.50", "185.50", "0.00"]
    assert _rows(browser, "profit-by-customer")[1] == ["Customer 7", "100.00", "60.00", "40.00"]
    assert _rows(browser, "profit-by-campaign")[1] == ["fair", "100.00", "60.00", "40.00"]
    assert _rows(browser, "profit-and-loss")[-1] == ["", "Profit", "40.00", "40.00"]
    assert _rows(browser, "stock-value")[1] == ["Product 3", "-60.00"]


@pytest.mark.parametrize("name", sorted(set(REPORTS) - {"open-items", "eu-sales"}))
def test_every_figure_leads_to_rows_that_are_there(browser: Client, sold: int, name: str) -> None:
    page = browser.get(f"{reverse('books:report', args=[name])}?{SPAN}").content.decode()
    links = set(re.findall(r'href="(/books/(?:postings|accounts)/[^"]*\?[^"]+)"', page))
    assert links
    for link in links:
        answer = browser.get(link.replace("&amp;", "&"))
        assert (answer.status_code, "data-item" in answer.content.decode()) == (200, True)


def test_the_other_pages_render(browser: Client, sold: int) -> None:
    for name, *args in (
        ("journal",), ("accounts",), ("months",), ("new_entry",), ("opening",), ("new_account",), ("entry", sold),
        ("edit_account", "1000"), ("account", "1100"), ("postings",), ("closing", 202607), ("reopening", 202607),
    ):  # fmt: skip
        assert browser.get(reverse(f"books:{name}", args=args)).status_code == 200
    assert browser.get(reverse("books:postings_file", args=["csv"]) + f"?{SPAN}").getvalue().count(b"\n") == 6


def test_pages_say_what_to_do_where_nothing_was_posted(browser: Client) -> None:
    for name in ("journal", "accounts", "months", "postings"):
        assert "empty" in browser.get(reverse(f"books:{name}")).content.decode()


def test_an_entry_is_typed_line_by_line_and_posted(browser: Client, people: People) -> None:
    typed = {
        "date": "2026-11-20", "text": "Rent", "currency": "EUR", "account": ["6200", "1000", ""],
        "debit": ["1,200.50", "", ""], "credit": ["", "1200.50", ""],
    }  # fmt: skip
    answer = browser.post(reverse("books:new_entry"), typed)
    entry = Entry.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, reverse("books:entry", args=[entry.id]))
    assert (entry.text, list(entry.postings.values_list("company_minor", flat=True))) == (
        "Rent",
        [120_050] * 2,
    )
    taken = browser.post(
        reverse("books:reversal", args=[entry.id]), {"reason": "Wrong month", "date": "2026-11-20"}
    )
    assert (taken.status_code, Entry.objects.get(reverses=entry).text) == (303, "Wrong month")
    told = browser.post(reverse("books:new_entry"), typed, follow=True).content.decode()
    new = Entry.objects.filter(kind="manual").latest("id")
    undo = reverse("books:undo", args=[new.id])
    assert (f'{undo}"' in told, browser.post(undo).status_code) == (True, 303)
    assert Entry.objects.get(reverses=new).date == new.date


def test_what_is_wrong_with_a_line_stands_at_it_and_nothing_is_lost(browser: Client) -> None:
    typed = {
        "date": "2026-11-20", "text": "Rent", "currency": "EUR", "account": ["6200", ""], "debit": ["12..5", ""],
        "credit": ["", "7"],
    }  # fmt: skip
    answer = browser.post(reverse("books:new_entry"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 1: “12..5” is not an amount." in page
    assert "Line 2: Choose an account." in page
    assert 'value="12..5"' in page


def test_an_entry_that_does_not_balance_is_shown_again_with_the_difference(browser: Client) -> None:
    typed = {
        "date": "2026-11-20", "text": "Rent", "currency": "EUR", "account": ["6200", "1000"], "debit": ["12", ""],
        "credit": ["", "7"],
    }  # fmt: skip
    answer = browser.post(reverse("books:new_entry"), typed)
    assert "Debit and credit differ by 5.00 EUR." in answer.content.decode()
    balanced = browser.post(reverse("books:opening"), typed)
    assert (balanced.status_code, Entry.objects.get().kind) == (303, "opening")


def test_accounts_are_added_changed_and_retired(browser: Client, sold: int) -> None:
    browser.post(
        reverse("books:new_account"), {"code": "6400", "kind": "expense", "role": "", "name_en": "Travel"}
    )
    browser.post(reverse("books:edit_account", args=["6400"]), {"name_en": "Trips", "role": "bank_fees"})
    row = Account.objects.get(code="6400")
    assert (str(row.name), row.role, Account.objects.get(code="7020").role) == ("Trips", "bank_fees", "")
    assert browser.post(reverse("books:retirement", args=["7020"])).status_code == 303
    assert browser.post(reverse("books:retirement", args=["6400"])).status_code == 422
    assert Account.objects.get(code="7020").retired_at is not None
    browser.post(reverse("books:restoration", args=["7020"]))
    assert Account.objects.get(code="7020").retired_at is None


def test_a_month_is_closed_and_opened_again_with_a_reason(browser: Client, sold: int) -> None:
    assert browser.post(reverse("books:closing", args=[202607]), {"reason": ""}).status_code == 422
    done = browser.post(reverse("books:closing", args=[202607]), {"reason": "Done"}, follow=True)
    offered = done.content.decode().count(reverse("books:reopening", args=[202607]))
    assert offered == 2  # in the row of the month, and with the word that it is closed
    assert Period.objects.get(id=202606).is_closed
    page = browser.get(reverse("books:months")).content.decode()
    assert ("Done" in page, "July 2026" in page) == (True, True)
    browser.post(reverse("books:reopening", args=[202607]), {"reason": "Late bill"})
    assert not Period.objects.get(id=202607).is_closed
    told = [
        browser.get(reverse("books:closing", args=[month])).content.decode() for month in (200001, 299912)
    ]
    assert ["This month is not over yet" in page for page in told] == [False, True]


def test_sellers_see_no_books_and_managers_post_nothing(people: People, sold: int) -> None:
    alice = _client(people.alice)
    for name in ("books", "journal", "accounts", "months", "postings", "new_entry"):
        assert alice.get(reverse(f"books:{name}")).status_code == 403
    assert alice.get(reverse("books:entry", args=[sold])).status_code == 404
    people.bob.role = "manager"
    people.bob.save()
    bob = _client(people.bob)
    assert bob.get(reverse("books:journal")).status_code == 200
    assert bob.post(reverse("books:new_entry"), {}).status_code == 403
    assert bob.post(reverse("books:closing", args=[202607]), {"reason": "x"}).status_code == 403


@pytest.fixture
def token(frida: Actor) -> dict[str, str]:
    """Frida's key to the API."""
    return {"Authorization": f"Bearer {make_token(name='test', actor=frida, at=NOW)[1]}"}


def test_the_api_posts_once_and_reads_reports(token: dict[str, str], sold: int, frida: Actor) -> None:
    client = Client(headers=token)
    body = {
        "date": "2026-11-20", "text": "Rent",
        "lines": [
            {"account": "6200", "debit_minor": 500, "currency": "EUR"},
            {"role": "bank", "credit_minor": 500, "currency": "EUR"},
        ],
    }  # fmt: skip
    sent = [
        client.post("/api/v1/books/entries", body, "application/json", headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]
    assert ([one.status_code for one in sent], sent[0].json()) == ([201, 201], sent[1].json())
    assert (sent[0].json()["number"], Entry.objects.count()) == (2, 2)
    told = client.get("/api/v1/books/trial-balance").json()
    assert (told["debit_minor"], told["difference_minor"]) == (19_050, 0)
    vat = client.get("/api/v1/books/vat?date_from=2026-07-01&date_to=2026-07-31").json()
    assert (vat["sales"][0]["base_minor"], vat["due_minor"]) == (10_000, 2_550)
    profit = client.get("/api/v1/books/profit/deal?date_from=2026-01-01&date_to=2026-12-31").json()
    assert [(one["key"], one["profit_minor"]) for one in profit] == [(4, 4_000), (None, -500)]
    back = client.post(
        f"/api/v1/books/entries/{sent[0].json()['id']}/reversals", {"reason": "No"}, "application/json"
    )
    assert (back.status_code, back.json()["reverses_id"]) == (201, sent[0].json()["id"])
    listed = client.get("/api/v1/books/entries?source_type=invoice&source_id=9").json()["items"]
    assert [one["id"] for one in listed] == [sold]
    refused = client.post(f"/api/v1/books/entries/{sold}/reversals", {"reason": "No"}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "entry_of_document")
    closed = client.post("/api/v1/books/months/202607/closings", {"reason": "Done"}, "application/json")
    assert closed.json()[-1] == 202607
    assert client.get("/api/v1/books/months").json()[-1] == {
        "month": 202607,
        "closed": True,
        "reason": "Done",
    }
    assert client.get("/api/v1/books/accounts").json()[0]["code"] == "1000"


def test_a_closed_month_is_told_in_the_form(browser: Client, sold: int, frida: Actor) -> None:
    close_period(202607, reason="Done", actor=frida, at=NOW)
    typed = {
        "date": "2026-07-20", "text": "Rent", "currency": "EUR", "account": ["6200", "1000"], "debit": ["7", ""],
        "credit": ["", "7"],
    }  # fmt: skip
    answer = browser.post(reverse("books:new_entry"), typed)
    assert "The books of 2026-07 are closed" in answer.content.decode()

"""The pages inside: list, editor, one quote, its dialogs, comparison, settings, panels, Today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from polku.access.logic import SYSTEM, Actor
from polku.access.models import User
from polku.catalogue.actions import add_product, load_ready_taxes
from polku.catalogue.logic.products import NewProduct
from polku.company.models import Company
from polku.company.queries import forget
from polku.deals.models import Deal
from polku.orders.models import Order
from polku.quotes.actions import accept, ask_concession, change_settings, revise, submit
from polku.quotes.models import Concession, HandoverItem, Quote, QuoteLine, QuoteVersion, TermsTemplate
from polku.quotes.queries import current_version, settings
from tests.conftest import NOW, People
from tests.quotes.conftest import CHAIRS, CONTENT, FITTING, line

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HEAD = {
    "title": "Chairs", "needs": "- Seats", "currency": "EUR", "language": "en", "valid_until": "2026-12-20",
    "payment_terms": "due_date", "due_days": "14", "payment": "", "delivery": "", "guarantee": "Five years",
}  # fmt: skip
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')
COLUMNS = ("product", "sku", "unit", "tax_category", "kind", "discount", "group")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(client: Client, people: People) -> Client:
    client.force_login(people.alice, backend=BACKEND)
    return client


@pytest.fixture
def mira(boss: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(email="mira@example.org"), backend=BACKEND)
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def lines(*rows: tuple[str, str, str], optional: str = "") -> dict[str, Any]:
    """Rows of the editor: words, quantity, price; an empty one below."""
    filled = [*rows, ("", "1", "")]
    return {name: [""] * len(filled) for name in COLUMNS} | {
        "description": [row[0] for row in filled],
        "quantity": [row[1] for row in filled],
        "unit_price": [row[2] for row in filled],
        "tax": ["25,5" if row[0] else "" for row in filled],
        "optional": [""] * (len(rows) - 1) + [optional, ""],
    }


def test_an_offer_is_written_on_its_deal_and_changed(alice: Client, deal: Deal) -> None:
    url = f"/deals/{deal.id}/quotes/new/"
    assert 'value="Chairs"' in text(alice, url)
    told = HEAD | lines(("Chair", "9,5", "124,75"), ("Fitting", "2", "60"), optional="1")
    answer = alice.post(url, told)
    row = Quote.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/quotes/{row.id}/")
    version = QuoteVersion.objects.get()
    assert (version.net_minor, version.terms) == (118513, {"guarantee": "Five years"})
    assert list(QuoteLine.objects.values_list("optional", flat=True)) == [False, True]
    assert 'value="124.75"' in text(alice, f"/quotes/{row.id}/edit/")
    more = HEAD | lines(("Chair", "10", "100")) | {"version": "1"}
    assert alice.post(f"/quotes/{row.id}/edit/", more).status_code == 303
    assert current_version(row).net_minor == 100000


def test_what_is_wrong_stands_at_its_cell_with_all_that_was_typed(alice: Client, deal: Deal) -> None:
    url = f"/deals/{deal.id}/quotes/new/"
    answer = alice.post(url, HEAD | lines(("Chair", "many", "5"), ("Table", "1", "")))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "“many” is not a number." in shown
    assert 'value="Table"' in shown
    answer = alice.post(url, HEAD | lines(("Chair", "1", "5"), ("Table", "1", "")))
    assert "Line 2: say the price." in answer.content.decode()
    assert Quote.objects.count() == 0


def test_the_server_counts_while_one_types_and_shows_margins_to_whom_it_may(
    alice: Client, people: People, deal: Deal
) -> None:
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=NOW)
    product = add_product(
        NewProduct(sku="T-1", name="Table", tax_class="standard", price=Decimal(200), cost=None),
        actor=SYSTEM,
        at=NOW,
    )
    url = f"/deals/{deal.id}/quotes/totals/"
    told = HEAD | lines(("Chair", "9.5", "124.75"), ("Table", "2", ""))
    told["product"] = ["", str(product.id), ""]
    told["tax"] = ["25.5", "", ""]
    shown = alice.post(url, told).content.decode()
    assert "€1,585.13" in shown
    assert "price" in alice.post(url, HEAD | lines(("Chair", "1", ""))).content.decode()
    assert 'data-sum="€400.00" data-unit-price="200.00" data-discount="" data-tax="25.5"' in shown
    assert ("2 pcs × 200.00, VAT 25.5%" in shown, "Standard prices: 200 EUR" in shown) == (True, True)
    assert "T-1" in text(alice, "/quotes/products/?q=tab")
    assert "T-1" not in text(alice, "/quotes/products/?q=zebra")


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("t-1", ("T-1", "Table", "")),
        ("  pöytä ", ("T-1", "Table", "")),
        ("Lamp", ("L-1", "Lamp", "500.00")),
        ("Tab", None),
        ("Shelf", None),
        ("", None),
    ],
)
def test_a_first_offer_begins_with_the_product_of_the_deal(
    alice: Client, deal: Deal, said: str, line: tuple[str, str, str] | None
) -> None:
    for sku, name, price in (
        ("T-1", {"en": "Table", "fi": "Pöytä"}, Decimal(200)),
        ("L-1", "Lamp", None),
        ("S-1", "Shelf", None),
        ("S-2", "Shelf", None),
    ):
        add_product(NewProduct(sku, name, tax_class="standard", price=price), actor=SYSTEM, at=NOW)
    Deal.objects.filter(id=deal.id).update(product=said, value_minor=50000, value_currency="EUR")
    shown = text(alice, f"/deals/{deal.id}/quotes/new/")
    rows = [dict(FIELD.findall(row)) for row in shown.split("<tr data-quote-row data-counts>")[1:]]
    first = (rows[0]["sku"], rows[0]["description"], rows[0]["unit_price"])
    assert (first, rows[0]["quantity"], len(rows)) == (line or ("", "", ""), "1", 2 if line else 1)


def test_a_quote_shows_its_lines_needs_and_what_may_be_done(alice: Client, sent: Quote) -> None:
    shown = text(alice, f"/quotes/{sent.id}/")
    for said in (
        sent.number, "Seats for a hundred", "Fitting", "€1,612.84", "They said yes", f"/q/{sent.token}/", "Top",
        "Nothing was asked for yet",
    ):  # fmt: skip
        assert said in shown
    paper: Any = alice.get(f"/quotes/{sent.id}/paper.pdf")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    stranger = text(alice, f"/quotes/{sent.id}/timeline/")
    assert "wrote the message with the quote" in stranger  # there is no mail server here


def test_dialogs_do_their_deeds(alice: Client, quote: Quote) -> None:
    url = f"/quotes/{quote.id}"
    for name in ("sending", "submission", "refusal", "acceptance", "concessions"):
        text(alice, f"{url}/{name}/")
    assert alice.get(f"{url}/paper.pdf").content.startswith(b"%PDF")
    assert alice.post(f"{url}/submission/", {"why": ""}).status_code == 303
    assert alice.post(f"{url}/sending/", {"to": "dora@dora.example"}).status_code == 303
    assert alice.post(f"{url}/comments/", {"text": "Hello", "to": "buyer"}).status_code == 303
    assert alice.post(f"{url}/concessions/", {"asked": "Less", "worth": "x"}).status_code == 422
    assert alice.post(f"{url}/concessions/", {"asked": "Less", "worth": "90,50"}).status_code == 303
    wish = Concession.objects.get()
    assert wish.worth_minor == 9050
    answer = {"given": "5 %", "worth": "", "in_return": "Paid first"}
    assert alice.post(f"{url}/concessions/{wish.id}/", answer).status_code == 303
    assert "Paid first" in text(alice, f"{url}/")
    assert alice.post(f"{url}/acceptance/", {"name": "Dora", "options": ["2", "3"]}).status_code == 303
    assert Order.objects.get().lines.count() == 3
    shown = text(alice, f"{url}/")
    assert Order.objects.get().number in shown
    assert (shown.count("Accepted</span>"), "<dt>Accepted</dt><dd>€1,763.44</dd>" in shown) == (3, True)
    assert alice.post(f"{url}/refusal/", {"reason": "price"}).status_code == 422


def test_an_approval_waits_on_today_and_is_decided_by_another(
    alice: Client, mira: Client, boss: Actor, people: People, quote: Quote
) -> None:
    change_settings(margin_percent=Decimal(90), valid_days=30, value_follows=True, actor=boss, at=NOW)
    draft = text(alice, f"/quotes/{quote.id}/")
    assert ("ask for approval first." in draft, f"/quotes/{quote.id}/sending/" in draft) == (True, False)
    submit(quote.id, why="A large one", actor=people.actor("alice"), at=NOW)
    assert "Waits for your approval" in text(mira, "/")
    asked = text(mira, f"/quotes/{quote.id}/decision/")
    assert ("A large one" in asked, "Without VAT: €" in asked) == (True, True)
    assert "Waits for your approval" not in text(alice, "/")
    assert mira.post(f"/quotes/{quote.id}/decision/", {"approved": "0", "note": ""}).status_code == 422
    assert mira.post(f"/quotes/{quote.id}/decision/", {"approved": "0", "note": "Less"}).status_code == 303
    quote.refresh_from_db()
    assert quote.state == "draft"
    assert "gave it back" in text(alice, f"/quotes/{quote.id}/")


def test_who_wrote_an_offer_is_told_that_another_decides(
    mira: Client, boss: Actor, people: People, quote: Quote
) -> None:
    change_settings(margin_percent=Decimal(90), valid_days=30, value_follows=True, actor=boss, at=NOW)
    revise(quote.id, CONTENT, actor=boss, at=NOW)
    submit(quote.id, actor=people.actor("alice"), at=NOW)
    refused = "Somebody else must approve what you wrote or asked for."
    page, url = text(mira, f"/quotes/{quote.id}/"), f"/quotes/{quote.id}/decision/"
    assert (refused in page, url in page, "Waits for your approval" in text(mira, "/")) == (
        True,
        False,
        False,
    )
    answer = mira.post(url, {"approved": "1", "note": ""})
    assert (answer.status_code, refused in answer.content.decode()) == (422, True)


def test_two_versions_are_compared_in_words(alice: Client, sent: Quote, people: People) -> None:
    dearer = replace(CHAIRS, asked=replace(CHAIRS.asked, quantity=Decimal(10)))
    lamp = replace(FITTING, asked=line("Lamp", "30"), optional=False)
    content = replace(CONTENT, lines=(dearer, lamp), due_days=30)
    revise(sent.id, content, actor=people.actor("alice"), at=NOW)
    shown = text(alice, f"/quotes/{sent.id}/comparison/")
    for said in ("Lamp", "Oak top", "9.5", "Days to pay", "€1,612.84", "€1,603.26"):
        assert said in shown
    assert "Both say the same" in text(alice, f"/quotes/{sent.id}/comparison/?from=1&to=1")


def test_the_list_is_found_filtered_and_taken_along(alice: Client, sent: Quote) -> None:
    for query in ("", "?q=Q-2026", "?q=dora", "?state=sent&owner=me", "?state=open&sort=-value"):
        assert sent.number in text(alice, f"/quotes/{query}")
    assert "No quote fits" in text(alice, "/quotes/?state=declined")
    answer: Any = alice.get("/quotes/export/?format=csv")
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert (len(rows), "1285.13" in rows[1]) == (2, True)


def test_panels_stand_on_deal_and_customer_and_the_handover_after_a_yes(
    alice: Client, people: People, sent: Quote, deal: Deal
) -> None:
    shown = text(alice, f"/deals/{deal.id}/")
    assert (sent.number in shown, shown.count("Without VAT")) == (True, 2)  # the value, and the panel
    Deal.objects.filter(id=deal.id).update(value_minor=None, value_currency="")
    assert text(alice, f"/deals/{deal.id}/").count("Without VAT") == 1
    assert sent.number in text(alice, f"/customers/{deal.customer_id}/")
    accept(sent.id, name="Dora", actor=people.actor("alice"), at=NOW)
    assert "They said yes. Note the papers" in text(alice, f"/deals/{deal.id}/")
    told = {"kind": "paper", "text": "Frame contract", "holder": "Lawyer", "due_date": ""}
    assert alice.post(f"/deals/{deal.id}/handover/", told).status_code == 303
    assert "Frame contract" in text(alice, f"/deals/{deal.id}/")
    assert alice.post(f"/handover/{HandoverItem.objects.get().id}/settlement/").status_code == 303


def test_limits_and_ready_terms_are_set(mira: Client, alice: Client, deal: Deal) -> None:
    text(mira, "/settings/quotes/")
    told = {"margin": "22,5", "valid_days": "20", "value_follows": "on"}
    assert mira.post("/settings/quotes/", told).status_code == 303
    assert (settings().margin_percent, settings().valid_days) == (Decimal("22.5"), 20)
    words = {"name": "Usual", "payment_terms": "pay_first", "due_days": "0", "guarantee": "Two years"}
    assert mira.post("/settings/quotes/terms/new/", words).status_code == 303
    template = TermsTemplate.objects.get()
    assert "Two years" in text(mira, f"/settings/quotes/terms/{template.id}/")
    assert "Two years" in text(alice, f"/deals/{deal.id}/quotes/new/")


def test_others_see_no_quote(client: Client, people: People, sent: Quote) -> None:
    client.force_login(people.charlie, backend=BACKEND)
    for part in ("", "edit/", "comparison/", "paper.pdf", "sending/", "timeline/"):
        assert client.get(f"/quotes/{sent.id}/{part}").status_code == 404
    assert sent.number not in text(client, "/quotes/")


def test_a_wish_is_shown_on_the_timeline_of_the_deal(
    alice: Client, people: People, quote: Quote, deal: Deal
) -> None:
    ask_concession(quote.id, asked="Free delivery", actor=people.actor("alice"), at=NOW)
    assert "Free delivery" in text(alice, f"/deals/{deal.id}/")


def test_a_product_is_known_by_its_typed_number_or_name_as_in_an_order(alice: Client, deal: Deal) -> None:
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=NOW)
    for sku, name in (("T-1", "Table"), ("B-1", "Bench"), ("B-2", "Bench")):
        new = NewProduct(sku=sku, name=name, tax_class="standard", price=Decimal(200))
        assert add_product(new, actor=SYSTEM, at=NOW)
    url = f"/deals/{deal.id}/quotes/new/"
    told = HEAD | lines(("table", "1", ""), ("T-1 – Table", "2", ""), ("Oak table", "1", "50"))
    told["tax"] = ["", "", "25,5", ""]
    counted = alice.post(f"/deals/{deal.id}/quotes/totals/", told).content.decode()
    assert "€650.00" in counted
    assert alice.post(url, told).status_code == 303
    made = QuoteLine.objects.order_by("position").values_list("description", "sku", "unit_price")
    assert list(made) == [("Table", "T-1", 200), ("Table", "T-1", 200), ("Oak table", "", 50)]
    answer = alice.post(url, HEAD | lines(("Stool", "1", "5"), ("Bench", "1", "")))
    shown = answer.content.decode()
    assert (answer.status_code, Quote.objects.count()) == (422, 1)
    assert "Line 2: several products are called so: B-1, B-2." in shown

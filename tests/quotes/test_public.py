"""The buyer's page: read, choose, ask, accept, decline; nothing of ours leaks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from polku.access.logic import SYSTEM
from polku.catalogue.actions.taxes import load_ready_taxes, state_tax_rate
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import TaxClass
from polku.company.models import Company
from polku.company.queries import forget
from polku.db.guards import lifted
from polku.eventlog.models import Event
from polku.orders.models import Order
from polku.quotes.actions import ask_concession, comment, draft, revise, send, withdraw
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.logic.pace import PER_ADDRESS
from polku.quotes.models import Acceptance, Comment, Quote, QuoteLine
from polku.quotes.papering import paper_data
from polku.quotes.queries import current_version, lines_of, snapshot
from tests.conftest import NOW, People
from tests.quotes.conftest import CONTENT

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SECRETS = ("Zwicker-internal", "60000", "600.00", "650.00", "65000", "cost", "margin", "Ask for cash first")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(sent: Quote) -> str:
    return f"/q/{sent.token}/"


def text(client: Client, url: str, **kwargs: Any) -> str:
    answer = client.get(url, **kwargs)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_all_of_the_offer_in_the_language_it_is_written_in(
    client: Client, sent: Quote, page: str
) -> None:
    shown = text(client, page)
    for said in (
        "Chairs for the new hall",
        "Seats for a hundred",
        "Before Christmas",
        "€1,185.13",
        "Birch top",
        "€1,612.84",
        "It holds 30 days more, until 20 December 2026",
        "Five years.",
        "Payment within 14 days of the invoice",
        "offer.pdf",
        "Dora Oy",
    ):
        assert said in shown
    assert '<html lang="fi"' in text(client, f"{page}?lang=fi")
    Company.objects.update(brand={"line": "Seats for halls", "colour": "#c2410c"})
    forget()
    branded = text(client, page)
    assert ('fill="#c2410c"' in branded, "<small>Seats for halls</small>" in branded) == (True, True)
    Quote.objects.update(language="lv")
    assert '<html lang="lv"' in text(client, page)


def test_it_says_why_no_tax_is_charged(client: Client, sent: Quote, page: str) -> None:
    with lifted():
        QuoteLine.objects.update(tax_category="K", tax_percent=0)
    assert "Delivery within the EU without VAT." in text(client, page)


def test_it_says_that_the_rate_of_vat_changes(client: Client, people: People, sent: Quote, page: str) -> None:
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=NOW)
    assert "from then on" not in text(client, page)
    standard, day = TaxClass.objects.get(key="standard").id, date(2026, 12, 1)
    state_tax_rate(
        tax_class_id=standard, country="FI", percent=Decimal(27), from_date=day, actor=people.actor("admin"), at=NOW
    )  # fmt: skip
    assert "VAT is 27% from 1 December 2026 on" in text(client, page)
    version = current_version(sent)
    assert "VAT is 27% from" in paper_data(sent, version, lines_of(version), at=NOW)["tax"]["note"]


def test_it_is_noted_once_that_the_buyer_opened_it_and_not_that_we_did(
    client: Client, people: People, page: str
) -> None:
    for _ in range(2):
        text(client, page)
    own = Client()
    own.force_login(people.alice, backend=BACKEND)
    text(own, page)
    assert Event.objects.filter(kind="quotes.quote_viewed").count() == 1


def test_the_server_counts_what_is_ticked(client: Client, page: str) -> None:
    shown = text(client, f"{page}totals/?chosen=1&take=2&take-Top=4")
    assert "€1,385.13" in shown
    assert 'id="bar-total" hx-swap-oob="true">€1,738.34<' in shown
    assert "Choose one of “Top”" in text(client, f"{page}totals/?chosen=1&take=2")


def test_accepting_leads_to_the_order_and_what_comes_next(client: Client, sent: Quote, page: str) -> None:
    told = {"name": "Dora", "version": "1", "chosen": "1", "take": ["2"], "take-Top": "4"}
    answer = client.post(f"{page}acceptance/", told, headers={"User-Agent": "Phone"})
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert Acceptance.objects.get().chosen == [1, 2, 4]
    shown = text(client, page)
    assert "Thank you, Dora. It is agreed." in shown
    assert Order.objects.get().number in shown
    assert 'id="yes"' not in shown
    assert ("Fitting" in shown, "Oak top" in shown, 'name="take' in shown) == (True, False, False)
    again = client.post(f"{page}acceptance/", told)
    assert (again.status_code, Order.objects.count()) == (303, 1)


def test_it_is_asked_once_more_who_accepts_and_for_how_much_before_it_binds(
    client: Client, sent: Quote, page: str
) -> None:
    told = {"name": " Dora  Lehto", "version": "1", "chosen": "1", "take": ["2"], "take-Top": "4"}
    shown = client.post(f"{page}confirmation/?lang=en", told).content.decode()
    assert "Accept for €1,738.34?" in shown
    assert (
        "You, <b>Dora Lehto</b>, accept this offer of Aava Oy for <b>Dora Oy</b>: <b>€1,738.34</b>" in shown
    )
    assert 'name="take-Top" value="4"' in shown
    assert "?chosen=1&amp;take=2&amp;take-Top=4&amp;lang=en#yes" in shown
    assert not Acceptance.objects.exists()
    wrong: list[dict[str, Any]] = [told | {"name": " "}, told | {"version": "2"}, told | {"take-Top": "9"}]
    assert [client.post(f"{page}confirmation/", one).status_code for one in wrong] == [422, 422, 422]
    assert client.post(f"{page}acceptance/", told).status_code == 303
    assert client.post(f"{page}confirmation/", told).status_code == 303


def test_only_where_something_can_be_chosen_the_page_speaks_of_what_is_ticked(
    client: Client, sent: Quote, page: str
) -> None:
    told = {"name": "Dora", "chosen": "1", "take-Top": "4"}
    assert "what is ticked" in client.post(f"{page}confirmation/", told).content.decode()
    plain = OfferedLine(AskedLine(description="Stool", unit_price=Decimal(5), tax_percent=Decimal(24)))
    other = draft(NewQuote(sent.deal_id, Content((plain,))), actor=SYSTEM, at=NOW)
    send(other.pk, site="https://polku.example", actor=SYSTEM, at=NOW)
    shown = client.post(f"/q/{other.token}/confirmation/", {"name": "Dora"}).content.decode()
    assert "what the offer lists" in shown


def test_what_is_wrong_stands_beside_the_form_with_all_that_was_typed(client: Client, page: str) -> None:
    answer = client.post(f"{page}acceptance/", {"name": "", "chosen": "1", "take": ["2"], "take-Top": "4"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Say who accepts the offer." in shown
    assert 'name="take" value="2" checked' in shown
    assert 'name="take-Top" value="4" checked' in shown
    late = client.post(f"{page}acceptance/", {"name": "Dora", "version": "2"})
    assert (late.status_code, "newer version" in late.content.decode()) == (422, True)


def test_the_buyer_asks_and_declines(client: Client, sent: Quote, page: str) -> None:
    assert client.post(f"{page}comments/", {"text": "In <b>green</b>?", "name": "Dora"}).status_code == 303
    assert "In &lt;b&gt;green&lt;/b&gt;?" in text(client, page)
    assert client.post(f"{page}refusal/", {"reason": "other"}).status_code == 422
    assert client.post(f"{page}refusal/", {"reason": "price"}).status_code == 303
    assert "You said no to this offer" in text(client, page)
    sent.refresh_from_db()
    assert (sent.state, Comment.objects.count()) == ("declined", 1)


def test_the_paper_is_the_one_that_was_sent(client: Client, sent: Quote, page: str) -> None:
    answer: Any = client.get(f"{page}offer.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_neighbours_of_the_link_open_nothing(client: Client, sent: Quote) -> None:
    last = "A" if sent.token[-1] != "A" else "B"
    tokens = (
        sent.token[:-1] + last,
        sent.token[:-1],
        sent.token.swapcase(),
        str(sent.id),
        sent.number,
        "x" * 24,
    )
    for token in tokens:
        for part in ("", "totals/", "offer.pdf"):
            assert client.get(f"/q/{token}/{part}").status_code == 404
        for part in ("acceptance/", "refusal/", "comments/"):
            assert client.post(f"/q/{token}/{part}", {"name": "Dora", "text": "x"}).status_code == 404
    assert Order.objects.count() == 0


def test_tokens_of_other_things_open_nothing(client: Client, sent: Quote, people: People, deal: Any) -> None:
    from polku.quotes.actions import draft, send
    from polku.quotes.logic.incoming import NewQuote

    alice = people.actor("alice")
    other = send(
        draft(NewQuote(deal.id, CONTENT), actor=alice, at=NOW).id,
        site="https://x.example",
        actor=alice,
        at=NOW,
    ).quote
    comment(other.id, text="Only for the other page", internal=False, actor=alice, at=NOW)
    assert "Only for the other page" not in text(client, f"/q/{sent.token}/")
    assert "Only for the other page" in text(client, f"/q/{other.token}/")
    for place in ("/f", "/f/confirmations", "/accounts/join"):
        answer = client.get(f"{place}/{sent.token}/")
        assert (answer.status_code == 404 or b"Chairs" not in answer.content) is True
    assert len(sent.token) * 6 >= 128


def test_a_draft_has_no_page(client: Client, quote: Quote) -> None:
    assert client.get(f"/q/{quote.token}/").status_code == 404


def test_an_offer_that_does_not_hold_says_so(client: Client, sent: Quote, people: People, page: str) -> None:
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        assert "This offer has run out" in text(client, page)
        assert client.post(f"{page}acceptance/", {"name": "Dora"}).status_code == 422
    revise(sent.id, CONTENT, actor=people.actor("alice"), at=NOW)
    assert "A new version is being written" in text(client, page)
    withdraw(sent.id, actor=people.actor("alice"), at=NOW)
    assert "This offer was withdrawn" in text(client, page)


def test_nothing_of_ours_leaks_to_the_buyer(client: Client, sent: Quote, people: People, page: str) -> None:
    alice = people.actor("alice")
    comment(sent.id, text="Zwicker-internal: they will pay more", internal=True, actor=alice, at=NOW)
    comment(sent.id, text="We are glad to help", internal=False, actor=alice, at=NOW)
    ask_concession(sent.id, asked="Ask for cash first", worth_minor=65000, actor=alice, at=NOW)
    version = current_version(sent)
    lines = lines_of(version)
    seen = [
        text(client, page),
        text(client, f"{page}totals/?chosen=1&take-Top=3"),
        str(paper_data(sent, version, lines, at=NOW)),
        str(snapshot(sent, version, lines)),
    ]
    answer: Any = client.get(f"{page}offer.pdf")
    paper = PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    seen += ["".join(one.extract_text() for one in paper.pages), str(paper.metadata), str(paper.attachments)]
    told = {"name": "Dora", "version": "1", "chosen": "1", "take-Top": "3"}
    seen += [client.post(f"{page}acceptance/", {"name": ""}).content.decode()]
    seen += [client.post(f"{page}acceptance/", told).content.decode(), text(client, page)]
    assert client.get(f"/quotes/{sent.id}/evidence.json").status_code == 302
    assert "1,185.13" in seen[4]
    assert "We are glad to help" in seen[0]
    assert [secret for secret in SECRETS for one in seen if secret in one] == []


def test_too_much_from_one_place_is_turned_away(client: Client, page: str) -> None:
    for number in range(PER_ADDRESS):
        assert client.post(f"{page}comments/", {"text": f"{number}"}).status_code == 303
    answer = client.post(f"{page}comments/", {"text": "more"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")

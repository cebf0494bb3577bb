"""An offer from its draft to an order: versions, approval, acceptance with evidence."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.files.queries import opened
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.mail.models import Outgoing
from polku.orders.models import Order
from polku.process.facts import load
from polku.quotes import checks
from polku.quotes.actions import (
    From,
    accept,
    accept_by_link,
    answer_concession,
    ask_concession,
    change_settings,
    comment,
    comment_by_link,
    decide,
    decline_by_link,
    draft,
    expire,
    note_handover,
    note_view,
    revise,
    send,
    settle_handover,
    submit,
    withdraw,
)
from polku.quotes.logic.incoming import Content, NewQuote
from polku.quotes.logic.pace import PER_ADDRESS, TooMany
from polku.quotes.models import Acceptance, Approval, Quote, QuoteLine, QuoteVersion
from tests.conftest import People
from tests.quotes.conftest import BIRCH, CHAIRS, CONTENT, FITTING, OAK, SITE

HERE = From("a" * 32, "Browser 1.0")


def kinds(quote: Quote) -> list[str]:
    """What the log says of a quote, in order."""
    rows = Event.objects.filter(subject_type="quote", subject_id=quote.id).order_by("id")
    return [row.kind.removeprefix("quotes.") for row in rows if row.kind.startswith("quotes.")]


def test_a_draft_has_a_number_a_long_token_and_the_sums_of_what_is_usual(quote: Quote) -> None:
    version = QuoteVersion.objects.get()
    assert quote.number == "Q-2026-0001"
    assert len(quote.token) == 24
    assert (version.net_minor, version.tax_minor, version.gross_minor) == (128513, 32771, 161284)
    assert version.cost_minor == 65_000
    assert version.valid_until == date(2026, 12, 20)
    assert [line.net_minor for line in version.lines.order_by("position")] == [118513, 12000, 10000, 8000]


def test_a_draft_is_revised_in_place_and_a_sent_offer_as_a_new_version(
    quote: Quote, people: People, now: datetime
) -> None:
    alice = people.actor("alice")
    revise(quote.id, replace(CONTENT, lines=(CHAIRS,)), version=1, actor=alice, at=now)
    assert (QuoteVersion.objects.count(), QuoteLine.objects.count()) == (1, 1)
    send(quote.id, site=SITE, actor=alice, at=now)
    row = revise(quote.id, CONTENT, version=1, actor=alice, at=now)
    assert (row.version, row.sent_version, row.state) == (2, 1, "draft")
    assert QuoteLine.objects.count() == 5
    with pytest.raises(Refused, match="meanwhile"):
        revise(quote.id, CONTENT, version=1, actor=alice, at=now)
    with pytest.raises(Refused) as error:
        accept_by_link(row.token, options=None, name="Dora", sent_from=HERE, at=now)
    assert error.value.code == "replaced"
    send(quote.id, site=SITE, actor=alice, at=now)
    with pytest.raises(Refused, match="newer version"):
        accept_by_link(row.token, options=None, name="Dora", version=1, sent_from=HERE, at=now)


def test_what_was_sent_stays_in_the_database_itself(sent: Quote) -> None:
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        QuoteVersion.objects.update(net_minor=1)
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        QuoteLine.objects.update(quantity=Decimal(1))
    assert list(checks.sent_is_as_it_was()) == []
    QuoteVersion.objects.update(title="Other")
    assert list(checks.sent_is_as_it_was()) == ["the quote Q-2026-0001, version 1, is not as it was sent"]


def test_sending_mails_link_and_paper_and_the_deal_is_worth_it(sent: Quote, deal: Deal) -> None:
    mail = Outgoing.objects.get()
    version = QuoteVersion.objects.get()
    assert (mail.to, mail.link[1], mail.files) == (
        "dora@dora.example",
        f"{SITE}/q/{sent.token}/",
        [version.paper_id],
    )
    assert version.paper is not None
    with opened(version.paper) as file:
        content = file.read()
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == version.paper_digest
    deal.refresh_from_db()
    assert deal.value_minor == 128513
    assert load(["quote_sent", "quote_value", "quote_accepted"], [deal.id])[deal.id] == {
        "quote_sent": False,  # the message waits to be sent
        "quote_value": 1285.13,
        "quote_accepted": False,
    }


def test_the_value_of_the_deal_stays_where_the_company_wants_it_so(
    quote: Quote, deal: Deal, boss: Actor, people: People, now: datetime
) -> None:
    change_settings(margin_percent=None, valid_days=10, value_follows=False, actor=boss, at=now)
    send(quote.id, site=SITE, actor=people.actor("alice"), at=now)
    deal.refresh_from_db()
    assert deal.value_minor is None


def test_an_acceptance_makes_an_order_of_what_was_chosen_and_keeps_its_evidence(
    sent: Quote, deal: Deal, now: datetime
) -> None:
    done = accept_by_link(
        sent.token, options=[2, 4], name="Dora  Dahl", email="d@d.example", version=1, sent_from=HERE, at=now
    )
    order = Order.objects.get()
    assert [line.description for line in order.lines.order_by("position")] == [
        "Chair",
        "Fitting",
        "Birch top",
    ]
    assert (order.quote_id, order.channel, order.payment_terms, order.due_days) == (
        sent.id,
        "quote",
        "due_date",
        14,
    )
    assert (order.net_minor, order.gross_minor) == (done.acceptance.net_minor, done.acceptance.gross_minor)
    assert order.net_minor == 118513 + 12000 + 8000
    assert done.acceptance.evidence is not None
    with opened(done.acceptance.evidence) as file:
        raw = file.read()
    told = json.loads(raw)
    assert hashlib.sha256(raw).hexdigest() == done.acceptance.digest
    version = QuoteVersion.objects.get()
    assert told["document_digest"] == version.digest
    assert told["paper_digest"] == version.paper_digest
    assert (told["name"], told["user_agent"], told["address_hash"]) == ("Dora Dahl", "Browser 1.0", "a" * 32)
    deal.refresh_from_db()
    assert deal.value_minor == order.net_minor
    assert load(["quote_accepted", "order_placed"], [deal.id])[deal.id] == {
        "quote_accepted": True,
        "order_placed": True,
    }


def test_accepting_twice_gives_the_same_acceptance_and_order(
    sent: Quote, people: People, now: datetime
) -> None:
    first = accept_by_link(sent.token, options=None, name="Dora", sent_from=HERE, at=now)
    again = accept_by_link(sent.token, options=[2, 3], name="Eva", sent_from=HERE, at=now)
    third = accept(sent.id, name="Eva", actor=people.actor("alice"), at=now)
    assert (first.again, again.again, third.again) == (False, True, True)
    assert first.acceptance == again.acceptance == third.acceptance
    assert (Acceptance.objects.count(), Order.objects.count()) == (1, 1)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Acceptance.objects.update(net_minor=1)


@pytest.mark.parametrize(
    ("options", "said"),
    [([9], "no line 9"), ([2], "Choose one of “Top”"), ([3, 4], "Only one of “Top”")],
)
def test_a_choice_the_offer_does_not_have_is_refused(
    sent: Quote, now: datetime, options: list[int], said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        accept_by_link(sent.token, options=options, name="Dora", sent_from=HERE, at=now)
    with pytest.raises(Invalid) as error:
        accept_by_link(sent.token, options=None, name=" ", sent_from=HERE, at=now)
    assert error.value.field == "name"
    assert Order.objects.count() == 0


def test_an_offer_that_ran_out_is_not_accepted_and_expires_by_itself(
    sent: Quote, people: People, now: datetime
) -> None:
    later = now + timedelta(days=31)
    with pytest.raises(Refused) as error:
        accept_by_link(sent.token, options=None, name="Dora", sent_from=HERE, at=later)
    assert error.value.code == "expired"
    assert expire(at=now + timedelta(days=30)) == 0
    assert (expire(at=later), expire(at=later)) == (1, 0)
    with pytest.raises(Refused, match="run out"):
        accept(sent.id, name="Dora", actor=people.actor("alice"), at=now)
    with pytest.raises(Refused, match="cannot be sent"):
        send(sent.id, site=SITE, actor=people.actor("alice"), at=later)
    assert kinds(sent)[-1] == "quote_expired"


def test_an_offer_below_the_margin_waits_for_another_person(
    quote: Quote, boss: Actor, people: People, now: datetime
) -> None:
    alice = people.actor("alice")
    change_settings(margin_percent=Decimal("49.5"), valid_days=30, value_follows=True, actor=boss, at=now)
    with pytest.raises(Refused) as error:
        send(quote.id, site=SITE, actor=alice, at=now)
    assert error.value.code == "needs_approval"
    assert submit(quote.id, why="A large one", actor=alice, at=now).state == "waiting"
    assert Approval.objects.get().margin_percent == Decimal("49.42")
    with pytest.raises(NotAllowed):
        decide(quote.id, approved=True, actor=alice, at=now)
    with pytest.raises(Invalid) as unsaid:
        decide(quote.id, approved=False, actor=boss, at=now)
    assert unsaid.value.field == "note"
    decide(quote.id, approved=False, note="Less discount", actor=boss, at=now)
    submit(quote.id, actor=alice, at=now)
    decide(quote.id, approved=True, actor=boss, at=now)
    assert send(quote.id, site=SITE, actor=alice, at=now).quote.state == "sent"
    assert kinds(quote) == [
        "quote_drafted",
        "approval_asked",
        "approval_refused",
        "approval_asked",
        "quote_approved",
        "quote_sent",
    ]


def test_nobody_approves_an_offer_of_their_own(deal: Deal, boss: Actor, now: datetime) -> None:
    change_settings(margin_percent=Decimal(99), valid_days=30, value_follows=True, actor=boss, at=now)
    own = draft(NewQuote(deal.id, CONTENT), actor=boss, at=now)
    submit(own.id, actor=boss, at=now)
    with pytest.raises(NotAllowed) as error:
        decide(own.id, approved=True, actor=boss, at=now)
    assert error.value.code == "own_quote"


def test_the_buyer_opens_comments_and_declines(sent: Quote, deal: Deal, now: datetime) -> None:
    assert note_view(sent.token, sent_from=HERE, at=now)
    assert not note_view(sent.token, sent_from=HERE, at=now + timedelta(minutes=5))
    comment_by_link(sent.token, text="Could it be green?", name="Dora", sent_from=HERE, at=now)
    with pytest.raises(Invalid) as error:
        decline_by_link(sent.token, reason="other", sent_from=HERE, at=now)
    assert error.value.field == "words"
    decline_by_link(sent.token, reason="price", words="Too much", sent_from=HERE, at=now)
    sent.refresh_from_db()
    assert (sent.state, sent.decline_key, sent.decline_reason) == ("declined", "price", "Too much")
    assert kinds(sent)[-3:] == ["quote_viewed", "quote_commented", "quote_declined"]
    assert load(["quote_viewed"], [deal.id])[deal.id] == {"quote_viewed": True}


def test_too_much_at_once_is_turned_away(sent: Quote, now: datetime) -> None:
    for number in range(PER_ADDRESS):
        comment_by_link(sent.token, text=f"{number}", sent_from=HERE, at=now)
    with pytest.raises(TooMany):
        comment_by_link(sent.token, text="More", sent_from=HERE, at=now)
    comment_by_link(sent.token, text="More", sent_from=HERE, at=now + timedelta(minutes=11))


def test_wishes_are_asked_and_answered_once(quote: Quote, deal: Deal, people: People, now: datetime) -> None:
    alice = people.actor("alice")
    wish = ask_concession(quote.id, asked="Free delivery", actor=alice, at=now)
    assert load(["concession_open"], [deal.id])[deal.id] == {"concession_open": True}
    answer_concession(
        wish.id, given="Delivery", worth_minor=9000, in_return="Paid first", actor=alice, at=now
    )
    with pytest.raises(Refused):
        answer_concession(wish.id, given="More", actor=alice, at=now)
    assert load(["concession_open"], [deal.id])[deal.id] == {"concession_open": False}


def test_a_withdrawn_offer_is_not_accepted_and_can_be_made_anew(
    sent: Quote, people: People, now: datetime
) -> None:
    alice = people.actor("alice")
    withdraw(sent.id, actor=alice, at=now)
    withdraw(sent.id, actor=alice, at=now)
    with pytest.raises(Refused, match="withdrawn"):
        accept_by_link(sent.token, options=None, name="Dora", sent_from=HERE, at=now)
    assert revise(sent.id, CONTENT, actor=alice, at=now).version == 2


def test_who_may_not_is_told_so_and_a_wrong_link_opens_nothing(
    sent: Quote, quote: Quote, people: People, now: datetime
) -> None:
    charlie = people.actor("charlie")
    neighbour = sent.token[:-1] + ("a" if sent.token.endswith("_") else "_")
    for deed in (
        lambda: revise(quote.id, CONTENT, actor=charlie, at=now),
        lambda: send(quote.id, site=SITE, actor=charlie, at=now),
        lambda: accept(quote.id, name="Dora", actor=charlie, at=now),
        lambda: comment(quote.id, text="Hm", actor=charlie, at=now),
        lambda: draft(NewQuote(quote.deal_id, CONTENT), actor=charlie, at=now),
        lambda: accept_by_link(neighbour, options=None, name="D", sent_from=HERE, at=now),
        lambda: accept_by_link("", options=None, name="D", sent_from=HERE, at=now),
    ):
        with pytest.raises(NotFound):
            deed()


def test_a_draft_has_no_page_yet(quote: Quote, now: datetime) -> None:
    with pytest.raises(NotFound):
        note_view(quote.token, sent_from=HERE, at=now)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lines": ()}, "lines"),
        ({"lines": (OAK, replace(BIRCH, optional=False))}, "lines.1.optional"),
        ({"payment_terms": "never"}, "payment_terms"),
        ({"due_days": 400}, "due_days"),
        ({"terms": {"weather": "Fine"}}, "terms.weather"),
        ({"valid_until": date(2026, 1, 1)}, "valid_until"),
        ({"title": "a\x00"}, "title"),
        ({"lines": (replace(FITTING, group="x" * 61),)}, "lines.0.group"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    deal: Deal, people: People, now: datetime, change: dict[str, object], field: str
) -> None:
    content: Content = replace(CONTENT, **change)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as error:
        draft(NewQuote(deal.id, content), actor=people.actor("alice"), at=now)
    assert error.value.field == field
    assert Quote.objects.count() == 0


def test_the_handover_is_noted_and_settled(deal: Deal, people: People, now: datetime) -> None:
    alice = people.actor("alice")
    item = note_handover(deal.id, kind="paper", text="Frame contract", holder="Lawyer", actor=alice, at=now)
    settle_handover(item.id, actor=alice, at=now)
    assert settle_handover(item.id, actor=alice, at=now + timedelta(days=1)).settled_at == now


def test_a_change_on_the_page_keeps_the_cost_and_all_lines_of_a_description(
    quote: Quote, people: People, now: datetime
) -> None:
    """Who may not see costs cannot lose them by saving: the margin still asks for approval."""
    alice = people.actor("alice")
    told = replace(CHAIRS, asked=replace(CHAIRS.asked, cost_minor=None, quantity=Decimal(19)))
    revise(quote.id, replace(CONTENT, lines=(told,)), actor=alice, at=now)
    quote.refresh_from_db()
    assert QuoteLine.objects.get(version__quote=quote).cost_minor == 120_000

"""Orders confirmed in writing: the paper, its versions, the message, the company's choice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from polku.contacts.models import Contact
from polku.documents.drawing import fingerprint
from polku.files.queries import opened
from polku.jobs.models import Job
from polku.kernel.errors import NotAllowed, Refused
from polku.mail.models import Outgoing
from polku.orders.actions import change_order, confirm_orders, send_confirmation
from polku.orders.actions.changing import ChangedLine
from polku.orders.actions.settings import change_settings
from polku.orders.actions.writing import draw_waiting, tell_customers
from polku.orders.models import Confirmation, Order
from polku.orders.papering import confirmation_data, drawn
from polku.ui import locale_formats
from tests.conftest import People
from tests.orders.conftest import CHAIRS
from tests.orders.door import Door

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
TO = "dora@kauppa.example"


@pytest.fixture
def confirmed(order: Order, people: People, now: datetime) -> Order:
    confirm_orders([order.id], actor=people.actor("alice"), at=now)
    order.refresh_from_db()
    return order


def test_a_confirmation_is_drawn_once_kept_and_sent(confirmed: Order, people: People, now: datetime) -> None:
    alice = people.actor("alice")
    told = send_confirmation(confirmed.id, to=TO, message="Thank you, Dora.", actor=alice, at=now)
    message = told.message
    assert message is not None
    assert (message.to, message.files, "Thank you, Dora." in message.text) == (
        TO,
        [told.confirmation.paper_id],
        True,
    )
    assert told.confirmation.paper is not None
    with opened(told.confirmation.paper) as kept:
        content = kept.read()
    assert (content[:5], fingerprint(content)) == (b"%PDF-", told.confirmation.paper_digest)
    again = send_confirmation(confirmed.id, to=TO, actor=alice, at=now)
    assert again.confirmation.paper_id == told.confirmation.paper_id
    assert (Outgoing.objects.count(), Confirmation.objects.count()) == (1, 1)


def test_a_change_is_confirmed_by_a_paper_of_its_own(confirmed: Order, people: People, now: datetime) -> None:
    alice = people.actor("alice")
    send_confirmation(confirmed.id, actor=alice, at=now)
    change_order(confirmed.id, [ChangedLine(CHAIRS)], version=1, reason="No fitting", actor=alice, at=now)
    told = send_confirmation(confirmed.id, to=TO, actor=alice, at=now)
    assert [row.version for row in Confirmation.objects.order_by("version")] == [1, 2]
    assert told.confirmation.version == 2


def test_what_is_not_confirmed_or_not_theirs_is_not_sent(order: Order, people: People, now: datetime) -> None:
    with pytest.raises(Refused):
        send_confirmation(order.id, to=TO, actor=people.actor("alice"), at=now)
    with pytest.raises(NotAllowed):
        change_settings(written="never", actor=people.actor("alice"), at=now)


def test_an_order_of_the_late_evening_in_utc_is_of_the_companys_next_day(confirmed: Order) -> None:
    confirmed.placed_at = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    meta = confirmation_data(confirmed, list(confirmed.lines.order_by("position")), on=date(2026, 12, 1))[
        "meta"
    ]
    assert meta[0] == ["Day", locale_formats.full_day(date(2027, 1, 1))]


@pytest.mark.parametrize("language", ["en", "fi", "lv", "pl", "ru"])
def test_the_paper_is_in_the_customers_language(confirmed: Order, language: str, now: datetime) -> None:
    confirmed.language = language
    content = drawn(confirmed, list(confirmed.lines.order_by("position")), at=now)
    assert content[:5] == b"%PDF-"


def test_the_paper_says_lines_sums_and_terms(confirmed: Order) -> None:
    data = confirmation_data(confirmed, list(confirmed.lines.order_by("position")), on=date(2026, 12, 1))
    assert [line["description"] for line in data["lines"]] == ["Chair", "Fitting"]
    assert [row["label"] for row in data["totals"]] == ["Without VAT", "VAT", "Total"]
    assert (data["number"], data["title"]) == (confirmed.number, "Order confirmation")


def test_the_company_chooses_at_once_when_asked_or_never(order: Order, people: People, now: datetime) -> None:
    admin, alice = people.actor("admin"), people.actor("alice")
    change_settings(written="never", actor=admin, at=now)
    confirm_orders([order.id], actor=alice, at=now)
    assert Confirmation.objects.count() == 0
    change_settings(written="at_once", actor=admin, at=now)
    Order.objects.filter(id=order.id).update(state="placed", confirmed_at=None)
    confirm_orders([order.id], actor=alice, at=now)
    (job,) = Job.objects.filter(kind="orders.tell_customers")
    assert job.args == {"order_ids": [order.id]}
    Contact.objects.create(customer=order.customer, name="Dora", email=TO, email_key=TO, recorded_at=now)
    assert tell_customers([order.id], at=now) == 1
    assert Outgoing.objects.get().to == TO
    assert tell_customers([order.id], at=now) == 0


def test_papers_are_kept_by_the_clock(confirmed: Order, now: datetime) -> None:
    assert (draw_waiting(at=now), draw_waiting(at=now)) == (1, 0)
    assert Confirmation.objects.get().paper is not None


def test_on_the_page_it_is_confirmed_sent_and_downloaded(
    people: People, order: Order, client: Client
) -> None:
    client.force_login(people.alice, backend=SIGN_IN)
    path = f"/orders/{order.pk}/"
    assert "Left empty, the confirmation is kept here" in client.get(f"{path}confirmation/").content.decode()
    assert client.post(f"{path}confirmation/", {"to": TO}).status_code == 303
    page = client.get(path).content.decode()
    assert (TO in page, "Confirmed in writing" in page) == (True, True)
    paper = client.get(f"{path}confirmation/paper/")
    assert b"".join(paper.streaming_content)[:5] == b"%PDF-"  # type: ignore[arg-type]
    assert client.post(f"{path}confirmation/letter/", {"to": "nobody"}).status_code == 422
    client.force_login(people.charlie, backend=SIGN_IN)
    assert client.get(f"{path}confirmation/paper/").status_code == 404


def test_by_api_it_is_confirmed_and_sent_in_one_request(people: People, order: Order) -> None:
    alice = Door(people.actor("alice"))
    assert alice("POST", f"/orders/{order.id}/confirmations", {"to": TO})[0] == 200
    status, told = alice("POST", f"/orders/{order.id}/confirmation-letters", {"to": TO})
    assert (status, told["version"], told["state"], told["sent_at"]) == (201, 1, "waiting", None)
    assert Outgoing.objects.filter(subject_type="order", subject_id=order.id).count() == 1
    assert alice("POST", f"/orders/{order.id}/confirmation-letters", {"to": "x"})[0] == 422


def test_the_settings_page_keeps_the_choice(people: People, client: Client) -> None:
    client.force_login(people.admin, backend=SIGN_IN)
    assert client.post("/settings/orders/", {"written": "never"}).status_code == 303
    assert Door(people.actor("admin"))("GET", "/order-settings")[1] == {"written": "never"}

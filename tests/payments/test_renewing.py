"""A letter that waits in the outbox asks for what is open when it leaves, of bills that nobody paused meanwhile."""

from __future__ import annotations

import pytest

from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.kernel.money import Money
from polku.mail.actions import hand_over, send_due
from polku.mail.models import Outgoing
from polku.payments import checks
from polku.payments.actions import close_dispute, note_promise, open_dispute, receive
from polku.payments.logic.incoming import NewReceipt
from polku.payments.models import Item, Reminder
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.test_reminding import addressed as addressed
from tests.payments.test_reminding import at, sent


@pytest.fixture(autouse=True)
def no_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLKU_SMTP_URL", raising=False)


def test_a_letter_that_waits_while_its_bill_is_paid_is_set_aside(addressed: Bill, people: People) -> None:
    late, other = addressed(11980, due=-5), addressed(5000, due=-5)
    assert sent(people, late) == [1]
    send_due(at=NOW)
    money = NewReceipt(Money(5000, "EUR"), NOW.date(), invoice_ids=(other.invoice_id or 0,))
    receive([money], actor=people.actor("admin"), at=NOW)
    send_due(at=NOW)
    assert Outgoing.objects.get().state == "waiting"
    money = NewReceipt(Money(11980, "EUR"), NOW.date(), invoice_ids=(late.invoice_id or 0,))
    receive([money], actor=people.actor("admin"), at=NOW)
    send_due(at=NOW)
    assert (Outgoing.objects.get().state, Outgoing.objects.get().reason) == ("aside", "It is paid already.")


def test_no_next_step_is_taken_while_the_last_letter_waits_for_a_mail_server(
    addressed: Bill, people: People
) -> None:
    late = addressed(11980, due=-5)
    assert sent(people, late) == [1]
    send_due(at=NOW)
    assert sent(people, late, days=40) == ["waits"]
    hand_over(Outgoing.objects.get().id, actor_id=None, via=Via.WEB, at=at(1))
    assert sent(people, late, days=40) == [2]


def test_a_letter_that_has_not_left_waits_while_its_bill_is_disputed(addressed: Bill, people: People) -> None:
    late, other, admin = addressed(11980, due=-5), addressed(500, due=-5), people.actor("admin")
    assert sent(people, late, other) == [1, 1]
    one = open_dispute(late.id, reason="Two legs are missing", actor=admin, at=NOW)
    note_promise(other.id, by_date=at(1).date(), actor=admin, at=NOW)
    send_due(at=NOW)
    assert Outgoing.objects.get().next_try_at == at(1)
    close_dispute(one.id, outcome="Legs were sent", actor=admin, at=NOW)
    send_due(at=at(1))
    mail = Outgoing.objects.get()
    assert (mail.state, mail.next_try_at) == ("waiting", at(1))


def test_a_letter_that_has_not_left_goes_without_a_bill_that_is_disputed_or_promised(
    addressed: Bill, people: People
) -> None:
    rows, admin = [addressed(minor, due=-5) for minor in (11980, 500, 700)], people.actor("admin")
    assert sent(people, *rows) == [1, 1, 1]
    one = open_dispute(rows[0].id, reason="Two legs are missing", actor=admin, at=NOW)
    note_promise(rows[1].id, by_date=at(1).date(), actor=admin, at=NOW)
    for _again in range(2):
        send_due(at=NOW)
    mail = Outgoing.objects.get()
    assert [row.number in mail.text for row in rows] == [False, False, True]
    assert (mail.state, mail.next_try_at <= NOW, "7.00" in mail.text) == ("waiting", True, True)
    assert Event.objects.filter(kind="mail.message_renewed").count() == 1
    told = Event.objects.filter(kind="payments.reminder_withdrawn").values("undoes_id")
    back = Event.objects.filter(id__in=told, kind="payments.reminder_sent").order_by("id")
    assert [event.payload["number"] for event in back] == [rows[0].number, rows[1].number]
    close_dispute(one.id, outcome="Legs were sent", actor=admin, at=NOW)
    assert sent(people, *rows) == [1, "promised", "waits"]
    assert list(checks.reminders_are_sent()) == []


def test_a_letter_about_several_bills_that_waits_asks_for_what_is_still_open(
    addressed: Bill, people: People
) -> None:
    first, second, third = addressed(11980, due=-6), addressed(5000, due=-5), addressed(700, due=-5)

    def pay(late: Item, minor: int) -> Outgoing:
        new = NewReceipt(Money(minor, "EUR"), NOW.date(), invoice_ids=(late.invoice_id or 0,))
        (done,) = receive([new], actor=people.actor("admin"), at=NOW)
        assert done.error is None
        send_due(at=at(1))
        return Outgoing.objects.get()

    assert sent(people, first, second, third) == [1, 1, 1]
    send_due(at=NOW)
    written = Outgoing.objects.get()
    told = pay(first, 11980)
    assert (told.state, told.to, told.at) == ("waiting", written.to, written.at)
    assert (first.number in told.text, second.number in told.text, "57.00" in told.text) == (
        False,
        True,
        True,
    )
    assert told.files != written.files
    assert "27.00" in pay(second, 3000).text
    asked = Reminder.objects.order_by("item_id").values_list("open_minor", flat=True)
    assert list(asked) == [0, 2000, 700]
    assert Event.objects.filter(kind="mail.message_renewed").count() == 2
    send_due(at=at(2))
    assert Event.objects.filter(kind="mail.message_renewed").count() == 2
    pay(third, 700)
    assert pay(second, 2000).state == "aside"
    assert list(checks.reminders_are_sent()) == []

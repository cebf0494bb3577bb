"""Late bills are reminded of by plan: each step once, in letters, and not while it is promised or disputed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from polku.access.privacy import Subject, erased, exported, gathered
from polku.billing.models import BillingSettings
from polku.billing.queries import settings as billing
from polku.catalogue.models import CustomerGroup, GroupMember
from polku.contacts.models import Contact
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.files.models import File
from polku.jobs.models import Job
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.kernel.money import Money
from polku.kernel.words import Text
from polku.mail.models import Outgoing
from polku.payments import checks, tasks
from polku.payments.actions import (
    PlannedStep,
    change_rules,
    close_dispute,
    end_promises,
    note_promise,
    open_dispute,
    receive,
    remind,
    remind_daily,
    remove_plan,
    reopen_task,
    save_plan,
    settle_task,
    withdraw_promise,
)
from polku.payments.logic.incoming import NewReceipt
from polku.payments.models import DunningPlan, Item, Promise, Reminder
from polku.payments.queries.chasing import chased, overdue
from polku.payments.queries.letters import letters
from polku.process import facts
from polku.ui.locale_formats import full_day
from tests.conftest import NOW, People
from tests.payments.conftest import Bill

IBAN = "FI21 1234 5600 0007 85"


@pytest.fixture
def addressed(bill: Bill, deal: Deal) -> Bill:
    """Bills of a customer who can be written to, by a company with an account."""
    assert deal.customer
    Contact.objects.create(
        customer=deal.customer,
        name="Dora",
        email="dora@dora.example",
        recorded_at=NOW,
    )
    BillingSettings.objects.create(legal_name="Aava Oy", iban=IBAN)
    billing.forget()
    return bill


def at(days: int) -> datetime:
    return NOW + timedelta(days=days)


def sent(people: People, *bills: Item, days: int = 0, early: bool = False) -> list[Any]:
    answers = remind([one.id for one in bills], actor=people.actor("admin"), at=at(days), early=early)
    return [one.error.code if one.error else one.reminder.level for one in answers if one]


def test_the_late_bills_of_a_customer_go_into_one_letter_with_what_is_open(
    addressed: Bill, people: People
) -> None:
    first, second = addressed(11980, due=-5), addressed(500, due=-4)
    assert sent(people, first, second) == [1, 1]
    mail = Outgoing.objects.get()
    assert (mail.to, mail.subject) == ("dora@dora.example", "Payment reminder, Aava Oy")
    assert all(word in mail.text for word in (first.number, second.number, "119.80", "5.00", "124.80", IBAN))
    assert first.due_date is not None
    assert f"Due {full_day(first.due_date)}" in mail.text
    assert (len(mail.files), set(Reminder.objects.values_list("mail_id", flat=True))) == (1, {mail.id})
    assert Event.objects.filter(kind="payments.reminder_sent", case_id=first.deal_id).count() == 2
    assert list(checks.reminders_are_sent()) == []


def test_a_step_is_never_taken_twice_and_the_next_one_keeps_its_distance(
    addressed: Bill, people: People
) -> None:
    late = addressed(11980, due=-100)
    assert sent(people, late) == [1]
    assert sent(people, late, days=1) == ["too_early"]
    assert sent(people, late, days=11) == [2]
    assert sent(people, late, days=12, early=True) == [3]
    assert sent(people, late, days=300, early=True) == ["no_step"]
    assert list(Reminder.objects.order_by("level").values_list("level", "channel")) == [
        (1, "mail"),
        (2, "mail"),
        (3, "task"),
    ]


def test_the_code_of_the_letter_pays_all_of_it(addressed: Bill, people: People) -> None:
    first, second = addressed(11980, due=-5), addressed(500, due=-4)
    today = NOW.date()
    known = chased(list(overdue(Item.objects.all(), today)), today=today)
    (both,) = letters(known)
    assert both.code.split("\n") == [
        *("BCD", "002", "1", "SCT", "", "Aava Oy", "FI2112345600000785", "EUR124.80", "", ""),
        f"{first.number} {second.number}",
    ]
    (alone,) = letters(known[:1])
    assert alone.code.split("\n")[7:] == ["EUR119.80", "", "RF16INV20260001"]
    assert alone.drawn(at=NOW).startswith(b"%PDF")


def test_a_fee_and_interest_are_told_and_not_booked(addressed: Bill, people: People) -> None:
    step = PlannedStep(1, "Late", "Pay {sum} to {seller}", fee_minor=500, interest_percent=Decimal("7.3"))
    save_plan(name="All", steps=[step], actor=people.actor("admin"), at=NOW)
    late = addressed(100_000, due=-50)
    assert sent(people, late) == [1]
    row = Reminder.objects.get()
    assert (row.fee_minor, row.interest_minor, row.open_minor) == (500, 1000, 100_000)
    mail = Outgoing.objects.get()
    assert all(word in mail.text for word in ("Pay €1,000.00 to Aava Oy", "€5.00", "€10.00", "€1,015.00"))
    assert Item.objects.get(id=late.id).open_minor == 100_000


def test_a_letter_of_several_bills_costs_its_fee_once_and_who_paid_it_is_reminded_again(
    addressed: Bill, people: People
) -> None:
    admin = people.actor("admin")
    step = PlannedStep(1, "Late", "Pay {sum} to {seller}", fee_minor=500)
    save_plan(name="All", steps=[step], actor=admin, at=NOW)
    first, second = addressed(10_000, due=-5), addressed(2_000, due=-5)
    assert sent(people, first, second) == [1, 1]
    assert sorted(Reminder.objects.values_list("fee_minor", flat=True)) == [0, 500]
    assert "€125.00" in Outgoing.objects.get().text
    bills = (first.invoice_id or 0, second.invoice_id or 0)
    receive([NewReceipt(Money(12_500, "EUR"), NOW.date(), invoice_ids=bills)], actor=admin, at=NOW)
    third = addressed(3_000, due=-5)
    over = Item.objects.get(kind="receipt")
    assert (over.open_minor, over.customer_id) == (500, third.customer_id)
    change_rules(remind_daily=True, small_minor=5, actor=admin, at=NOW)
    assert remind_daily(at=NOW) == 1


def test_who_has_no_address_becomes_a_task_that_is_settled_once(bill: Bill, people: People) -> None:
    late, admin = bill(11980, due=-5), people.actor("admin")
    (answer,) = remind([late.id], actor=admin, at=NOW)
    assert answer.reminder
    assert (answer.reminder.channel, Outgoing.objects.count()) == ("task", 0)
    assert settle_task(answer.reminder.id, actor=admin, at=NOW).done_at == NOW
    with pytest.raises(Refused):
        settle_task(answer.reminder.id, actor=admin, at=NOW)
    with pytest.raises(NotFound):
        settle_task(10**6, actor=admin, at=NOW)
    done = Event.objects.get(kind="payments.chase_done")
    assert reopen_task(answer.reminder.id, actor=admin, at=NOW).done_by_id is None
    assert Event.objects.get(kind="payments.chase_reopened").undoes_id == done.id
    with pytest.raises(Refused):
        reopen_task(answer.reminder.id, actor=admin, at=NOW)
    assert settle_task(answer.reminder.id, actor=admin, at=NOW).done_at == NOW


def test_a_promise_pauses_until_its_day_and_a_broken_one_is_noticed(addressed: Bill, people: People) -> None:
    late, admin = addressed(11980, due=-5), people.actor("admin")
    note_promise(late.id, by_date=at(9).date(), actor=admin, at=NOW)
    one = note_promise(late.id, by_date=at(3).date(), note="By phone", actor=admin, at=NOW)
    assert list(Promise.objects.order_by("id").values_list("outcome", flat=True)) == ["replaced", ""]
    assert sent(people, late, early=True) == ["promised"]
    assert (end_promises(at=at(3)), end_promises(at=at(4)), end_promises(at=at(5))) == (0, 1, 0)
    one.refresh_from_db()
    assert one.outcome == "broken"
    assert Event.objects.filter(kind="payments.promise_broken", case_id=late.deal_id).count() == 1
    assert sent(people, late, days=4) == [1]


def test_a_promise_is_kept_when_as_much_came_as_was_promised(addressed: Bill, people: People) -> None:
    late, admin = addressed(11980, due=-5), people.actor("admin")
    one = note_promise(late.id, by_date=at(3).date(), amount_minor=5000, actor=admin, at=NOW)
    receive(
        [NewReceipt(Money(5000, "EUR"), NOW.date(), invoice_ids=(late.invoice_id or 0,))], actor=admin, at=NOW
    )
    assert end_promises(at=at(4)) == 0
    one.refresh_from_db()
    assert one.outcome == "kept"


def test_a_wrong_promise_is_refused_and_can_be_taken_back(bill: Bill, people: People) -> None:
    late, admin = bill(11980, due=-5), people.actor("admin")
    for by_date, amount in ((at(-1), None), (at(400), None), (at(1), 11981), (at(1), 0)):
        with pytest.raises(Invalid):
            note_promise(late.id, by_date=by_date.date(), amount_minor=amount, actor=admin, at=NOW)
    one = note_promise(late.id, by_date=at(1).date(), actor=admin, at=NOW)
    assert withdraw_promise(one.id, actor=admin, at=NOW).outcome == "withdrawn"
    with pytest.raises(Refused):
        withdraw_promise(one.id, actor=admin, at=NOW)
    with pytest.raises(NotAllowed):
        note_promise(late.id, by_date=at(1).date(), actor=people.actor("alice"), at=NOW)


def test_a_dispute_pauses_with_its_reason_until_it_is_settled(addressed: Bill, people: People) -> None:
    late, admin = addressed(11980, due=-5), people.actor("admin")
    with pytest.raises(Invalid):
        open_dispute(late.id, reason=" ", actor=admin, at=NOW)
    one = open_dispute(late.id, reason="Two legs are missing", actor=admin, at=NOW)
    with pytest.raises(Refused):
        open_dispute(late.id, reason="Again", actor=admin, at=NOW)
    assert sent(people, late, early=True) == ["disputed"]
    close_dispute(one.id, outcome="Legs were sent", actor=admin, at=NOW)
    with pytest.raises(Refused):
        close_dispute(one.id, outcome="Twice", actor=admin, at=NOW)
    assert sent(people, late) == [1]


def test_customers_of_a_group_are_reminded_by_their_own_plan(addressed: Bill, people: People) -> None:
    admin, late = people.actor("admin"), addressed(11980, due=-5)
    group = CustomerGroup.objects.create(key="vip", name=Text.of("VIP"))
    GroupMember.objects.create(group=group, customer_id=late.customer_id or 0)
    plan = save_plan(name="VIP", tier="vip", steps=[PlannedStep(20, "A", "B")], actor=admin, at=NOW)
    assert sent(people, late) == ["too_early"]
    remove_plan(plan.id, actor=admin, at=NOW)
    assert (DunningPlan.objects.count(), sent(people, late)) == (0, [1])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"steps": []}, "steps"),
        ({"steps": [PlannedStep(3, "A", "B"), PlannedStep(3, "C", "D")]}, "steps"),
        ({"steps": [PlannedStep(0, "A", "B")]}, "steps.0.days"),
        ({"steps": [PlannedStep(1, "", "B")]}, "steps.0.subject"),
        ({"steps": [PlannedStep(1, "A", "B", channel="fax")]}, "steps.0.channel"),
        ({"steps": [PlannedStep(1, "A", "B", fee_minor=-1)]}, "steps.0.fee_minor"),
        ({"steps": [PlannedStep(1, "A", "B", interest_percent=Decimal(101))]}, "steps.0.interest_percent"),
        ({"tier": "nobody"}, "tier"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wrong_plan_names_its_field(people: People, change: dict[str, Any], field: str) -> None:
    good: dict[str, Any] = {"name": "All", "steps": [PlannedStep(3, "A", "B")]}
    with pytest.raises(Invalid) as told:
        save_plan(**(good | change), actor=people.actor("admin"), at=NOW)
    assert list(told.value.errors) == [field]


def test_the_daily_job_reminds_where_the_company_wants_it_and_never_who_has_paid(
    addressed: Bill, people: People
) -> None:
    admin, late = people.actor("admin"), addressed(11980, due=-5)
    assert remind_daily(at=NOW) == 0
    change_rules(remind_daily=True, small_minor=5, actor=admin, at=NOW)
    money = NewReceipt(Money(100, "EUR"), NOW.date(), customer_id=late.customer_id)
    (paid,) = receive([money], actor=admin, at=NOW)
    assert (paid.receipt is not None, remind_daily(at=NOW)) == (True, 0)
    Item.objects.filter(receipt=paid.receipt).update(open_minor=0)
    tasks.remind(Job(kind=tasks.DAILY), at=NOW)
    tasks.remind(Job(kind=tasks.DAILY), at=NOW)
    assert (Reminder.objects.count(), Outgoing.objects.count()) == (1, 1)


def test_what_changed_since_the_letter_was_made_is_not_sent(addressed: Bill, people: People) -> None:
    late, admin = addressed(11980, due=-5), people.actor("admin")
    assert sent(people, late) == [1]
    with pytest.raises(NotAllowed):
        remind([late.id], actor=people.actor("alice"), at=NOW)
    receive(
        [NewReceipt(Money(11980, "EUR"), NOW.date(), invoice_ids=(late.invoice_id or 0,))],
        actor=admin,
        at=NOW,
    )
    (answer,) = remind([late.id], actor=admin, at=at(20))
    assert isinstance(answer.error, NotFound)


def test_how_late_a_deal_is_is_a_fact(bill: Bill, people: People) -> None:
    late = bill(11980, due=-5)
    bill(500, due=14)
    deal_id = late.deal_id or 0
    assert facts.load(["overdue_days", "all_paid"], [deal_id], at=NOW)[deal_id] == {
        "overdue_days": 5,
        "all_paid": False,
    }


def test_one_hundred_letters_take_as_many_statements_per_letter_as_two(
    addressed: Bill, people: People, django_assert_max_num_queries: Any
) -> None:
    rows = [addressed(1000 + place, due=-5) for place in range(12)]
    with django_assert_max_num_queries(40):
        assert sent(people, *rows) == [1] * 12


def test_letters_and_their_papers_are_told_and_forgotten_with_the_customer(
    addressed: Bill, people: People
) -> None:
    late = addressed(11980, due=-5)
    assert sent(people, late) == [1]
    whom = Subject(is_whole=True, own={"customer": {late.customer_id or 0}}, emails={"dora@dora.example"})
    subject = gathered(whom)
    assert "reminder" in {row["is"] for row in exported(subject)["payments"]}
    erased(subject, actor=people.actor("admin"), at=NOW)
    assert "dora" not in Outgoing.objects.get().to
    assert File.objects.filter(subject_type="item").exclude(size=0).count() == 0

"""Late bills by API: steps, promises, disputes, plans and rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from polku.access.actions import make_token
from polku.company.queries import day_of
from polku.payments.models import Item, Reminder
from tests.conftest import NOW, People
from tests.payments.conftest import Bill

PLAN = {
    "name": {"en": "Ours"},
    "steps": [{"days": 4, "subject": {"en": "Late"}, "text": {"en": "Pay {sum}"}, "interest_percent": "8.5"}],
}


@pytest.fixture
def send(people: People) -> Any:
    """A call of the API as the administrator."""
    _, secret = make_token(name="Shop", actor=people.actor("admin"), at=NOW)
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def sent(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        call = getattr(client, method)
        extra = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = call(f"/api/v1{path}", **extra)
        return answer.status_code, answer.json() if answer.content else None

    return sent


@pytest.fixture
def late(bill: Bill) -> Item:
    """A bill five days late by the clock."""
    item = bill(11980)
    Item.objects.filter(id=item.id).update(due_date=day_of(timezone.now()) - timedelta(days=5))
    return item


def test_late_items_tell_what_was_done_and_what_comes(send: Any, late: Item) -> None:
    status, found = send("get", "/late-items")
    (one,) = found["items"]
    assert (status, one["id"], one["days_late"], one["next_level"], one["is_due"]) == (
        200,
        late.id,
        5,
        1,
        True,
    )
    status, made = send("post", "/reminders", {"item_ids": [late.id, 10**6]})
    assert (status, [row["channel"] for row in made["reminders"]]) == (201, ["task", ""])
    assert made["reminders"][1]["error"] == "There is no such late invoice."
    call = Reminder.objects.get()
    assert send("post", f"/reminders/{call.id}/settlements")[1]["done_at"] is not None
    assert send("post", f"/reminders/{call.id}/settlements")[0] == 409
    assert send("get", "/late-items")[1]["items"][0]["last_level"] == 1


def test_promises_and_disputes_pause_and_end(send: Any, late: Item) -> None:
    day = str(day_of(timezone.now()) + timedelta(days=3))
    status, promise = send("post", f"/items/{late.id}/promises", {"by_date": day, "amount_minor": 500})
    assert (status, promise["amount_minor"], promise["outcome"]) == (201, 500, "")
    assert send("get", "/late-items")[1]["items"][0]["promised_by"] == day
    assert send("post", f"/items/{late.id}/promises", {"by_date": day, "amount_minor": 99_999})[0] == 422
    assert send("post", f"/promises/{promise['id']}/withdrawals")[1]["outcome"] == "withdrawn"
    status, dispute = send("post", f"/items/{late.id}/disputes", {"reason": "A leg is loose"})
    assert (status, send("get", "/late-items")[1]["items"][0]["disputed"]) == (201, "A leg is loose")
    assert send("post", f"/disputes/{dispute['id']}/closures", {"outcome": "Sent"})[1]["outcome"] == "Sent"


def test_plans_and_rules_are_set(send: Any) -> None:
    (ready,) = send("get", "/dunning-plans")[1]["plans"]
    assert (ready["id"], len(ready["steps"])) == (None, 3)
    status, plan = send("post", "/dunning-plans", PLAN)
    assert (status, plan["steps"][0]["interest_percent"]) == (201, "8.5")
    assert send("put", f"/dunning-plans/{plan['id']}", PLAN | {"name": {"en": "Other"}})[1]["name"] == {
        "en": "Other"
    }
    assert send("delete", f"/dunning-plans/{plan['id']}")[0] == 204
    assert send("put", "/payment-rules", {"small_minor": 5})[1] == {
        "small_minor": 5,
        "match_sure": False,
        "remind_daily": False,
        "expire_vouchers": False,
        "relieve_tax": False,
        "cash_steps": {},
    }
    assert send("get", "/payment-rules")[1]["small_minor"] == 5

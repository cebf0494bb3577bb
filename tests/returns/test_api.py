"""Returns by API: taken up, approved, received, settled, each once by its key and in few statements."""

from __future__ import annotations

import pytest

from polku.billing.models import Invoice
from polku.orders.models import Order
from polku.returns.models import Return
from tests.conftest import People
from tests.orders.door import Door
from tests.returns.conftest import wish
from tests.returns.sums import left_open, sound

MOST = {"request": 16, "approve": 8, "receive": 22, "settle": 51}
"""Statements of each request, with those of the token.

Settling issues a credit note, matches it and pays it back; the won deal is worth less then, and says so.
"""


@pytest.fixture
def office(people: People) -> Door:
    return Door(people.actor("admin"))


def body(order: Order, quantity: str = "3", resolution: str = "refund") -> dict[str, object]:
    line = order.lines.get().pk
    return {
        "lines": [
            {"order_line_id": line, "quantity": quantity, "reason": "faulty", "resolution": resolution}
        ],
        "note": "Three wobble",
    }


def test_a_return_goes_from_wish_to_money_in_few_statements(
    delivered: Order, paid: Invoice, office: Door
) -> None:
    path = f"/orders/{delivered.pk}/returns"
    counted = {}
    for _ in range(2):  # the first one finds caches cold
        seen, made = office.statements("POST", path, body(delivered))
        counted["request"] = seen
        of = f"/returns/{made['id']}"
        counted["approve"], _answer = office.statements("POST", f"{of}/approvals", {})
        counted["receive"], _answer = office.statements("POST", f"{of}/receipts", {})
        counted["settle"], settled = office.statements("POST", f"{of}/settlements", {})
    told = {name: len(seen) for name, seen in counted.items()}
    assert {name: number for name, number in told.items() if number > MOST[name]} == {}, told
    assert settled["state"] == "settled"
    read = office("GET", of)[1]
    (line,) = read["lines"]
    assert (line["received_quantity"], line["condition"], line["cost_minor"]) == ("3", "as_new", 22501)
    assert [len(line[name]) for name in ("invoice_ids", "credit_note_ids", "refund_ids")] == [1, 1, 1]
    assert left_open(delivered) == []
    sound()


def test_the_same_key_takes_up_one_return(delivered: Order, office: Door) -> None:
    path = f"/orders/{delivered.pk}/returns"
    first = office("POST", path, body(delivered), key="once")
    assert first == office("POST", path, body(delivered), key="once")
    assert (first[0], Return.objects.count()) == (201, 1)
    assert office("GET", f"/orders/{delivered.pk}/returnable")[1][0]["left"] == "7"


def test_what_cannot_be_is_refused_by_name(delivered: Order, office: Door, people: People) -> None:
    path = f"/orders/{delivered.pk}/returns"
    status, answer = office("POST", path, body(delivered, "11"))
    assert (status, answer["code"], answer["errors"].keys()) == (
        422,
        "more_than_delivered",
        {"lines.0.quantity"},
    )
    assert office("POST", path, body(delivered, "-1"))[0] == 422
    assert office("POST", path, body(delivered) | {"lines": []})[0] == 422
    row = office("POST", path, body(delivered))[1]
    of = f"/returns/{row['id']}"
    assert office("POST", f"{of}/receipts", {})[1]["code"] == "wrong_state"
    assert office("POST", f"{of}/settlements", {})[1]["code"] == "not_received"
    assert office("POST", f"{of}/refusals", {"reason": " "})[0] == 422
    assert office("POST", f"{of}/refusals", {"reason": "Used"})[1]["state"] == "refused"
    alice, charlie = Door(people.actor("alice")), Door(people.actor("charlie"))
    row = alice("POST", path, body(delivered))[1]
    assert alice("POST", f"/returns/{row['id']}/approvals", {})[0] == 403
    assert charlie("GET", f"/returns/{row['id']}")[0] == 404
    assert charlie("POST", path, body(delivered))[0] == 404


def test_costs_are_told_to_who_may_see_them(delivered: Order, office: Door, people: People) -> None:
    row = office("POST", f"/orders/{delivered.pk}/returns", body(delivered))[1]
    office("POST", f"/returns/{row['id']}/approvals", {})
    office("POST", f"/returns/{row['id']}/receipts", {})
    alice = Door(people.actor("alice"))
    assert alice("GET", f"/returns/{row['id']}")[1]["lines"][0]["cost_minor"] is None
    assert wish(delivered, 1).order_id == delivered.pk

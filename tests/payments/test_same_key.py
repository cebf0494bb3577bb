"""One key sent twice at the same moment: who comes second waits for the first, and is told what the first was told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from polku.access.models import IdempotentAnswer
from polku.books.models import Entry
from polku.db.sqlite import base
from polku.documents.queries import numbers_are_whole
from polku.eventlog import subscriptions
from polku.eventlog.models import Event
from polku.kernel.errors import Refused
from polku.orders.models import Order
from polku.payments.models import Receipt
from tests.conftest import People
from tests.db.on_disk import WAIT_SECONDS, at_once, on_disk
from tests.orders.door import Door
from tests.payments.conftest import Bill
from tests.payments.test_api import PAID

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "payments.payment_received"


class Meeting:
    """Lets two requests meet: the first one stays in its transaction until the second is about to write too."""

    def __init__(self, *, fails: bool) -> None:
        self._fails = fails
        self._first_is_in, self._second_is_in = threading.Event(), threading.Event()

    def hold_first(self, _events: Sequence[Event]) -> None:
        """A subscriber: whoever tells of a payment first waits here, with all its rows written."""
        if not self._first_is_in.is_set():
            self._first_is_in.set()
            assert self._second_came()
            if self._fails:
                raise Refused("The bank called it back.")

    def _second_came(self) -> bool:
        """On SQLite it stands in line before it asks."""
        until = time.monotonic() + WAIT_SECONDS
        while not self._second_is_in.wait(0.005) and time.monotonic() < until:
            if any(line.is_waited_for for line in base.lines.values()):
                return True
        return self._second_is_in.is_set()

    def second(self, send: Callable[[], Any]) -> Any:
        """Send once the first is in; it is in itself once it asks more than whose token and which key it is."""
        assert self._first_is_in.wait(WAIT_SECONDS)
        asked = []

        def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            asked.append(sql)
            if len(asked) > 1:
                self._second_is_in.set()
            return execute(sql, params, many, context)

        with connection.execute_wrapper(watch):
            return send()


def meet(first: Callable[[], Any], second: Callable[[], Any], *, fails: bool = False) -> Sequence[Any]:
    """What both were answered; the first one is refused at its end, if it `fails`."""
    of = Meeting(fails=fails)
    subscriptions.on(KIND, of.hold_first)
    try:
        return at_once(first, lambda: of.second(second))
    finally:
        subscriptions._handlers[KIND].remove(of.hold_first)


@pytest.fixture
def office(people: People) -> Door:
    return Door(people.actor("admin"))


@pytest.mark.parametrize("of_a_bill", [True, False])
def test_the_second_waits_and_gets_the_equal_answer(
    tmp_path: Path, office: Door, bill: Bill, order: Order, of_a_bill: bool
) -> None:
    """Of a bill the second finds nothing left to pay; without one only the kept answer stands in its way."""
    due = bill(11980)
    more = {"invoice_ids": [due.invoice_id]} if of_a_bill else {}
    body = PAID | {"customer_id": order.customer_id} | more
    with on_disk(tmp_path):
        first, second = meet(*[lambda: office("POST", "/receipts", body, key="bank-7")] * 2)
        assert first == second
        assert first[0] == 201
        assert first[1]["open_minor"] == (0 if of_a_bill else 11980)
        counts = Receipt.objects.count(), Entry.objects.count(), Event.objects.filter(kind=KIND).count()
        assert (*counts, IdempotentAnswer.objects.count()) == (1, 1, 1, 1)
        assert list(numbers_are_whole()) == []


def test_the_second_is_refused_where_it_asks_for_something_else(
    tmp_path: Path, office: Door, order: Order
) -> None:
    body = PAID | {"customer_id": order.customer_id}
    with on_disk(tmp_path):
        first, second = meet(
            lambda: office("POST", "/receipts", body, key="bank-7"),
            lambda: office("POST", "/receipts", body | {"amount_minor": 5}, key="bank-7"),
        )
        assert (first[0], second[0], second[1]["code"]) == (201, 422, "idempotency_mismatch")
        assert list(Receipt.objects.values_list("amount_minor", flat=True)) == [11980]


def test_the_second_is_carried_out_where_the_first_is_refused(
    tmp_path: Path, office: Door, order: Order
) -> None:
    body = PAID | {"customer_id": order.customer_id}
    with on_disk(tmp_path):
        send = [lambda: office("POST", "/receipts", body, key="bank-7")] * 2
        first, second = meet(*send, fails=True)
        assert (first[0], first[1]["message"]) == (409, "The bank called it back.")
        assert (second[0], Receipt.objects.count(), IdempotentAnswer.objects.count()) == (201, 1, 1)

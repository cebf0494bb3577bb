"""An invoice counts as sent when it left or was handed over, not while its message waits."""

from __future__ import annotations

import pytest

from polku.access.logic import Actor
from polku.billing.actions.sending import send
from polku.billing.models import Invoice
from polku.eventlog.events import Via
from polku.mail.actions import hand_over, send_due
from polku.mail.models import Outgoing
from polku.orders.models import Order
from polku.process.facts import load
from tests.billing.conftest import Bill
from tests.conftest import NOW


def test_an_invoice_that_waits_for_a_mail_server_is_not_sent_until_it_is_handed_over(
    shipped: Order, bill: Bill, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POLKU_SMTP_URL", raising=False)
    row = bill(shipped)

    def told() -> tuple[object, object]:
        deal_id = row.deal_id
        return Invoice.objects.get().sent_at, load(["invoice_sent"], [deal_id])[deal_id]["invoice_sent"]

    posted = send(row.id, to="dora@dora.example", actor=admin, at=NOW)
    send_due(at=NOW)
    assert (Outgoing.objects.get().state, told()) == ("waiting", (None, False))
    hand_over(posted.id, actor_id=None, via=Via.WEB, at=NOW)
    assert told() == (NOW, True)

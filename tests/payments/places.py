"""Where the addresses of payments stand in the matrix of addresses and roles, and the things they are tried on."""

from datetime import date

from polku.access.logic import SYSTEM
from polku.kernel.money import Money
from polku.payments.actions import match, receive, take_statement
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.models import Item, StatementLine
from tests.conftest import NOW
from tests.payments.mt940 import statement

_SEE, _REGISTER, _MATCH, _REFUND = "payments.see", "payments.register", "payments.match", "payments.refund"

PAGES = {
    "payments:payments": f"{_SEE} -",
    "payments:new": f"{_REGISTER} {_REGISTER}",
    "payments:open": f"{_SEE} -",
    "payments:export": "access.export -",
    "payments:inbox": f"{_REGISTER} -",
    "payments:taking": f"- {_REGISTER}",
    "payments:confirmation": f"- {_REGISTER}",
    "payments:setting_aside": f"{_REGISTER} {_REGISTER}",
    "payments:line_undo": f"- {_REGISTER}",
    "payments:unmatching": f"- {_MATCH}",
    "payments:payment": f"{_SEE}* -",
    "payments:matching": f"- {_MATCH}",
    "payments:reversal": f"{_REGISTER} {_REGISTER}",
    "payments:refund": f"{_REFUND} {_REFUND}",
}

OPERATIONS = {
    "GET /items": _SEE,
    "GET /receipts": _SEE,
    "POST /receipts": _REGISTER,
    "GET /receipts/{receipt_id}": f"{_SEE}*",
    "POST /receipts/{receipt_id}/reversals": _REGISTER,
    "POST /items/{item_id}/refunds": _REFUND,
    "POST /matches": _MATCH,
    "POST /matches/{match_id}/undo": _MATCH,
    "POST /bank-statements": _REGISTER,
    "GET /bank-lines": _REGISTER,
    "POST /bank-lines/{line_id}/confirmations": _REGISTER,
    "POST /bank-lines/{line_id}/settings-aside": _REGISTER,
    "POST /bank-lines/{line_id}/undo": _REGISTER,
}

BODIES: dict[str, object] = {
    "POST /receipts": {"amount_minor": 100, "currency": "EUR", "received_date": "2026-11-20"},
    "POST /receipts/{receipt_id}/reversals": {"reason": "It bounced"},
    "POST /items/{item_id}/refunds": {"amount_minor": 1},
    "POST /matches": {"matches": [{"debit_id": "{bill_item_id}", "credit_id": "{money_item_id}"}]},
    "POST /bank-lines/{line_id}/confirmations": {},
    "POST /bank-lines/{line_id}/settings-aside": {"reason": "A fee"},
    "POST /bank-lines/{line_id}/undo": {"reason": "Wrong"},
}

FORMS: dict[str, dict[str, str]] = {"payments:matching": {"item": "{bill_item_id}"}}

_WHERE: dict[str, object] = {"line_id": "{bank_line_id}", "match_id": "{match_id}"}
SPECIAL: dict[str, dict[str, object]] = {
    "payments:": _WHERE,
    "POST /bank-lines": _WHERE,
    "POST /matches": _WHERE,
    "POST /items": {"item_id": "{money_item_id}"},
}


def things() -> dict[str, object]:
    """Payments that nobody knows the payer of, one of them matched with a bill, and a booking that waits."""
    news = [NewReceipt(Money(500, "EUR"), date(2026, 11, 20))] * 2
    open_one, matched = [answer.receipt for answer in receive(news, actor=SYSTEM, at=NOW)]
    assert open_one
    assert matched
    bill, other = (
        Item.objects.create(
            side="debit", kind="invoice", number=f"OLD-{n}", currency="EUR", amount_minor=500, open_minor=500,
            company_minor=500, on_date=date(2026, 11, 20), recorded_at=NOW,
        )
        for n in range(2)
    )  # fmt: skip
    (link,) = match([Match(other.id, matched.item.id)], actor=SYSTEM, at=NOW)
    take_statement(statement((700, "Nobody", "Rent")), actor=SYSTEM, at=NOW)
    return {
        "receipt_id": open_one.id, "money_item_id": open_one.item.id, "bill_item_id": bill.id, "match_id": link.id,
        "bank_line_id": StatementLine.objects.get().id,
    }  # fmt: skip

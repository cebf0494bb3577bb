"""Where the addresses of payments stand in the matrix of addresses and roles, and the things they are tried on."""

from datetime import UTC, date, datetime, timedelta

from polku.access.logic import SYSTEM
from polku.catalogue.models import CustomerGroup
from polku.kernel.money import Money
from polku.kernel.words import Text
from polku.payments.actions import (
    NewVoucher,
    PlannedStep,
    issue_vouchers,
    match,
    note_promise,
    open_dispute,
    receive,
    save_plan,
    take_statement,
    waive,
)
from polku.payments.actions.files import bring_file
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.models import Item, Reminder, StatementLine
from tests.conftest import NOW
from tests.payments.mt940 import statement

_SEE, _REGISTER, _MATCH, _REFUND = "payments.see", "payments.register", "payments.match", "payments.refund"
_CHASE, _RULES = "payments.chase", "payments.set_rules"

PAGES = {
    "payments:payments": f"{_SEE} -",
    "payments:new": f"{_REGISTER} {_REGISTER}",
    "payments:open": f"{_SEE} -",
    "payments:export": "access.export -",
    "payments:overdue": f"{_SEE} -",
    "payments:reminders": f"{_CHASE} {_CHASE}",
    "payments:promise": f"{_CHASE} {_CHASE}",
    "payments:promise_removal": f"- {_CHASE}",
    "payments:dispute": f"{_CHASE} {_CHASE}",
    "payments:dispute_removal": f"- {_CHASE}",
    "payments:dispute_end": f"{_CHASE} {_CHASE}",
    "payments:dispute_reopening": f"- {_CHASE}",
    "payments:waiver": f"{_CHASE} {_CHASE}",
    "payments:waiver_removal": f"- {_CHASE}",
    "payments:task_done": f"- {_CHASE}",
    "payments:task_reopening": f"- {_CHASE}",
    "payments:settings": f"{_RULES} {_RULES}",
    "payments:new_plan": f"{_RULES} {_RULES}",
    "payments:plan": f"{_RULES} {_RULES}",
    "payments:plan_removal": f"- {_RULES}",
    "payments:inbox": f"{_REGISTER} -",
    "payments:file": f"{_REGISTER} {_REGISTER}",
    "payments:file_progress": f"{_REGISTER} -",
    "payments:file_removal": f"- {_REGISTER}",
    "payments:taking": f"- {_REGISTER}",
    "payments:confirmation": f"- {_REGISTER}",
    "payments:setting_aside": f"{_REGISTER} {_REGISTER}",
    "payments:line_undo": f"- {_REGISTER}",
    "payments:item": f"{_SEE} -",
    "payments:matched": f"{_SEE} -",
    "payments:unmatching": f"- {_MATCH}",
    "payments:payment": f"{_SEE}* -",
    "payments:matching": f"- {_MATCH}",
    "payments:late_charge": f"- {_MATCH}",
    "payments:reversal": f"{_REGISTER} {_REGISTER}",
    "payments:undo": f"- {_REGISTER}",
    "payments:refund": f"{_REFUND} {_REFUND}",
    "payments:item_refund": f"{_REFUND} {_REFUND}",
    "payments:item_matching": f"- {_MATCH}",
    "payments:writing_off": f"- {_REFUND}",
    "payments:vouchers": f"{_REGISTER} -",
    "payments:new_voucher": f"{_REGISTER} {_REGISTER}",
    "payments:voucher_expiry": f"- {_REFUND}",
    "payments:voucher_extension": f"{_REFUND} {_REFUND}",
    "payments:voucher_withdrawal": f"{_REFUND} {_REFUND}",
}

OPERATIONS = {
    "GET /items": _SEE,
    "GET /receipts": _SEE,
    "POST /receipts": _REGISTER,
    "GET /receipts/{receipt_id}": f"{_SEE}*",
    "POST /receipts/{receipt_id}/reversals": _REGISTER,
    "POST /items/{item_id}/refunds": _REFUND,
    "POST /items/{item_id}/write-offs": _REFUND,
    "GET /vouchers": _REGISTER,
    "POST /vouchers": _REGISTER,
    "POST /voucher-expiries": _REFUND,
    "POST /vouchers/{voucher_id}/extensions": _REFUND,
    "POST /vouchers/{voucher_id}/withdrawals": _REFUND,
    "POST /matches": _MATCH,
    "POST /matches/{match_id}/undo": _MATCH,
    "POST /bank-statements": _REGISTER,
    "GET /bank-statement-files/{file_id}": _REGISTER,
    "GET /bank-lines": _REGISTER,
    "POST /bank-lines/{line_id}/confirmations": _REGISTER,
    "POST /bank-lines/{line_id}/settings-aside": _REGISTER,
    "POST /bank-lines/{line_id}/undo": _REGISTER,
    "GET /late-items": _SEE,
    "POST /reminders": _CHASE,
    "POST /reminders/{reminder_id}/settlements": _CHASE,
    "POST /reminders/{reminder_id}/reopenings": _CHASE,
    "POST /items/{item_id}/promises": _CHASE,
    "POST /promises/{promise_id}/withdrawals": _CHASE,
    "POST /items/{item_id}/disputes": _CHASE,
    "POST /disputes/{dispute_id}/closures": _CHASE,
    "GET /receipts/{receipt_id}/late-charges": f"{_SEE}*",
    "POST /items/{item_id}/late-charges": _MATCH,
    "POST /items/{item_id}/waivers": _CHASE,
    "POST /waivers/{waiver_id}/withdrawals": _CHASE,
    "GET /dunning-plans": _SEE,
    "POST /dunning-plans": _RULES,
    "PUT /dunning-plans/{plan_id}": _RULES,
    "DELETE /dunning-plans/{plan_id}": _RULES,
    "GET /payment-rules": _SEE,
    "PUT /payment-rules": _RULES,
}

_PLAN = {"name": {"en": "Plan"}, "steps": [{"days": 3, "subject": {"en": "Late"}, "text": {"en": "Pay"}}]}
BODIES: dict[str, object] = {
    "POST /reminders": {"item_ids": ["{late_item_id}"], "early": True},
    "POST /items/{item_id}/promises": {
        "by_date": (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    },
    "POST /items/{item_id}/disputes": {"reason": "A leg is loose"},
    "POST /disputes/{dispute_id}/closures": {"outcome": "Sent"},
    "POST /items/{item_id}/late-charges": {"credit_id": "{money_item_id}"},
    "POST /items/{item_id}/waivers": {"reason": "A good customer"},
    "POST /dunning-plans": _PLAN,
    "PUT /dunning-plans/{plan_id}": _PLAN,
    "PUT /payment-rules": {"small_minor": 5},
    "POST /receipts": {"amount_minor": 100, "currency": "EUR", "received_date": "2026-11-20"},
    "POST /receipts/{receipt_id}/reversals": {"reason": "It bounced"},
    "POST /items/{item_id}/refunds": {"amount_minor": 1},
    "POST /vouchers/{voucher_id}/extensions": {"expires_on": None},
    "POST /vouchers/{voucher_id}/withdrawals": {"reason": "Wrong"},
    "POST /vouchers": {"amount_minor": 500, "currency": "EUR", "method": "bank"},
    "POST /matches": {"matches": [{"debit_id": "{bill_item_id}", "credit_id": "{money_item_id}"}]},
    "POST /bank-lines/{line_id}/confirmations": {},
    "POST /bank-lines/{line_id}/settings-aside": {"reason": "A fee"},
    "POST /bank-lines/{line_id}/undo": {"reason": "Wrong"},
}

_STEP = {
    "level": "",
    "days": "3",
    "channel": "mail",
    "subject": "Late",
    "text": "Pay",
    "fee": "",
    "interest": "",
}
FORMS: dict[str, dict[str, str]] = {
    "payments:matching": {"item": "{bill_item_id}"},
    "payments:item_matching": {"item": "{bill_item_id}"},
    "payments:item_refund": {"amount": "0.01", "method": "bank"},
    "payments:voucher_extension": {"expires_on": "2031-12-31"},
    "payments:new_voucher": {"amount": "5", "currency": "EUR", "method": "bank"},
    "payments:reminders": {"id": "{late_item_id}"},
    "payments:file": {
        "date": "When",
        "amount": "Much",
        "text": "What",
        "own_account": "FI2112345600000785",
        "own_currency": "EUR",
        "order": "dmy",
        "decimal": ".",
    },
    "payments:late_charge": {"item": "{charged_item_id}"},
    "payments:waiver": {"reason": "A good customer"},
    "payments:dispute_end": {"outcome": "Sent"},
    "payments:settings": {"small": "0.05"},
    "payments:new_plan": {"name": "Plan"} | _STEP,
    "payments:plan": {"name": "Plan"} | _STEP,
}

_WHERE: dict[str, object] = {
    "line_id": "{bank_line_id}", "match_id": "{match_id}", "item_id": "{late_item_id}", "plan_id": "{dunning_plan_id}",
    "file_id": "{bank_file_id}",
}  # fmt: skip
SPECIAL: dict[str, dict[str, object]] = {
    "payments:": _WHERE,
    "POST /bank-lines": _WHERE,
    "GET /bank-statement-files": _WHERE,
    "POST /matches": _WHERE,
    "PUT /dunning-plans": _WHERE,
    "DELETE /dunning-plans": _WHERE,
    "payments:item_refund": {"item_id": "{money_item_id}"},
    "payments:item_matching": {"item_id": "{money_item_id}"},
    "POST /items/{item_id}/refunds": {"item_id": "{money_item_id}"},
    "POST /items": {"item_id": "{late_item_id}"},
    "POST /items/{item_id}/late-charges": {"item_id": "{charged_item_id}"},
    "POST /items/{item_id}/waivers": {"item_id": "{charged_item_id}"},
    "payments:waiver": {"item_id": "{charged_item_id}"},
}


def things() -> dict[str, object]:
    """Payments that nobody knows the payer of, one of them matched with a bill, and a booking that waits."""
    news = [NewReceipt(Money(500, "EUR"), date(2026, 11, 20))] * 2
    open_one, matched = [answer.receipt for answer in receive(news, actor=SYSTEM, at=NOW)]
    assert open_one
    assert matched
    bill, other, late, promised, disputed = (
        Item.objects.create(
            side="debit", kind="invoice", number=f"OLD-{n}", currency="EUR", amount_minor=500, open_minor=500,
            company_minor=500, on_date=date(2026, 11, 20), recorded_at=NOW,
        )
        for n in range(5)
    )  # fmt: skip
    (link,) = match([Match(other.id, matched.item.id)], actor=SYSTEM, at=NOW)
    take_statement(statement((700, "Nobody", "Rent")), actor=SYSTEM, at=NOW)
    group = CustomerGroup.objects.create(key="dunned", name=Text.of("Late ones"))
    step = PlannedStep(5, "Late", "Pay")
    plan = save_plan(name="Late ones", tier=group.key, steps=[step], actor=SYSTEM, at=NOW)
    promise = note_promise(promised.id, by_date=NOW.date(), actor=SYSTEM, at=NOW)
    dispute = open_dispute(disputed.id, reason="A leg is loose", actor=SYSTEM, at=NOW)
    call = Reminder.objects.create(item=promised, level=1, channel="task", at=NOW)
    for item in (other, promised):
        Reminder.objects.create(item=item, level=2, fee_minor=100, at=NOW)
    waiver = waive(promised.id, reason="A good customer", actor=SYSTEM, at=NOW)
    table = bring_file(b"When,What,Much\n20.11.2026,Rent,5.00\n", name="x.csv", actor=SYSTEM, at=NOW)
    (voucher,) = issue_vouchers([NewVoucher(Money(500, "EUR"))], actor=SYSTEM, at=NOW)
    return {
        "voucher_id": voucher.id, "charged_item_id": other.id, "waiver_id": waiver.id,
        "late_item_id": late.id, "promise_id": promise.id, "dispute_id": dispute.id, "reminder_id": call.id,
        "dunning_plan_id": plan.id, "bank_file_id": table.id,
        "receipt_id": open_one.id, "money_item_id": open_one.item.id, "bill_item_id": bill.id, "match_id": link.id,
        "bank_line_id": StatementLine.objects.get().id,
    }  # fmt: skip

"""Writes of payments."""

from polku.payments.actions.charging import keep_late_charge, waive, withdraw_waiver
from polku.payments.actions.expiring import expire_daily, expire_vouchers, extend_voucher
from polku.payments.actions.matching import match, undo_match
from polku.payments.actions.planning import PlannedStep, change_rules, remove_plan, save_plan
from polku.payments.actions.promising import (
    close_dispute,
    end_promises,
    note_promise,
    open_dispute,
    withdraw_promise,
)
from polku.payments.actions.receiving import Received, receive, reverse
from polku.payments.actions.refunding import refund, refund_note
from polku.payments.actions.reminding import Reminded, remind, remind_daily, reopen_task, settle_task
from polku.payments.actions.statements import (
    Confirmation,
    Taken,
    confirm_line,
    confirm_lines,
    ignore_line,
    take_statement,
    undo_line,
)
from polku.payments.actions.vouchers import NewVoucher, issue_vouchers
from polku.payments.actions.withdrawing import withdraw_voucher
from polku.payments.actions.writing_off import write_off

__all__ = [
    "Confirmation",
    "NewVoucher",
    "PlannedStep",
    "Received",
    "Reminded",
    "Taken",
    "change_rules",
    "close_dispute",
    "confirm_line",
    "confirm_lines",
    "end_promises",
    "expire_daily",
    "expire_vouchers",
    "extend_voucher",
    "ignore_line",
    "issue_vouchers",
    "keep_late_charge",
    "match",
    "note_promise",
    "open_dispute",
    "receive",
    "refund",
    "refund_note",
    "remind",
    "remind_daily",
    "remove_plan",
    "reopen_task",
    "reverse",
    "save_plan",
    "settle_task",
    "take_statement",
    "undo_line",
    "undo_match",
    "waive",
    "withdraw_promise",
    "withdraw_voucher",
    "withdraw_waiver",
    "write_off",
]

"""Kinds and roles of accounts, and the ready chart that every company starts with."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from polku.kernel.words import Text


class AccountKind(StrEnum):
    """The five kinds of accounts: what is owned, owed, put in, earned and spent."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


DEBIT_KINDS: Final = frozenset({AccountKind.ASSET.value, AccountKind.EXPENSE.value})
"""Kinds whose balance is told as debit less credit; the others the other way round."""
RESULT_KINDS: Final = frozenset({AccountKind.INCOME.value, AccountKind.EXPENSE.value})
"""Kinds that make the profit."""


class Role(StrEnum):
    """What an account is for, so that documents find theirs in any chart. Each role has one account."""

    BANK = "bank"
    CASH = "cash"
    PAYMENTS_IN_TRANSIT = "payments_in_transit"
    RECEIVABLE = "receivable"
    INVENTORY = "inventory"
    FX_CLEARING = "fx_clearing"
    VAT_INPUT = "vat_input"
    WITHHOLDING = "withholding"
    PAYABLE = "payable"
    GOODS_RECEIVED = "goods_received"
    PREPAYMENTS = "prepayments"
    VOUCHERS = "vouchers"
    REWARDS = "rewards"
    VAT_OUTPUT = "vat_output"
    CAPITAL = "capital"
    RETAINED = "retained"
    OPENING = "opening"
    REVENUE_GOODS = "revenue_goods"
    REVENUE_SERVICES = "revenue_services"
    FREIGHT = "freight"
    DISCOUNTS = "discounts"
    FX_GAIN = "fx_gain"
    VOUCHERS_EXPIRED = "vouchers_expired"
    LATE_CHARGES = "late_charges"
    COST_OF_GOODS = "cost_of_goods"
    STOCK_DIFFERENCES = "stock_differences"
    BAD_DEBT = "bad_debt"
    FX_LOSS = "fx_loss"
    SMALL_DIFFERENCES = "small_differences"
    CASH_ROUNDING = "cash_rounding"
    BANK_FEES = "bank_fees"


@dataclass(frozen=True, slots=True)
class ReadyAccount:
    """An account of the ready chart."""

    code: str
    kind: AccountKind
    role: str
    name: Text


@cache
def ready_chart(name: str = "international") -> tuple[ReadyAccount, ...]:
    """The ready chart of accounts, in the order of its codes."""
    text = (files("polku.books") / "ready" / f"{name}.yaml").read_text(encoding="utf-8")
    rows: list[Mapping[str, object]] = yaml.safe_load(text)["accounts"]
    return tuple(
        ReadyAccount(
            code=str(row["code"]),
            kind=AccountKind(str(row["kind"])),
            role=str(row.get("role", "")),
            name=Text.of(row["name"]),  # type: ignore[arg-type]  # checked by Text itself
        )
        for row in rows
    )

"""To what cash is rounded, by the company's rules."""

from collections.abc import Mapping

from polku.payments.logic.cash import rounded
from polku.payments.queries.plans import rules


def cash_steps() -> Mapping[str, int]:
    """The step of each currency, in minor units; one statement."""
    found: Mapping[str, int] = rules().cash_steps
    return found


def in_cash(minor: int, currency: str) -> int:
    """What is handed over for a sum that is paid in cash."""
    return rounded(minor, cash_steps().get(currency, 0))

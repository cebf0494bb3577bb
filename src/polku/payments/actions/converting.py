"""What money in one currency settles of a bill in another: at the rate of the day it came."""

from fractions import Fraction

from polku.catalogue.logic.rounding import half_up
from polku.company.queries import company, rate
from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.money import exponent
from polku.payments.logic.kinds import MONEY
from polku.payments.models import Item


def most_settled(debit: Item, credit: Item) -> int:
    """How much of a bill the money could settle, in the bill's currency.

    Raises: Invalid (no rate of the bill's currency is known for that day; a credit note in another currency).
    """
    if debit.currency == credit.currency:
        return min(debit.open_minor, credit.open_minor)
    return min(debit.open_minor, half_up(credit.open_minor * _worth(debit, credit)))


def taken_of(debit: Item, credit: Item, amount: int) -> int:
    """What settling so much of a bill takes of the money, in the money's currency; all of it where that is meant."""
    if debit.currency == credit.currency:
        return amount
    one = _worth(debit, credit)
    if amount >= half_up(credit.open_minor * one):
        return credit.open_minor
    return max(1, min(credit.open_minor, half_up(amount / one)))


def _worth(debit: Item, credit: Item) -> Fraction:
    """What a minor unit of the money is worth in minor units of the bill's currency, by the books and the day's rate.

    The money counts as it was booked when it came, so that nothing is gained or lost between its own two sides.
    """
    if credit.kind not in MONEY:
        raise Invalid(gettext_noop("The payment is in another currency than the bill."), field="credit_id")
    own = company().currency
    of_bill = Fraction(rate(debit.currency, credit.on_date, base=own))
    in_minor = of_bill * Fraction(10) ** (exponent(own) - exponent(debit.currency))
    return Fraction(credit.company_minor, credit.amount_minor) / in_minor

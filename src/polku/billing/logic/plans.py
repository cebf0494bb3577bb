"""Plans of billing: which part of an order is asked for from which day on. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from polku.catalogue.logic.rounding import half_up
from polku.kernel.errors import Invalid, gettext_noop

STEPS_MAX: Final = 60


@dataclass(frozen=True)
class Step:
    """So many per cent of an order, from a day on."""

    on_date: date
    percent: Decimal


def checked(steps: Sequence[Step]) -> list[Step]:
    """The steps by their days. Raises: Invalid (too many, more than the whole)."""
    if len(steps) > STEPS_MAX:
        raise Invalid(gettext_noop("A plan has 60 steps at most."), field="steps")
    if any(not 0 < one.percent <= 100 for one in steps):
        raise Invalid(gettext_noop("Between 0 and 100 %."), field="steps")
    if sum(one.percent for one in steps) > 100:
        raise Invalid(gettext_noop("The steps come to more than 100 %."), field="steps")
    return sorted(steps, key=lambda one: one.on_date)


def amounts(gross_minor: int, percents: Sequence[Decimal]) -> list[int]:
    """What each step comes to: rounded so that the steps up to each are right together, and 100 % is all of it."""
    found, so_far, share = [], 0, Fraction(0)
    for percent in percents:
        share += Fraction(percent) / 100
        upto = half_up(gross_minor * share)
        found.append(upto - so_far)
        so_far = upto
    return found

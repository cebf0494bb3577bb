"""The VAT of a bill that is written off, as far as it is not owed any more. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from polku.books.logic.entries import Line
from polku.catalogue.logic.rounding import half_up
from polku.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Taxed:
    """What a bill booked under one tax key, in its own currency and in that of the company."""

    key: str
    base_minor: int
    tax_minor: int
    company_base_minor: int
    company_tax_minor: int


def loss(
    taxed: Sequence[Taxed], *, left: Money, worth: int, of: int, own: str
) -> tuple[tuple[Line, ...], int]:
    """The lines of a loss of `left`, worth so much in company currency, of a bill of `of`; and the tax among them.

    Each rate gives its share of what is open: its tax comes off what is owed, its base lowers what was sold in the VAT
    report; what rounding leaves, and what bears no tax, is loss without a key.
    """
    share = Fraction(left.minor, of)
    parts = [_part(one, share, left.currency == own) for one in taxed]
    # No part may be below zero, nor all together more than what is lost.
    parts = [one for one in parts if min(one.base_minor, one.tax_minor, one.company_base_minor) >= 0]
    rest = left.minor - sum(one.base_minor + one.tax_minor for one in parts)
    own_rest = worth - sum(one.company_base_minor + one.company_tax_minor for one in parts)
    if parts and (rest < 0 or own_rest < 0):
        parts[0], rest, own_rest = _lowered(parts[0], rest, own_rest)
    lines = []
    for one in parts:
        lines += [
            _debit("bad_debt", one.base_minor, one.company_base_minor, left.currency, one.key),
            _debit("vat_output", one.tax_minor, one.company_tax_minor, left.currency, one.key),
        ]
    lines.append(_debit("bad_debt", rest, own_rest, left.currency, ""))
    kept = tuple(one for one in lines if one.amount.minor or one.company_minor)
    return kept, sum(one.company_tax_minor for one in parts)


def _part(one: Taxed, share: Fraction, is_own: bool) -> Taxed:
    base, tax = half_up(one.base_minor * share), half_up(one.tax_minor * share)
    if is_own:
        return Taxed(one.key, base, tax, base, tax)
    own_base, own_tax = half_up(one.company_base_minor * share), half_up(one.company_tax_minor * share)
    return Taxed(one.key, base, tax, own_base, own_tax)


def _lowered(one: Taxed, rest: int, own_rest: int) -> tuple[Taxed, int, int]:
    """A cent too many by rounding comes off the base of the first rate."""
    base, own_base = one.base_minor + min(rest, 0), one.company_base_minor + min(own_rest, 0)
    return (
        Taxed(one.key, base, one.tax_minor, own_base, one.company_tax_minor),
        max(rest, 0),
        max(own_rest, 0),
    )


def _debit(role: str, minor: int, own: int, currency: str, key: str) -> Line:
    return Line(role=role, debit=Money(minor, currency), company_minor=own, tax_key=key)

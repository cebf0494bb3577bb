"""Whether the figures of an e-invoice add up, in words: the arithmetic of EN 16931 (BR-CO and their kin).

The official rules accept tax that is wrong by almost one; here it is exact, to the cent per rate. Where tax was
rounded on every line, a cent per line may be between; that is said as a remark, not as a fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from polku.billing.logic.einvoice.model import Allowance, Document, Line
from polku.catalogue.logic.rounding import half_up
from polku.kernel.errors import Message, gettext_noop
from polku.kernel.money import CURRENCIES, exponent

ZERO: Final = Decimal(0)
CENT: Final = Decimal("0.01")
_Rate = tuple[str, Decimal | None]


@dataclass(frozen=True)
class Finding:
    """What is wrong (or, as a remark, unusual): the rule of the standard and a sentence."""

    rule: str
    message: Message
    is_fault: bool = True

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


def validate(document: Document) -> list[Finding]:
    """Everything that does not add up; nothing where all does."""
    return [
        *_present(document),
        *_lines(document),
        *_sums(document),
        *_rates(document),
    ]


def _present(document: Document) -> Iterator[Finding]:
    wanted = (
        ("BR-02", document.number, gettext_noop("The invoice has no number.")),
        ("BR-03", document.issued, gettext_noop("The invoice has no date.")),
        ("BR-05", document.currency, gettext_noop("The invoice has no currency.")),
        ("BR-06", document.seller.name, gettext_noop("The seller has no name.")),
        ("BR-07", document.buyer.name, gettext_noop("The buyer has no name.")),
        ("BR-09", document.seller.address and document.seller.address.country,
         gettext_noop("The seller's address has no country.")),
        ("BR-11", document.buyer.address and document.buyer.address.country,
         gettext_noop("The buyer's address has no country.")),
        ("BR-16", document.lines, gettext_noop("The invoice has no line.")),
        ("BR-CO-18", document.subtotals, gettext_noop("Nothing says which tax is charged.")),
        ("BR-CO-26", document.seller.identifiers or document.seller.legal_id or document.seller.vat_id,
         gettext_noop("The seller has neither a VAT id nor a register number.")),
    )  # fmt: skip
    for rule, value, text in wanted:
        if not value:
            yield Finding(rule, Message(text))
    if document.currency and document.currency not in CURRENCIES:
        text = gettext_noop("“%(currency)s” is no currency.")
        yield Finding("BR-CL-04", Message(text, currency=document.currency))
    asks = (document.totals.payable or ZERO) > 0 and not document.is_credit
    if asks and not document.due and not document.terms:
        yield Finding("BR-CO-25", Message(gettext_noop("Nothing says until when it is to be paid.")))


def _lines(document: Document) -> Iterator[Finding]:
    for line in document.lines:
        told = _worth(line, _places(document))
        if told is not None and told != line.net:
            text = gettext_noop("Line %(line)s comes to %(found)s, but says %(said)s.")
            message = Message(text, line=line.number, found=f"{told:f}", said=f"{line.net:f}")
            yield Finding(
                "BT-131", message, is_fault=False
            )  # no official rule: many write a price of nothing


def _worth(line: Line, places: int) -> Decimal | None:
    """Quantity times price, less allowances, plus charges; None where it cannot be told."""
    if line.quantity is None:
        return None
    base = line.base_quantity.value if line.base_quantity else Decimal(1)
    if not base:
        return None
    amount = Fraction(line.quantity.value) * Fraction(line.price) / Fraction(base)
    return _rounded(amount, places) + _signed(line.allowances)


def _signed(allowances: tuple[Allowance, ...]) -> Decimal:
    return sum((one.amount if one.charge else -one.amount for one in allowances), ZERO)


def _rounded(amount: Fraction, places: int) -> Decimal:
    return Decimal(half_up(amount * 10**places)).scaleb(-places)


def _places(document: Document) -> int:
    """Decimals of the amounts: those of the currency, two at most (BR-DEC)."""
    return min(exponent(document.currency), 2) if document.currency in CURRENCIES else 2


def _sums(document: Document) -> Iterator[Finding]:
    """BR-CO-10 to BR-CO-16: each sum follows from those before it."""
    said = document.totals
    allowances = sum((one.amount for one in document.allowances if not one.charge), ZERO)
    charges = sum((one.amount for one in document.allowances if one.charge), ZERO)
    lines, net, gross = said.lines or ZERO, said.net or ZERO, said.gross or ZERO
    tax = document.tax or ZERO
    found = (
        ("BR-CO-10", said.lines, sum((one.net for one in document.lines), ZERO),
         gettext_noop("The lines come to %(found)s, but their sum says %(said)s.")),
        ("BR-CO-11", said.allowances, allowances,
         gettext_noop("The allowances come to %(found)s, but their sum says %(said)s.")),
        ("BR-CO-12", said.charges, charges,
         gettext_noop("The charges come to %(found)s, but their sum says %(said)s.")),
        ("BR-CO-13", said.net, lines - (said.allowances or ZERO) + (said.charges or ZERO),
         gettext_noop("The sum without tax is %(found)s, but says %(said)s.")),
        ("BR-CO-14", document.tax, sum((one.tax for one in document.subtotals), ZERO),
         gettext_noop("The taxes come to %(found)s, but their sum says %(said)s.")),
        ("BR-CO-15", said.gross, net + tax,
         gettext_noop("The sum with tax is %(found)s, but says %(said)s.")),
        ("BR-CO-16", said.payable, gross - (said.prepaid or ZERO) + (said.rounding or ZERO),
         gettext_noop("The amount to pay is %(found)s, but says %(said)s.")),
    )  # fmt: skip
    for rule, stated, worked_out, text in found:
        if (stated or ZERO) != worked_out:
            message = Message(text, found=f"{worked_out:f}", said=f"{stated or ZERO:f}")
            yield Finding(rule, message)


def _rates(document: Document) -> Iterator[Finding]:
    """BR-CO-17 and the sums of each rate (BR-S-08 and those like it)."""
    bases: dict[_Rate, Decimal] = defaultdict(Decimal)
    counts: dict[_Rate, int] = defaultdict(int)
    places = _places(document)
    for line in document.lines:
        key = _key(line.category, line.percent)
        bases[key] += line.net
        counts[key] += 1
    for one in document.allowances:
        bases[_key(one.category, one.tax_percent)] += one.amount if one.charge else -one.amount
    for subtotal in document.subtotals:
        key = _key(subtotal.category, subtotal.percent)
        rate = f"{subtotal.category} {subtotal.percent or ZERO:f} %"
        if subtotal.base != bases.pop(key, ZERO):
            text = gettext_noop(
                "What is taxed with %(rate)s does not follow from the lines: it says %(said)s."
            )
            yield Finding(f"BR-{subtotal.category}-08", Message(text, rate=rate, said=f"{subtotal.base:f}"))
        exact = _rounded(Fraction(subtotal.base) * Fraction(subtotal.percent or 0) / 100, places)
        if exact != subtotal.tax:
            text = gettext_noop("The tax of %(rate)s is %(found)s, but says %(said)s.")
            message = Message(text, rate=rate, found=f"{exact:f}", said=f"{subtotal.tax:f}")
            by_line = abs(exact - subtotal.tax) <= CENT * max(counts[key], 1)
            yield Finding("BR-CO-17", message, is_fault=not by_line)
    if len(document.subtotals) > 1 and any(one.category == "O" for one in document.subtotals):
        text = gettext_noop("What is not subject to tax (O) needs an invoice of its own.")
        yield Finding("BR-O-11", Message(text))
    for (category, percent), base in bases.items():
        if base:
            text = gettext_noop("Lines are taxed with %(rate)s, but the taxes don't name it.")
            yield Finding(f"BR-{category}-01", Message(text, rate=f"{category} {percent or ZERO:f} %"))


def _key(category: str, percent: Decimal | None) -> _Rate:
    return category, (percent or ZERO).normalize()

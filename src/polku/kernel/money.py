"""Amounts of money: whole minor units and a currency, exact from input to ledger.

A decimal column on SQLite is a float (123456789012345.67 reads back as ...346.00), so nothing here or in
the database is anything but an integer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Final, Self

from babel import Locale
from babel.numbers import NumberPattern, get_currency_symbol, parse_pattern

from polku.kernel.errors import Invalid, Message, gettext_noop

MINOR_LIMIT: Final = 2**63
"""An amount must fit the signed 64-bit integer of both databases."""

_CODES: Final = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP
    BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB
    EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
    JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND
    TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF
    YER ZAR ZMW ZWG
"""
CURRENCIES: Final = frozenset(_CODES.split())
"""ISO 4217 codes in use, without metals and test codes."""

# ISO 4217 exponents that are not 2. Babel's CLDR digits differ (RSD 0, AFN 0): for shopping, not for books.
_BY_EXPONENT: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_EXPONENTS: Final = {code: places for places, codes in _BY_EXPONENT.items() for code in codes.split()}

_SPACES: Final = " \u00a0\u202f\u2009"
_APOSTROPHES: Final = "'\u2019"


class CurrencyMismatch(TypeError):
    """Two currencies met in one sum or comparison; convert first."""


def exponent(currency: str) -> int:
    """Say how many decimals a currency has (EUR 2, JPY 0, BHD 3); refuse an unknown code."""
    if currency not in CURRENCIES:
        raise Invalid(
            Message(gettext_noop("“%(currency)s” is not a currency code."), currency=currency),
            code="unknown_currency",
            field="currency",
        )
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `Money(12350, "EUR")` is 123.50 euros."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {type(self.minor).__name__}")
        if not -MINOR_LIMIT < self.minor < MINOR_LIMIT:
            raise Invalid(gettext_noop("The amount is too large."), code="amount_too_large", field="amount")
        exponent(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """No money, of a currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str, *, decimal: str = ".") -> Self:
        """Read what a person typed; refuse anything that could be read in two ways."""
        whole, fraction, negative = _digits(text, decimal)
        places = exponent(currency)
        kept, extra = fraction[:places], fraction[places:]
        # "12.500" EUR may be twelve and a half or twelve thousand five hundred: only harmless zeros pass.
        if extra and (extra.strip("0") or len(fraction) == 3):
            raise Invalid(
                Message(
                    gettext_noop("“%(text)s” has more decimals than %(currency)s allows (%(places)s)."),
                    text=text,
                    currency=currency,
                    places=places,
                ),
                code="too_many_decimals",
                field="amount",
            )
        minor = int(whole + kept.ljust(places, "0"))
        return cls(-minor if negative else minor, currency)

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: str) -> Self:
        """Take an exact decimal; refuse one with more decimals than the currency has."""
        minor = _exact(amount) * 10 ** exponent(currency)
        if minor.denominator != 1:
            raise Invalid(
                Message(
                    gettext_noop("“%(text)s” has more decimals than %(currency)s allows (%(places)s)."),
                    text=str(amount),
                    currency=currency,
                    places=exponent(currency),
                ),
                code="too_many_decimals",
                field="amount",
            )
        return cls(minor.numerator, currency)

    @classmethod
    def sum(cls, amounts: Iterable[Money], currency: str) -> Self:
        """Add amounts of one currency; nothing adds up to zero of `currency`."""
        total = 0
        for amount in amounts:
            if amount.currency != currency:
                raise CurrencyMismatch(f"{amount.currency} in a sum of {currency}")
            total += amount.minor
        return cls(total, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in whole units, with the decimals of its currency: 123.50."""
        with localcontext(prec=40):
            return Decimal(self.minor).scaleb(-exponent(self.currency))

    @property
    def is_zero(self) -> bool:
        """Whether nothing is left."""
        return self.minor == 0

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            return NotImplemented
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def times(self, factor: Decimal | Fraction | int) -> Money:
        """Multiply by a quantity or a rate, rounding once, half to even."""
        return Money(round(self.minor * _exact(factor)), self.currency)

    def split(self, weights: Sequence[int | Decimal | Fraction]) -> list[Money]:
        """Divide by weights with no cent lost: largest remainder first, the earlier of equals."""
        shares = [_exact(weight) for weight in weights]
        total = sum(shares, Fraction(0))
        if total <= 0 or min(shares) < 0:
            raise Invalid(gettext_noop("The shares must be positive."), code="bad_weights", field="weights")
        exact = [abs(self.minor) * share / total for share in shares]
        parts = [int(part) for part in exact]
        left = abs(self.minor) - sum(parts)
        by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
        for index in by_remainder[:left]:
            parts[index] += 1
        sign = -1 if self.minor < 0 else 1
        return [Money(sign * part, self.currency) for part in parts]

    def convert(self, rate: Decimal | Fraction, to: str) -> Money:
        """Give the amount in another currency: one unit of this one is `rate` units of `to`; half to even."""
        factor = _exact(rate)
        if factor <= 0:
            raise Invalid(gettext_noop("The exchange rate must be positive."), code="bad_rate", field="rate")
        scale = Fraction(10) ** (exponent(to) - exponent(self.currency))
        return Money(round(self.minor * factor * scale), to)

    def format(self, locale: str = "en") -> str:
        """Show the amount as people of a language write it: “1 234,50 €”."""
        pattern, parsed = _pattern(locale, self.currency)
        return str(pattern.apply(self.decimal, parsed, currency=self.currency, currency_digits=False))

    def __str__(self) -> str:
        return f"{self.decimal:f} {self.currency}"

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money and {type(other).__name__} do not mix")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor


def _exact(number: Decimal | Fraction | int) -> Fraction:
    """Take a number as a fraction; a decimal like 1E-999999999 would fill the memory as one."""
    if isinstance(number, Decimal):
        places = number.as_tuple().exponent
        if not isinstance(places, int) or places < -60 or number.adjusted() > 60:
            raise Invalid(gettext_noop("This is not a number we can calculate with."), code="bad_number")
    return Fraction(number)


@lru_cache(maxsize=64)
def _number(decimal: str) -> re.Pattern[str]:
    if decimal not in {".", ","}:
        raise ValueError("the decimal sign is a point or a comma")
    other = "," if decimal == "." else "."
    groups = f"[{re.escape(other)}{_SPACES}{_APOSTROPHES}]"
    whole = rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:(?P<sep>{groups})[0-9]{{3}})(?:(?P=sep)[0-9]{{3}})*)"
    return re.compile(
        rf"(?P<sign>[-+\u2212]?)(?P<whole>{whole})(?:{re.escape(decimal)}(?P<fraction>[0-9]+))?"
    )


def _digits(text: str, decimal: str) -> tuple[str, str, bool]:
    match = _number(decimal).fullmatch(text.strip()) if len(text) <= 60 else None
    if match is None:
        raise Invalid(
            Message(gettext_noop("“%(text)s” is not an amount."), text=text[:60]),
            code="bad_amount",
            field="amount",
        )
    whole = re.sub("[^0-9]", "", match["whole"])
    return whole, match["fraction"] or "", match["sign"] in {"-", "\u2212"}


@lru_cache(maxsize=128)
def _pattern(locale: str, currency: str) -> tuple[NumberPattern, Locale]:
    parsed = Locale.parse(locale.replace("-", "_"))
    written = parsed.currency_formats["standard"].pattern
    if str(get_currency_symbol(currency, parsed))[-1:].isalpha():
        written = written.replace("¤#", "¤\u00a0#")  # “RSD 123.45” beside “€123.45”
    pattern = parse_pattern(written)
    places = exponent(currency)
    pattern.frac_prec = (places, places)
    return pattern, parsed

from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from polku.kernel.errors import Invalid
from polku.kernel.money import CURRENCIES, MINOR_LIMIT, CurrencyMismatch, Money, exponent

amounts = st.integers(min_value=-(10**15), max_value=10**15)


def eur(minor):
    return Money(minor, "EUR")


@pytest.mark.parametrize(
    ("currency", "places"),
    [("EUR", 2), ("JPY", 0), ("BHD", 3), ("CLF", 4), ("RSD", 2), ("ISK", 0), ("TWD", 2)],
)
def test_a_currency_has_its_iso_decimals(currency, places):
    assert exponent(currency) == places


def test_the_table_of_decimals_differs_from_babel_only_where_babel_drops_small_coins():
    differing = {code for code in CURRENCIES if get_currency_precision(code) > exponent(code)}
    assert differing == set()


@pytest.mark.parametrize("code", ["", "eur", "EURO", "XXX", "€"])
def test_an_unknown_currency_is_refused(code):
    with pytest.raises(Invalid):
        Money(1, code)


@pytest.mark.parametrize(
    ("text", "currency", "decimal", "minor"),
    [
        ("1,234.50", "EUR", ".", 123450),
        ("1.234,50", "EUR", ",", 123450),
        ("1 234,5", "EUR", ",", 123450),
        ("1\u00a0234\u00a0567,89", "EUR", ",", 123456789),
        ("1\u202f234,00", "EUR", ",", 123400),
        ("1'234.00", "CHF", ".", 123400),
        ("1234567", "EUR", ".", 123456700),
        ("-0.05", "EUR", ".", -5),
        ("\u22120.05", "EUR", ".", -5),
        ("+7", "EUR", ".", 700),
        ("1,234", "JPY", ".", 1234),
        ("100.00", "JPY", ".", 100),
        ("1.234", "BHD", ".", 1234),
        (" 5.00 ", "EUR", ".", 500),
        ("123456789012345.67", "EUR", ".", 12345678901234567),
    ],
)
def test_a_typed_amount_is_read(text, currency, decimal, minor):
    assert Money.parse(text, currency, decimal=decimal) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("", "."),
        ("abc", "."),
        ("1,23.50", "."),
        ("12,34", "."),
        ("0,123", "."),
        ("1,234 567", "."),
        ("1.2.3", "."),
        (".5", "."),
        ("5.", "."),
        ("1e5", "."),
        ("1.005", "."),
        ("1.500", "."),
        ("1,500", ","),
        ("--5", "."),
        ("٥", "."),
        ("NaN", "."),
        ("9" * 40, "."),
        ("1" * 100, "."),
    ],
)
def test_an_amount_that_may_be_misread_is_refused(text, decimal):
    with pytest.raises(Invalid):
        Money.parse(text, "EUR", decimal=decimal)


def test_a_decimal_is_taken_exactly_or_refused():
    assert Money.from_decimal(Decimal("123456789012345.67"), "EUR") == eur(12345678901234567)
    assert Money.from_decimal(Decimal("1E+3"), "EUR") == eur(100000)
    for bad in ("1.005", "NaN", "Infinity", "1E-999999999", "1E+999999999"):
        with pytest.raises(Invalid):
            Money.from_decimal(Decimal(bad), "EUR")


@given(amounts, st.sampled_from(["EUR", "JPY", "BHD"]))
def test_the_decimal_reads_back_as_the_same_amount(minor, currency):
    money = Money(minor, currency)
    assert Money.from_decimal(money.decimal, currency) == money
    assert Money.parse(f"{money.decimal:f}", currency) == money


def test_amounts_add_subtract_negate_and_multiply():
    assert eur(150) + eur(50) - eur(30) == eur(170)
    assert -eur(5) == eur(-5)
    assert abs(eur(-5)) == eur(5)
    assert eur(5) * 3 == 3 * eur(5) == eur(15)
    assert Money.sum([eur(1), eur(2)], "EUR") == eur(3)
    assert Money.sum([], "EUR") == Money.zero("EUR")


def test_a_float_never_becomes_money():
    with pytest.raises(TypeError):
        Money(1.5, "EUR")
    with pytest.raises(TypeError):
        eur(1) * 1.5
    with pytest.raises(TypeError):
        Money(True, "EUR")


def test_currencies_do_not_mix():
    for mix in (
        lambda: eur(1) + Money(1, "USD"),
        lambda: eur(1) - Money(1, "USD"),
        lambda: eur(1) < Money(1, "USD"),
        lambda: eur(1) >= Money(1, "USD"),
        lambda: Money.sum([Money(1, "USD")], "EUR"),
    ):
        with pytest.raises(CurrencyMismatch):
            mix()
    assert eur(1) != Money(1, "USD")


def test_amounts_of_one_currency_compare():
    assert sorted([eur(3), eur(1), eur(2)]) == [eur(1), eur(2), eur(3)]
    assert eur(2) >= eur(2) > eur(1)


def test_an_amount_beyond_64_bits_is_refused():
    assert eur(MINOR_LIMIT - 1).minor == MINOR_LIMIT - 1
    for minor in (MINOR_LIMIT, -MINOR_LIMIT):
        with pytest.raises(Invalid):
            eur(minor)
    with pytest.raises(Invalid):
        eur(MINOR_LIMIT - 1) + eur(1)


def test_ten_cents_in_three_parts_lose_no_cent():
    assert eur(10).split([1, 1, 1]) == [eur(4), eur(3), eur(3)]
    assert eur(-10).split([1, 1, 1]) == [eur(-4), eur(-3), eur(-3)]
    assert eur(100).split([0, Decimal("0.5"), Decimal("1.5")]) == [eur(0), eur(25), eur(75)]


def test_the_largest_remainder_gets_the_odd_cent():
    assert eur(100).split([1, 2, 3]) == [eur(17), eur(33), eur(50)]
    assert eur(7).split([3, 3, 1]) == [eur(3), eur(3), eur(1)]


@pytest.mark.parametrize("weights", [[], [0], [1, -1], [-1, 2]])
def test_shares_must_be_positive(weights):
    with pytest.raises(Invalid):
        eur(10).split(weights)


@given(amounts, st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=8).filter(any))
def test_the_parts_of_a_split_add_up_and_are_within_a_cent(minor, weights):
    parts = eur(minor).split(weights)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)


def test_conversion_rounds_half_to_even_once():
    assert eur(100).convert(Decimal("1.085"), "USD") == Money(108, "USD")
    assert eur(100).convert(Decimal("1.095"), "USD") == Money(110, "USD")
    assert eur(100).convert(Decimal("163.555"), "JPY") == Money(164, "JPY")
    assert Money(164, "JPY").convert(Decimal("0.0061"), "EUR") == eur(100)
    assert eur(-100).convert(Decimal("1.085"), "USD") == Money(-108, "USD")


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "1E-999999999"])
def test_a_rate_is_a_positive_number(rate):
    with pytest.raises(Invalid):
        eur(1).convert(Decimal(rate), "USD")


def test_a_quantity_multiplies_exactly():
    assert eur(999).times(Decimal("2.5")) == eur(2498)
    assert eur(1001).times(Decimal("2.5")) == eur(2502)


@pytest.mark.parametrize(
    ("money", "locale", "shown"),
    [
        (Money(123456789, "EUR"), "en", "€1,234,567.89"),
        (Money(123450, "EUR"), "fi", "1\u00a0234,50\u00a0€"),
        (Money(123450, "PLN"), "pl", "1\u00a0234,50\u00a0zł"),
        (Money(12345, "RSD"), "en", "RSD\u00a0123.45"),
        (Money(1234567, "BHD"), "en", "BHD\u00a01,234.567"),
        (Money(1234, "JPY"), "zh-hant", "¥1,234"),
        (Money(-500, "EUR"), "en", "-€5.00"),
        (Money(9223372036854775807, "EUR"), "en", "€92,233,720,368,547,758.07"),
    ],
)
def test_an_amount_is_shown_as_people_write_it(money, locale, shown):
    assert money.format(locale) == shown


def test_an_amount_prints_plainly():
    assert str(eur(123450)) == "1234.50 EUR"
    assert str(Money(5, "JPY")) == "5 JPY"

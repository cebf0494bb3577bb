"""Published figures, and 10,000 random documents against an arithmetic that is written differently."""

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.catalogue.logic.totals import (
    Adjustment,
    DocLine,
    Rounding,
    Tax,
    TaxSubtotal,
    Totals,
    Withholding,
    line_minor,
    list_minor,
    totals,
)
from polku.kernel.errors import Invalid

D = Decimal


def line(quantity: str, price: str, percent: str = "0", **more: object) -> DocLine:
    return DocLine(D(quantity), D(price), Tax("S", D(percent)), **more)  # type: ignore[arg-type]


def shown(found: Totals) -> tuple[int, int, int]:
    return found.net_minor, found.tax_minor, found.gross_minor


def test_half_a_cent_of_a_line_goes_up() -> None:
    assert line_minor(line("9.5", "124.75"), "EUR") == 118513


def test_tax_is_rounded_once_per_document_or_once_per_line() -> None:
    lines = [line("1", "97.50", "19"), line("1", "65.00", "19"), line("1", "32.50", "19")]
    per_document = totals(lines, currency="EUR")
    per_line = totals(lines, currency="EUR", rounding=Rounding.LINE)
    assert (per_document.tax_minor, per_line.tax_minor) == (3705, 3706)
    assert per_document.line_tax_minors == (1853, 1235, 617)
    assert per_line.line_tax_minors == (1853, 1235, 618)


def test_tax_is_taken_out_of_a_gross_price() -> None:
    assert shown(totals([line("1", "124.40", "8")], currency="EUR", prices_include_tax=True)) == (
        11519,
        921,
        12440,
    )


def test_many_lines_of_one_thing_cost_as_much_as_one() -> None:
    lines = [line(quantity, "4.60", "19") for quantity in ("1", "99", "300", "250", "350")]
    assert shown(totals(lines, currency="EUR")) == (460_000, 87_400, 547_400)


def test_a_currency_without_decimals_has_whole_tax() -> None:
    assert shown(totals([line("22689", "1", "19")], currency="JPY")) == (22_689, 4_311, 27_000)


def test_a_currency_with_three_decimals_keeps_them() -> None:
    assert shown(totals([line("3", "1.2345", "5")], currency="BHD")) == (3_704, 185, 3_889)


def test_withholding_leaves_out_what_the_fund_adds() -> None:
    found = totals([line("1", "50", "22")], currency="EUR", withholding=Withholding(D(20), D(4)))
    assert shown(found) == (5200, 1144, 6344)
    assert (found.charge_minor, found.withheld_minor, found.payable_minor) == (200, 1000, 5344)


def test_rates_have_their_own_subtotals_the_highest_first() -> None:
    lines = [
        line("1", "100", "10"),
        line("1", "50", "25.5"),
        DocLine(D(1), D(7), Tax("E")),
        line("2", "1", "25.50"),
    ]
    assert totals(lines, currency="EUR").subtotals == (
        TaxSubtotal("S", D("25.5"), 5200, 1326),
        TaxSubtotal("S", D(10), 10000, 1000),
        TaxSubtotal("E", D(0), 700, 0),
    )


def test_discounts_and_charges_of_a_line_come_before_tax() -> None:
    one = line("3", "10", "24", discount_percent=D(10), discount_minor=100, charge_minor=50)
    assert (line_minor(one, "EUR"), list_minor(one, "EUR")) == (2650, 3000)
    assert shown(totals([one], currency="EUR")) == (2650, 636, 3286)


def test_a_price_may_be_for_a_hundred() -> None:
    assert line_minor(line("250", "12.50", base_quantity=D(100)), "EUR") == 3125


def test_an_allowance_of_the_document_is_shared_by_the_rates() -> None:
    lines = [line("1", "100", "24"), line("1", "50", "10")]
    found = totals(
        lines, currency="EUR", allowances=[Adjustment(percent=D(10))], charges=[Adjustment(amount_minor=100)]
    )
    assert [(one.tax.percent, one.net_minor, one.charge) for one in found.adjusted] == [
        (D(24), -1000, False),
        (D(10), -500, False),
        (D(24), 67, True),
        (D(10), 33, True),
    ]
    assert (found.lines_minor, found.allowance_minor, found.charge_minor) == (15000, 1500, 100)
    assert shown(found) == (13600, 2629, 16229)


def test_freight_may_have_a_rate_of_its_own() -> None:
    freight = Adjustment(amount_minor=500, tax=Tax("S", D(24)), reason="freight")
    found = totals([line("1", "10", "10")], currency="EUR", charges=[freight])
    assert shown(found) == (1500, 220, 1720)
    assert found.adjusted[0].reason == "freight"


def test_an_allowance_that_nothing_can_share_asks_for_its_rate() -> None:
    with pytest.raises(Invalid, match="which tax rate"):
        totals([], currency="EUR", allowances=[Adjustment(amount_minor=100)])


def test_what_is_paid_and_rounded_changes_only_what_is_to_pay() -> None:
    found = totals([line("1", "10.02", "0")], currency="EUR", paid_minor=500, rounding_minor=-2)
    assert (found.gross_minor, found.payable_minor) == (1002, 500)


def test_a_document_without_lines_is_nothing() -> None:
    assert shown(totals([], currency="EUR")) == (0, 0, 0)


@pytest.mark.parametrize("category", ["Z", "E", "AE", "K", "G", "O"])
def test_a_category_without_tax_has_no_percentage(category: str) -> None:
    with pytest.raises(Invalid, match=f"Tax category {category} cannot have 24 %"):
        Tax(category, D(24))


def test_a_price_for_no_quantity_is_refused() -> None:
    with pytest.raises(Invalid, match="for none"):
        line_minor(line("1", "1", base_quantity=D(0)), "EUR")


def test_a_float_is_a_bug() -> None:
    with pytest.raises(TypeError):
        line_minor(DocLine(1.5, D(1), Tax()), "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("quantity", ["NaN", "1E+999999999", "1E-999999999"])
def test_a_number_that_would_fill_the_memory_is_refused(quantity: str) -> None:
    with pytest.raises(Invalid, match="calculate"):
        line_minor(line(quantity, "1"), "EUR")


def test_an_amount_that_no_database_holds_is_refused() -> None:
    with pytest.raises(Invalid, match="too large"):
        totals([line("90000000000", "1000000", "24")], currency="EUR")
    with pytest.raises(Invalid, match="too large"):
        totals([line("80000000000", "1000000", "24")], currency="EUR")


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**62))
def test_ten_thousand_documents_equal_another_arithmetic(seed: int) -> None:
    random = Random(seed)
    for number in range(1000):
        lines, how = _document(random)
        found = totals(lines, **how)
        with localcontext(prec=80):
            assert _said(found) == _oracle(lines, **how), (lines, how)
        _holds_together(found, lines, how)
        if number % 5 == 0:
            _mirrored(found, lines, how)


def _document(random: Random) -> tuple[list[DocLine], dict[str, object]]:
    taxes = random.sample(_TAXES, random.randint(1, 4))
    sign = random.choice([1, 1, 1, -1])
    lines = [_line(random, random.choice(taxes), sign) for _ in range(random.randint(1, 6))]
    return lines, {
        "currency": random.choice(["EUR", "USD", "JPY", "BHD"]),
        "prices_include_tax": random.random() < 0.5,
        "rounding": random.choice(list(Rounding)),
        "allowances": _adjustments(random, taxes, sign),
        "charges": _adjustments(random, taxes, sign),
        "withholding": random.choice([None, None, Withholding(D(20)), Withholding(D("11.5"), D(4))]),
        "paid_minor": random.choice([0, random.randint(0, 9999)]),
    }


_TAXES = [Tax("S", D(p)) for p in ("25.5", "24", "22", "19", "13.5", "10", "8", "5", "7.7", "21.123456")] + [
    Tax("AE"), Tax("E"), Tax("Z"), Tax("L", D("6.5")),
]  # fmt: skip


def _line(random: Random, tax: Tax, sign: int) -> DocLine:
    places = random.choice([0, 0, 1, 3, 6])
    return DocLine(
        sign * D(random.randint(1, 10 ** random.randint(1, 7))).scaleb(-places),
        D(random.randint(0, 10 ** random.randint(2, 9))).scaleb(-random.choice([2, 2, 2, 4, 6])),
        tax,
        discount_percent=random.choice([D(0), D(0), D(10), D("33.3333")]),
        discount_minor=sign * random.choice([0, 0, random.randint(0, 99)]),
        charge_minor=sign * random.choice([0, 0, random.randint(0, 99)]),
        base_quantity=random.choice([D(1), D(1), D(1), D(100), D(7)]),
    )


def _adjustments(random: Random, taxes: list[Tax], sign: int) -> list[Adjustment]:
    made = []
    for _ in range(random.choice([0, 0, 1, 2])):
        percent = random.choice([D(0), D(3), D("12.5")])
        amount = sign * random.randint(1, 5000)
        made.append(
            Adjustment(amount, percent, random.choice(taxes))
            if random.random() < 0.5
            else Adjustment(0, percent)
        )
    return made


def _said(found: Totals) -> dict[str, object]:
    return {
        "lines": list(found.line_minors),
        "rates": {(one.category, one.percent): (one.base_minor, one.tax_minor) for one in found.subtotals},
        "sums": (
            found.net_minor,
            found.tax_minor,
            found.gross_minor,
            found.withheld_minor,
            found.payable_minor,
        ),
    }


def _oracle(
    lines: list[DocLine], *, currency: str, prices_include_tax: bool, rounding: Rounding,
    allowances: list[Adjustment], charges: list[Adjustment], withholding: Withholding | None, paid_minor: int,
) -> dict[str, object]:  # fmt: skip
    """The same sums by Decimal and plain lists: amounts by rate, then each rate for itself."""
    unit = D(1).scaleb(-{"JPY": 0, "BHD": 3}.get(currency, 2))
    amounts, by_tax = [], {}
    for one in lines:
        full = one.quantity * one.unit_price * (D(100) - one.discount_percent) / (D(100) * one.base_quantity)
        minor = full.quantize(unit, ROUND_HALF_UP) / unit - one.discount_minor + one.charge_minor
        amounts.append(int(minor))
        by_tax.setdefault(one.tax, []).append(minor)
    bases = {tax: sum(found) for tax, found in by_tax.items()}
    for adjustments, sign in ((allowances, -1), (charges, 1)):
        for one in adjustments:
            for tax, part in _oracle_parts(one, bases).items():
                by_tax.setdefault(tax, []).append(sign * part)
    before = {tax: _oracle_rate(found, tax, prices_include_tax, rounding) for tax, found in by_tax.items()}
    if withholding and withholding.added_percent:
        for found in by_tax.values():
            found.append((sum(found) * withholding.added_percent / 100).quantize(D(1), ROUND_HALF_UP))
    rates = {tax: _oracle_rate(found, tax, prices_include_tax, rounding) for tax, found in by_tax.items()}
    net, tax_sum = sum(net for net, _ in rates.values()), sum(tax for _, tax in rates.values())
    base = sum(net for net, _ in before.values())
    withheld = (base * withholding.percent / 100).quantize(D(1), ROUND_HALF_UP) if withholding else D(0)
    return {
        "lines": amounts,
        "rates": {(tax.category, tax.percent): found for tax, found in rates.items()},
        "sums": (net, tax_sum, net + tax_sum, withheld, net + tax_sum - withheld - paid_minor),
    }


def _oracle_parts(one: Adjustment, bases: dict[Tax, Decimal]) -> dict[Tax, Decimal]:
    if one.tax is not None:
        share = (bases.get(one.tax, D(0)) * one.percent / 100).quantize(
            D(1), ROUND_HALF_UP
        ) + one.amount_minor
        return {one.tax: share} if share else {}
    exact = {tax: base * one.percent / 100 for tax, base in bases.items()}
    left = sum(exact.values()).quantize(D(1), ROUND_HALF_UP)
    sign = -1 if (left or next((value for value in exact.values() if value), D(0))) < 0 else 1
    parts = {
        tax: (sign * value).quantize(D(1), ROUND_CEILING) - (0 if sign * value % 1 == 0 else 1)
        for tax, value in exact.items()
    }
    while sum(parts.values()) < sign * left:  # a unit to who is furthest below what is right
        short = max(parts, key=lambda tax: sign * exact[tax] - parts[tax])
        parts[short] += 1
    return {tax: sign * part for tax, part in parts.items() if part}


def _oracle_rate(
    found: list[Decimal], tax: Tax, gross_prices: bool, rounding: Rounding
) -> tuple[Decimal, Decimal]:
    groups = [[one] for one in found] if rounding is Rounding.LINE else [found]
    net = whole = D(0)
    for group in groups:
        total = sum(group, D(0))
        if gross_prices:
            net += (total * 100 / (100 + tax.percent)).quantize(D(1), ROUND_HALF_UP)
            whole += total
        else:
            net += total
            whole += total + (total * tax.percent / 100).quantize(D(1), ROUND_HALF_UP)
    return net, whole - net


def _holds_together(found: Totals, lines: list[DocLine], how: dict[str, object]) -> None:
    assert found.net_minor + found.tax_minor == found.gross_minor
    assert found.lines_minor - found.allowance_minor + found.charge_minor == found.net_minor
    assert found.net_minor == sum(found.line_net_minors) + sum(one.net_minor for one in found.adjusted)
    assert found.tax_minor == sum(found.line_tax_minors) + sum(one.tax_minor for one in found.adjusted)
    if how["prices_include_tax"]:
        assert found.line_minors == tuple(
            map(sum, zip(found.line_net_minors, found.line_tax_minors, strict=True))
        )
    else:
        assert found.line_minors == found.line_net_minors


def _mirrored(found: Totals, lines: list[DocLine], how: dict[str, object]) -> None:
    """A credit note of the whole document is the document with every sign turned."""
    turned = {
        **how,
        "paid_minor": -how["paid_minor"],  # type: ignore[operator]
        "allowances": [replace(one, amount_minor=-one.amount_minor) for one in how["allowances"]],  # type: ignore[attr-defined]
        "charges": [replace(one, amount_minor=-one.amount_minor) for one in how["charges"]],  # type: ignore[attr-defined]
    }
    credit = totals([_turned(one) for one in lines], **turned)  # type: ignore[arg-type]
    assert credit.line_net_minors == tuple(-minor for minor in found.line_net_minors)
    assert credit.line_tax_minors == tuple(-minor for minor in found.line_tax_minors)
    assert credit.payable_minor == -found.payable_minor


def _turned(one: DocLine) -> DocLine:
    return replace(
        one, quantity=-one.quantity, discount_minor=-one.discount_minor, charge_minor=-one.charge_minor
    )

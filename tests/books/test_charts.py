"""Pictures of the books: bars of the right side, a line over them, nothing unsafe."""

import re

from polku.books.logic.charts import Pair, Part, months, whole


def test_months_stand_over_and_under_zero_with_the_profit_as_a_line() -> None:
    pairs = [Pair("Jan", 300, 100), Pair("Feb", 0, 100), Pair("<Mar>", -100, 0)]
    drawn = months(pairs, label='"Profit" & loss', say=str, wide=True)
    assert (drawn.count('class="adv"'), drawn.count('class="lost"'), drawn.count('class="km"')) == (3, 3, 1)
    heights = [float(one) for one in re.findall(r'class="adv"[^>]*height="([\d.]+)"', drawn)]
    assert heights == [112.5, 0.0, 37.5]
    assert re.findall(r">(-?\d+)<", drawn) == ["0", "300", "-100"]
    assert "&lt;Mar&gt;" in drawn
    assert "aria-label='\"Profit\" &amp; loss'" in drawn


def test_names_on_the_axis_do_not_lie_over_each_other_and_a_phone_shows_fewer() -> None:
    pairs = [Pair(str(n), 100_000, 1) for n in range(11)] + [Pair("11", 0, 3)]
    drawn = months(pairs, label="", say=str, wide=False)
    assert re.findall(r'text-anchor="end">(-?\d+)<', drawn) == ["0", "100000"]
    assert re.findall(r'text-anchor="middle">(\d+)<', drawn) == ["0", "3", "6", "9"]
    wider = months(pairs, label="", say="{} EUR".format, wide=False)
    (place,) = re.findall(r'x="([\d.]+)"[^>]*>100000 EUR<', wider)
    assert float(place) > 6 * len("100000 EUR")
    assert months([], label="", say=str, wide=True).startswith("<svg")


def test_both_sides_of_a_whole_are_equally_wide() -> None:
    drawn = whole([[Part("Bank", 60), Part("Stock", 40)], [Part("Own", 100)]], label="")
    assert re.findall(r'x="([\d.]+)" y="(\d+)" width="([\d.]+)"', drawn) == [
        ("0.0", "0", "598.0"), ("600.0", "0", "398.0"), ("0.0", "30", "998.0"),
    ]  # fmt: skip

"""Formulas over a company whose figures are known, by period and in the scope of who asks."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pytest

from polku.access.logic import SYSTEM, Reach, Scope
from polku.insight import queries as insight
from polku.insight.filters import EVERYTHING, Drill, Filter
from polku.measures import registry
from polku.measures.logic.periods import Stretch, bounds, split
from polku.measures.logic.reading import read
from polku.measures.measuring import drilling
from polku.measures.measuring.figures import Measured, measured
from tests.conftest import NOW, People

NOVEMBER = Stretch(date(2026, 11, 1), date(2026, 11, 30))
ZONE = "Europe/Helsinki"


def one(text: str, f: Filter | None = None, stretch: Stretch = NOVEMBER) -> Measured:
    node = read(text, registry.units())
    return measured(node, f or Filter(), stretch.bounds(ZONE), actor=SYSTEM, now=NOW)[0]


VALUES = [
    ("opened", 14, 14),
    ("won", 7, 7),
    ("lost", 6, 6),
    ("closed", 13, 13),
    ("open", 1, 1),
    ("sum(value, won)", 2_200_000, 7),
    ("sum(value, open)", 100_000, 1),
    ("share(won, closed)", 7 / 13, 13),
    ("share(won, opened)", 0.5, 14),
    ("won / lost", 7 / 6, 6),
    ("won + lost * 2", 19, 7),
    ("mean(value, won)", 2_200_000 / 7, 7),
    ("median(value, won)", 300_000, 7),
    ("median(value, opened)", 150_000, 14),
    ("median(days(opened, won))", 10.0, 7),
    ("median(working_days(opened, won))", 8.0, 7),
    ("mean(hours(opened, closed))", 240.0, 13),
    ('won(source = "Fair")', 4, 4),
    ('won(source != "Fair", value > 1000)', 2, 2),
    ("opened(value <= 1000)", 7, 7),
    ('reached("find")', 14, 14),
    ('share(reached("offer"), opened)', 0.0, 14),
    ('count(act("engage.demo"))', 0, 0),
    ("won - 7", 0, 7),
]


@pytest.mark.parametrize(("text", "value", "n"), VALUES)
def test_a_formula_gives_what_was_counted_by_hand(selling: People, text: str, value: float, n: int) -> None:
    found = one(text)
    assert (found.value, found.n) == (pytest.approx(value), n)


def test_a_share_has_wilsons_interval_and_a_median_that_of_ranks(selling: People) -> None:
    share, median = one("share(won, closed)"), one("median(value, won)")
    assert (share.low, share.high) == (pytest.approx(0.2914, abs=1e-4), pytest.approx(0.7679, abs=1e-4))
    # Ranks 7/2 -+ 1.96 sqrt(7)/2: the first and the seventh of seven.
    assert (median.low, median.high) == (100_000, 600_000)


def test_too_few_rows_give_no_estimate(selling: People) -> None:
    riga = Filter(teams=(selling.riga.id,))
    few = one("mean(value, won)", riga)
    assert (few.value, few.n, few.few) == (None, 1, True)
    assert one("won", riga).value == 1
    assert one("won / open", riga) == Measured(None, 1, few=True, parts=one("won / open", riga).parts)


def test_what_happened_stands_in_its_week_of_the_company(selling: People) -> None:
    weeks = split(NOVEMBER, "week")
    node = read("opened + 0", registry.units())
    found = measured(node, Filter(), bounds(weeks, ZONE), actor=SYSTEM, now=NOW)
    assert [row.value for row in found] == [0, 14, 0, 0, 0, 0]
    won = measured(read("won"), Filter(), bounds(weeks, ZONE), actor=SYSTEM, now=NOW)
    assert [row.value for row in won] == [0, 0, 7, 0, 0, 0]
    still = measured(read("open"), Filter(), bounds(weeks, ZONE), actor=SYSTEM, now=NOW)
    assert [row.value for row in still] == [0, 14, 1, 1, 0, 0]


def test_days_of_the_filter_are_left_to_the_period(selling: People) -> None:
    assert one("won", Filter(date_from=date(2026, 11, 20))).value == 7


def test_a_reader_counts_the_own_teams_deals_alone(selling: People) -> None:
    bobs = Scope(Reach.TEAM, selling.bob.id, frozenset({selling.helsinki.id}))
    charlies = Scope(Reach.OWN, selling.charlie.id, frozenset())
    assert one("won", Filter(scope=bobs)).value == 6
    assert one("sum(value, won)", Filter(scope=bobs)).value == 2_100_000
    assert one("share(won, closed)", Filter(scope=bobs)).n == 8
    assert one("won", Filter(scope=charlies)).value == 1
    assert one('share(reached("find"), opened)', Filter(scope=bobs)).n == 8


def test_a_part_leads_to_its_deals_in_the_readers_scope(selling: People) -> None:
    address = drilling.address("won", Filter(scope=EVERYTHING), NOVEMBER)
    token = parse_qs(address.partition("?")[2])["drill"][0]
    bobs = Scope(Reach.TEAM, selling.bob.id, frozenset({selling.helsinki.id}))
    assert Drill.read(token, scope=bobs).what == drilling.WHAT
    assert len(insight.drilled(token, scope=EVERYTHING, now=NOW)) == 7
    assert len(insight.drilled(token, scope=bobs, now=NOW)) == 6
    share = drilling.address("share(won, closed)", Filter(), NOVEMBER)
    share_token = parse_qs(share.partition("?")[2])["drill"][0]
    assert len(insight.drilled(share_token, scope=bobs, now=NOW)) == 8


def test_overdue_steps_are_counted_as_of_now_in_the_readers_reach(selling: People) -> None:
    found = one('series("overdue_steps")')
    assert (found.value, found.n) == (0, 1)
    past = one('series("overdue_steps")', stretch=Stretch(date(2026, 10, 1), date(2026, 10, 31)))
    assert past.value is None


def test_money_of_other_domains_is_a_series(selling: People) -> None:
    assert [one(f'series("{key}")').value for key in ("billed", "paid", "margin")] == [0, 0, 0]

"""Weeks and months are the company's: counted in plain Python by its zone, over changes of the clock."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pytest

from polku.insight.analyses import cohorts, groups, rows
from polku.insight.analyses.clock import by_clock
from polku.insight.engine import Engine, Marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic.asked import Asked
from polku.kernel.calendars import DEFAULT
from tests.insight import worlds
from tests.insight.worlds import NOW, Case, walk

ALL = Filter()
WEST = "America/Los_Angeles"
EAST = "Europe/Helsinki"


@contextmanager
def company(zone: str, cases: list[Case]) -> Iterator[Marts]:
    yield Engine().load(worlds.tables(cases), replace(DEFAULT, zone=zone))


@pytest.mark.parametrize("zone", [EAST, WEST, "Pacific/Chatham"])
def test_a_moment_is_what_the_clock_of_the_zone_showed(zone: str) -> None:
    random.seed(7)
    begin, span = datetime(2021, 1, 1, tzinfo=UTC), 6 * 365 * 86_400
    moments = [begin + timedelta(seconds=random.randrange(span)) for _ in range(400)]
    of = ZoneInfo(zone)
    for day in range(6 * 365):  # where the clock changed: the seconds before and after
        start = begin + timedelta(days=day)
        if start.astimezone(of).utcoffset() != (start + timedelta(days=1)).astimezone(of).utcoffset():
            moments += [start + timedelta(minutes=15 * n, seconds=s) for n in range(96) for s in (-1, 0)]
    with company(zone, [walk("find", opened_at=one) for one in moments]) as marts:
        cases = marts.cases
        found = dict(marts.rows(cases.select("case_id", shown=by_clock(marts, cases.opened_at))))
    assert [found[n] for n in sorted(found)] == [one.astimezone(of).replace(tzinfo=None) for one in moments]


def test_a_month_begins_where_the_company_is_and_leads_to_its_deals() -> None:
    late = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)  # the first of November in Helsinki, not in Los Angeles
    cases = [walk("find", opened_at=late + timedelta(hours=4 * n)) for n in range(-6, 7)]
    for zone in (EAST, WEST):
        months = Counter(
            f"{one.opened_at.astimezone(ZoneInfo(zone)):%Y-%m}" for one in cases if one.opened_at
        )
        with company(zone, cases) as marts:
            assert {one.month: one.opened for one in groups.volume(marts, ALL)} == months
            told = cohorts.cohorts(marts, ALL, Asked(per="month")).cohorts
            assert {f"{one.period:%Y-%m}": one.n for one in told} == months
            november = ALL.having(date_from=date(2026, 11, 1), date_to=date(2026, 11, 30))
            assert len(marts.rows(rows.drill(marts, Drill(november), NOW))) == months["2026-11"]


def test_only_the_years_of_the_deals_make_a_question_longer() -> None:
    with company(EAST, [walk("find", opened_at=NOW)]) as marts:
        assert ibis.to_sql(by_clock(marts, marts.cases.opened_at), dialect="duckdb").count("CASE") == 2

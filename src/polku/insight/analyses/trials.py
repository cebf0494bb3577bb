"""Deals one by one, as a comparison of two versions needs them, and stays one by one, as a simulation needs them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from polku.insight.analyses.clock import moment
from polku.insight.analyses.cohort import cohort
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.worktime import worked

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = tuple[Any, ...]


def deals(marts: Marts, f: Filter, stage: str, now: datetime, *, most: int) -> list[Row]:
    """The newest deals of a filter, at most so many: id, version at the start, opened, source, product, kind of
    customer, value, outcome, closed; of the first stay in a stage: entered, left, how left, working days so far.

    Moments are seconds since 1970.
    """
    rows = cohort(marts, f)
    rows = rows.filter(rows.opened_at.notnull())
    base = rows.select(
        "case_id",
        "version_id",
        opened=_second(rows.opened_at),
        source=rows.source.cast("string").fill_null(""),
        product=rows.product.cast("string").fill_null(""),
        kind=rows.customer_kind.cast("string").fill_null(""),
        value=rows.value_company_minor.fill_null(0),
        outcome=rows.outcome.cast("string"),
        closed=_second(rows.closed_at),
    )
    stays = _first_stays(marts, stage, now)
    joined = base.left_join(stays, "case_id").drop("case_id_right")
    return marts.rows(joined.order_by(joined.opened.desc(), joined.case_id.desc()).limit(most))


def stays(marts: Marts, f: Filter, now: datetime, *, most: int) -> list[Row]:
    """Every stay of the newest deals of a filter: id, stage, place in the life, how left, next stage, calendar days
    (so far, where it lasts), value and outcome of the deal.
    """
    rows = cohort(marts, f)
    rows = rows.filter(rows.opened_at.notnull())
    newest = rows.order_by(rows.opened_at.desc(), rows.case_id.desc()).limit(most)
    newest = newest.select("case_id", value=newest.value_company_minor.fill_null(0), outcome=newest.outcome)
    visits = marts.visits.inner_join(newest, "case_id")
    ended = visits.leaving != ""
    so_far = moment(now).delta(visits.entered_at, unit="second")
    seconds = ended.ifelse(visits.calendar_seconds, so_far)
    found = visits.filter(visits.entered_at.notnull()).select(
        "case_id",
        stage=visits.stage.cast("string"),
        seq=visits.seq,
        leaving=visits.leaving.cast("string"),
        next_stage=visits.next_stage.cast("string").fill_null(""),
        days=seconds.cast("float64") / 86_400,
        value=visits.value,
        outcome=visits.outcome.cast("string"),
    )
    return marts.rows(found.filter(found.days.notnull()).order_by("case_id", "seq"))


def opened_span(marts: Marts, f: Filter) -> tuple[int, int | None, int | None]:
    """How many deals came, and when the first and the last of them did, in seconds since 1970."""
    rows = cohort(marts, f)
    rows = rows.filter(rows.opened_at.notnull())
    counted = rows.agg(
        n=rows.count(), first=_second(rows.opened_at.min()), last=_second(rows.opened_at.max())
    )
    (found,) = marts.rows(counted)
    return found[0], found[1], found[2]


def _first_stays(marts: Marts, stage: str, now: datetime) -> Any:
    visits = marts.visits.filter(marts.visits.stage == stage, marts.visits.entered_at.notnull())
    first = visits.group_by("case_id").agg(seq=visits.seq.min())
    visits = visits.inner_join(first, ["case_id", "seq"])
    ended = visits.leaving != ""
    so_far = worked(marts.calendar, now) - visits.entered_work
    seconds = ended.ifelse(visits.working_seconds, so_far)
    return visits.select(
        "case_id",
        entered=_second(visits.entered_at),
        left=_second(visits.left_at),
        leaving=visits.leaving.cast("string"),
        stay=seconds.cast("float64") / marts.calendar.seconds_per_day,
    )


def _second(column: Any) -> Any:
    return column.delta(moment(_EPOCH), unit="second")

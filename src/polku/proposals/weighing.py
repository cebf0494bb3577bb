"""What the figures say to a proposal: the sample it needs, how far it has come, and its verdict when that is due.

Tasks and pages call it; actions only write down what it found. Proposals are about the whole company, so the scope is
everything: who may see a proposal sees its sums, never rows beyond their own right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import QueryDict

from polku.company.queries import day_of
from polku.insight import trials
from polku.insight.filters import EVERYTHING, Filter
from polku.process.models import Process
from polku.proposals.logic import sampling, verdicts
from polku.proposals.logic.followed import DAY, Followed, Measured, measured
from polku.proposals.logic.indicators import KINDS, Indicator, natural
from polku.proposals.logic.sampling import Sample
from polku.proposals.logic.verdicts import Arms, Found, Plan
from polku.proposals.models import Proposal

PAST_DAYS: Final = 730
"""Deals from before are read so far back: older ones tell of another time."""


@dataclass(frozen=True)
class Asked:
    """What must be known to state a sample."""

    process: str
    old_version_id: int
    indicator: Indicator
    effect: int
    window_days: int
    stage: str = ""
    query: str = ""


@dataclass(frozen=True)
class Stated:
    """A sample at the usual inflow: `weeks` until all have begun, `follow_weeks` to follow the last."""

    sample: Sample
    per_week: float
    weeks: int | None
    follow_weeks: int


@dataclass(frozen=True)
class Progress:
    """How far a running proposal is: deals followed to the end, deals begun, when it will be over."""

    followed: int
    coming: int
    needed: int
    is_due: bool
    ends_at: datetime
    decided_by: datetime


def asked(row: Proposal) -> Asked:
    """The question of a proposal."""
    return Asked(
        row.process.key,
        row.old_version_id,
        Indicator(row.indicator),
        row.effect,
        row.window_days,
        row.stage,
        row.query,
    )


def stated(one: Asked, at: datetime) -> Stated:
    """The sample for an effect, from the deals of the old version that have been followed for the whole window."""
    now = int(at.timestamp())
    rows = [row for row in _rows(one, at) if row.version_id == one.old_version_id]
    found = measured(rows, one.indicator, window_days=one.window_days, now=now, bands=())
    sample = sampling.needed([each.value for each in found], one.indicator, _effect(one, found))
    per_week = _per_week([each.began for each in found])
    weeks = sampling.weeks_for(sample.new, per_week) if sample.new is not None else None
    return Stated(sample, per_week, weeks, -(-one.window_days // 7))


def usual_window(one: Asked, at: datetime) -> int:
    """The days by which 98 of 100 wins have come, or stays have ended: a window that misses hardly anything."""
    rows = [row for row in _rows(one, at) if row.version_id == one.old_version_id]
    if KINDS[one.indicator].of_stage:
        lasted = [row.left - row.entered for row in rows if row.left is not None and row.entered is not None]
    else:
        lasted = [row.closed - row.opened for row in rows if row.outcome == "won" and row.closed is not None]
    if len(lasted) < 20:
        return 90
    return max(7, -(-sorted(lasted)[int(0.98 * (len(lasted) - 1))] // (7 * DAY)) * 7)


def progress(row: Proposal, at: datetime) -> Progress:
    """How many deals of the new version have been followed; what became of them is not looked at."""
    plan, found = _plan(row), _arms(row, at)
    return Progress(
        followed=len(found.new),
        coming=max(0, found.coming),
        needed=plan.new_n,
        is_due=verdicts.is_due(found, plan, int(at.timestamp())),
        ends_at=_moment(row, row.period_days),
        decided_by=_moment(row, row.period_days + row.window_days),
    )


def verdict(row: Proposal, at: datetime) -> Found | None:
    """The verdict, if it is due; None before, whatever the figures are."""
    plan, found = _plan(row), _arms(row, at)
    return verdicts.verdict(found, plan) if verdicts.is_due(found, plan, int(at.timestamp())) else None


def segment(query: str, process: str) -> Filter:
    """The deals a proposal is about. Raises: Invalid for a query that cannot be read."""
    return Filter.parse(QueryDict(query), scope=EVERYTHING).having(process=process, version_ids=())


def processes() -> list[Process]:
    """The processes that a change may be proposed to."""
    return list(Process.objects.in_use().order_by("-is_default", "key"))


def _plan(row: Proposal) -> Plan:
    indicator = Indicator(row.indicator)
    start = int(row.counts_from.timestamp()) if row.counts_from else 0
    return Plan(
        indicator=indicator,
        effect=natural(indicator, row.effect),
        old_version_id=row.old_version_id,
        new_version_id=row.new_version_id or 0,
        old_n=int(row.sample.get("old", 0)),
        new_n=int(row.sample.get("new", 0)),
        window_days=row.window_days,
        started=start,
        ends=start + row.period_days * DAY,
        stage=row.stage,
    )


def _arms(row: Proposal, at: datetime) -> Arms:
    return verdicts.arms(_rows(asked(row), at), _plan(row), int(at.timestamp()))


def _rows(one: Asked, at: datetime) -> list[Followed]:
    f = segment(one.query, one.process)
    since = day_of(at - timedelta(days=PAST_DAYS))
    f = f.having(date_from=max(f.date_from, since) if f.date_from else since)
    return [Followed(*row) for row in trials.deals(f, at, stage=one.stage)]


def _effect(one: Asked, found: list[Measured]) -> float:
    """Value a month is value per deal times the deals of a month."""
    effect = natural(one.indicator, one.effect)
    if one.indicator == Indicator.CASH_PER_MONTH:
        per_month = _per_week([each.began for each in found]) * 365.25 / 12 / 7
        return effect / per_month if per_month else 0.0
    return effect


def _per_week(began: list[int]) -> float:
    if len(began) < 2 or began[-1] <= began[0]:
        return 0.0
    return (len(began) - 1) / (began[-1] - began[0]) * 7 * DAY


def _moment(row: Proposal, days: int) -> datetime:
    return (row.counts_from or row.written_at) + timedelta(days=days)

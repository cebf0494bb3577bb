"""Findings as tables: what pages show beside a chart, what files hold, what the command line and the API give."""

from __future__ import annotations

from typing import Final

from polku.insight.logic import findings
from polku.insight.logic.differences import Difference, Price
from polku.insight.logic.figures import Share
from polku.insight.logic.incidence import at, reached_by
from polku.insight.logic.needless import looks_needless, repeats_needlessly
from polku.insight.logic.tables import Column, Table, Value, in_hours, rounded
from polku.kernel.errors import gettext_noop

_DAY: Final = 86_400.0
_HORIZONS: Final = (7, 14, 30, 60, 90, 180)
STAGE: Final = Column("stage", gettext_noop("Stage"), "stage")
DEALS: Final = gettext_noop("Deals")
_WON: Final = gettext_noop("Won")
LOW: Final = gettext_noop("95 % from")
HIGH: Final = gettext_noop("95 % to")
_PRICE: Final = (
    Column("decided", gettext_noop("Decided with it")),
    Column("won_share", gettext_noop("Won with it"), "share"),
    Column("won_share_without", gettext_noop("Won without"), "share"),
    Column("won_apart", gettext_noop("Apart"), "points"),
    Column("won_apart_low", LOW, "points"),
    Column("won_apart_high", HIGH, "points"),
    Column("days", gettext_noop("Days with it"), "days"),
    Column("days_without", gettext_noop("Days without"), "days"),
    Column("days_apart_low", LOW, "apart"),
    Column("days_apart_high", HIGH, "apart"),
    Column("value_minor", gettext_noop("Won value per deal with it"), "minor"),
    Column("value_minor_without", gettext_noop("Won value per deal without"), "minor"),
    Column("value_apart_low_minor", LOW, "minor"),
    Column("value_apart_high_minor", HIGH, "minor"),
)


def between(found: findings.Between) -> Table:
    """Shares by outcome after so many days: Aalen-Johansen."""
    columns = (
        Column("days", gettext_noop("Days after coming to the stage")),
        Column("outcome", gettext_noop("How"), "outcome"),
        Column("share", gettext_noop("Share so far"), "share"),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
        Column("n", gettext_noop("Deals so far in all"), drill="between"),
    )
    counts = {"reached": found.reached, **found.ended}
    rows: list[tuple[Value, ...]] = []
    handles = []
    for outcome in counts:
        for days in _HORIZONS:
            point = at(found.shares.get(outcome, ()), days * _DAY)
            rows.append((days, outcome, *_six(point.share, point.low, point.high), counts[outcome]))
            handles.append((found.stage, f"{found.until}:{outcome}"))
    return Table("between", found.n, columns, tuple(rows), tuple(handles))


def between_facts(found: findings.Between) -> dict[str, Value]:
    """The quantiles on both clocks, and by when so many of all have got there."""
    reached = found.shares.get("reached", ())
    half, most = (reached_by(reached, share) for share in (0.5, 0.9))
    return {
        "stage": found.stage,
        "until": found.until,
        "reached": found.reached,
        "open": found.open,
        "undated": found.undated,
        "p50_working_hours": in_hours(found.working.median),
        "p90_working_hours": in_hours(found.working.p90),
        "p95_working_hours": in_hours(found.working_p95),
        "p50_calendar_hours": in_hours(found.calendar.median),
        "p90_calendar_hours": in_hours(found.calendar.p90),
        "p95_calendar_hours": in_hours(found.calendar_p95),
        "half_of_all_days": None if half is None else rounded(half / _DAY),
        "nine_tenths_of_all_days": None if most is None else rounded(most / _DAY),
    }


def between_weeks(found: findings.Between) -> Table:
    """The same by the week of coming to the first stage."""
    columns = (
        Column("week", gettext_noop("Week from"), "day"),
        Column("n", gettext_noop("Came to it"), drill="entered"),
        Column("ended", gettext_noop("Got there")),
        Column("p50_working_hours", gettext_noop("Half within, working time"), "hours"),
        Column("p90_working_hours", gettext_noop("90 % within, working time"), "hours"),
        Column("p95_working_hours", gettext_noop("95 % within, working time"), "hours"),
    )
    rows = tuple(
        (
            one.week.isoformat(), one.curve.n, one.curve.ended, in_hours(one.curve.median), in_hours(one.curve.p90),
            in_hours(one.curve.p95),
        )
        for one in found.weeks
    )  # fmt: skip
    handles = tuple((found.stage, one.week.isoformat()) for one in found.weeks)
    return Table("between-weeks", found.n, columns, rows, handles)


def cohorts(found: findings.Cohorts) -> Table:
    """A row per period of opening."""
    columns = (
        Column("period", gettext_noop("Opened from"), "day"),
        Column("n", DEALS, drill="opened_in"),
        Column("open", gettext_noop("Still open")),
        Column("reached", gettext_noop("Reached"), drill="cohort_reached"),
        Column("reached_share", gettext_noop("Of all"), "share"),
        Column("advanced", gettext_noop("Moved on"), drill="cohort_advanced"),
        Column("advanced_share", gettext_noop("Of those that reached it"), "share"),
        Column("won", gettext_noop("Won in the end"), drill="cohort_won"),
        Column("won_share", gettext_noop("Of those that reached it"), "share"),
        Column("won_low", LOW, "share"),
        Column("won_high", HIGH, "share"),
    )
    rows = []
    for one in found.cohorts:
        reached, advanced, won = one.conversions
        rows.append(
            (
                one.period.isoformat(), one.n, one.open, one.reached, reached.share, one.advanced, advanced.share,
                one.won, won.share, *_ends(won),
            )
        )  # fmt: skip
    handles = tuple((found.stage, f"{found.per}:{one.period.isoformat()}") for one in found.cohorts)
    return Table("cohorts", found.n, columns, tuple(rows), handles)


def after_acts(found: findings.AfterActs) -> Table:
    """A row per kind of act."""
    columns = (
        Column("act", gettext_noop("After"), "act"),
        Column("n", DEALS, drill="act"),
        Column("won", _WON, drill="act_won"),
        Column("lost", gettext_noop("Lost"), drill="act_lost"),
        Column("paused", gettext_noop("Paused"), drill="act_paused"),
        Column("open", gettext_noop("Still open"), drill="act_open"),
        Column("share", gettext_noop("Lost, of the decided"), "share"),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
    )
    rows = tuple(
        (one.kind, one.n, one.won, one.lost, one.paused, one.open, *shared(one.lost_share))
        for one in found.acts
    )
    return Table("after-act", found.n, columns, rows, tuple((one.kind, "") for one in found.acts))


def first_acts(found: findings.FirstActs) -> Table:
    """A row per month of the first act."""
    columns = (
        Column("month", gettext_noop("Month of the first one, from"), "day"),
        Column("n", gettext_noop("First ones"), drill="first"),
        Column("led", gettext_noop("Led to the other"), drill="first_led"),
        Column("share", gettext_noop("Share"), "share"),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
    )
    rows = tuple(
        (one.month.isoformat(), one.share.n, one.share.k, *shared(one.share)) for one in found.months
    )
    asked = f"{found.act}|{found.then}|{found.days}"
    handles = tuple((asked, one.month.isoformat()) for one in found.months)
    return Table("first-acts", found.n, columns, rows, handles)


def cumulative_flow(found: findings.CumulativeFlow) -> Table:
    """A row per week and stage that anything stands in."""
    columns = (
        Column("week", gettext_noop("Week from"), "day"),
        STAGE,
        Column("present", gettext_noop("Standing there at its end"), drill="present"),
        Column("opened", gettext_noop("Opened in the week")),
        Column("ended", gettext_noop("Finished so far")),
        Column("gone", gettext_noop("Gone so far")),
    )
    kept = [(one, stage) for one in reversed(found.weeks) for stage in found.stages if one.present[stage]]
    rows = tuple(
        (one.week.isoformat(), stage, one.present[stage], one.opened, one.ended, one.gone)
        for one, stage in kept
    )
    handles = tuple((stage, one.week.isoformat()) for one, stage in kept)
    return Table("flow", found.n, columns, rows, handles)


def variant_groups(found: findings.VariantGroups) -> Table:
    """A row per group."""
    columns = (
        Column("shape", gettext_noop("Against the line"), "shape"),
        Column("n", DEALS, drill="shape"),
        Column("share_of_all", gettext_noop("Share of all"), "share"),
        Column("distinct", gettext_noop("Sequences")),
        Column("won", _WON),
        Column("share", gettext_noop("Won of the decided"), "share"),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
        Column("example", gettext_noop("Most frequent of them"), "path"),
    )
    rows = tuple(
        (
            one.shape, one.n, one.n / found.n, one.distinct, one.won, *shared(one.won_share), " > ".join(one.example)
        )
        for one in found.groups
    )  # fmt: skip
    return Table("variant-groups", found.n, columns, rows, tuple(("", one.shape) for one in found.groups))


def rework(found: findings.Rework) -> Table:
    """A row per stage that deals came to again."""
    columns = (
        STAGE,
        Column("deals", gettext_noop("Came again"), drill="repeated"),
        Column("reached", gettext_noop("Of those there"), drill="reached"),
        Column("share", gettext_noop("Share"), "share"),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
        Column("returns", gettext_noop("Times")),
        Column("working_hours", gettext_noop("Working time of later stays"), "hours"),
        *_PRICE,
        Column("needless", gettext_noop("Coming again looks needless"), "flag"),
    )
    rows = tuple(
        (
            one.stage, one.deals, one.reached, *shared(Share(one.deals, one.reached)), one.returns,
            in_hours(one.working_seconds), *_price(one.price), int(repeats_needlessly(one)),
        )
        for one in found.stages
    )  # fmt: skip
    return Table("rework", found.n, columns, rows, tuple((one.stage, "") for one in found.stages))


def handovers(found: findings.Handovers) -> Table:
    """Between roles first, then between people."""
    columns = (
        Column("kind", gettext_noop("Between"), "between"),
        Column("giver", gettext_noop("From"), "group"),
        Column("taker", gettext_noop("To"), "group"),
        Column("n", gettext_noop("Times"), drill="handover"),
        Column("mean_working_hours", gettext_noop("Mean wait before it, working time"), "hours"),
    )
    listed = (*found.roles, *found.people)
    rows = tuple((one.kind, one.giver, one.taker, one.n, in_hours(one.working_seconds)) for one in listed)
    handles = tuple((one.kind, f"{one.giver}:{one.taker}") for one in listed)
    return Table("handovers", found.n, columns, rows, handles)


def deviations(found: findings.Deviations) -> Table:
    """A row per deviation."""
    columns = (
        Column("deviation", gettext_noop("Deviation"), "deviation"),
        Column("n", DEALS, drill="deviation"),
        Column("of", gettext_noop("Of those that could")),
        *_PRICE,
        Column("needless", gettext_noop("The step looks needless"), "flag"),
        Column("allowed", gettext_noop("Allowed"), "flag"),
        Column("reason", gettext_noop("Why allowed"), "text"),
    )
    rows = tuple(
        (
            one.deviation.code, one.n, one.of, *_price(one.price), int(looks_needless(one)), int(one.allowed),
            one.reason,
        )
        for one in found.deviations
    )  # fmt: skip
    handles = tuple(("", one.deviation.code) for one in found.deviations)
    return Table("deviations", found.n, columns, rows, handles)


def _price(price: Price) -> tuple[Value, ...]:
    a, b = price.with_it, price.without
    days, value = price.days, price.value
    return (
        a.decided,
        a.won_share if price.enough else None,
        b.won_share if price.enough else None,
        *gap(price.win),
        rounded(a.mean_days) if days else None,
        rounded(b.mean_days) if days else None,
        *((rounded(days.low), rounded(days.high)) if days else (None, None)),
        _whole(a.mean_value) if value else None,
        _whole(b.mean_value) if value else None,
        *((_whole(value.low), _whole(value.high)) if value else (None, None)),
    )


def gap(apart: Difference | None) -> tuple[Value, Value, Value]:
    """A difference and its ends."""
    return (None, None, None) if apart is None else _six(apart.value, apart.low, apart.high)


def shared(share: Share) -> tuple[Value, Value, Value]:
    """A share and its ends; nothing of nothing."""
    return (share.share, *_ends(share))


def _ends(share: Share) -> tuple[Value, Value]:
    return (round(share.low, 6), round(share.high, 6)) if share.n else (None, None)


def _six(value: float, low: float, high: float) -> tuple[Value, Value, Value]:
    return round(value, 6), round(low, 6), round(high, 6)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)

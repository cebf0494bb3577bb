"""Findings that set groups, stages and times against each other, as tables; see `finding_tables`."""

from __future__ import annotations

from polku.insight.logic import findings
from polku.insight.logic.figures import Share
from polku.insight.logic.finding_tables import DEALS, HIGH, LOW, STAGE, gap, shared
from polku.insight.logic.stage_losses import StageCauses
from polku.insight.logic.tables import Column, Table, Value, in_hours
from polku.kernel.errors import gettext_noop


def bottlenecks(found: findings.Bottlenecks) -> Table:
    """A row per stage, the dearest first."""
    columns = (
        STAGE,
        Column("score", gettext_noop("Part of the whole"), "share"),
        Column("mean_working_hours", gettext_noop("Mean wait so far, working time"), "hours"),
        Column("stays", gettext_noop("Stays"), drill="reached"),
        Column("lost", gettext_noop("Lost here"), drill="lost_here"),
        Column("stuck", gettext_noop("Standing too long")),
        Column("wins_lost", gettext_noop("Wins lost here"), "days"),
    )
    rows = tuple(
        (
            one.stage,
            one.score,
            in_hours(one.waiting_seconds),
            one.stays,
            one.lost,
            one.stuck,
            round(one.wins_lost, 2),
        )
        for one in found.stages
    )
    return Table("bottlenecks", found.n, columns, rows, tuple((one.stage, "") for one in found.stages))


def causes(found: findings.Causes) -> Table:
    """A row per group that was tested."""
    columns = (
        Column("attribute", gettext_noop("By"), "attribute"),
        Column("value", gettext_noop("Group"), "value"),
        Column("n", DEALS, drill="group"),
        Column("share", gettext_noop("Share"), "share"),
        Column("rest_share", gettext_noop("Of the rest"), "share"),
        Column("gap", gettext_noop("Apart"), "points"),
        Column("gap_low", LOW, "points"),
        Column("gap_high", HIGH, "points"),
        Column("extra", gettext_noop("Deals more than like the rest"), "days"),
        Column("q", gettext_noop("False discovery rate"), "chance"),
    )
    rows = tuple(
        (
            one.attribute, one.value, one.share.n, one.share.share, one.rest.share, *gap(one.gap),
            round(one.extra, 1), one.q,
        )
        for one in found.causes
    )  # fmt: skip
    handles = tuple((one.attribute, one.value) for one in found.causes)
    return Table("causes", found.n, columns, rows, handles)


def stage_causes(found: StageCauses) -> Table:
    """A row per group and stage that was tested, those beyond chance first, the dearest on top."""
    columns = (
        Column("attribute", gettext_noop("By"), "attribute"),
        Column("value", gettext_noop("Group"), "value"),
        STAGE,
        Column("lost", gettext_noop("Lost here"), drill="" if found.is_stuck else "lost_here_of"),
        Column("n", gettext_noop("Of deals that left it")),
        Column("share", gettext_noop("Share"), "share"),
        Column("rest_share", gettext_noop("Of the rest"), "share"),
        Column("gap", gettext_noop("Apart"), "points"),
        Column("gap_low", LOW, "points"),
        Column("gap_high", HIGH, "points"),
        Column("wins", gettext_noop("Wins fewer than like the rest"), "days"),
        Column("q", gettext_noop("False discovery rate"), "chance"),
    )
    rows = tuple(
        (
            one.attribute, one.value, one.stage, one.share.k, one.share.n, one.share.share, one.rest.share,
            *gap(one.gap), round(one.wins, 1), one.q,
        )
        for one in found.causes
    )  # fmt: skip
    handles = tuple((one.stage, f"{one.attribute}:{one.value}") for one in found.causes)
    return Table("stage-causes", found.n, columns, rows, handles)


def drift(found: findings.Drift) -> Table:
    """A row per change, the newest first; series without one at the end."""
    columns = (
        Column("what", gettext_noop("What"), "series"),
        Column("key", gettext_noop("Of"), "of_series"),
        Column("changed", gettext_noop("Changed in the week from"), "day"),
        Column("before", gettext_noop("Before"), "share"),
        Column("after", gettext_noop("After"), "share"),
        Column("p", gettext_noop("By chance"), "chance"),
        Column("weeks", gettext_noop("Weeks looked at")),
        Column("n", gettext_noop("Counted over")),
    )
    rows: list[tuple[Value, ...]] = []
    for one in found.series:
        tail = (len(one.weeks), sum(share.n for share in one.shares))
        for change in one.changes:
            week = one.weeks[change.at].isoformat()
            rows.append((one.what, one.key, week, change.before, change.after, change.p, *tail))
        if not one.changes:
            share = Share(sum(s.k for s in one.shares), sum(s.n for s in one.shares)).share
            rows.append((one.what, one.key, None, share, share, None, *tail))
    rows.sort(key=lambda row: str(row[2] or ""), reverse=True)
    return Table("drift", found.n, columns, tuple(rows))


def like_for_like(found: findings.LikeForLikes) -> Table:
    """Teams first, then people; the best level first."""
    columns = (
        Column("kind", gettext_noop("What"), "between"),
        Column("key", gettext_noop("Who"), "group"),
        Column("n", gettext_noop("Decided deals"), drill="group"),
        Column("plain", gettext_noop("Won, as it is"), "share"),
        Column("share", gettext_noop("Won, with the mix of all"), "share"),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
        Column("of_all", gettext_noop("All in the same strata"), "share"),
        Column("covered", gettext_noop("Comparable part of all"), "share"),
    )
    rows: list[tuple[Value, ...]] = []
    for one in found.groups:
        level = one.level
        told = (level.share, level.low, level.high, level.of_all, level.covered) if level else (None,) * 5
        rows.append((one.kind, one.key, one.plain.n, one.plain.share, *told))
    handles = tuple(("owner" if one.kind == "person" else "team", one.key) for one in found.groups)
    return Table("like-for-like", found.n, columns, tuple(rows), handles)


def who_deviates(found: findings.WhoDeviates) -> Table:
    """A row per person and deviation that was tested, those beyond chance first."""
    columns = (
        Column("kind", gettext_noop("What"), "between"),
        Column("key", gettext_noop("Who"), "group"),
        Column("deviation", gettext_noop("Deviation"), "deviation"),
        Column("k", DEALS, drill="deviation_of"),
        Column("of", gettext_noop("Of those that could")),
        Column("share", gettext_noop("Share"), "share"),
        Column("rest_share", gettext_noop("Of the rest"), "share"),
        Column("gap", gettext_noop("Apart"), "points"),
        Column("gap_low", LOW, "points"),
        Column("gap_high", HIGH, "points"),
        Column("extra", gettext_noop("Deals more than like the rest"), "days"),
        Column("p", gettext_noop("By chance"), "chance"),
    )
    rows = tuple(
        (
            "person", str(one.owner), one.deviation.code, one.share.k, one.share.n, one.share.share,
            one.rest.share, *gap(one.gap), round(one.extra, 1), one.q,
        )
        for one in found.people
    )  # fmt: skip
    handles = tuple((str(one.owner), one.deviation.code) for one in found.people)
    return Table("who-deviates", found.n, columns, rows, handles)


def waiting(found: findings.Waiting) -> Table:
    """A row per step of days."""
    columns = (
        Column("day", gettext_noop("Waited, days")),
        Column("n", gettext_noop("Still waiting"), drill="waited"),
        Column("gone", gettext_noop("Left the line then"), drill="waited_gone"),
        Column("share", gettext_noop("Share"), "share"),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
        Column("onward", gettext_noop("Moved on then")),
        Column("onward_share", gettext_noop("Share"), "share"),
    )
    rows = tuple(
        (one.day, one.gone.n, one.gone.k, *shared(one.gone), one.onward.k, one.onward.share)
        for one in found.steps
    )
    handles = tuple((found.stage, f"{one.day}:{one.day + one.days}") for one in found.steps)
    return Table("waiting", found.n, columns, rows, handles)

"""Figures as plain values for JSON: the command line and the API give the same."""

from __future__ import annotations

from typing import Any

from polku.insight.logic import figures
from polku.insight.logic.tables import in_hours, rounded


def funnel(found: figures.Funnel, times: figures.StageTimes) -> dict[str, Any]:
    """The funnel with the working time of each stage."""
    working = {stage.key: stage.working for stage in times.stages}
    return {
        "process": found.process,
        "version": found.version,
        "n": found.n,
        "won": found.won,
        "lost": found.lost,
        "open": found.open,
        "stages": [
            {
                "key": stage.key,
                "reached": stage.reached,
                "advanced": stage.advanced,
                "lost": stage.lost,
                "open": stage.open,
                "median_working_hours": in_hours(working[stage.key].median),
                "p90_working_hours": in_hours(working[stage.key].p90),
            }
            for stage in found.stages
        ],
        **({"after": _after(found.after)} if found.after else {}),
    }


def _after(after: figures.FunnelStage) -> dict[str, Any]:
    """The rest of the line behind a part of it."""
    share = after.moved_on
    return {
        "reached": after.reached,
        "back": after.back,
        "lost": after.lost,
        "paused": after.paused,
        "no_decision": after.no_decision,
        "open": after.open,
        "won": after.won,
        "won_share": share.share,
        "low": share.low,
        "high": share.high,
    }


def stage_time(found: figures.StageTimes) -> dict[str, Any]:
    """Time in stage on both clocks."""
    return {
        "n": sum(stage.visits for stage in found.stages),
        "censored_at": found.censored_at.isoformat(),
        "stages": [
            {
                "key": stage.key,
                "visits": stage.visits,
                "undated": stage.undated,
                "n": stage.calendar.n,
                "ended": stage.calendar.ended,
                "median_working_hours": in_hours(stage.working.median),
                "p90_working_hours": in_hours(stage.working.p90),
                "median_calendar_hours": in_hours(stage.calendar.median),
                "p90_calendar_hours": in_hours(stage.calendar.p90),
            }
            for stage in found.stages
        ],
    }


def time_to_win(found: figures.TimeToWin) -> dict[str, Any]:
    """Both medians, and until when deals were watched."""
    return {
        "n": found.n,
        "median_days_of_wins": rounded(found.median_days_of_wins),
        "median_days": rounded(found.median_days),
        "censored_at": found.censored_at.isoformat(),
        "of": found.of,
        "undated": found.undated,
        "quantiles": [{"share": share, "days": rounded(days)} for share, days in found.quantiles],
        "median_working_hours_of_wins": rounded(found.median_working_hours_of_wins),
        "median_working_hours": rounded(found.median_working_hours),
        "delivered": found.delivered,
        "median_days_delivered": rounded(found.median_days_delivered),
    }


def sources(found: figures.Breakdown) -> dict[str, Any]:
    """Sources with their won share and its interval."""
    return {
        "n": found.n,
        "won": found.won,
        "sources": [
            {
                "source": group.key,
                "n": group.n,
                "won": group.won,
                "share": group.won_share.share,
                "low": group.won_share.low,
                "high": group.won_share.high,
            }
            for group in found.groups
        ],
    }


def variants(found: figures.Variants) -> dict[str, Any]:
    """Sequences of stages, most frequent first."""
    return {
        "n": found.n,
        "variants": [{"path": list(variant.path), "n": variant.n} for variant in found.variants],
    }


def moves(found: figures.Moves) -> dict[str, Any]:
    """Steps from stage to stage, most frequent first."""
    return {
        "n": found.n,
        "moves": [
            {
                "stage": move.stage,
                "next_stage": move.next_stage,
                "n": move.n,
                "median_working_hours": in_hours(move.median_working_seconds),
                "median_calendar_hours": in_hours(move.median_calendar_seconds),
                "forward": move.forward,
            }
            for move in found.moves
        ],
    }


def dropout(found: figures.DropOut) -> dict[str, Any]:
    """Where deals leave the line, how and why; a deal with two reasons counts under both."""
    return {
        "n": found.n,
        "gone": found.gone,
        "reasons": [
            {"stage": one.stage, "outcome": one.outcome, "reason": one.reason, "n": one.n}
            for one in found.reasons
        ],
    }

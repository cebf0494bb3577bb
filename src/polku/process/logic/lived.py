"""From what insight knows of a process to what the map draws."""

from collections.abc import Mapping

from polku.insight.logic.figures import MapFigures
from polku.process.logic.figures import BackMove, Figures, StageFigures


def lived(known: MapFigures, *, seconds_per_day: int, overrides: Mapping[str, int] | None = None) -> Figures:
    """The figures of a map; a day is the company's working day. `overrides` are counted by stage key."""
    stages = {
        stage.funnel.key: StageFigures(
            reached=stage.funnel.reached,
            advanced=stage.funnel.advanced,
            lost=stage.funnel.lost,
            paused=stage.funnel.paused,
            no_decision=stage.funnel.no_decision,
            open=stage.funnel.open,
            median_days=_days(stage.median_working_seconds, seconds_per_day),
            overrides=(overrides or {}).get(stage.funnel.key, 0),
            skipped=stage.funnel.skipped,
        )
        for stage in known.stages
    }
    back = tuple(BackMove(move.stage, move.next_stage, move.n) for move in known.moves if not move.forward)
    return Figures(started=known.n, stages=stages, back=back)


def _days(seconds: float | None, seconds_per_day: int) -> float | None:
    """Working days with one decimal under ten, else whole ones: more would feign what a median can't know."""
    if seconds is None:
        return None
    days = seconds / seconds_per_day
    return round(days, 1) if days < 10 else float(round(days))

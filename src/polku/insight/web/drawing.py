"""Which charts a figure has, with their words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polku.insight.logic import charts
from polku.insight.logic.charts import Bar
from polku.insight.logic.figures import Curve, Funnel, FunnelStage, StageTime
from polku.insight.web.figures import Figure
from polku.insight.worktime import calendar
from polku.ui import locale_formats
from polku.ui.registry import Signal

_DAY = 86_400
_STUCK = 1.5
"""A median this many times the expected time is stuck, not just late."""


@dataclass(frozen=True)
class TimePanel:
    """The curve of one stage: its name, its signal, what is said under it."""

    name: str
    state: Signal
    said: str
    detail: str
    chart: SafeString


def charts_of(figure: Figure, names: Mapping[str, str]) -> tuple[SafeString, ...]:
    """The drawings above a figure's table."""
    if figure.funnel is not None:
        return _funnel(figure.funnel, names)
    if figure.months:
        label = _("Deals opened, won and lost by month")
        return tuple(
            SafeString(draw(figure.months, label=label, number=_number))
            for draw in (charts.volume, charts.volume_narrow)
        )
    return ()


def panels_of(figure: Figure, names: Mapping[str, str]) -> tuple[TimePanel, ...]:
    """One curve per stage that was ever timed; of the time to win, one."""
    if figure.curve is not None and figure.curve.n:
        return (_winning(figure.curve),)
    if figure.times is None:
        return ()
    day = calendar().seconds_per_day
    timed = [stage for stage in figure.times.stages if stage.working.n]
    return tuple(_panel(stage, names.get(stage.key, stage.key), day) for stage in timed)


def _funnel(found: Funnel, names: Mapping[str, str]) -> tuple[SafeString, ...]:
    bars = [_bar(found, stage, names.get(stage.key, stage.key)) for stage in found.rows]
    moved = _("Moved on, of those that reached it")
    words = {
        "title": _("Funnel. Its figures are in the table below."),
        "started": _("Of %(n)s deals") % {"n": _number(found.n)},
        "moved": _("Moved on; last row: won") if found.after else moved,
    }
    return tuple(
        SafeString(draw(bars, found.n, words=words, number=_number, percent=locale_formats.percent))
        for draw in (charts.funnel, charts.funnel_narrow)
    )


def _bar(found: Funnel, stage: FunnelStage, name: str) -> Bar:
    onward = found.moved_on(stage)
    share, low, high = (onward.share, onward.low, onward.high) if onward else (None, 0.0, 1.0)
    return Bar(name, stage.reached, stage.advanced, stage.open, stage.gone, share, low, high)


def _panel(stage: StageTime, name: str, day: int) -> TimePanel:
    median, target = stage.working.median, stage.spine.expected_seconds
    known = {"n": _number(stage.working.n), "median": lasting(median, day), "target": lasting(target, day)}
    detail = (
        _("n %(n)s, median %(median)s, expected %(target)s") if target else _("n %(n)s, median %(median)s")
    )
    state, said = _signal(median, target)
    label = _("%(stage)s: share still there by working days") % {"stage": name}
    drawn = charts.survival(
        stage.working,
        label=f"{label}. {detail % known}",
        unit=day,
        target=target,
        percent=_hundred,
        amount=_places,
        end=lambda days: _("%(days)s d") % {"days": _places(days)},
    )
    return TimePanel(name, state, said, detail % known, SafeString(drawn))


def _winning(curve: Curve) -> TimePanel:
    detail = _("n %(n)s; ticks are deals not won when last watched") % {"n": _number(curve.n)}
    name = _("Not won yet, by days since opening")
    drawn = charts.survival(
        curve,
        label=f"{name}. {detail}",
        unit=_DAY,
        target=None,
        percent=_hundred,
        amount=_places,
        end=lambda days: _("%(days)s d") % {"days": _places(days)},
    )
    return TimePanel(name, "", "", detail, SafeString(drawn))


def _signal(median: float | None, target: float | None) -> tuple[Signal, str]:
    """On time while half leave within the expected time."""
    if not target:
        return "", ""
    if median is None:
        return "", _("Not known yet")
    if median <= target:
        return "ok", _("On time")
    return ("late", _("Late")) if median <= _STUCK * target else ("stuck", _("Stuck"))


def lasting(seconds: float | None, day: int) -> str:
    """A span in days of so many seconds; of less than a day, in hours."""
    if seconds is None:
        return _("not known yet")
    if seconds < day:
        return _("%(hours)s h") % {"hours": locale_formats.number(seconds / 3600, 1)}
    return _("%(days)s d") % {"days": _places(seconds / day)}


def _places(value: float) -> str:
    return locale_formats.number(value, 0 if value >= 10 else 1)


def _number(value: float) -> str:
    return locale_formats.number(value)


def _hundred(share: float) -> str:
    return locale_formats.number(100 * share)

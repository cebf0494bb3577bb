"""The drawings of how content buyers are and whether they come back; see `plotting`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polku.insight.logic import plots
from polku.insight.logic.asked import ANSWERED
from polku.insight.logic.buyers import HORIZONS, SCORES, Retention, ReturningGroup, Satisfaction, Scores
from polku.insight.logic.late_delivery import ON_TIME, AfterDelivery
from polku.insight.logic.plots import Line, Parts, Spot
from polku.insight.web import sayings
from polku.insight.web.sayings import Names
from polku.ui import locale_formats

Parted = tuple[tuple[SafeString, ...], tuple[tuple[int, str], ...], str]
_ROWS_MOST: Final = 14
_SHADES: Final = {5: 0, 4: 2, 3: 4, 2: 5, 1: 7}
_LEGEND: Final = tuple((_SHADES[score], str(score)) for score in reversed(SCORES))
_BAND: Final = 6
_DAY: Final = 86_400.0


def satisfaction(found: Satisfaction, names: Names) -> Parted:
    """The scores of each group as parts of a whole, then the content ones: over the months, or group beside group."""
    if not found.whole.n:
        return (), (), ""
    rows = [
        _parted(_named(found.attribute, one.value, names), one.scores) for one in found.groups[:_ROWS_MOST]
    ]
    charts = [*plots.bars(rows, label=_("Scores from 5 to 1, by group"))]
    charts += _over_time(found) if found.attribute == ANSWERED else _beside(found, names)
    return tuple(map(SafeString, charts)), _LEGEND, _note()


def late_delivery(found: AfterDelivery, names: Names) -> Parted:
    """The scores of each group as parts of a whole, then the content ones beside those delivered on time."""
    if not found.n:
        return (), (), ""
    said = [(str(sayings.DELIVERIES[group]), scores) for group, scores in found.groups if scores.n]
    rows = [_parted(name, scores) for name, scores in said]
    charts = [*plots.bars(rows, label=_("Scores from 5 to 1, by delivery"))]
    on_time = found.of(ON_TIME).content
    if on_time is not None and on_time.share is not None:
        label = _("Share of content buyers, with its interval; the line is on time")
        charts += _spots(said, on_time.share, label)
    return tuple(map(SafeString, charts)), _LEGEND, _note()


def retention(found: Retention, names: Names) -> Parted:
    """The share back by the days since the first win with its interval, then group beside group."""
    if not found.whole.is_enough:
        return (), (), ""
    points = found.curve
    top = max([1 - point.low for point in points], default=0.0) or 1.0
    lines = [
        Line(_("95 % interval"), [1 - point.high for point in points], _BAND),
        Line("", [1 - point.low for point in points], _BAND),
        Line(_("Back so far"), [1 - point.left for point in points], 0),
    ]
    labels = [locale_formats.number(point.t / _DAY) for point in points]
    charts = [
        *plots.lines(
            lines,
            labels,
            label=_("Share of customers back, by days since the first win"),
            say=lambda share: locale_formats.percent(share, 1),
            top=top,
        ),
        *_groups_back(found, names),
    ]
    legend = ((0, _("Back so far")), (_BAND, _("95 % interval")))
    return tuple(map(SafeString, charts)), legend, _("Share of customers back, by days since the first win.")


def _named(attribute: str, value: str, names: Names) -> str:
    return sayings.attribute_value(attribute, value, names, str)


def _note() -> str:
    return _("Scores from 5 to 1; beside them the share with 4 and 5.")


def _parted(name: str, scores: Scores) -> Parts:
    content = scores.content
    parts = tuple((scores.counts[score - 1] / scores.n, _SHADES[score]) for score in reversed(SCORES))
    n = _("n %(n)s") % {"n": locale_formats.number(scores.n)}
    share = locale_formats.percent(content.share or 0.0) if content else _("too few")
    return Parts(name, parts, f"{share} · {n}")


def _over_time(found: Satisfaction) -> tuple[str, ...]:
    months = list(reversed(found.groups))
    content = [one.scores.content for one in months]
    if sum(share is not None for share in content) < 2:
        return ()
    lines = [
        Line("", [share.low if share else None for share in content], _BAND),
        Line("", [share.high if share else None for share in content], _BAND),
        Line("", [share.share if share else None for share in content], 0),
    ]
    label = _("Share of content buyers by month, with its interval")
    return plots.lines(lines, [one.value for one in months], label=label, say=locale_formats.percent)


def _beside(found: Satisfaction, names: Names) -> tuple[str, ...]:
    whole = found.whole.content
    if whole is None or whole.share is None:
        return ()
    said = [(_named(found.attribute, one.value, names), one.scores) for one in found.groups[:_ROWS_MOST]]
    return _spots(said, whole.share, _("Share of content buyers, with its interval; the line is all"))


def _spots(groups: Iterable[tuple[str, Scores]], line: float, label: str) -> tuple[str, ...]:
    """The content ones of each group beside a line."""
    rows = []
    for name, scores in groups:
        content = scores.content
        if content is None or content.share is None:
            rows.append(Spot(name, None, said=_("too few")))
            continue
        weak = content.low <= line <= content.high
        said = locale_formats.percent(content.share)
        rows.append(Spot(name, content.share, content.low, content.high, said, weak))
    if all(row.value is None for row in rows):
        return ()
    return plots.spots(rows, label=label, say=locale_formats.percent, line=line, low=0.0, high=1.0)


def _groups_back(found: Retention, names: Names) -> tuple[str, ...]:
    """By the longest time that is known of the whole."""
    place = next((at for at in reversed(range(len(HORIZONS))) if found.whole.back[at]), None)
    if place is None:
        return ()
    rows = [_back(found, one, place, names) for one in found.groups[:_ROWS_MOST]]
    if all(row.value is None for row in rows):
        return ()
    known = [edge for row in rows for edge in (row.low, row.high)]
    point = found.whole.back[place]
    mean = 1 - point.left if point else 0.0
    _low, high = plots.spread([*known, mean], least=0.05)
    label = _("Share back within %(days)s days, with its interval; the line is all") % {
        "days": HORIZONS[place]
    }
    return plots.spots(rows, label=label, say=locale_formats.percent, line=mean, low=0.0, high=min(high, 1.0))


def _back(found: Retention, one: ReturningGroup, place: int, names: Names) -> Spot:
    name, point, whole = _named(found.attribute, one.value, names), one.back[place], found.whole.back[place]
    if not one.is_enough or point is None:
        return Spot(name, None, said=_("too few") if not one.is_enough else _("not known yet"))
    weak = whole is not None and point.low <= whole.left <= point.high
    return Spot(
        name, 1 - point.left, 1 - point.high, 1 - point.low, locale_formats.percent(1 - point.left, 1), weak
    )

"""The drawing of who gets past a part of the line; see `plotting`."""

from __future__ import annotations

from datetime import date
from typing import Final

from babel.dates import format_skeleton
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polku.insight import words
from polku.insight.logic import plots
from polku.insight.logic.asked import PERIOD
from polku.insight.logic.figures import Share
from polku.insight.logic.passing import LEAST, Passed, Passing
from polku.insight.logic.plots import Line, Spot
from polku.insight.web.sayings import Names
from polku.ui import locale_formats

Parted = tuple[tuple[SafeString, ...], tuple[tuple[int, str], ...], str]
_ROWS_MOST: Final = 14
_BAND: Final = 6
_WON: Final = 2
_NOTHING: Final[Parted] = ((), (), "")


def passing(found: Passing, names: Names) -> Parted:
    """The share that got further with its interval, and the share won: over time, or group beside group."""
    if not found.whole.n:
        return _NOTHING
    return _over_time(found) if found.attribute == PERIOD else _beside(found, names)


def _over_time(found: Passing) -> Parted:
    rows = list(reversed(found.groups))
    shares = [_enough(one) for _, one in rows]
    if sum(share is not None for share in shares) < 2:
        return _NOTHING
    won = [one.won_share.share if one.n >= LEAST else None for _, one in rows]
    top = max(share.high for share in shares if share is not None)
    lines = [
        Line("", [share.low if share else None for share in shares], _BAND),
        Line("", [share.high if share else None for share in shares], _BAND),
        Line("", won, _WON),
        Line("", [share.share if share else None for share in shares], 0),
    ]
    labels = [
        format_skeleton("MMMd", date.fromisoformat(day), locale=locale_formats.locale()) for day, _ in rows
    ]
    label = _("Share that got further, by the time of coming")
    pair = plots.lines(lines, labels, label=label, say=locale_formats.percent, top=top)
    legend = ((0, _("Got further")), (_BAND, _("95 % interval")), (_WON, _("Won in the end")))
    note = _(
        "By the time of first coming; those still on the way count as not further yet. Below 5 deals no share."
    )
    return tuple(SafeString(one) for one in pair), legend, note


def _beside(found: Passing, names: Names) -> Parted:
    rows, whole = [], found.whole.share
    for key, one in found.groups[:_ROWS_MOST]:
        share, name = _enough(one), words.group(found.attribute, key, names)
        if share is None or share.share is None:
            rows.append(Spot(name, None, said=_("too few")))
            continue
        weak = whole.share is not None and share.low <= whole.share <= share.high
        rows.append(
            Spot(name, share.share, share.low, share.high, locale_formats.percent(share.share, 1), weak)
        )
    if all(row.value is None for row in rows):
        return _NOTHING
    high = max([0.05, *(row.high for row in rows)])
    label = _("Share that got further, with its interval; the line is all")
    pair = plots.spots(
        rows, label=label, say=locale_formats.percent, line=whole.share or 0.0, low=0.0, high=min(1.0, high)
    )
    return (
        tuple(SafeString(one) for one in pair),
        (),
        _("Share with its 95 % interval; the line is all of them."),
    )


def _enough(one: Passed) -> Share | None:
    return one.share if one.n >= LEAST else None

"""Drawings of offers accepted at once and of how far sellers are apart; see `plotting`."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polku.insight import words
from polku.insight.logic import plots
from polku.insight.logic.asked import PROMISED
from polku.insight.logic.offering import AtOnce
from polku.insight.logic.orders_right import OrdersRight
from polku.insight.logic.plots import Spot
from polku.insight.logic.skills import Skills
from polku.insight.logic.spreading import Spreads
from polku.insight.web import sayings
from polku.insight.web.sayings import Names
from polku.ui import locale_formats

_ROWS_MOST: Final = 14
Parts = tuple[tuple[SafeString, ...], tuple[tuple[int, str], ...], str]
_NOTHING: Final[Parts] = ((), (), "")


def at_once(found: AtOnce, names: Names) -> Parts:
    """How much more often offers after an act are accepted at once."""
    rows = []
    for one in [one for one in found.acts if one.gap is not None][:_ROWS_MOST]:
        gap, name = one.gap, names.get("act", {}).get(one.act, one.act)
        if gap is not None:
            said = sayings.points(gap.value)
            rows.append(Spot(name, gap.value, gap.low, gap.high, said, not one.is_finding))
    label = _("Accepted at once, with an act before the offer less without it")
    return _spots(rows, label, _("Points of 100 above those without it; hollow where it may well be chance."))


def consistency(found: Spreads, names: Names) -> Parts:
    """The spread beyond chance, with its interval."""
    rows = []
    for one in found.rows[:_ROWS_MOST]:
        stage = names.get("stage", {}).get(one.stage, one.stage)
        name = ": ".join(part for part in (str(sayings.SERIES[one.measure]), stage) if part)
        said = sayings.points(one.beyond)
        rows.append(Spot(name, one.beyond, one.low, one.high, said, not one.is_finding))
    label = _("Spread between sellers beyond chance")
    return _spots(rows, label, _("Points of 100; hollow where it may well be chance."))


def skills(found: Skills, names: Names) -> Parts:
    """How far each person at a stage is from the others with like deals."""
    rows = []
    for one in found.rows[:_ROWS_MOST]:
        stage = names.get("stage", {}).get(one.stage, one.stage)
        name = f"{sayings.person_or_group('person', str(one.person), names)}: {stage}"
        gap = one.beside
        rows.append(Spot(name, gap.apart, gap.low, gap.high, sayings.points(gap.apart), not one.is_finding))
    label = _("Moved on, each person less the others with like deals")
    return _spots(rows, label, _("Points of 100 above the others; hollow where it may well be chance."))


def orders_right(found: OrdersRight, names: Names) -> Parts:
    """The share that is right and on time with its interval, group beside group."""
    rows = []
    for value, one in found.groups[:_ROWS_MOST]:
        name = words.group(found.attribute, value, names) if found.attribute != PROMISED else value
        share = one.share
        if share is None:
            rows.append(Spot(name, None, said=_("too few")))
        else:
            middle, low, high = share.share or 0.0, share.low or 0.0, share.high or 0.0
            rows.append(Spot(name, middle, low, high, locale_formats.percent(middle)))
    if not found.whole.share:
        return _NOTHING
    label, mean = _("Orders right and on time"), found.whole.right / found.whole.n
    pair = plots.spots(rows, label=label, say=locale_formats.percent, line=mean, low=0.0, high=1.0)
    return (
        tuple(SafeString(one) for one in pair),
        (),
        _("Share with its 95 % interval; the line is all of them."),
    )


def _spots(rows: list[Spot], label: str, note: str) -> Parts:
    if not rows:
        return _NOTHING
    low, high = plots.spread([edge for row in rows for edge in (row.low, row.high)], least=0.1)
    pair = plots.spots(rows, label=label, say=sayings.points, line=0.0, low=low, high=high)
    return tuple(SafeString(one) for one in pair), (), note

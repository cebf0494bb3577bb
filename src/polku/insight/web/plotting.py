"""Which drawing a finding has, and what its colours mean, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from babel.dates import format_skeleton
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from polku.company.queries import company
from polku.insight import words
from polku.insight.logic import findings, incidence, plots
from polku.insight.logic.figures import Share
from polku.insight.logic.plots import Line, Mark, Parts, Spot
from polku.insight.logic.stage_losses import StageCauses
from polku.insight.web import plotting_buyers, plotting_part, plotting_selling, sayings
from polku.insight.web.sayings import Names
from polku.ui import locale_formats

_DAY: Final = 86_400.0
_ROWS_MOST: Final = 14
_POINTS: Final = 25


@dataclass(frozen=True)
class Drawn:
    """A drawing for a wide page and one for a phone, and the legend: (shade, words)."""

    charts: tuple[SafeString, ...] = ()
    legend: tuple[tuple[int, str], ...] = ()
    note: str = ""


def drawn(name: str, found: Any, names: Names) -> Drawn:
    """The drawing of a finding; nothing for one that has none or nothing to draw."""
    draw = _DRAW.get(name)
    return draw(found, names) if draw else Drawn()


def _made(pair: tuple[str, str], legend: tuple[tuple[int, str], ...] = (), note: str = "") -> Drawn:
    return Drawn(tuple(SafeString(one) for one in pair), legend, note)


def _between(found: findings.Between, names: Names) -> Drawn:
    """Shares by outcome, standing on each other over the days."""
    longest = max((points[-1].t for points in found.shares.values() if points), default=0.0)
    if not longest:
        return Drawn()
    reached = incidence.reached_by(found.shares.get("reached", ()), 0.9 * (found.reached / max(found.n, 1)))
    end = min(longest, 2 * reached) if reached else longest
    times = [end * step / _POINTS for step in range(_POINTS + 1)]
    order = ["reached", "won", "finished", "paused", "no_decision", "lost"]
    present = [one for one in order if found.shares.get(one)]
    shades = {"reached": 0, "won": 1, "finished": 1, "paused": 5, "no_decision": 6, "lost": 7}
    rows = [
        Line(outcome(one), [incidence.at(found.shares[one], t).share for t in times], shades[one])
        for one in present
    ]
    labels = [locale_formats.number(t / _DAY) for t in times]
    pair = plots.bands(
        rows, labels, label=_("Share that has got there or left, by days"), say=locale_formats.percent
    )
    legend = tuple((shades[one], outcome(one)) for one in present)
    return _made(
        pair, legend, _("Days after coming to the stage; above the bands are deals still on the way.")
    )


def outcome(code: str) -> str:
    """What became of a deal on its way to another stage."""
    return {
        "reached": _("Got there"),
        "won": _("Won before"),
        "finished": _("Finished before"),
        "lost": _("Lost"),
        "paused": _("Paused"),
        "no_decision": _("No decision"),
    }.get(code, code)


def _between_weeks(found: findings.Between, names: Names) -> Drawn:
    medians = [one.curve.median for one in found.weeks]
    known = [value for value in medians if value is not None]
    if not known:
        return Drawn()
    top = max(known) / 3600
    pair = plots.lines(
        [Line("", [None if value is None else value / 3600 for value in medians])],
        [_short(one.week) for one in found.weeks],
        label=_("Half within, by week of coming to the stage, in working hours"),
        say=lambda hours: _("%(hours)s h") % {"hours": locale_formats.number(hours)},
        top=top,
    )
    return _made(pair, (), _("Half within, working hours, by the week of coming to the stage."))


def _cohorts(found: findings.Cohorts, names: Names) -> Drawn:
    said = (_("Reached, of all"), _("Moved on, of those that reached it"), _("Won, of those that reached it"))
    shares = [one.conversions for one in found.cohorts]
    rows = [
        Line(said[place], [_known(shares_of[place]) for shares_of in shares], place * 2) for place in range(3)
    ]
    labels = [_short(one.period) for one in found.cohorts]
    pair = plots.lines(
        rows, labels, label=_("Three conversions by period of opening"), say=locale_formats.percent
    )
    return _made(pair, tuple((place * 2, said[place]) for place in range(3)))


def _after_act(found: findings.AfterActs, names: Names) -> Drawn:
    said = {0: _("Won"), 3: _("Still open"), 5: _("Paused"), 7: _("Lost")}
    rows = [
        Parts(
            names.get("act", {}).get(one.kind, one.kind),
            ((one.won, 0), (one.open, 3), (one.paused, 5), (one.lost, 7)),
            locale_formats.number(one.n),
        )
        for one in found.acts[:_ROWS_MOST]
    ]
    return _made(
        plots.bars(rows, label=_("What became of deals after each kind of act")), tuple(said.items())
    )


def _first_acts(found: findings.FirstActs, names: Names) -> Drawn:
    rows = [Line("", [_known(one.share) for one in found.months])]
    labels = [_short(one.month) for one in found.months]
    top = max((_known(one.share) or 0.0 for one in found.months), default=0.0) or 1.0
    return _made(
        plots.lines(
            rows,
            labels,
            label=_("Share that led to the other, by month"),
            say=locale_formats.percent,
            top=top,
        )
    )


def _flow(found: findings.CumulativeFlow, names: Names) -> Drawn:
    weeks = found.weeks[-104:]
    stages = names.get("stage", {})
    rows = [Line(_("Finished"), [one.ended for one in weeks], 0)]
    count = max(len(found.stages) - 1, 1)
    for place, stage in enumerate(reversed(found.stages)):
        rows.append(
            Line(
                stages.get(stage, stage), [one.present[stage] for one in weeks], 1 + round(4 * place / count)
            )
        )
    rows.append(Line(_("Gone"), [one.gone for one in weeks], 7))
    legend = tuple((row.shade, row.name) for row in reversed(rows))
    pair = plots.bands(
        rows,
        [_short(one.week) for one in weeks],
        label=_("Cumulative flow by week"),
        say=locale_formats.number,
    )
    note = _("A band that grows wider is work that piles up in a stage.")
    return _made(pair, legend, note)


def _variant_groups(found: findings.VariantGroups, names: Names) -> Drawn:
    rows = [
        Parts(
            sayings.shape(one.shape, names),
            ((one.n, 0 if not one.shape else 3),),
            f"{locale_formats.number(one.n)} · {locale_formats.percent(one.n / found.n)}",
        )
        for one in found.groups[:_ROWS_MOST]
    ]
    return _made(plots.bars(rows, label=_("Sequences by what they skip or repeat")))


def _rework(found: findings.Rework, names: Names) -> Drawn:
    stages = names.get("stage", {})
    rows = [
        Parts(stages.get(one.stage, one.stage), ((one.returns, 3),), locale_formats.number(one.returns))
        for one in found.stages[:_ROWS_MOST]
    ]
    return _made(plots.bars(rows, label=_("How often deals came to a stage again")))


def _handovers(found: findings.Handovers, names: Names) -> Drawn:
    listed = found.people[:_ROWS_MOST]
    rows = [
        Parts(
            f"{_group(one.kind, one.giver, names)} → {_group(one.kind, one.taker, names)}",
            ((one.n, 3),),
            locale_formats.number(one.n),
        )
        for one in listed
    ]
    return _made(plots.bars(rows, label=_("Handovers between people"))) if rows else Drawn()


def _deviations(found: findings.Deviations, names: Names) -> Drawn:
    rows = []
    for one in found.deviations[:_ROWS_MOST]:
        win = one.price.win
        name = sayings.deviation(one.deviation.code, names)
        if win is None:
            rows.append(Spot(name, None, said=_("too few")))
        else:
            rows.append(Spot(name, win.value, win.low, win.high, sayings.points(win.value), not win.sure))
    low, high = plots.spread([edge for row in rows for edge in (row.low, row.high)], least=0.1)
    end = max(-low, high)
    pair = plots.spots(
        rows,
        label=_("Won share with a deviation less without it"),
        say=sayings.points,
        line=0.0,
        low=-end,
        high=end,
    )
    note = _(
        "Won share of the decided deals with it, less that of comparable ones without, in points of 100."
    )
    return _made(pair, (), note) if rows else Drawn()


def _bottlenecks(found: findings.Bottlenecks, names: Names) -> Drawn:
    stages = names.get("stage", {})
    rows = [
        Parts(stages.get(one.stage, one.stage), ((one.score, 0),), locale_formats.percent(one.score))
        for one in found.stages
    ]
    return _made(plots.bars(rows, label=_("Part of each stage in waiting x stays x wins lost")))


def _causes(found: findings.Causes, names: Names) -> Drawn:
    shown = [one for one in found.causes if one.extra > 0][:_ROWS_MOST]
    rows = []
    for one in shown:
        said = sayings.attribute_value(one.attribute, one.value, names, _amount)
        name = f"{sayings.ATTRIBUTES[one.attribute]}: {said}"
        gap = one.gap
        rows.append(Spot(name, gap.value, gap.low, gap.high, sayings.points(gap.value), one.q > 0.05))
    return _beside(rows, _("How far each group is from the rest"))


def _stage_causes(found: StageCauses, names: Names) -> Drawn:
    rows = []
    for one in [one for one in found.causes if one.wins > 0][:_ROWS_MOST]:
        stage = names.get("stage", {}).get(one.stage, one.stage)
        group, gap = words.group(one.attribute, one.value, names), one.gap
        said = sayings.points(gap.value)
        rows.append(Spot(f"{stage}, {group}", gap.value, gap.low, gap.high, said, not one.is_finding))
    return _beside(rows, _("How far each group is from the rest"))


def _beside(rows: list[Spot], label: str) -> Drawn:
    """Gaps to the rest, with their intervals."""
    if not rows:
        return Drawn()
    low, high = plots.spread([edge for row in rows for edge in (row.low, row.high)], least=0.1)
    pair = plots.spots(rows, label=label, say=sayings.points, line=0.0, low=low, high=high)
    return _made(pair, (), _("Points of 100 above the rest; hollow where it may well be chance."))


def _who(found: findings.WhoDeviates, names: Names) -> Drawn:
    rows = []
    for one in [one for one in found.people if one.extra > 0][:_ROWS_MOST]:
        name = f"{_group('person', str(one.owner), names)}: {sayings.deviation(one.deviation.code, names)}"
        gap = one.gap
        rows.append(Spot(name, gap.value, gap.low, gap.high, sayings.points(gap.value), one.q > 0.05))
    return _beside(rows, _("How far each person is from the rest"))


def _like(found: findings.LikeForLikes, names: Names) -> Drawn:
    rows = []
    for one in found.groups[: 2 * _ROWS_MOST]:
        name, level = _group(one.kind, one.key, names), one.level
        if level is None:
            rows.append(Spot(name, None, said=_("too few")))
            continue
        weak = level.low <= level.of_all <= level.high
        rows.append(Spot(name, level.share, level.low, level.high, locale_formats.percent(level.share), weak))
    known = [one.level for one in found.groups if one.level]
    if not known:
        return Drawn()
    mean = sum(one.plain.k for one in found.groups if one.kind == "team")
    of = sum(one.plain.n for one in found.groups if one.kind == "team") or 1
    top = min(1.0, max(0.1, -(-max([mean / of, *(one.high for one in known)]) * 10 // 1) / 10))
    pair = plots.spots(
        rows,
        label=_("Won share like for like"),
        say=locale_formats.percent,
        line=mean / of,
        low=0.0,
        high=top,
    )
    return _made(
        pair, (), _("Won share with the mix of all; the line is all deals; hollow where it may be chance.")
    )


def _waiting(found: findings.Waiting, names: Names) -> Drawn:
    if not found.steps:
        return Drawn()
    gone = [_known(one.gone) for one in found.steps]
    top = max([value or 0.0 for value in gone] + [_known(one.onward) or 0.0 for one in found.steps]) or 1.0
    marks = [
        Mark(place, _("rises from day %(day)s") % {"day": one.day})
        for place, one in enumerate(found.steps)
        if one.day == found.rises_at
    ]
    said = (_("Left the line"), _("Moved on"))
    pair = plots.lines(
        [Line(said[1], [_known(one.onward) for one in found.steps], 4), Line(said[0], gone, 0)],
        [locale_formats.number(one.day) for one in found.steps],
        label=_("Chance to leave or move on, by days waited"),
        say=lambda share: locale_formats.percent(share, 1),
        marks=marks,
        top=top,
    )
    days = found.steps[0].days
    note = _("Of those that had waited so many days: left within the next day.")
    if days > 1:
        note = _("Of those that had waited so many days: left within the next %(n)s days.") % {"n": days}
    return _made(pair, ((0, said[0]), (4, said[1])), note)


def _drift(found: findings.Drift, names: Names) -> Drawn:
    charts: list[SafeString] = []
    changed = [one for one in found.series if one.changes] or list(found.series[:1])
    for one in changed[:4]:
        top = max((_known(share) or 0.0 for share in one.shares), default=0.0) or 1.0
        marks = [Mark(change.at, _short(one.weeks[change.at])) for change in one.changes]
        name = series(one.what, one.key, names)
        charts += _made(
            plots.lines(
                [Line(name, [_known(share) for share in one.shares])],
                [_short(week) for week in one.weeks],
                label=name,
                say=locale_formats.percent,
                marks=marks,
                top=min(1.0, top * 1.05),
            )
        ).charts
    return Drawn(tuple(charts), (), "; ".join(series(one.what, one.key, names) for one in changed[:4]))


def series(what: str, key: str, names: Names) -> str:
    """The name of a row of weeks."""
    head = str(sayings.SERIES[what])
    if what == "variant":
        return f"{head}: {sayings.shape(key, names)}"
    return f"{head}: {names.get('stage', {}).get(key, key)}" if key else head


def _group(kind: str, key: str, names: Names) -> str:
    return sayings.person_or_group(kind, key, names)


def _known(share: Share) -> float | None:
    return share.share


def _short(day: date) -> str:
    return str(format_skeleton("yMMMd", day, locale=locale_formats.locale()))


def _amount(minor: int) -> str:
    return locale_formats.money(minor, company().currency, cents=False)


_DRAW: Final[dict[str, Callable[[Any, Names], Drawn]]] = {
    "between": _between,
    "between-weeks": _between_weeks,
    "cohorts": _cohorts,
    "after-act": _after_act,
    "first-acts": _first_acts,
    "flow": _flow,
    "variant-groups": _variant_groups,
    "rework": _rework,
    "handovers": _handovers,
    "deviations": _deviations,
    "who-deviates": _who,
    "bottlenecks": _bottlenecks,
    "causes": _causes,
    "stage-causes": _stage_causes,
    "like-for-like": _like,
    "waiting": _waiting,
    "drift": _drift,
    "at-once": lambda found, names: Drawn(*plotting_selling.at_once(found, names)),
    "orders-right": lambda found, names: Drawn(*plotting_selling.orders_right(found, names)),
    "skills": lambda found, names: Drawn(*plotting_selling.skills(found, names)),
    "consistency": lambda found, names: Drawn(*plotting_selling.consistency(found, names)),
    "satisfaction": lambda found, names: Drawn(*plotting_buyers.satisfaction(found, names)),
    "late-delivery": lambda found, names: Drawn(*plotting_buyers.late_delivery(found, names)),
    "passing": lambda found, names: Drawn(*plotting_part.passing(found, names)),
    "retention": lambda found, names: Drawn(*plotting_buyers.retention(found, names)),
}

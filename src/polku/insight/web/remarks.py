"""What is said beside a figure's title: the other counts, and up to when deals were watched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.insight.logic.asked import SLOWNESS, UNWON
from polku.insight.logic.buyers import HORIZONS
from polku.insight.web import drawing, sayings
from polku.insight.web.figures import Figure
from polku.insight.worktime import calendar
from polku.ui import locale_formats

_DAY = 86_400
_ENDS = {"wins": "", "low": "_low", "high": "_high"}


def of(figure: Figure, names: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What is said beside the title: the other counts, and up to when deals were watched."""
    facts, said = figure.facts, []
    number = locale_formats.number
    if figure.name == "funnel":
        words = _("%(won)s won, %(lost)s lost, %(open)s open")
        if "further" in facts:
            said.append(_("%(n)s got further") % {"n": number(facts["further"])})
            words = _("in the end %(won)s won, %(lost)s lost, %(open)s open")
        counts = {key: int(facts[key] or 0) for key in ("won", "lost", "open")}
        said.append(words % {key: number(count) for key, count in counts.items()})
        rest = figure.table.n - sum(counts.values())
        if rest > 0 and "further" not in facts:
            said.append(_("%(n)s paused or undecided") % {"n": number(rest)})
    if figure.name == "time-to-win":
        said.append(_("%(n)s won with both dates") % {"n": number(facts["n"] or 0)})
        said += _medians(facts)
    if figure.name == "variants":
        n = int(facts["distinct"] or 0)
        said.append(ngettext("%(n)s sequence", "%(n)s sequences", n) % {"n": number(n)})
    if figure.name == "conformance":
        said.append(_("%(n)s kept to the line") % {"n": number(facts["conforming"] or 0)})
    if figure.name == "dropout":
        said.append(_("%(n)s left the line") % {"n": number(facts["gone"] or 0)})
    if figure.found is None and "told_after" in facts:
        said += passing(facts) if "passed" in facts else _told_after(facts)
    if figure.found is not None:
        said += _of_finding(figure, names)
    if figure.watched_until is not None:
        said.append(_("watched until %(moment)s") % {"moment": locale_formats.exact(figure.watched_until)})
    return said


def _medians(facts: Mapping[str, float | int | None]) -> list[str]:
    wins, everything = facts["median_days_of_wins"], facts["median_days"]
    said = []
    if wins is not None:
        said.append(_("median of wins %(days)s days") % {"days": locale_formats.number(wins, 1)})
    if everything is None:
        said.append(_("median of all deals unknown: fewer than half are won"))
    else:
        said.append(_("median of all deals %(days)s days") % {"days": locale_formats.number(everything, 1)})
    if facts["median_days_delivered"] is not None:
        n, days = int(facts["delivered"] or 0), locale_formats.number(facts["median_days_delivered"], 1)
        said.append(
            _("from the win to delivered and paid: median %(days)s days, n %(n)s") % {"days": days, "n": n}
        )
    return said


def _of_finding(figure: Figure, names: Mapping[str, Mapping[str, str]]) -> list[str]:
    facts, number, percent = figure.facts, locale_formats.number, locale_formats.percent
    stages, n = names.get("stage", {}), max(figure.table.n, 1)
    unsaid = _("hardly any loss is written down, so the won share of decided deals says nothing")
    mute = [] if facts.get("is_said", True) else [unsaid]
    match figure.name:
        case "between":
            return _between(facts)
        case "cohorts" | "waiting":
            said = [_("at %(stage)s") % {"stage": stages.get(str(facts["stage"]), facts["stage"])}]
            if facts.get("rises_at") is not None:
                said.append(
                    _("the chance to leave rises from day %(day)s, from %(before)s to %(after)s a step")
                    % {
                        "day": facts["rises_at"],
                        "before": percent(facts["before"], 1),
                        "after": percent(facts["after"], 1),
                    }
                )
            elif figure.name == "waiting":
                said.append(_("no day from which it rises"))
            return said
        case "first-acts":
            if facts["share"] is None:
                return []
            known = {"share": percent(facts["share"]), "days": facts["days"], "n": number(facts["young"])}
            return [_("%(share)s led to the other within %(days)s days; %(n)s too young to say") % known]
        case "variant-groups":
            return [_("%(share)s as designed") % {"share": percent(facts["as_designed"] / n)}]
        case "rework":
            return [_("%(n)s deals came to a stage again") % {"n": number(facts["deals"])}]
        case "deviations":
            fit = _("%(fit)s fit") % {"fit": percent(facts["fitting"] / n)}
            strict = _("%(strict)s without counting allowed ones") % {
                "strict": percent(facts["strictly"] / n)
            }
            return [fit, *([strict] if facts["allowed"] else []), *_needless(facts, stages)]
        case "handovers":
            return _handovers(facts)
        case "stage-causes":
            return stage_causes(facts, names)
        case "causes":
            return _causes(facts, n)
        case "like-for-like":
            return mute
        case "skills":
            tested = _("%(tested)s pairs of person and stage tested")
            return mute or [tested % {"tested": number(facts["tested"])}]
        case "who-deviates":
            return [
                _("%(tested)s pairs of person and deviation tested") % {"tested": number(facts["tested"])}
            ]
        case "satisfaction":
            return _satisfaction(facts)
        case "passing":
            return passing(facts)
        case "late-delivery":
            return _late_delivery(facts)
        case "retention":
            return _retention(facts)
        case "at-once":
            return _at_once(facts)
        case "orders-right":
            return _orders_right(facts)
        case "consistency":
            return [_("%(n)s owners of decided deals") % {"n": number(facts["sellers"])}, *mute]
        case "drift":
            return [_("%(n)s rows of weeks looked through") % {"n": number(facts["series"])}]
    return []


def _needless(facts: Mapping[str, Any], stages: Mapping[str, str]) -> list[str]:
    listed = ", ".join(stages.get(key, key) for key in str(facts["needless"]).split(",") if key)
    note = _("looks needless, as without it no fewer are won and sooner decided: %(stages)s")
    return [note % {"stages": listed}] if listed else []


def _causes(facts: Mapping[str, Any], n: int) -> list[str]:
    known = {
        "k": locale_formats.percent(facts["with_effect"] / n),
        "tested": locale_formats.number(facts["tested"]),
        "days": locale_formats.number(facts["limit_days"] or 0, 1),
    }
    said = {
        SLOWNESS: _("slow is longer than %(days)s days; %(tested)s groups tested"),
        UNWON: _(
            "%(k)s not won within %(days)s days, in which 95 of 100 wins come; %(tested)s groups tested"
        ),
    }.get(facts["about"], _("%(k)s lost; %(tested)s groups tested"))
    return [said % known, *_told_after(facts)]


def stage_causes(facts: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Where the most wins are lost, what was compared, what was left out."""
    said = [_("%(tested)s groups tested") % {"tested": locale_formats.number(facts["tested"])}]
    if facts["dearest"]:
        stage = names.get("stage", {}).get(facts["dearest"], facts["dearest"])
        said.insert(
            0,
            _("most wins are lost at %(stage)s: about %(wins)s (%(low)s to %(high)s), n %(n)s")
            % {
                "stage": stage,
                "n": locale_formats.number(facts["lost"]),
                **{key: locale_formats.number(facts[f"wins{end}"]) for key, end in _ENDS.items()},
            },
        )
    if facts["is_stuck"]:
        said.append(_("losses are hardly written down: standing too long counts as lost"))
    return said + _told_after(facts)


def _told_after(facts: Mapping[str, Any]) -> list[str]:
    late = [str(sayings.ATTRIBUTES[name]) for name in str(facts["told_after"]).split(",") if name]
    note = _("known of won deals alone, so it says nothing of the others: %(names)s")
    return [note % {"names": ", ".join(late)}] if late else []


def _between(facts: Mapping[str, float | int | str | None]) -> list[str]:
    day, said = calendar().seconds_per_day, []
    for clock, unit, words in (
        ("working", day, _("50, 90, 95 %% within %(p50)s, %(p90)s, %(p95)s of working time")),
        ("calendar", _DAY, _("of calendar time %(p50)s, %(p90)s, %(p95)s")),
    ):
        times = {name: facts[f"{name}_{clock}_hours"] for name in ("p50", "p90", "p95")}
        known = {
            name: drawing.lasting(None if hours is None else float(hours) * 3600, unit)
            for name, hours in times.items()
        }
        said.append(words % known)
    counts = {"reached": locale_formats.number(int(facts["reached"] or 0)), "open": facts["open"]}
    return [_("%(reached)s got there, %(open)s still on the way") % counts, *said]


def _satisfaction(facts: Mapping[str, Any]) -> list[str]:
    said = [_("of %(n)s deals") % {"n": locale_formats.number(facts["deals"])}]
    if facts["share"] is not None:
        known = {key: locale_formats.percent(facts[key]) for key in ("share", "low", "high")}
        said.append(_("%(share)s content (%(low)s to %(high)s)") % known)
    if facts["mean"] is not None:
        known = {key: locale_formats.number(facts[key], 2) for key in ("mean", "mean_low", "mean_high")}
        said.append(_("mean score %(mean)s (%(mean_low)s to %(mean_high)s)") % known)
    return said


def passing(facts: Mapping[str, Any]) -> list[str]:
    """How many got past a part of the line, and how many were won in the end."""
    if facts["share"] is None:
        return []
    percent, number = locale_formats.percent, locale_formats.number
    known = {key: percent(facts[key], 1) for key in ("share", "low", "high")}
    won = {key: percent(facts[f"won_{key}"], 1) for key in ("share", "low", "high")}
    said = [
        _("%(share)s got further (%(low)s to %(high)s)") % known,
        _("%(share)s won in the end (%(low)s to %(high)s)") % won,
        _("%(n)s still on the way") % {"n": number(facts["open"])},
    ]
    if facts["undated"]:
        said.append(_("%(n)s without dates in no row") % {"n": number(facts["undated"])})
    return [*said, *([_told_after_part(facts)] if facts["told_after"] else [])]


def _told_after_part(facts: Mapping[str, Any]) -> str:
    note = _("known of those that got further alone, so it says nothing of the others: %(names)s")
    return note % {"names": sayings.ATTRIBUTES[str(facts["told_after"])]}


def _late_delivery(facts: Mapping[str, Any]) -> list[str]:
    said = [_("of %(n)s deals with a score") % {"n": locale_formats.number(facts["scored"])}]
    if facts["early"]:
        said.append(_("%(n)s spoke before they could know") % {"n": locale_formats.number(facts["early"])})
    for group, words in (
        ("late", _("late delivery goes with %(gap)s points of content buyers (%(low)s to %(high)s)")),
        ("waiting", _("goods still on their way with %(gap)s points (%(low)s to %(high)s)")),
    ):
        if facts[f"{group}_gap"] is not None:
            ends = {"gap": "", "low": "_low", "high": "_high"}
            said.append(
                words % {key: sayings.points(facts[f"{group}_gap{end}"]) for key, end in ends.items()}
            )
    return said


def _retention(facts: Mapping[str, Any]) -> list[str]:
    said = [_("%(n)s came back so far") % {"n": locale_formats.number(facts["returned"])}]
    longest = next((days for days in reversed(HORIZONS) if facts[f"within_{days}"] is not None), None)
    if longest:
        ends = {"share": "", "low": "_low", "high": "_high"}
        known: dict[str, Any] = {
            key: locale_formats.percent(facts[f"within_{longest}{end}"], 1) for key, end in ends.items()
        }
        said.append(_("%(share)s within %(days)s days (%(low)s to %(high)s)") % (known | {"days": longest}))
    if facts["undated"]:
        said.append(_("%(n)s wins without a date left out") % {"n": locale_formats.number(facts["undated"])})
    return said


def _at_once(facts: Mapping[str, Any]) -> list[str]:
    days = ngettext("%(n)s working day", "%(n)s working days", facts["days"]) % {"n": facts["days"]}
    said = [_("within %(days)s") % {"days": days}]
    if facts["share"] is not None:
        known = {key: locale_formats.percent(facts[key]) for key in ("share", "low", "high")}
        said.append(_("%(share)s accepted at once (%(low)s to %(high)s)") % known)
    said.append(_("%(tested)s kinds of act tested") % {"tested": locale_formats.number(facts["tested"])})
    if facts["young"]:
        said.append(_("%(n)s too young to say") % {"n": locale_formats.number(facts["young"])})
    return said


def _orders_right(facts: Mapping[str, Any]) -> list[str]:
    said = []
    if facts["share"] is not None:
        known = {key: locale_formats.percent(facts[key]) for key in ("share", "low", "high")}
        said.append(_("%(share)s right and on time (%(low)s to %(high)s)") % known)
    if facts["coming"]:
        said.append(_("%(n)s promised for today or later") % {"n": locale_formats.number(facts["coming"])})
    if facts["undated"]:
        said.append(_("%(n)s without a promised day") % {"n": locale_formats.number(facts["undated"])})
    return said


def _handovers(facts: Mapping[str, float | int | str | None]) -> list[str]:
    day, number = calendar().seconds_per_day, locale_formats.number
    said = [_("%(n)s moves by another person than the one before") % {"n": number(int(facts["handed"] or 0))}]
    pair = [facts["handed_working_hours"], facts["same_working_hours"]]
    if all(hours is not None for hours in pair):
        handed, same = (drawing.lasting(float(hours or 0) * 3600, day) for hours in pair)
        said.append(
            _("mean wait before them %(handed)s, in one hand %(same)s") % {"handed": handed, "same": same}
        )
    return said

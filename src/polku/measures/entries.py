"""What measures put into the interface: places, palette, Today, pins on the map, styles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.insight.hooks import figure_acts
from polku.measures import queries
from polku.measures.measuring import writing
from polku.measures.models import Goal
from polku.measures.rules import MeasurePermission
from polku.measures.web import coaching
from polku.measures.words import STATE_SIGNALS, STATE_WORDS
from polku.process import pins
from polku.ui import registry
from polku.ui.registry import Behaviour, PaletteAction, Place, Stylesheet, TodayRow, TodaySource

GOALS = _("Goals")


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    see, define = MeasurePermission.SEE, MeasurePermission.DEFINE
    registry.places.register(
        Place("dashboards", _("Dashboards"), "measures:start", "panel", 510, see, "h"),
        Place("goals", _("Goals"), "measures:goals", "target", 520, see, "g"),
    )
    registry.palette_actions.register(
        PaletteAction("indicators", _("Indicators"), "measures:indicators", "insight", 510, see),
        PaletteAction("all_dashboards", _("All dashboards"), "measures:dashboards", "panel", 511, see),
        PaletteAction("strategies", _("Strategies by segment"), "measures:strategies", "map", 512, see),
        PaletteAction("new_indicator", _("New indicator"), "measures:new_indicator", "plus", 513, define),
        PaletteAction("new_goal", _("New goal"), "measures:new_goal", "plus", 514, MeasurePermission.SET_GOALS),
        PaletteAction(
            "new_dashboard", _("New dashboard"), "measures:new_dashboard", "plus", 515, MeasurePermission.ARRANGE,
            dialog=True,
        ),
    )  # fmt: skip
    registry.today_sources.register(TodaySource("goals", today, 80, see))
    registry.stylesheets.register(Stylesheet("measures/css/measures.css", areas=("measures",)))
    registry.behaviours.register(Behaviour("measures/js/tiles.js"))
    pins.register("goals", pins_of, order=50)
    figure_acts.register("measures", coaching.offered, order=50)


def today(actor: Actor, at: datetime) -> list[TodayRow]:
    """Goals the person answers for that are at risk or off track: one query, no figure is computed."""
    if actor.user_id is None:
        return []
    rows = queries.troubled(actor, at)
    known = queries.by_key([row.indicator for row in rows])
    return [_row(row, known[row.indicator]) for row in rows if row.indicator in known]


def pins_of(actor: Actor, asked: pins.Asked) -> Sequence[pins.Pin]:
    """Goals tied to a stage of the map."""
    if not actor.may(MeasurePermission.SEE):
        return []
    rows = [row for row in queries.at_stages(actor, asked.definition.key) if row.to_date >= day_of(asked.at)]
    known = queries.by_key([row.indicator for row in rows])
    return [_pin(row, known[row.indicator]) for row in rows if row.indicator in known]


def _row(row: Goal, known: queries.Known) -> TodayRow:
    state = row.check_made.state
    is_off = state == "off_track"
    told = _g("%(value)s of %(target)s, should be %(pace)s by now") % {
        "value": writing.say(row.check_made.value, known.unit),
        "target": writing.say(row.target, known.unit),
        "pace": writing.say_pace(row.check_made.pace, known.unit),
    }
    return TodayRow(
        key=f"goal-{row.pk}",
        why=_g("Goal off track") if is_off else _g("Goal at risk"),
        title=known.name,
        url=reverse("measures:goal", args=[row.pk]),
        detail=told,
        signal="stuck" if is_off else "late",
        rank=40,
        kind=GOALS,
        act_label=_g("Look"),
        act_url=reverse("measures:goal", args=[row.pk]),
    )


def _pin(row: Goal, known: queries.Known) -> pins.Pin:
    check = getattr(row, "check_made", None)
    target = writing.say(row.target, known.unit)
    detail = ""
    if check is not None:
        words = {"value": writing.say(check.value, known.unit), "state": str(STATE_WORDS[check.state])}
        detail = _g("%(value)s so far: %(state)s") % words
    return pins.Pin(
        stage=row.stage,
        said=_g("Goal: %(name)s %(target)s") % {"name": known.name, "target": target},
        kind="goal",
        detail=detail,
        owner=str(row.responsible) if row.responsible else "",
        due=row.to_date,
        signal=STATE_SIGNALS.get(check.state, "") if check is not None else "",
        url=reverse("measures:goal", args=[row.pk]),
    )

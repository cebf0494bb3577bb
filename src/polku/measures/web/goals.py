"""Pages of goals: all of them with how they stand, one with its line, the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.logic import Actor, Reach
from polku.access.request import Request
from polku.jobs.actions import enqueue
from polku.kernel.errors import DomainError
from polku.measures import queries
from polku.measures.actions import save_goal, withdraw_goal
from polku.measures.actions.goals import FIELDS
from polku.measures.logic.pace import State
from polku.measures.logic.periods import after, first_day, whole
from polku.measures.measuring import writing
from polku.measures.measuring.goals import Stood, history, line, may_see, stand
from polku.measures.measuring.lines import drawing
from polku.measures.models import Goal
from polku.measures.rules import MeasurePermission
from polku.measures.web.forms import GoalForm
from polku.measures.web.saving import base_of, base_sent, put_errors
from polku.measures.words import STATE_SIGNALS, STATE_WORDS
from polku.ui import locale_formats
from polku.ui.answers import go

_SHOWN_MAX = 100


@dataclass(frozen=True)
class Card:
    """A goal as shown in a list."""

    goal: Goal
    name: str
    whose: str
    days: str
    value: str
    target: str
    pace: str
    signal: str
    state: str
    share: float
    is_over: bool


@require_safe
@login_required
def goals(request: Request) -> HttpResponse:
    """The goals that go on or lie ahead; `over` shows those whose time is up."""
    request.actor.require(MeasurePermission.SEE)
    now = timezone.now()
    today = timezone.localdate(now)
    is_over, is_coaching = "over" in request.GET, "coaching" in request.GET
    rows = queries.goals(request.actor)
    has_coaching = is_coaching or rows.filter(coaching=True).exists()
    rows = rows.filter(coaching=True) if is_coaching else rows
    rows = rows.filter(to_date__lt=today).order_by("-to_date") if is_over else rows.filter(to_date__gte=today)
    found = [one for one in stand(list(rows[:_SHOWN_MAX]), now) if may_see(one.known, request.actor)]
    context = {
        "cards": [card(one) for one in found],
        "is_over": is_over,
        "may_set": request.actor.may(MeasurePermission.SET_GOALS),
        "views": _views(is_over, is_coaching, has_coaching),
    }
    return render(request, "measures/goals.html", context)


@require_safe
@login_required
def goal(request: Request, goal_id: int) -> HttpResponse:
    """One goal: its line against the pace, the rule of its state, what history reached."""
    row, now = queries.goal(goal_id, request.actor), timezone.now()
    found = [one for one in stand([row], now) if may_see(one.known, request.actor)]
    context: dict[str, Any] = {"goal": row, "may_change": _may_change(row, request.actor)}
    if found:
        stood = found[0]
        points, past = line(stood, now), history(stood, now)
        context |= {
            "card": card(stood),
            "stood": stood,
            "drawn": drawing(stood, points),
            "rule": rule(stood),
            "history": past,
            "reached": history_said(past.reached, past.n),
            "rows": [
                (locale_formats.full_day(one.day), *(writing.say(x, stood.known.unit) for x in (one.value, one.pace)))
                for one in points
                if one.value is not None
            ][::-1],
            "foretold": foretold(stood),
        }  # fmt: skip
    return render(request, "measures/goal.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Set a goal."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: Request, goal_id: int) -> HttpResponse:
    """Change a goal."""
    return _edit(request, queries.goal(goal_id, request.actor))


@require_POST
@login_required
def withdrawal(request: Request, goal_id: int) -> HttpResponse:
    """Take a goal off every page."""
    withdraw_goal(goal_id, actor=request.actor, at=timezone.now())
    undo = reverse("measures:goal_return", args=[goal_id])
    return go(request, reverse("measures:goals"), said=_("The goal was withdrawn."), undo=undo)


@require_POST
@login_required
def return_(request: Request, goal_id: int) -> HttpResponse:
    """Put a withdrawn goal back."""
    withdraw_goal(goal_id, withdrawn=False, actor=request.actor, at=timezone.now())
    return go(request, reverse("measures:goal", args=[goal_id]), said=_("The goal is back."))


def _views(is_over: bool, is_coaching: bool, has_coaching: bool) -> list[tuple[str, str, bool]]:
    """Going on, over, and where there is any, coaching."""
    base = reverse("measures:goals")
    found = [
        (_("Going on"), base, not is_over and not is_coaching),
        (_("Over"), f"{base}?over=1", is_over),
    ]
    if has_coaching:
        found.append((_("Coaching"), f"{base}?coaching=1", is_coaching and not is_over))
    return found


def card(stood: Stood) -> Card:
    """A goal in words and numbers."""
    row, stands, unit = stood.goal, stood.standing, stood.known.unit
    share = 0.0
    if stands.value is not None and stood.aim.target:
        share = max(0.0, min(1.0, stands.value / stood.aim.target))
    return Card(
        goal=row,
        name=stood.known.name,
        whose=whose(row),
        days=f"{locale_formats.full_day(row.from_date)} – {locale_formats.full_day(row.to_date)}",
        value=writing.say(stands.value, unit),
        target=writing.say(stood.aim.target, unit),
        pace=writing.say_pace(stands.pace, unit) if stands.pace is not None else "",
        signal=STATE_SIGNALS.get(stands.state, ""),
        state=str(STATE_WORDS[stands.state]),
        share=share,
        is_over=stood.clock.is_over,
    )


def whose(row: Goal) -> str:
    """Whose figures a goal is about."""
    kinds = {"company": _("Companies"), "person": _("Private persons")}
    parts = [str(row.person) if row.person else "", row.team.name if row.team and not row.person else ""]
    parts += [row.product, kinds.get(row.customer_kind, row.customer_kind)]
    return ", ".join(part for part in parts if part) or _("The whole company")


def rule(stood: Stood) -> str:
    """How the state comes about, in words; while it is early, why nothing is judged yet."""
    if stood.standing.state == State.EARLY:
        return _(
            "Judged from two business days after the goal was set, and once its pace asks for at least three: "
            "fewer can fail to come by chance alone."
        )
    days = {
        "gone": locale_formats.number(stood.clock.days_gone, 1),
        "days": locale_formats.number(stood.clock.days, 1),
    }
    if stood.aim.adds_up:
        return (
            _(
                "%(gone)s of %(days)s business days are over. Kept to its own pace so far, the figure ends inside "
                "the 80 %% interval drawn as a wedge. On track: the middle of it reaches the target. At risk: "
                "only its better end does. Off track: not even that."
            )
            % days
        )
    return (
        _(
            "%(gone)s of %(days)s business days are over. The figure is compared with a straight line from where "
            "it was to the target. On track: it keeps to the line. At risk: the line lies within the figure's "
            "95 %% interval, or within a tenth where it has none. Off track: farther away."
        )
        % days
    )


def foretold(stood: Stood) -> str:
    """Where it will end, with its interval; empty where nothing is foretold."""
    one, unit = stood.standing, stood.known.unit
    if one.foretold is None or one.low is None or one.high is None or one.state == State.EARLY:
        return ""
    ends = {"middle": one.foretold, "low": one.low, "high": one.high}
    said = {name: writing.say(value, unit) for name, value in ends.items()}
    return _("At this pace it ends at %(middle)s (80 %% interval %(low)s to %(high)s).") % said


def history_said(reached: int, n: int) -> str:
    """How often earlier periods came to it."""
    if n < 3:
        return _("Too few earlier periods to say how often this was reached.")
    return _("Earlier periods of this length reached it %(reached)s times of %(n)s.") % {
        "reached": reached,
        "n": n,
    }


def _may_change(row: Goal, actor: Actor) -> bool:
    reach = actor.reach(MeasurePermission.SET_GOALS)
    return reach == Reach.ALL or (
        reach > Reach.NONE and row.person_id is not None and row.person_id == actor.user_id
    )


def _edit(request: Request, row: Goal | None) -> HttpResponse:
    request.actor.require(MeasurePermission.SET_GOALS)
    form = GoalForm(request.POST or None, actor=request.actor, initial=_initial(request, row))
    base = base_of(row, FIELDS) if row else ""
    if request.method == "POST" and form.is_valid():
        try:
            told = form.values(_every(form.cleaned_data["from_date"], form.cleaned_data["to_date"]))
            at = timezone.now()
            saved = save_goal(
                row.pk if row else None, told, base=base_sent(request), actor=request.actor, at=at
            )
            enqueue("measures.look_at_goals", {}, at=at, key="goals")
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, reverse("measures:goal", args=[saved.pk]), said=_("Saved."))
    context = {"form": form, "goal": row, "base": base}
    return render(request, "measures/goal_form.html", context, status=422 if form.errors else 200)


def _every(first: date, last: date) -> str:
    """The kind of period that two days make; a quarter where they make none."""
    for every in ("year", "quarter", "month", "week"):
        if first_day(first, every) == first and whole(first, every).last == last:
            return every
    return "quarter"


def _initial(request: Request, row: Goal | None) -> dict[str, Any]:
    if row is not None:
        return GoalForm.opened(row)
    quarter = whole(timezone.localdate(), "quarter")
    first = (
        quarter.first if (quarter.last - timezone.localdate()).days > 14 else after(quarter.first, "quarter")
    )
    found: dict[str, Any] = {"from_date": first, "to_date": whole(first, "quarter").last}
    for name in (
        "indicator",
        "product",
        "customer_kind",
        "person_id",
        "team_id",
        "coaching",
        "baseline",
        "place",
    ):
        if value := request.GET.get(name):
            found[name] = value[:120]
    if request.actor.reach(MeasurePermission.SET_GOALS) < Reach.ALL:
        found |= {"team_id": request.actor.home_team_id, "person_id": request.actor.user_id}
    return found | {"responsible_id": request.actor.user_id}

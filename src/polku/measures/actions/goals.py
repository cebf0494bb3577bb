"""Setting goals, changing and withdrawing them, and writing down how they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from polku.access.logic import Actor, Reach
from polku.access.models import Membership, Team, User
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.kernel.errors import Invalid, Message, NotAllowed, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.measures.actions.merging import Changes, put
from polku.measures.events import GoalChanged, GoalTurned
from polku.measures.logic.periods import EVERY, Stretch
from polku.measures.logic.ready import READY
from polku.measures.models import Goal, GoalCheck, Indicator
from polku.measures.rules import MeasurePermission

FIELDS = frozenset(
    {
        "indicator", "team_id", "person_id", "product", "customer_kind", "process_key", "stage", "every",
        "from_date", "to_date", "target", "baseline", "aim", "coaching", "responsible_id",
    }
)  # fmt: skip
_LENGTHS = {"indicator": 60, "product": 120, "customer_kind": 20, "process_key": 40, "stage": 40, "aim": 300}
_LIMIT = Decimal(10) ** 12


@dataclass(frozen=True)
class Look:
    """How a goal stands at a moment."""

    goal_id: int
    state: str
    value: float | None
    pace: float | None


def save_goal(
    goal_id: int | None,
    values: Mapping[str, Any],
    *,
    base: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Goal:
    """Set a goal, or change one. A person's goal stands in a team that the person is in.

    Raises: Invalid (names the field), NotFound, Conflict, NotAllowed.
    """
    actor.require(MeasurePermission.SET_GOALS)
    told = _checked(values)
    with write():
        row = _locked(goal_id, actor) if goal_id else Goal(recorded_at=at)
        changes = put(row, "goal", told, base if goal_id else None)
        _whole(row)
        _may_set(row, actor)
        row.save()
        if changes:
            _log(row, changes if goal_id else [], changes, actor, at)
            GoalCheck.objects.filter(goal=row).delete()
    return row


def withdraw_goal(goal_id: int, *, withdrawn: bool = True, actor: Actor, at: datetime) -> Goal:
    """Take a goal off every page, or put it back. Raises: NotFound, NotAllowed."""
    actor.require(MeasurePermission.SET_GOALS)
    with write():
        row = _locked(goal_id, actor, withdrawn=not withdrawn)
        _may_set(row, actor)
        changes = put(row, "goal", {"withdrawn_at": at if withdrawn else None})
        row.save(update_fields=["withdrawn_at"])
        _log(row, changes, changes, actor, at)
    return row


def look_at_goals(looks: Sequence[Look], *, at: datetime) -> int:
    """Write down how goals stand, and an event for each that turned; answers how many turned."""
    with write():
        goals = Goal.objects.in_bulk([look.goal_id for look in looks])
        known = {one.goal_id: one for one in GoalCheck.objects.filter(goal_id__in=goals)}
        turned = []
        for look in looks:
            if (goal := goals.get(look.goal_id)) is None:
                continue
            before = known.get(look.goal_id)
            if before is not None and before.state != look.state:
                event = GoalTurned(indicator=goal.indicator, before=before.state, state=look.state)
                turned.append(Entry(event, ("goal", goal.pk), at))
        rows = [
            GoalCheck(goal_id=look.goal_id, at=at, state=look.state, value=look.value, pace=look.pace)
            for look in looks
            if look.goal_id in goals
        ]
        GoalCheck.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["goal"],
            update_fields=["at", "state", "value", "pace"],
        )
        if turned:
            append(turned, actor_id=None, via=Via.AUTOMATIC, recorded_at=at)
    return len(turned)


def _locked(goal_id: int, actor: Actor, *, withdrawn: bool = False) -> Goal:
    rows = Goal.objects.select_for_update(of=("self",)).visible_to(actor)
    row = rows.filter(id=goal_id, withdrawn_at__isnull=not withdrawn).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such goal."))
    return row


def _may_set(row: Goal, actor: Actor) -> None:
    """Who reaches only own things sets goals for nobody else, and for no whole team."""
    if row.coaching and row.person_id != actor.user_id:
        actor.require(MeasurePermission.COACH)
    reach = actor.reach(MeasurePermission.SET_GOALS)
    if reach == Reach.ALL:
        return
    if reach == Reach.TEAM and row.team_id in actor.team_ids:
        return
    if row.person_id is None or row.person_id != actor.user_id or row.team_id not in actor.team_ids:
        raise NotAllowed(MeasurePermission.SET_GOALS, gettext_noop("You can set goals for yourself only."))


def _log(row: Goal, kept: Changes, changes: Changes, actor: Actor, at: datetime) -> None:
    event = GoalChanged(indicator=row.indicator, fields=tuple(name for _, _, name, _, _ in changes))
    entry = Entry(event, ("goal", row.pk), at, changes=kept)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid(Message(gettext_noop("There is no field “%(key)s”."), key=name), field=name)
        if name in _LENGTHS:
            found[name] = clean(value or "", max_length=_LENGTHS[name], field=name).strip()
        elif name in ("target", "baseline"):
            found[name] = _number(name, value)
        elif name in ("from_date", "to_date"):
            found[name] = value if isinstance(value, date) else date.fromisoformat(value)
        elif name == "coaching":
            found[name] = bool(value)
        else:
            found[name] = value
    return found


def _number(name: str, value: Any) -> Decimal | None:
    if value is None:
        return None
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= _LIMIT:
        raise Invalid(gettext_noop("This number is too large."), field=name)
    return number


def _whole(row: Goal) -> None:
    _check_indicator(row.indicator)
    if row.target is None:
        raise Invalid(gettext_noop("A goal needs a target."), field="target")
    if any(getattr(row, name) is None for name in ("from_date", "to_date")):
        raise Invalid(gettext_noop("A goal needs its first and its last day."), field="from_date")
    if row.every not in EVERY:
        raise Invalid(gettext_noop("Choose a period."), field="every")
    try:
        Stretch(row.from_date, row.to_date)
    except Invalid as error:
        raise Invalid(error.message, field="to_date") from error
    if row.team_id and not Team.objects.filter(id=row.team_id, archived_at=None).exists():
        raise NotFound(gettext_noop("There is no such team."), field="team_id")
    if row.person_id:
        _check_person(row)
    if row.coaching and not row.person_id:
        raise Invalid(gettext_noop("A coaching goal is one person's."), field="coaching")
    if row.responsible_id and not User.objects.filter(id=row.responsible_id, is_active=True).exists():
        raise NotFound(gettext_noop("There is no such person."), field="responsible_id")


def _check_indicator(key: str) -> None:
    if key in {one.key for one in READY}:
        return
    if not Indicator.objects.filter(key=key, archived_at=None).exists():
        raise NotFound(gettext_noop("There is no such indicator."), field="indicator")


def _check_person(row: Goal) -> None:
    teams = sorted(Membership.objects.filter(user_id=row.person_id or 0).values_list("team_id", flat=True))
    if row.team_id is None and teams:
        row.team_id = teams[0]
    if row.team_id not in teams:
        raise Invalid(gettext_noop("This person is not in that team."), field="person_id")

"""Correcting an activity: two people's edits of different fields both hold; of the same field, both are shown."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from polku.access.logic import Actor
from polku.access.models import User
from polku.contacts.models import Contact
from polku.db.transactions import write
from polku.engage.actions import reach
from polku.engage.events import ActivityChanged
from polku.engage.logic.codes import TOOK_PLACE, Form
from polku.engage.logic.incoming import NewActivity, check
from polku.engage.models import Activity
from polku.eventlog.actions import append
from polku.kernel.errors import Conflict, Invalid, Message, NotFound, gettext_noop

FIELDS = frozenset(
    {"text", "outcome", "reaction", "direction", "at", "contact_id", "by_id", "duration_minutes", "due_at"}
)
_TIMES = ("at", "due_at", "done_at", "voided_at")
_NUMBERS = ("contact_id", "by_id", "duration_minutes")


def change_activity(
    activity_id: int,
    values: Mapping[str, Any],
    *,
    base: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> int | None:
    """Change fields of an activity, such as the outcome of a meeting that was planned.

    `base` holds the values the form was opened with: a field whose base differs from now and from what is sent is a
    conflict; all else applies. Gives the event's id, None when nothing changed.

    Raises: NotFound, Invalid (names the field), Conflict (both values of each field), NotAllowed.
    """
    wanted, opened_with = _plain(values), _plain(base or {})
    with write():
        row = reach.activity(activity_id, actor)
        now = {name: current(row, name) for name in wanted}
        clashes = {
            name: {"yours": wanted[name], "theirs": now[name], "base": opened_with[name]}
            for name in wanted
            if name in opened_with
            and opened_with[name] not in (now[name], wanted[name])
            and now[name] != wanted[name]
        }
        if clashes:
            raise Conflict(clashes)
        changed = {
            name: value
            for name, value in wanted.items()
            if value != now[name] and not (name in opened_with and value == opened_with[name])
        }
        return _apply(row, changed, actor, at) if changed else None


def current(row: Activity, name: str) -> Any:
    """A field's value as JSON: what `Change` holds and a form sends back."""
    value = getattr(row, name)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def put(row: Activity, values: Mapping[str, Any]) -> None:
    """Set JSON values on the row at hand."""
    for name, value in values.items():
        setattr(row, name, datetime.fromisoformat(value) if name in _TIMES and value else value)


def changed_event(row: Activity, fields: tuple[str, ...]) -> ActivityChanged:
    """The event that says which fields of an activity changed."""
    return ActivityChanged(
        activity_id=row.id,
        activity_kind=row.kind,
        form=row.form,
        outcome=row.outcome,
        is_contact=row.is_contact,
        fields=fields,
        contact_id=row.contact_id,
        reaction=row.reaction or None,
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid(Message(gettext_noop("There is no field “%(key)s”."), key=name), field=name)
        if name in _TIMES:
            found[name] = (
                value.astimezone(UTC).isoformat() if isinstance(value, datetime) else (value or None)
            )
        elif name in _NUMBERS:
            found[name] = None if value in (None, "") else int(value)
        else:
            found[name] = value or ""
    return found


def _apply(row: Activity, values: Mapping[str, Any], actor: Actor, at: datetime) -> int:
    before = {name: current(row, name) for name in (*values, "done_at")}
    put(row, values)
    _check(row, values, actor, at)
    if row.form == Form.TASK and "outcome" in values:
        row.done_at = at if row.outcome in TOOK_PLACE else None
    after = {name: current(row, name) for name in before}
    row.save(update_fields=sorted(before))
    changes = [
        ("activity", row.id, name, before[name], after[name])
        for name in before
        if before[name] != after[name]
    ]
    entry = reach.entry(changed_event(row, tuple(values)), row, at, changes)
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id


def _check(row: Activity, values: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    if row.at is None:
        raise Invalid(gettext_noop("Say when it was."), field="at")
    as_new = NewActivity(
        deal_id=row.deal_id, kind=row.kind, text=row.text, at=row.at, outcome=row.outcome, reaction=row.reaction,
        direction=row.direction, duration_minutes=row.duration_minutes, due_at=row.due_at,
    )  # fmt: skip
    check(as_new, Form(row.form), at)
    if values.get("contact_id") and not (
        Contact.objects.visible_to(actor).current().filter(id=values["contact_id"]).exists()
    ):
        raise NotFound(
            gettext_noop("This person does not exist, or you may not see them."), field="contact_id"
        )
    if values.get("by_id") and not User.objects.filter(id=values["by_id"], is_active=True).exists():
        raise NotFound(gettext_noop("There is no such colleague."), field="by_id")

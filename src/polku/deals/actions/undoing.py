"""Taking back what was done, while nothing later depends on it; the log keeps both."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.company.queries import calendar
from polku.db.transactions import write
from polku.deals import events as happened
from polku.deals.actions import steps
from polku.deals.actions.editing import put
from polku.deals.actions.indexing import forget_deals, index_deals
from polku.deals.actions.next_step import bring_back
from polku.deals.actions.valuing import Changes
from polku.deals.logic.outcomes import WINS
from polku.deals.logic.visits import Course, effective, replay
from polku.deals.logic.worth import is_by_hand
from polku.deals.models import ChecklistTick, Closure, Deal, Override, StageVisit
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.eventlog.models import Change, Event
from polku.kernel.errors import NotFound, Refused, gettext_noop

_FIELD_KINDS = frozenset(
    event.kind
    for event in (happened.DealChanged, happened.DealAssigned, happened.NextStepSet, happened.NextStepDone)
)
_TICK_KINDS = frozenset({happened.ItemTicked.kind, happened.ItemUnticked.kind})
_BIN_KINDS = frozenset({happened.DealVoided.kind, happened.DealRestored.kind})
UNDOABLE = (happened.STAGE_KINDS - {happened.DealOpened.kind}) | _FIELD_KINDS | _TICK_KINDS | _BIN_KINDS
"""The kinds that can be taken back."""
_VALUING = frozenset({happened.DealUpgraded.kind, happened.DealWon.kind})
_GONE_ON = gettext_noop("The deal has gone on since. Take back the later step first.")
_CHANGED_SINCE = gettext_noop("This was changed again since, so it cannot be taken back.")


def undo(event_id: int, *, actor: Actor, at: datetime) -> int:
    """Take one event of a deal back: a new event that names it.

    Raises: NotFound, Refused (undone already, or something later depends on it), NotAllowed.
    """
    actor.require(DealPermission.CHANGE)
    with write():
        event = Event.objects.filter(id=event_id, kind__in=UNDOABLE, history=False).first()
        found = (
            steps.lock([event.case_id or 0], Deal.objects.reached_by(actor, DealPermission.CHANGE))
            if event
            else {}
        )
        if event is None or event.case_id not in found:
            raise NotFound(gettext_noop("There is nothing here to take back."))
        deal = found[event.case_id]
        if Event.objects.filter(case_id=deal.id, undoes_id=event.id).exists():
            raise Refused(gettext_noop("This was taken back already."))
        if deal.voided_at is not None and event.kind != happened.DealVoided.kind:
            raise Refused(_GONE_ON)  # it went to the bin: that comes first
        if event.kind in happened.STAGE_KINDS:
            return take_step_back(event, deal, actor, at)
        if event.kind in _FIELD_KINDS:
            return _undo_fields(event, deal, actor, at)
        return _undo_other(event, deal, actor, at)


def _log(event: Event, deal: Deal, actor: Actor, at: datetime, changes: Any = ()) -> int:
    named = {name: event.payload.get(name) for name in ("from_stage", "to_stage", "item")}
    entry = Entry(
        happened.DealUndone(undone=event.kind, **named),
        ("deal", deal.id),
        at,
        deal.id,
        deal.version_id,
        deal.stage,
        undoes_id=event.id,
        changes=changes,
    )
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id


def take_step_back(event: Event, deal: Deal, actor: Actor, at: datetime) -> int:
    """Take the last step of a locked deal back, inside the caller's transaction. Raises: Refused (not the last)."""
    told = list(Event.objects.filter(case_id=deal.id))
    if effective(told)[-1].id != event.id:
        raise Refused(_GONE_ON)
    course = replay([one for one in told if one.id != event.id])
    if event.kind == happened.DealMapped.kind:
        deal.version_id = event.payload["from_version_id"]
    rewrite(deal, course)
    changes = {row.field: row for row in Change.objects.filter(event=event, table="deal", row_id=deal.id)}
    back = _take_value_off(event, told, deal, at) if event.kind in _VALUING else bring_back(deal, changes)
    Closure.objects.filter(event_id=event.id).delete()
    Override.objects.filter(event_id=event.id).delete()
    return _log(event, deal, actor, at, back)


def _take_value_off(event: Event, told: Sequence[Event], deal: Deal, at: datetime) -> Changes:
    """The value before an upgrade or a win; changed again since, only what an upgrade added is taken off.

    One that followed what was sold since goes back to before the win with it; while the deal is won it stays so.
    """
    followed = any(one.kind == happened.DealRevalued.kind and one.id > event.id for one in told)
    followed = followed and not is_by_hand(told)
    if followed and deal.outcome in WINS:
        return ()
    rows = Change.objects.filter(table="deal", row_id=deal.id, field__in=("value_minor", "value_currency"))
    later = rows.filter(event_id__gte=event.id) if followed else rows.filter(event=event)
    first = {row.field: row.before for row in later.order_by("-event_id")}
    last = {row.field: row.after for row in later.order_by("event_id")}
    now = {name: getattr(deal, name) for name in ("value_minor", "value_currency")}
    if first and all(now[name] == after for name, after in last.items()):
        before = first
    elif (added := event.payload.get("added_minor")) and deal.value_minor is not None:
        before = {"value_minor": deal.value_minor - added}
    else:
        return ()
    deal.save(update_fields=sorted(put(deal, before, at)))
    return tuple(("deal", deal.id, name, now[name], value) for name, value in before.items())


def rewrite(deal: Deal, course: Course) -> None:
    """Make the tables say what the log says: visits, stage, path, outcome."""
    hours = calendar()
    StageVisit.objects.filter(deal=deal).delete()
    rows = []
    for number, visit in enumerate(course.visits, start=1):
        working, gone = steps.stay(hours, visit.entered_at, visit.left_at) if visit.leaving else (None, None)
        rows.append(
            StageVisit(deal=deal, seq=number, working_seconds=working, calendar_seconds=gone, **vars(visit))
        )
    StageVisit.objects.bulk_create(rows)
    last = course.visits[-1]
    deal.stage, deal.stage_entered_at, deal.path_id = last.stage, last.entered_at, last.path_id
    deal.outcome, deal.closed_at, deal.finished_at = (
        course.outcome.value,
        course.closed_at,
        course.finished_at,
    )
    columns = ["version", "stage", "stage_entered_at", "path_id", "outcome", "closed_at", "finished_at"]
    deal.save(update_fields=columns)


def _undo_fields(event: Event, deal: Deal, actor: Actor, at: datetime) -> int:
    changes = list(Change.objects.filter(event=event, table="deal", row_id=deal.id))
    now = {change.field: _now(deal, change.field) for change in changes}
    if any(now[change.field] != change.after for change in changes):
        raise Refused(_CHANGED_SINCE)
    before = {change.field: change.before for change in changes}
    touched = put(deal, {name: value for name, value in before.items() if name != "next_step_at"}, at)
    if "next_step_at" in before:
        deal.next_step_at = datetime.fromisoformat(before["next_step_at"]) if before["next_step_at"] else None
        touched.add("next_step_at")
    deal.save(update_fields=sorted(touched))
    if touched & {"title", "customer_id", "owner_id", "team_id"}:
        index_deals([deal])
    back = [("deal", deal.id, name, now[name], value) for name, value in before.items()]
    return _log(event, deal, actor, at, back)


def _now(deal: Deal, name: str) -> Any:
    if name.startswith("custom."):
        return deal.custom.get(name.removeprefix("custom."))
    value = getattr(deal, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _undo_other(event: Event, deal: Deal, actor: Actor, at: datetime) -> int:
    """Ticks and the bin: only the last word about the same item, or about the bin, can be taken back."""
    told = _told_of(event, deal)
    if told[-1].id != event.id:
        raise Refused(_CHANGED_SINCE)
    earlier = told[-2] if len(told) > 1 else None
    if event.kind == happened.ItemTicked.kind:
        ChecklistTick.objects.filter(deal=deal, item=event.payload["item"]).delete()
    elif event.kind == happened.ItemUnticked.kind:
        by = earlier or event
        ChecklistTick.objects.create(deal=deal, item=event.payload["item"], at=by.at, by_id=by.actor_id)
    elif event.kind == happened.DealVoided.kind:
        deal.voided_at = None
        deal.save(update_fields=["voided_at"])
        index_deals([deal])
    else:
        deal.voided_at = earlier.at if earlier else at
        deal.save(update_fields=["voided_at"])
        forget_deals([deal.id])
    return _log(event, deal, actor, at)


def _told_of(event: Event, deal: Deal) -> list[Event]:
    """What still counts of all that was said about the event's item, or about the bin, in order."""
    kinds = _TICK_KINDS if event.kind in _TICK_KINDS else _BIN_KINDS
    told = Event.objects.filter(case_id=deal.id).order_by("id")
    gone = set(told.exclude(undoes_id=None).values_list("undoes_id", flat=True))
    item = event.payload.get("item")
    return [
        one for one in told.filter(kind__in=kinds) if one.id not in gone and one.payload.get("item") == item
    ]

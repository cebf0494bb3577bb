"""Noting what holds buyers up, and that it is out of the way: one or a thousand at a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from polku.access.logic import Actor
from polku.access.models import User
from polku.db.bulk import insert
from polku.db.transactions import write
from polku.deals.models import Deal
from polku.eventlog.actions import append
from polku.eventlog.events import Happened
from polku.journey.actions import reach
from polku.journey.events import (
    ObstacleChanged,
    ObstacleRaised,
    ObstacleRemoved,
    ObstacleReopened,
    ObstacleVoided,
)
from polku.journey.logic.codes import OBSTACLES, State
from polku.journey.logic.incoming import NewObstacle
from polku.journey.logic.matrix import free_key
from polku.journey.models import Obstacle, ObstacleCode
from polku.journey.rules import JourneyPermission
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, gettext_noop
from polku.kernel.text import clean, transliterate
from polku.kernel.words import Text

TEXT_MAX: Final = 2000
FIELDS: Final = ("note", "remedy", "owner_id", "code")


@dataclass(frozen=True)
class Noted:
    """What became of one row: the obstacle and its event, or why it was refused."""

    obstacle_id: int | None = None
    event_id: int | None = None
    error: DomainError | None = None


def raise_obstacles(
    rows: Sequence[NewObstacle], *, actor: Actor, at: datetime, history: bool = False
) -> list[Noted]:
    """Note obstacles and answer for each. One that stands in the way of the same deal already is not noted twice.

    Raises: NotAllowed.
    """
    actor.require(JourneyPermission.RECORD)
    with write():
        deals = reach.deals([row.deal_id for row in rows], actor)
        known, people = codes(), _people(rows)
        standing = {
            (row.deal_id, row.code): row.id
            for row in Obstacle.objects.open().filter(deal_id__in=list(deals)).only("deal_id", "code")
        }
        answers: dict[int, Noted] = {}
        drafts: dict[int, Obstacle] = {}
        for number, row in enumerate(rows):
            if (there := standing.get((row.deal_id, row.code))) is not None:
                answers[number] = Noted(there)
                continue
            try:
                drafts[number] = _draft(row, deals, known, people, actor, at)
            except DomainError as error:
                answers[number] = Noted(error=error)
            else:
                standing[row.deal_id, row.code] = 0
        insert(Obstacle, list(drafts.values()))
        entries = [
            reach.entry(
                ObstacleRaised(row.id, row.code), ("obstacle", row.id), row.deal, min(row.raised_at, at)
            )
            for row in drafts.values()
        ]
        events = append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)
        for (number, draft), event in zip(drafts.items(), events, strict=True):
            answers[number] = Noted(draft.id, event.id)
    return [answers[number] for number in range(len(rows))]


def change_obstacle(obstacle_id: int, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> int | None:
    """Change its note, remedy, owner or code; the event's id, or None where nothing changed.

    Raises: NotFound, NotAllowed, Invalid (names the field).
    """
    with write():
        row = reach.obstacle(obstacle_id, actor)
        told = _checked(values)
        changes = [
            ("obstacle", row.id, name, getattr(row, name), value)
            for name, value in told.items()
            if getattr(row, name) != value
        ]
        if not changes:
            return None
        for _table, _id, name, _before, value in changes:
            setattr(row, name, value)
        row.save(update_fields=[name for _, _, name, _, _ in changes])
        event = ObstacleChanged(row.id, row.code, tuple(name for _, _, name, _, _ in changes))
        return told_of(row, event, actor, at, changes)


def remove_obstacles(
    ids: Sequence[int], *, remedy: str = "", actor: Actor, at: datetime, open_again: bool = False
) -> list[Noted]:
    """Say that obstacles are out of the way, or with `open_again` that they are back; one already so stays.

    Raises: NotAllowed, Invalid.
    """
    actor.require(JourneyPermission.RECORD)
    words = clean(remedy.strip(), multiline=True, max_length=TEXT_MAX, field="remedy")
    state = State.OPEN if open_again else State.REMOVED
    with write():
        rows = reach.obstacles(ids, actor)
        changing = [row for row in rows.values() if row.state != state]
        entries = [_turned(row, state, words, at) for row in changing]
        Obstacle.objects.bulk_update(changing, ["state", "removed_at", "remedy"], batch_size=500)
        events = append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    done = {row.id: Noted(row.id, event.id) for row, event in zip(changing, events, strict=True)}
    missing = NotFound(gettext_noop("This obstacle does not exist, or you may not change it."))
    return [done.get(one) or (Noted(one) if one in rows else Noted(error=missing)) for one in ids]


def void_obstacle(obstacle_id: int, *, actor: Actor, at: datetime) -> int:
    """Take an obstacle back that was noted by mistake. Raises: NotFound, NotAllowed."""
    with write():
        return void(reach.obstacle(obstacle_id, actor), actor=actor, at=at)


def void(row: Obstacle, *, actor: Actor, at: datetime, undoes_id: int | None = None) -> int:
    """Void a row at hand, inside the caller's transaction."""
    row.voided_at = at
    row.save(update_fields=["voided_at"])
    return told_of(row, ObstacleVoided(row.id, row.code), actor, at, undoes_id=undoes_id)


def add_code(name: Text, *, actor: Actor) -> ObstacleCode:
    """An obstacle of the company's own, to be noted from now on. Raises: NotAllowed, Invalid."""
    actor.require(JourneyPermission.EDIT)
    words = Text.of(name)
    if not words:
        raise Invalid(gettext_noop("Write a few words."), field="name")
    for _, one in words.entries:
        clean(one, max_length=80, field="name")
    with write():
        taken = [*OBSTACLES, *ObstacleCode.objects.values_list("key", flat=True)]
        same = next((row for row in ObstacleCode.objects.all() if row.name == words), None)
        return same or ObstacleCode.objects.create(key=free_key(transliterate(str(words)), taken), name=words)


def codes() -> frozenset[str]:
    """Every code that can be noted."""
    own = ObstacleCode.objects.filter(archived_at=None).values_list("key", flat=True)
    return frozenset({*OBSTACLES, *own})


def told_of(
    row: Obstacle,
    event: Happened,
    actor: Actor,
    at: datetime,
    changes: reach.Changes = (),
    undoes_id: int | None = None,
) -> int:
    """Write down what happened to an obstacle; the event's id."""
    entry = reach.entry(event, ("obstacle", row.id), row.deal, at, changes, undoes_id)
    return append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)[0].id


def _turned(row: Obstacle, state: State, remedy: str, at: datetime) -> Any:
    removed_at = at if state == State.REMOVED else None
    before = {"state": row.state, "removed_at": _iso(row.removed_at), "remedy": row.remedy}
    row.state, row.removed_at, row.remedy = state.value, removed_at, remedy or row.remedy
    after = {"state": row.state, "removed_at": _iso(removed_at), "remedy": row.remedy}
    changes = [
        ("obstacle", row.id, name, before[name], after[name])
        for name in before
        if before[name] != after[name]
    ]
    kind = ObstacleRemoved if state == State.REMOVED else ObstacleReopened
    return reach.entry(kind(row.id, row.code), ("obstacle", row.id), row.deal, at, changes)


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _people(rows: Sequence[NewObstacle]) -> frozenset[int]:
    named = {row.owner_id for row in rows if row.owner_id}
    if not named:
        return frozenset()
    return frozenset(User.objects.filter(id__in=named, is_active=True).values_list("id", flat=True))


def _draft(
    new: NewObstacle,
    deals: Mapping[int, Deal],
    known: frozenset[str],
    people: frozenset[int],
    actor: Actor,
    at: datetime,
) -> Obstacle:
    deal = deals.get(new.deal_id)
    if deal is None:
        raise NotFound(reach.NO_DEAL, field="deal_id")
    if new.code not in known:
        raise Invalid(
            Message(gettext_noop("There is no obstacle “%(code)s”."), code=new.code[:60]), field="code"
        )
    if new.owner_id and new.owner_id not in people:
        raise NotFound(gettext_noop("There is no such colleague."), field="owner_id")
    if new.raised_at is not None and new.raised_at > at:
        raise Invalid(gettext_noop("What was noted cannot be to come."), field="raised_at")
    return Obstacle(
        deal=deal,
        code=new.code,
        note=clean(new.note.strip(), multiline=True, max_length=TEXT_MAX, field="note"),
        remedy=clean(new.remedy.strip(), multiline=True, max_length=TEXT_MAX, field="remedy"),
        stage=deal.stage,
        owner_id=new.owner_id,
        raised_at=new.raised_at or at,
        by_id=actor.user_id,
        recorded_at=at,
    )


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid(Message(gettext_noop("“%(name)s” is not a field."), name=name), field=name)
        if name in ("note", "remedy"):
            found[name] = clean(str(value or "").strip(), multiline=True, max_length=TEXT_MAX, field=name)
        elif name == "code" and value not in codes():
            raise Invalid(
                Message(gettext_noop("There is no obstacle “%(code)s”."), code=str(value)[:60]), field=name
            )
        elif name == "owner_id" and value and not User.objects.filter(id=value, is_active=True).exists():
            raise NotFound(gettext_noop("There is no such colleague."), field=name)
        else:
            found[name] = value
    return found

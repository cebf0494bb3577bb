"""Tiles of a dashboard: put there, changed, moved, taken off; each of it can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.models import Change, Event
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.measures.actions.dashboards import locked, log
from polku.measures.actions.merging import Changes, plain, put
from polku.measures.events import DashboardChanged
from polku.measures.logic.tiles import FIGURES, KINDS, TILES_MAX, WIDTHS, Spec
from polku.measures.models import Dashboard, Tile

FIELDS = frozenset({"kind", "ref", "width", "query", "title"})


def add_tile(dashboard_id: int, spec: Spec, *, actor: Actor, at: datetime) -> tuple[Tile, int]:
    """Put a tile at the end of a dashboard; answers it and the event. Raises: Invalid, NotFound, NotAllowed."""
    told = _checked(vars(spec))
    with write():
        board = locked(dashboard_id, actor)
        shown = _shown(board)
        if len(shown) >= TILES_MAX:
            message = gettext_noop("A dashboard has at most %(most)s tiles.")
            raise Invalid(Message(message, most=TILES_MAX), field="kind")
        tile = Tile.objects.create(dashboard=board, position=(shown[-1].position if shown else 0) + 1, **told)
        changes: Changes = [("tile", tile.pk, "removed_at", at.isoformat(), None)]
        return tile, log(board, "tile_added", changes, actor, at)


def change_tile(
    tile_id: int,
    values: Mapping[str, Any],
    *,
    base: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> tuple[Tile, int]:
    """Change what a tile shows, its title, filter or width. Raises: Invalid, NotFound, Conflict, NotAllowed."""
    told = _checked(values)
    with write():
        tile, board = _tile(tile_id, actor)
        changes = put(tile, "tile", told, base)
        _checked({name: getattr(tile, name) for name in ("kind", "ref")})
        tile.save()
        return tile, log(board, "tile_changed", changes, actor, at) if changes else 0


def move_tile(tile_id: int, *, place: int, actor: Actor, at: datetime) -> int:
    """Put a tile at a place among the others (0 is the first); answers the event. Raises: NotFound, NotAllowed.

    Only the one tile is said to have moved, so that two people can move different ones.
    """
    with write():
        tile, board = _tile(tile_id, actor)
        before = _move(board, tile, place)
        after = _place_of(board, tile)
        if before == after:
            return 0
        return log(board, "tile_moved", [("tile", tile.pk, "place", before, after)], actor, at)


def remove_tile(tile_id: int, *, actor: Actor, at: datetime) -> int:
    """Take a tile off; answers the event. Raises: NotFound, NotAllowed."""
    with write():
        tile, board = _tile(tile_id, actor)
        changes = put(tile, "tile", {"removed_at": at})
        tile.save(update_fields=["removed_at"])
        return log(board, "tile_removed", changes, actor, at)


def undo(event_id: int, *, actor: Actor, at: datetime) -> Dashboard:
    """Take back what was done with tiles, unless it was changed again since.

    Raises: NotFound, Refused, NotAllowed.
    """
    with write():
        event = Event.objects.filter(id=event_id, kind=DashboardChanged.kind).first()
        if event is None or not str(event.payload.get("what", "")).startswith("tile_"):
            raise NotFound(gettext_noop("There is nothing here to take back."))
        board = locked(event.subject_id, actor)
        changes = list(Change.objects.filter(event_id=event.pk, table="tile").order_by("-id"))
        tiles = Tile.objects.in_bulk([one.row_id for one in changes])
        done: Changes = []
        for one in changes:
            tile = tiles[one.row_id]
            now = _place_of(board, tile) if one.field == "place" else plain(getattr(tile, one.field))
            if now != one.after and not (one.field == "place" and tile.removed_at is None):
                message = gettext_noop("This was changed again since, so it cannot be taken back.")
                raise Refused(message, code="changed_since")
            _set_back(board, tile, one.field, one.before)
            done.append(("tile", tile.pk, one.field, one.after, one.before))
        log(board, "undone", done, actor, at)
    return board


def _set_back(board: Dashboard, tile: Tile, name: str, before: Any) -> None:
    if name == "place":
        _move(board, tile, int(before))
        return
    if name == "removed_at" and before is not None:
        before = datetime.fromisoformat(before)
    setattr(tile, name, before)
    tile.save(update_fields=[name])


def _tile(tile_id: int, actor: Actor) -> tuple[Tile, Dashboard]:
    found = Tile.objects.filter(id=tile_id, removed_at=None).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such tile."))
    board = locked(found.dashboard_id, actor)
    return Tile.objects.select_for_update(of=("self",)).get(id=tile_id), board


def _shown(board: Dashboard) -> list[Tile]:
    return list(Tile.objects.filter(dashboard=board, removed_at=None))


def _place_of(board: Dashboard, tile: Tile) -> int:
    return [one.pk for one in _shown(board)].index(tile.pk) if tile.removed_at is None else -1


def _move(board: Dashboard, tile: Tile, place: int) -> int:
    """Renumber the tiles with this one at its new place; answers its old one."""
    shown = _shown(board)
    before = [one.pk for one in shown].index(tile.pk)
    moved = shown.pop(before)
    shown.insert(min(max(place, 0), len(shown)), moved)
    for number, one in enumerate(shown, 1):
        one.position = number
    Tile.objects.bulk_update(shown, ["position"])
    return before


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid(Message(gettext_noop("There is no field “%(key)s”."), key=name), field=name)
        if name == "width":
            if value not in WIDTHS:
                raise Invalid(gettext_noop("A tile is 1, 2 or 4 quarters wide."), field="width")
            found[name] = value
        else:
            found[name] = clean(
                value or "", max_length={"query": 2000, "title": 80}.get(name, 60), field=name
            )
    if found.get("kind", KINDS[0]) not in KINDS:
        raise Invalid(gettext_noop("Choose what the tile shows."), field="kind")
    if found.get("kind") == "figure" and "ref" in found and found["ref"] not in FIGURES:
        raise Invalid(gettext_noop("There is no such figure."), field="ref")
    return found

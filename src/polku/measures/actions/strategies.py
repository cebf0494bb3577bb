"""Writing down how a segment is sold to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.access.models import User
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.measures.actions.merging import put
from polku.measures.events import StrategyChanged
from polku.measures.models import Strategy
from polku.measures.rules import MeasurePermission

_TEXTS = {
    "name": 120, "product": 120, "customer_kind": 20, "price_position": 4000, "promotions": 4000,
    "service_level": 4000, "channels": 4000, "result": 4000,
}  # fmt: skip
FIELDS = frozenset({*_TEXTS, "review_date", "responsible_id"})


def save_strategy(
    strategy_id: int | None,
    values: Mapping[str, Any],
    *,
    base: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Strategy:
    """Write the strategy of a segment, or change it. Raises: Invalid, NotFound, Conflict, NotAllowed."""
    actor.require(MeasurePermission.DEFINE)
    told = _checked(values)
    with write():
        row = _locked(strategy_id) if strategy_id else Strategy(recorded_at=at)
        changes = put(row, "strategy", told, base if strategy_id else None)
        if not row.name:
            raise Invalid(gettext_noop("Give the strategy a name."), field="name")
        if row.responsible_id and not User.objects.filter(id=row.responsible_id, is_active=True).exists():
            raise NotFound(gettext_noop("There is no such person."), field="responsible_id")
        row.save()
        if changes:
            _log(row, changes, strategy_id is None, actor, at)
    return row


def remove_strategy(strategy_id: int, *, removed: bool = True, actor: Actor, at: datetime) -> Strategy:
    """Throw a strategy away, or take it back. Raises: NotFound, NotAllowed."""
    actor.require(MeasurePermission.DEFINE)
    with write():
        row = _locked(strategy_id, removed=not removed)
        changes = put(row, "strategy", {"removed_at": at if removed else None})
        row.save(update_fields=["removed_at"])
        _log(row, changes, False, actor, at)
    return row


def _locked(strategy_id: int, *, removed: bool = False) -> Strategy:
    rows = Strategy.objects.select_for_update(of=("self",))
    row = rows.filter(id=strategy_id, removed_at__isnull=not removed).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such strategy."))
    return row


def _log(row: Strategy, changes: Any, is_new: bool, actor: Actor, at: datetime) -> None:
    event = StrategyChanged(fields=tuple(name for _, _, name, _, _ in changes))
    entry = Entry(event, ("strategy", row.pk), at, changes=[] if is_new else changes)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid(Message(gettext_noop("There is no field “%(key)s”."), key=name), field=name)
        if name in _TEXTS:
            several = name not in ("name", "product", "customer_kind")
            found[name] = clean(value or "", max_length=_TEXTS[name], multiline=several, field=name).strip()
        else:
            found[name] = value
    return found

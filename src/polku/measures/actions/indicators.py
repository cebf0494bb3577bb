"""Defining, changing and putting away own indicators."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.text import clean, slug
from polku.kernel.words import Text
from polku.measures.actions.merging import put
from polku.measures.events import IndicatorChanged
from polku.measures.logic.formula import LENGTH_MAX, UNITS, dimension, fits
from polku.measures.logic.reading import read
from polku.measures.logic.ready import READY
from polku.measures.models import Goal, Indicator
from polku.measures.rules import MeasurePermission

FIELDS = frozenset({"name", "definition", "formula", "unit", "fewer", "target"})
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def save_indicator(
    key: str,
    values: Mapping[str, Any],
    *,
    series: Mapping[str, str],
    base: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Indicator:
    """Define an indicator, or change one; without a key a new one is named after its name.

    `series` are the figures of other domains with their units, as the registry has them.

    Raises: Invalid (names the field; a formula with the place of its mistake), Conflict, NotAllowed.
    """
    actor.require(MeasurePermission.DEFINE)
    told = _checked(values)
    with write():
        known = Indicator.objects.select_for_update().filter(key=key).first() if key else None
        row = known or Indicator(key=_new_key(key, told), recorded_at=at)
        changes = put(row, "indicator", told, base if known else None)
        _whole(row, dict(series))
        row.save()
        if changes:
            event = IndicatorChanged(indicator=row.key, fields=tuple(name for _, _, name, _, _ in changes))
            _log(row, event, changes if known else [], actor, at)
    return row


def archive_indicator(key: str, *, archived: bool = True, actor: Actor, at: datetime) -> Indicator:
    """Put an indicator away, or take it out again; goals on it keep it from going.

    Raises: NotFound, Invalid, NotAllowed.
    """
    actor.require(MeasurePermission.DEFINE)
    with write():
        row = Indicator.objects.select_for_update().filter(key=key).first()
        if row is None:
            raise NotFound(gettext_noop("There is no such indicator."), field="indicator")
        if archived and Goal.objects.current().filter(indicator=key, to_date__gte=day_of(at)).exists():
            raise Invalid(gettext_noop("A goal that goes on uses this indicator."), field="indicator")
        changes = put(row, "indicator", {"archived_at": at if archived else None})
        row.save(update_fields=["archived_at"])
        if changes:
            _log(row, IndicatorChanged(indicator=row.key, fields=("archived_at",)), changes, actor, at)
    return row


def _log(row: Indicator, event: IndicatorChanged, changes: Any, actor: Actor, at: datetime) -> None:
    entry = Entry(event, ("indicator", row.pk), at, changes=changes)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid(Message(gettext_noop("There is no field “%(key)s”."), key=name), field=name)
        if name in ("name", "definition"):
            found[name] = Text.of(value or {})
            for _, text in found[name].entries:
                clean(text, max_length=120 if name == "name" else 1000, multiline=name != "name", field=name)
        elif name == "formula":
            # Lines are for reading: a formula is kept on one.
            found[name] = clean(" ".join((value or "").split()), max_length=LENGTH_MAX, field=name)
        elif name == "target":
            found[name] = None if value is None else Decimal(value)
        else:
            found[name] = value
    return found


def _whole(row: Indicator, series: dict[str, str]) -> None:
    if not row.name:
        raise Invalid(gettext_noop("An indicator needs a name."), field="name")
    if row.unit not in UNITS:
        raise Invalid(gettext_noop("Choose what it is counted in."), field="unit")
    found = dimension(read(row.formula, series), series)
    if not fits(row.unit, found):
        told = {
            "money": gettext_noop("This formula gives money. Choose money as its unit."),
            "days": gettext_noop("This formula gives days. Choose days as its unit."),
            "plain": gettext_noop("This formula gives a plain number, neither money nor days."),
        }
        raise Invalid(told[found], field="unit", code="bad_unit")


def _new_key(key: str, told: Mapping[str, Any]) -> str:
    name: Text = told.get("name") or Text()
    wanted = key or slug(name.to("en"), max_length=50) or "indicator"
    if not _KEY.fullmatch(wanted):
        raise Invalid(gettext_noop("The address has small letters, digits and lines."), field="key")
    taken = {one.key for one in READY} | set(
        Indicator.objects.filter(key__startswith=wanted).values_list("key", flat=True)
    )
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)

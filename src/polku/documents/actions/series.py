"""Changing how documents are numbered: only forward, and never to what could be a number already."""

from datetime import date, datetime
from typing import Any, Final

from polku.db.transactions import take_turns, write
from polku.documents.actions.numbering import found_series
from polku.documents.events import SeriesChanged
from polku.documents.logic.numbering import DEFAULTS, DIGITS_MAX, Pattern, default_pattern
from polku.documents.models import Counter, Series
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean

NEXT_MAX: Final = 10**12
_FIELDS: Final = ("prefix", "year_in_number", "digits")


def change_series(
    key: str,
    *,
    prefix: str,
    year_in_number: bool,
    digits: int,
    next_value: int | None = None,
    on: date,
    actor_id: int | None,
    via: Via,
    at: datetime,
) -> Series:
    """Number a kind of document differently from now on. `next_value` moves the count of the year of `on` forward.

    The caller has checked the right to do so.

    Raises: Invalid, naming the field.
    """
    wanted = Pattern(_prefix(prefix), year_in_number, digits)
    if not 1 <= digits <= DIGITS_MAX:
        raise Invalid(gettext_noop("Between 1 and 12 digits are possible."), field="digits")
    with write():
        take_turns("documents.series", ["all"])
        found_series(key)
        row = Series.objects.select_for_update().get(key=key)
        before = {name: getattr(row, name) for name in _FIELDS}
        _refuse_meeting(row, wanted)
        row.prefix, row.year_in_number, row.digits = wanted.prefix, wanted.year_in_number, wanted.digits
        row.save(update_fields=list(_FIELDS))
        counter, came_from = _forward(row, wanted.head(on.year), next_value)
        changes: list[tuple[str, int, str, Any, Any]] = [
            ("documents_series", row.id, name, before[name], getattr(row, name))
            for name in _FIELDS
            if before[name] != getattr(row, name)
        ]
        if came_from != counter:
            changes.append(("documents_series", row.id, "next_value", came_from, counter))
        if changes:
            event = SeriesChanged(series=key, next_value=counter)
            append(
                [Entry(event, ("series", row.id), at, changes=changes)],
                actor_id=actor_id,
                via=via,
                recorded_at=at,
            )
    return row


def _prefix(given: str) -> str:
    prefix = clean(given, max_length=20, field="prefix").strip()
    if not prefix:
        raise Invalid(gettext_noop("A number begins with a few letters."), field="prefix")
    if prefix[-1].isdigit():
        message = gettext_noop(
            "End it with a mark or a letter, such as “INV-”: digits would run into the number."
        )
        raise Invalid(message, field="prefix")
    return prefix


def _refuse_meeting(row: Series, wanted: Pattern) -> None:
    """Another series that gives, or has given, the same numbers, or a kind that would begin with them."""
    others = {
        one.key: Pattern(one.prefix, one.year_in_number, one.digits)
        for one in Series.objects.exclude(id=row.id)
    }
    others = {key: default_pattern(key) for key in DEFAULTS if key != row.key} | others
    taken = next((key for key, other in others.items() if wanted.meets(other)), "")
    if not taken:
        for head, key in Counter.objects.exclude(series=row).values_list("head", "series__key"):
            if wanted.meets(Pattern(head, False, 1)):
                taken = key
                break
    if taken:
        message = gettext_noop("The series “%(series)s” has numbers like these. Choose another beginning.")
        raise Invalid(Message(message, series=taken), field="prefix", code="taken")


def _forward(row: Series, head: str, next_value: int | None) -> tuple[int, int]:
    """Where the count stands after and before."""
    counter = Counter.objects.select_for_update().filter(head=head).first()
    stands = counter.next_value if counter else 1
    if next_value is None or next_value == stands:
        return stands, stands
    if next_value < stands:
        message = gettext_noop("The next number is %(next)d already: a series only moves forward.")
        raise Invalid(Message(message, next=stands), field="next_value", code="backward")
    if next_value > NEXT_MAX:
        raise Invalid(gettext_noop("The number is too large."), field="next_value")
    counter = counter or Counter(series=row, head=head)
    counter.skipped = [*counter.skipped, [stands, next_value - 1]]
    counter.next_value = next_value
    counter.save()
    return next_value, stands

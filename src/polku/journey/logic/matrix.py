"""The journey as a matrix: the buyer's steps, and at each what they decide, do, meet, must know, stumble over, say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.kernel.words import Text

PHASES: Final = ("aware", "considering", "deciding", "after")
"""From the moment the problem is noticed: awareness, consideration, decision, after."""

ROWS: Final = ("decision", "action", "interaction", "know", "obstacle", "feedback")
"""What is written at each step."""

LINKS: Final = ("fact", "activity", "obstacle", "feedback", "material")
"""What an entry can be tied to, so that it counts deals. `material` is marked on each deal as sent or opened."""

WORDS_MAX: Final = 160
STEPS_MAX: Final = 16
ENTRIES_MAX: Final = 12
KEY = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_USUAL: Final = {
    "know": "material",
    "obstacle": "obstacle",
    "feedback": "feedback",
    "interaction": "activity",
}


@dataclass(frozen=True)
class Entry:
    """A thing in a cell, in words, tied to what is recorded. `opened` is the fact that they have read it."""

    key: str
    words: Text
    link: str = ""
    opened: str = ""

    @property
    def link_kind(self) -> str:
        """What it is tied to; empty where it only says something."""
        return self.link.partition(":")[0]

    @property
    def link_name(self) -> str:
        """The fact, kind of activity, code or topic."""
        return self.link.partition(":")[2]

    def as_dict(self) -> dict[str, Any]:
        """For storing."""
        found: dict[str, Any] = {"key": self.key, "words": self.words.as_dict()}
        return found | {name: value for name in ("link", "opened") if (value := getattr(self, name))}


@dataclass(frozen=True)
class Step:
    """A stop of the buyer's. `stages` are the seller's stages it lies over; empty means those of its phase."""

    key: str
    phase: str
    name: Text
    stages: tuple[str, ...] = ()
    rows: Mapping[str, tuple[Entry, ...]] | None = None

    def cell(self, row: str) -> tuple[Entry, ...]:
        """What stands in one cell."""
        return (self.rows or {}).get(row, ())

    def entry(self, row: str, key: str) -> Entry:
        """One entry. Raises: NotFound."""
        found = next((one for one in self.cell(row) if one.key == key), None)
        if found is None:
            raise NotFound(gettext_noop("There is no such entry in the journey."))
        return found

    def having(self, row: str, entries: Sequence[Entry]) -> Self:
        """A copy with one cell replaced."""
        return replace(self, rows=dict(self.rows or {}) | {row: tuple(entries)})

    def as_dict(self) -> dict[str, Any]:
        """For storing."""
        rows = {row: [one.as_dict() for one in self.cell(row)] for row in ROWS if self.cell(row)}
        return {
            "key": self.key,
            "phase": self.phase,
            "name": self.name.as_dict(),
            "stages": list(self.stages),
            "rows": rows,
        }


@dataclass(frozen=True)
class Matrix:
    """A whole journey."""

    steps: tuple[Step, ...]

    def step(self, key: str) -> Step:
        """One step. Raises: NotFound."""
        found = next((one for one in self.steps if one.key == key), None)
        if found is None:
            raise NotFound(gettext_noop("There is no such step in the journey."))
        return found

    def entries(self) -> Iterator[tuple[Step, str, Entry]]:
        """Every entry with where it stands."""
        for step in self.steps:
            for row in ROWS:
                for entry in step.cell(row):
                    yield step, row, entry

    def with_step(self, changed: Step) -> Self:
        """A copy with one step replaced."""
        return replace(self, steps=tuple(changed if one.key == changed.key else one for one in self.steps))

    def as_dict(self) -> dict[str, Any]:
        """For storing."""
        return {"steps": [step.as_dict() for step in self.steps]}


def read(document: Mapping[str, Any]) -> Matrix:
    """A matrix from plain values, each checked.

    Raises: Invalid, naming the place.
    """
    given = document.get("steps")
    if not isinstance(given, list) or not 0 < len(given) <= STEPS_MAX:
        raise Invalid(
            Message(gettext_noop("A journey has 1 to %(most)s steps."), most=STEPS_MAX), field="steps"
        )
    steps = tuple(_step(one, place) for place, one in enumerate(given))
    if len({one.key for one in steps}) != len(steps):
        raise Invalid(gettext_noop("Two steps of the journey have the same key."), field="steps")
    return Matrix(steps)


def _step(given: Any, place: int) -> Step:
    at = f"steps.{place}"
    if not isinstance(given, Mapping):
        raise Invalid(gettext_noop("A step is an object."), field=at)
    phase = given.get("phase")
    if phase not in PHASES:
        raise Invalid(
            Message(gettext_noop("A phase of the buyer is one of %(known)s."), known=", ".join(PHASES)),
            field=f"{at}.phase",
        )
    stages = given.get("stages") or ()
    rows = given.get("rows") or {}
    if not isinstance(rows, Mapping) or set(rows) - set(ROWS):
        raise Invalid(
            Message(gettext_noop("The rows of a step are %(known)s."), known=", ".join(ROWS)),
            field=f"{at}.rows",
        )
    return Step(
        key=_key(given.get("key"), at),
        phase=str(phase),
        name=words(given.get("name"), f"{at}.name"),
        stages=tuple(_key(one, f"{at}.stages") for one in stages),
        rows={row: _cell(rows[row], row, f"{at}.rows.{row}") for row in rows},
    )


def _cell(given: Any, row: str, at: str) -> tuple[Entry, ...]:
    if not isinstance(given, list) or len(given) > ENTRIES_MAX:
        raise Invalid(
            Message(gettext_noop("A cell has at most %(most)s entries."), most=ENTRIES_MAX), field=at
        )
    entries = tuple(entry(one, row, f"{at}.{place}") for place, one in enumerate(given))
    if len({one.key for one in entries}) != len(entries):
        raise Invalid(gettext_noop("Two entries of a cell have the same key."), field=at)
    return entries


def entry(given: Any, row: str, at: str) -> Entry:
    """One entry from plain values; without a link it gets what its row is usually tied to, where its key says it.

    Raises: Invalid.
    """
    if not isinstance(given, Mapping):
        raise Invalid(gettext_noop("An entry is an object."), field=at)
    link = str(given.get("link") or "")
    kind = link.partition(":")[0]
    if kind and kind not in LINKS:
        raise Invalid(
            Message(gettext_noop("An entry is tied to one of %(known)s."), known=", ".join(LINKS)),
            field=f"{at}.link",
        )
    key = _key(given.get("key"), at)
    if link == "material":
        link = f"material:{key}"
    return Entry(
        key, words(given.get("words"), f"{at}.words"), link[:80], str(given.get("opened") or "")[:60]
    )


def words(given: Any, at: str) -> Text:
    """Words that somebody wrote. Raises: Invalid where there are none or too many."""
    text = Text.of(given)
    if not text:
        raise Invalid(gettext_noop("Write a few words."), field=at)
    for _, one in text.entries:
        clean(one, max_length=WORDS_MAX, field=at)
    return text


def _key(given: Any, at: str) -> str:
    if not isinstance(given, str) or len(given) > 40 or not KEY.fullmatch(given):
        raise Invalid(gettext_noop("A key has small letters, digits and lines."), field=at)
    return given


def usual_link(row: str) -> str:
    """What entries of a row are mostly tied to."""
    return _USUAL.get(row, "fact")


def free_key(wanted: str, taken: Sequence[str]) -> str:
    """A key made from words, not used yet."""
    plain = re.sub(r"[^a-z0-9]+", "_", wanted.lower()).strip("_")[:30].strip("_") or "entry"
    if plain not in taken:
        return plain
    return next(
        f"{plain}_{number}" for number in range(2, len(taken) + 3) if f"{plain}_{number}" not in taken
    )

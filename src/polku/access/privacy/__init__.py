"""The privacy registry: every place that holds personal data, what it can tell of a person, how it forgets.

A domain writes `privacy.py` with one `Holding` for each place and registers it in `apps.py: ready()`. The order of
the registry is that of the sale: a holding gathers what those before it found (the deals of the customer, the
activities of those deals), tells it, erases it. A test fails for a table with texts that is in no holding and not
on the short list of those that hold nothing personal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from polku.access.logic import Actor
from polku.kernel.redaction import Marks
from polku.kernel.registry import Registry

Row = Mapping[str, Any]


@dataclass
class Subject:
    """Whom it is about: a customer with all its people (`is_whole`), or one person at a company.

    `own` are rows that are about nobody else, by the name their table has in the log: their texts go. `near` are rows
    that are about others too, such as the deals of the company: there only the person is taken out of the texts.
    `names`, `emails` and `phones` are what the person was ever known by.
    """

    is_whole: bool
    own: dict[str, set[int]] = field(default_factory=dict)
    near: dict[str, set[int]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def mine(self, table: str) -> set[int]:
        """Ids of own rows of a table."""
        return self.own.setdefault(table, set())

    def beside(self, table: str) -> set[int]:
        """Ids of rows of a table that are about others too."""
        return self.near.setdefault(table, set())

    @property
    def marks(self) -> Marks:
        """What to look for in texts; ask once, when all is gathered."""
        return Marks(emails=self.emails, phones=self.phones, names=self.names)


@dataclass(frozen=True)
class Holding:
    """A place that holds personal data.

    `models` are its tables (`contacts.Contact`); `goes` says in a sentence what is erased there, `stays` what is kept
    and why. `gather` adds to the subject, `export` gives rows as JSON values, `erase` the number of rows it changed.
    """

    models: tuple[str, ...]
    goes: str | Promise
    erase: Callable[[Subject, Marks, datetime], int]
    export: Callable[[Subject, Marks], Iterable[Row]]
    gather: Callable[[Subject], None] | None = None
    stays: str | Promise = ""


holdings: Registry[Holding] = Registry("places of personal data")


def gathered(subject: Subject) -> Subject:
    """The subject with all that belongs to it, place by place."""
    for holding in holdings:
        if holding.gather is not None:
            holding.gather(subject)
    return subject


def exported(subject: Subject) -> dict[str, list[Row]]:
    """All that is known of a gathered subject, by place; places that know nothing are left out."""
    marks = subject.marks
    told = {key: list(holding.export(subject, marks)) for key, holding in holdings.items()}
    return {key: rows for key, rows in told.items() if rows}


def erased(subject: Subject, *, actor: Actor, at: datetime) -> dict[str, int]:
    """Erase a gathered subject in every place, in the caller's transaction; the number of rows by place.

    The caller has checked the right, and records that it was done.
    """
    marks = subject.marks
    done = {key: holding.erase(subject, marks, at) for key, holding in holdings.items()}
    return {key: number for key, number in done.items() if number}


def held_models() -> Iterator[str]:
    """The tables of every holding."""
    for holding in holdings:
        yield from holding.models


def nothing(_subject: Subject, _marks: Marks) -> Iterable[Row]:
    """The export of a place that only repeats what others tell."""
    return ()

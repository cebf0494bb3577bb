"""What people do with the books. Entries of documents are consequences: they tell no event, their documents do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class EntryPosted(Happened):
    """Somebody posted an entry by hand; what it is about stands in the entry."""

    kind: ClassVar[str] = "books.entry_posted"
    says: ClassVar[str] = gettext_noop("{actor} posted an entry by hand")
    icon: ClassVar[str] = "coins"
    private: ClassVar[Mapping[str, tuple[str, ...]]] = {"company_minor": ("books.see",)}
    entry_id: int
    company_minor: int
    currency: str


@dataclass(frozen=True)
class EntryReversed(Happened):
    """Somebody took an entry back by hand, with a reversal; the reason stands in the reversal."""

    kind: ClassVar[str] = "books.entry_reversed"
    says: ClassVar[str] = gettext_noop("{actor} reversed an entry")
    icon: ClassVar[str] = "undo"
    entry_id: int
    reversal_id: int


@dataclass(frozen=True)
class PeriodClosed(Happened):
    """A month was closed; the reason stands in the row of the change."""

    kind: ClassVar[str] = "books.period_closed"
    says: ClassVar[str] = gettext_noop("{actor} closed the month {month} in the books")
    icon: ClassVar[str] = "check"
    month: int


@dataclass(frozen=True)
class PeriodReopened(Happened):
    """A closed month was opened again; the reason stands in the row of the change."""

    kind: ClassVar[str] = "books.period_reopened"
    says: ClassVar[str] = gettext_noop("{actor} opened the month {month} in the books again")
    icon: ClassVar[str] = "redo"
    month: int


@dataclass(frozen=True)
class YearClosed(Happened):
    """The result of a year was carried into equity and its months were closed."""

    kind: ClassVar[str] = "books.year_closed"
    says: ClassVar[str] = gettext_noop("{actor} closed the year {year} in the books")
    icon: ClassVar[str] = "lock"
    private: ClassVar[Mapping[str, tuple[str, ...]]] = {"result_minor": ("books.see",)}
    year: int
    result_minor: int
    currency: str


@dataclass(frozen=True)
class YearReopened(Happened):
    """The carried result of a year was taken back and its last month opened."""

    kind: ClassVar[str] = "books.year_reopened"
    says: ClassVar[str] = gettext_noop("{actor} opened the year {year} in the books again")
    icon: ClassVar[str] = "redo"
    year: int


@dataclass(frozen=True)
class AccountChanged(Happened):
    """An account was added, changed or retired."""

    kind: ClassVar[str] = "books.account_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the account {code}")
    icon: ClassVar[str] = "gear"
    code: str


ALL = (EntryPosted, EntryReversed, PeriodClosed, PeriodReopened, YearClosed, YearReopened, AccountChanged)
"""Every event of the books."""

"""What domains hand over to insight: rows of the marts as SELECTs, and words for the keys in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from polku.kernel.registry import Registry
from polku.kernel.words import Text

Columns = tuple[tuple[str, str], ...]
Names = Callable[[Iterable[str]], Mapping[str, Text | str]]
Cases = Callable[[Sequence[int]], Iterable[int]]

VISITS: Final[Columns] = (
    ("visit_id", "BIGINT"),
    ("case_id", "BIGINT"),
    ("process_id", "BIGINT"),
    ("version_id", "BIGINT"),
    ("stage", "CODE stage"),
    ("position", "INTEGER"),
    ("seq", "BIGINT"),
    ("entered_at", "TIMESTAMP"),
    ("left_at", "TIMESTAMP"),
    ("leaving", "CODE leaving"),
    ("next_stage", "CODE stage"),
    ("previous_stage", "CODE stage"),
    ("working_seconds", "BIGINT"),
    ("calendar_seconds", "BIGINT"),
    ("path_id", "BIGINT"),
    ("by_id", "BIGINT"),
    ("history", "BOOLEAN"),
    ("automatic", "BOOLEAN"),
    ("override", "BOOLEAN"),
    ("not_needed", "CODE not_needed"),
)
"""One row per stage visit. `seq` is any number that grows within a case. `leaving` is '' while the deal is there.

`position` and `next_stage` may be left out: the marts know them from the declared stages and the next visit.
`not_needed` lists the stages passed over on the way in that a rule called so for this deal: `a,b`.
"""

CASES: Final[Columns] = (
    ("case_id", "BIGINT"),
    ("process_id", "BIGINT"),
    ("version_id", "BIGINT"),
    ("source", "CODE source"),
    ("campaign", "CODE campaign"),
    ("product", "CODE product"),
    ("owner_id", "BIGINT"),
    ("team_id", "BIGINT"),
    ("customer_id", "BIGINT"),
    ("customer_kind", "CODE customer_kind"),
    ("segment", "CODE segment"),
    ("value_company_minor", "BIGINT"),
    ("outcome", "CODE outcome"),
    ("reason", "CODE reason"),
    ("opened_at", "TIMESTAMP"),
    ("closed_at", "TIMESTAMP"),
    ("voided", "BOOLEAN"),
)
"""One row per deal; `version_id` becomes the process version at its start.

`reason` says why it closed: a key, or a JSON list of keys.
"""

PATHS: Final[Columns] = (
    ("id", "BIGINT"),
    ("parent_id", "BIGINT"),
    ("process_id", "BIGINT"),
    ("stage", "CODE stage"),
    ("depth", "INTEGER"),
)
"""The prefix tree of stage sequences; rows are added, never changed."""

STAGES: Final[Columns] = (
    ("process_id", "BIGINT"),
    ("process_key", "VARCHAR"),
    ("version_id", "BIGINT"),
    ("number", "INTEGER"),
    ("key", "CODE stage"),
    ("position", "INTEGER"),
    ("phase", "VARCHAR"),
    ("after_win", "BOOLEAN"),
    ("expected_seconds", "BIGINT"),
)
"""Declared stages of every published version, read from `process.process_published`."""

ACTS: Final[Columns] = (
    ("act_id", "BIGINT"),
    ("case_id", "BIGINT"),
    ("at", "TIMESTAMP"),
    ("kind", "CODE act"),
    ("outcome", "CODE act_outcome"),
    ("took_place", "BOOLEAN"),
    ("by_id", "BIGINT"),
    ("reaction", "CODE reaction"),
)
"""What was done in a deal, one row per deed, from any number of domains (`register_acts`).

`kind` is `domain.noun`, as `engage.demo` or `quotes.quote_sent`. `took_place` is false for what is only planned, was
missed or cancelled. `reaction` is the buyer's: warmer, same, colder, '' where nobody said.
"""

OPINIONS: Final[Columns] = (
    ("opinion_id", "BIGINT"),
    ("case_id", "BIGINT"),
    ("at", "TIMESTAMP"),
    ("score", "INTEGER"),
    ("stage", "CODE stage"),
)
"""How content a buyer was, from 1 to 5, each time they said so; `stage` is where their deal was then."""

ORDERS: Final[Columns] = (
    ("order_id", "BIGINT"),
    ("case_id", "BIGINT"),
    ("placed_at", "TIMESTAMP"),
    ("promised_on", "TIMESTAMP"),
    ("shipped_at", "TIMESTAMP"),
    ("delivered_at", "TIMESTAMP"),
    ("troubled", "BOOLEAN"),
    ("returned", "BOOLEAN"),
)
"""Orders that stand. `promised_on` is a day, at midnight without a zone; `shipped_at` is when the last of all that was
ordered had left, `delivered_at` when the last of it was there, each empty before. `troubled`: something went wrong;
`returned`: something came back or is to."""

KEYS: Final[Mapping[str, tuple[str, str | None]]] = {
    "visits": ("visit_id", "case_id"),
    "cases": ("case_id", "case_id"),
    "paths": ("id", None),
    "stages": ("version_id", None),
    "acts": ("act_id", "case_id"),
    "opinions": ("opinion_id", "case_id"),
    "orders": ("order_id", "case_id"),
}
MARTS: Final[Mapping[str, Columns]] = {
    "visits": VISITS,
    "cases": CASES,
    "paths": PATHS,
    "stages": STAGES,
    "acts": ACTS,
    "opinions": OPINIONS,
    "orders": ORDERS,
}
PUBLISHED: Final = "process.process_published"


@dataclass(frozen=True)
class MartSource:
    """Where the rows of one mart come from.

    `select` is one SELECT without parameters for both engines, or one for each vendor; its columns carry the
    names of the mart's columns, in any order. What `columns` leaves out is empty in the mart. Insight wraps it:
    `SELECT ... FROM (<select>) AS mart WHERE mart.<case column> IN (...)`, so no ORDER BY and no semicolon.
    """

    name: str
    select: str | Mapping[str, str]
    columns: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.name not in MARTS or self.name == "stages":
            raise ValueError(f"there is no mart '{self.name}' to fill")
        known = {name for name, _ in MARTS[self.name]}
        if unknown := [name for name in self.columns if name not in known]:
            raise ValueError(f"mart '{self.name}' has no column {', '.join(unknown)}")
        if self.key not in self.columns or (self.case and self.case not in self.columns):
            raise ValueError(f"mart '{self.name}' needs its key {self.key} and its case")

    @property
    def key(self) -> str:
        """The column that tells rows apart."""
        return KEYS[self.name][0]

    @property
    def case(self) -> str | None:
        """The column that names the deal; none where rows belong to no deal."""
        return KEYS[self.name][1]

    def sql(self, vendor: str) -> str:
        """The SELECT for an engine."""
        return self.select if isinstance(self.select, str) else self.select[vendor]

    def typed(self) -> Columns:
        """The handed-over columns with their types, in the mart's order."""
        return tuple(column for column in MARTS[self.name] if column[0] in self.columns)


@dataclass(frozen=True)
class ActSource:
    """What one domain knows of acts: a SELECT as in `MartSource` with every column of `ACTS`, and their words.

    Its `act_id` need only be unique within the source, and not negative.
    """

    name: str
    select: str | Mapping[str, str]
    words: Names | None = None

    def sql(self, vendor: str) -> str:
        """The SELECT for an engine."""
        return self.select if isinstance(self.select, str) else self.select[vendor]


marts: Registry[MartSource] = Registry("marts of insight")
act_sources: Registry[ActSource] = Registry("acts of insight")
_reload_kinds: dict[str, None] = {PUBLISHED: None}
_touching: dict[str, Cases] = {}

names: Registry[Names] = Registry("words for keys in figures")


def register(source: MartSource) -> None:
    """Hand over the rows of a mart; a domain's `apps.py` calls it."""
    if source.name == "acts":
        raise ValueError("acts come from any number of domains: register_acts")
    marts.register(source.name, source)


def register_acts(name: str, select: str | Mapping[str, str], *, words: Names | None = None) -> None:
    """Add what was done in deals, as a domain knows it; `words` gives {kind: words} for its own kinds."""
    act_sources.register(name, ActSource(name, select, words))


def filled() -> tuple[MartSource, ...]:
    """Every mart that somebody fills, the acts of all domains as one."""
    return (*marts.all(), *_acts())


def _acts() -> tuple[MartSource, ...]:
    parts = act_sources.all()
    if not parts:
        return ()
    rest = ", ".join(f"part.{name}" for name, _ in ACTS if name != "act_id")

    def union(vendor: str) -> str:
        # One number space per source: the marts are made anew by each process, so the places may change.
        return " UNION ALL ".join(
            f"SELECT part.act_id * {len(parts)} + {place} AS act_id, {rest} FROM ({part.sql(vendor)}) AS part"  # noqa: S608 -- names of our own alone
            for place, part in enumerate(parts)
        )

    vendors = {vendor: union(vendor) for vendor in ("sqlite", "postgresql")}
    return (MartSource("acts", vendors, tuple(name for name, _ in ACTS)),)


def act_words(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """Words for kinds of acts, from the domains that have them."""
    wanted = list(keys)
    found: dict[str, Text | str] = {}
    for source in act_sources.all():
        found |= source.words(wanted) if source.words else {}
    return found


def reload_on(*kinds: str) -> None:
    """Name event kinds after which every row is read anew: a changed calendar, changed rates."""
    for kind in kinds:
        _reload_kinds[kind] = None


def reload_kinds() -> tuple[str, ...]:
    """Event kinds after which every row is read anew."""
    return tuple(sorted(_reload_kinds))


def touch_on(kind: str, cases: Cases) -> None:
    """Name events of no deal after which some deals' rows are read anew: `cases` finds them by the events' subjects."""
    _touching[kind] = cases


def touching() -> Mapping[str, Cases]:
    """How the deals are found that events of other things touch, by kind of event."""
    return _touching


def register_names(dimension: str, load: Names) -> None:
    """Give words to the keys of a dimension (`stage`, `source`, `product`, `reason`): keys in, {key: words} out."""
    names.register(dimension, load)

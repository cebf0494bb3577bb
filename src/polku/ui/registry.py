"""What domains show in the interface: places, palette, panels, settings, Today. Filled in `apps.py: ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Literal, Protocol, TypeVar

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from polku.access.logic import Actor
from polku.kernel.registry import DEFAULT_ORDER, Registry

Words = str | Promise
"""A text, or one that is translated when shown (`gettext_lazy`)."""

Signal = Literal["", "ok", "late", "stuck"]


class Entry(Protocol):
    """What can stand in a list of the interface."""

    @property
    def key(self) -> str: ...
    @property
    def order(self) -> int: ...


E = TypeVar("E", bound=Entry)


class Shelf(Generic[E]):
    """Entries by (order, key); a key taken twice stops the start."""

    def __init__(self, name: str) -> None:
        self.registry: Registry[E] = Registry(name)

    def register(self, *entries: E) -> None:
        """Add entries, from a domain's `ready()`."""
        for entry in entries:
            self.registry.register(entry.key, entry, order=entry.order)

    def for_actor(self, actor: Actor | None) -> list[E]:
        """What this person may see, in order."""
        return [entry for entry in self.registry if allowed(entry, actor)]

    def find(self, key: str) -> E | None:
        """The entry of a key, or None."""
        return self.registry.find(key)

    def __iter__(self) -> Iterator[E]:
        return iter(self.registry)


def allowed(entry: object, actor: Actor | None) -> bool:
    """Whether a person may see an entry: everyone who is signed in, if it names no permission."""
    permission: StrEnum | None = getattr(entry, "permission", None)
    return actor is not None and (permission is None or actor.may(permission))


@dataclass(frozen=True)
class Place:
    """A stop on the navigation line. `letter` goes there after `g`; the first four stand in the phone's tabs.

    `holds` names pages of the place whose addresses begin otherwise than its own.
    """

    key: str
    label: Words
    url_name: str
    icon: str
    order: int = DEFAULT_ORDER
    permission: StrEnum | None = None
    letter: str = ""
    count: Callable[[Actor], int | None] | None = None
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaletteAction:
    """Something to do from the palette. `letter` runs it anywhere (`c`); `dialog` opens it over the page."""

    key: str
    label: Words
    url_name: str
    icon: str = "arrow"
    order: int = DEFAULT_ORDER
    permission: StrEnum | None = None
    letter: str = ""
    dialog: bool = False
    words: Words = ""


@dataclass(frozen=True)
class Panel:
    """A part of a deal's or a customer's page that a later domain fills.

    `load(actor, id)` gives the template's context; None leaves the panel out. `column` is `left` or `right`
    (or a place the page names); the template is included with that context, `panel` and `actor`.
    """

    key: str
    title: Words
    template: str
    load: Callable[[Actor, int], Mapping[str, Any] | None]
    column: str = "left"
    order: int = DEFAULT_ORDER
    permission: StrEnum | None = None


@dataclass(frozen=True)
class SettingsPage:
    """A page in Settings; `group` is the heading it stands under."""

    key: str
    label: Words
    url_name: str
    icon: str = "gear"
    order: int = DEFAULT_ORDER
    permission: StrEnum | None = None
    group: Words = ""
    hint: Words = ""


@dataclass(frozen=True)
class TodayRow:
    """One thing that waits for a person: why it is here, what it is, and the act that does it.

    `rank` orders the queue (0 a clock that runs now, 10 stuck, 20 at a fixed time today, 30 late, 40 the rest),
    `due` within it. `act_dialog` opens the act over the page, `act_post` sends it at once. `brief_url` is a
    fragment shown beside the queue while the row is in focus. `kind` groups rows under a chip (`act_label` if
    empty). `own` says that it is of this person's own deals, whatever desk works on it.
    """

    key: str
    why: Words
    title: str
    url: str
    detail: str = ""
    signal: Signal = ""
    due: datetime | None = None
    rank: int = 40
    kind: Words = ""
    act_label: Words = ""
    act_url: str = ""
    act_dialog: bool = False
    act_post: bool = False
    soon: bool = False
    brief_url: str = ""
    own: bool = False


@dataclass(frozen=True)
class TodaySource:
    """Where rows of Today come from: `load(actor, at)`, one or two queries, at most some hundred rows.

    `desk` is the role whose daily work they are: others who may do it have them folded under one line.
    """

    key: str
    load: Callable[[Actor, datetime], Sequence[TodayRow]]
    order: int = DEFAULT_ORDER
    permission: StrEnum | None = None
    desk: str = ""


@dataclass(frozen=True)
class PaletteHit:
    """A record the palette found."""

    title: str
    url: str
    detail: str = ""
    icon: str = "arrow"
    group: Words = ""


Find = Callable[[Actor, str, int], Sequence[PaletteHit]]


@dataclass(frozen=True)
class PaletteSource:
    """A search of records for the palette: `find(actor, words, limit)`, visible rows only, well under 100 ms."""

    key: str
    find: Find
    order: int = DEFAULT_ORDER
    permission: StrEnum | None = None


class PaletteSources(Shelf[PaletteSource]):
    """Record searches; a plain callable is taken too, under its own name."""

    def register(self, *entries: PaletteSource | Find) -> None:
        """Add searches."""
        for entry in entries:
            known = entry if isinstance(entry, PaletteSource) else _source(entry)
            self.registry.register(known.key, known, order=known.order)


@dataclass(frozen=True)
class Stylesheet:
    """A CSS file of a domain (static path, `deals/css/board.css`) that joins the one stylesheet of all pages.

    A large one that only whole areas need names them (`areas`, names of their addresses): it is sent by itself, to
    pages of these areas. What is also shown elsewhere, in panels, dialogs or Today, belongs to the sheet of all.
    """

    key: str
    order: int = DEFAULT_ORDER
    areas: Sequence[str] = ()


@dataclass(frozen=True)
class Behaviour:
    """A JavaScript module of a domain (static path, `deals/js/board.js`) loaded on every page."""

    key: str
    order: int = DEFAULT_ORDER


@dataclass(frozen=True)
class Keys:
    """Keys of one place, listed by `?`: pairs of keys and what they do."""

    key: str
    label: Words
    keys: Sequence[tuple[str, Words]] = field(default=())
    order: int = DEFAULT_ORDER


@dataclass(frozen=True)
class Mark:
    """A word about the whole installation that the frame shows while `is_on`, such as that it is a demo.

    Those with the permission are led to a page by it; the others read it.
    """

    key: str
    label: Words
    hint: Words
    url_name: str
    is_on: Callable[[Actor], bool]
    order: int = DEFAULT_ORDER
    permission: StrEnum | None = None


@dataclass(frozen=True)
class HelpPage:
    """A page of `docs/` that is shown as help at the addresses it names: `billing:invoice`, or `billing:` for all."""

    key: str
    file: str
    areas: tuple[str, ...] = ()
    order: int = DEFAULT_ORDER


def address(name: str) -> str:
    """The address of a named page; empty where its domain has no pages here."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _source(find: Find) -> PaletteSource:
    return PaletteSource(key=f"{find.__module__}.{find.__qualname__}", find=find)


places: Shelf[Place] = Shelf("places")
palette_actions: Shelf[PaletteAction] = Shelf("palette actions")
palette_sources = PaletteSources("palette sources")
deal_panels: Shelf[Panel] = Shelf("deal panels")
customer_panels: Shelf[Panel] = Shelf("customer panels")
settings_pages: Shelf[SettingsPage] = Shelf("settings pages")
today_sources: Shelf[TodaySource] = Shelf("today sources")
stylesheets: Shelf[Stylesheet] = Shelf("stylesheets")
behaviours: Shelf[Behaviour] = Shelf("behaviours")
key_lists: Shelf[Keys] = Shelf("key lists")
marks: Shelf[Mark] = Shelf("marks")
help_pages: Shelf[HelpPage] = Shelf("help pages")

"""One stream of all that happened, said in the reader's language; of a deal, a customer, anything.

`ui` knows nothing of stages or reasons: domains register in `apps.py: ready()` how the values of a payload are
called (`names`), which kinds belong together (`groups`), what an event brings along (`bodies`), what fields are
called and how they look (`fields`), what can be taken back (`undos`), and other sentences (`sentences`).
The caller gives the events and has seen to it that the person may see them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from string import Formatter
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.access.models import Team, User
from polku.eventlog.events import Via, known_types
from polku.eventlog.models import Change, Event
from polku.kernel.registry import Registry

Words = str | Promise
Asked = tuple[Any, int | None]
"""A value of a payload, with the process version of its event (stages have their names from it)."""

Namer = Callable[[Collection[Asked]], Mapping[Asked, str]]
PAGE: Final = 30


@dataclass(frozen=True)
class Group:
    """A choice of the filter: the kinds that belong to it, by name or by domain (`engage.`)."""

    key: str
    label: Words
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Body:
    """What an event brings along: a note, words of the buyer (`quote`), an address to open, lines of more."""

    text: str = ""
    quote: str = ""
    url: str = ""
    lines: Sequence[str] = ()
    by_buyer: bool = False


@dataclass(frozen=True)
class Changed:
    """A field that an event changed, as people call it and as it looked before and after."""

    label: Words
    before: str
    after: str


@dataclass(frozen=True)
class Undo:
    """Which events of some kinds a person can take back, and where a POST does it."""

    kinds: frozenset[str]
    can: Callable[[Actor, Sequence[Event]], Collection[int]]
    url: Callable[[int], str]


@dataclass(frozen=True)
class Link:
    """A page and what it is called."""

    title: str
    url: str


names: Registry[Namer] = Registry("names of payload values")
groups: Registry[Group] = Registry("groups of the timeline")
bodies: Registry[Callable[[Actor, Sequence[Event]], Mapping[int, Body]]] = Registry("bodies of events")
fields: Registry[Callable[[Sequence[Change]], Mapping[int, Changed | None]]] = Registry(
    "fields on the timeline"
)
undos: Registry[Undo] = Registry("what can be taken back")
sentences: Registry[Callable[[Event], str]] = Registry("other sentences of events")
"""For a kind whose sentence depends on the payload: gives a marked text with the same placeholders."""

cases: Registry[Callable[[Actor, Collection[int]], Mapping[int, Link]]] = Registry(
    "deals that events belong to"
)
"""Asked where a stream holds events of several deals: each line then names its own."""

MARKS: Final[Mapping[int, Words]] = {
    Via.AUTOMATIC: gettext_lazy("by itself"),
    Via.IMPORT: gettext_lazy("imported"),
    Via.API: gettext_lazy("by API"),
    Via.FORM: gettext_lazy("by form"),
    Via.CLI: gettext_lazy("by command"),
}


@dataclass(frozen=True)
class Item:
    """One line of the stream."""

    id: int
    at: datetime
    is_timed: bool
    said: SafeString
    icon: str
    group: str
    is_own: bool
    mark: Words
    is_undone: bool
    undo_url: str
    changed: Sequence[Changed]
    body: Body | None
    case: Link | None = None


@dataclass(frozen=True)
class Day:
    """The lines of one day; none for events without a date."""

    day: date | None
    items: list[Item]


@dataclass(frozen=True)
class Choice:
    """A chip of the filter."""

    key: str
    label: Words
    is_chosen: bool


@dataclass(frozen=True)
class Timeline:
    """A page of the stream, the newest day first; `after` asks for the next one."""

    days: list[Day]
    after: str = ""
    group: str = ""
    choices: Sequence[Choice] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not self.days


def load(
    actor: Actor,
    events: QuerySet[Event],
    *,
    group: str = "",
    after: str = "",
    size: int = PAGE,
    names_cases: bool = False,
) -> Timeline:
    """A page of these events, with the deal of each where it `names_cases`.

    The number of queries does not depend on the number of events.
    """
    if chosen := groups.find(group):
        events = events.filter(_of_kinds(chosen))
    if start := _start(after):
        events = events.filter(Q(at__lt=start[0]) | Q(at=start[0], id__lt=start[1]))
    found = list(events.order_by("-at", "-id")[: size + 1])
    shown = found[:size]
    choices = [Choice("", _("All"), not chosen)] if len(groups) else []
    choices += [Choice(key, one.label, key == group) for key, one in groups.items()]
    items = _items(actor, shown, _cases(actor, shown) if names_cases else None)
    days = [Day(day, list(part)) for day, part in groupby(items, key=_day)]
    last = f"{shown[-1].at.isoformat()}_{shown[-1].id}" if len(found) > size else ""
    return Timeline(days, last, group if chosen else "", choices)


def _cases(actor: Actor, events: Sequence[Event]) -> dict[int, Link]:
    """The deals of these events, as far as this person may see them."""
    ids = {event.case_id for event in events if event.case_id is not None}
    found: dict[int, Link] = {}
    for name in cases if ids else ():
        found.update(name(actor, ids))
    return found


def _items(actor: Actor, events: Sequence[Event], of: Mapping[int, Link] | None = None) -> list[Item]:
    for event in events:
        event.payload = actor.told(event.kind, event.payload)
    said = _sentences(events)
    undone = _taken_back(events)
    changed = _changes(actor, events)
    brought: dict[int, Body] = {}
    for kind, load_bodies in bodies.items():
        if mine := [event for event in events if event.kind == kind or event.kind.startswith(f"{kind}.")]:
            brought |= load_bodies(actor, mine)
    back = _undoable(actor, [event for event in events if event.id not in undone and not event.history])
    return [
        Item(
            id=event.id,
            at=event.at,
            is_timed=event.timed,
            said=said[event.id],
            icon=_icon(event),
            group=next((key for key, one in groups.items() if _is_of(event.kind, one)), ""),
            is_own=event.actor_id is not None and event.actor_id == actor.user_id,
            mark="" if _says_itself(event) else MARKS.get(event.via, ""),
            is_undone=event.id in undone,
            undo_url=back.get(event.id, ""),
            changed=changed.get(event.id, ()),
            body=brought.get(event.id),
            case=(of or {}).get(event.case_id or 0),
        )
        for event in events
    ]


def _taken_back(events: Sequence[Event]) -> set[int]:
    """Which of these a later event of the same case took back."""
    cases = {event.case_id for event in events if event.case_id is not None}
    if not cases:
        return set()
    rows = Event.objects.filter(case_id__in=cases, undoes_id__in=[event.id for event in events])
    return {undoes for undoes in rows.values_list("undoes_id", flat=True) if undoes is not None}


def _sentences(events: Sequence[Event]) -> dict[int, SafeString]:
    """Each event's sentence with its names; one query a sort of names."""
    wanted: dict[str, set[Asked]] = {"actor": {(event.actor_id, None) for event in events}}
    texts: dict[int, str] = {}
    for event in events:
        texts[event.id] = _sentence(event)
        for name in _placeholders(texts[event.id]):
            if name in event.payload:
                values = event.payload[name]
                for value in values if isinstance(values, list) else [values]:
                    wanted.setdefault(name, set()).add((value, event.version_id))
    known = {name: _named(name, asked) for name, asked in wanted.items()}
    return {event.id: _filled(texts[event.id], event, known) for event in events}


def _sentence(event: Event) -> str:
    other = sentences.find(event.kind)
    kind = known_types().get(event.kind)
    says = other(event) if other else kind.says if kind else ""
    return gettext(says) if says else event.kind.rpartition(".")[2].replace("_", " ")


def _placeholders(text: str) -> list[str]:
    return [name for _text, name, _spec, _conversion in Formatter().parse(text) if name]


def _named(name: str, asked: Collection[Asked]) -> Mapping[Asked, str]:
    namer = names.find(name)
    found = dict(namer(asked)) if namer else {}
    return {one: found.get(one) or _plain(one[0]) for one in asked}


def _filled(text: str, event: Event, known: Mapping[str, Mapping[Asked, str]]) -> SafeString:
    values: dict[str, SafeString] = {}
    for name in _placeholders(text):
        raw = event.actor_id if name == "actor" else event.payload.get(name)
        version = None if name == "actor" else event.version_id
        listed = raw if isinstance(raw, list) else [raw]
        said = ", ".join(known.get(name, {}).get((one, version), _plain(one)) for one in listed)
        values[name] = format_html("<b>{}</b>", said) if said else SafeString("")
    return format_html(text, **values) if values else SafeString(text)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _says_itself(event: Event) -> bool:
    """Whether the sentence tells already that nobody did it."""
    return event.via == Via.AUTOMATIC and (event.actor_id is None or bool(event.payload.get("automatic")))


def _icon(event: Event) -> str:
    kind = known_types().get(event.kind)
    return kind.icon if kind else "dot"


def _changes(actor: Actor, events: Sequence[Event]) -> dict[int, list[Changed]]:
    rows = (
        list(Change.objects.filter(event_id__in=[event.id for event in events]).order_by("id"))
        if events
        else []
    )
    known = {event.id: event for event in events}
    rows = [row for row in rows if row.field not in actor.withheld(known[row.event_id].kind)]
    for row in rows:
        row.event = known[row.event_id]
    looks: dict[int, Changed | None] = {}
    for table, load_looks in fields.items():
        if mine := [row for row in rows if row.table == table]:
            looks |= load_looks(mine)
    found: dict[int, list[Changed]] = {}
    for row in rows:
        look = looks[row.pk] if row.pk in looks else Changed(row.field, _plain(row.before), _plain(row.after))
        if look is not None:
            found.setdefault(row.event_id, []).append(look)
    return found


def _undoable(actor: Actor, events: Sequence[Event]) -> dict[int, str]:
    found: dict[int, str] = {}
    for undo in undos:
        if mine := [event for event in events if event.kind in undo.kinds]:
            found |= {event_id: undo.url(event_id) for event_id in undo.can(actor, mine)}
    return found


def _of_kinds(group: Group) -> Q:
    where = Q(pk__in=[])
    for kind in group.kinds:
        where |= Q(kind__startswith=kind) if kind.endswith(".") else Q(kind=kind)
    return where


def _is_of(kind: str, group: Group) -> bool:
    return any(kind.startswith(one) if one.endswith(".") else kind == one for one in group.kinds)


def _day(item: Item) -> date | None:
    return timezone.localdate(item.at) if item.is_timed else None


def _start(after: str) -> tuple[datetime, int] | None:
    at, _line, event_id = after.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(event_id)) if moment.tzinfo else None
    except ValueError:
        return None


def _users(asked: Collection[Asked]) -> Mapping[Asked, str]:
    ids = {value for value, _version in asked if isinstance(value, int)}
    found = dict(User.objects.filter(id__in=ids).values_list("id", "name"))
    return {one: found.get(one[0], _("somebody")) if one[0] is not None else "Polku" for one in asked}


def _teams(asked: Collection[Asked]) -> Mapping[Asked, str]:
    found = dict(Team.objects.filter(id__in={value for value, _version in asked}).values_list("id", "name"))
    return {one: found.get(one[0], "") for one in asked}


def register_own() -> None:
    """What this package itself can name: people and teams."""
    for name in ("actor", "owner_id", "user_id", "by_id"):
        names.register(name, _users)
    names.register("team_id", _teams)


def people_of(events: Sequence[Event]) -> dict[int, str]:
    """Who did each of these, by event id; one query."""
    known = _users({(event.actor_id, None) for event in events})
    return {event.id: known[event.actor_id, None] for event in events}

"""Which deals a figure is about: the reader's scope first, then what was chosen; one value for URL, CLI and drill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Final, Self
from urllib.parse import urlencode

from django.core import signing

from polku.access.logic import Actor, Reach, Scope
from polku.insight.rules import InsightPermission
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop

_SALT: Final = "polku.insight.drill"
EVERYTHING: Final = Scope(Reach.ALL, None, frozenset())

# Name in the URL -> field; what may stand several times is a tuple.
_TEXTS: Final = {"process": "process", "kind": "customer_kind"}
_DATES: Final = {"from": "date_from", "to": "date_to"}
_NUMBERS: Final = {"value_from": "value_from", "value_to": "value_to"}
_TEXT_LISTS: Final = {
    "source": "sources",
    "product": "products",
    "campaign": "campaigns",
    "segment": "segments",
    "phase": "phases",
}
_ID_LISTS: Final = {"version": "version_ids", "owner": "owners", "team": "teams"}
# A text that was not given: an empty field of a form chooses nothing, this chooses "none".
_NOTHING: Final = "-"
NAMES: Final = (*_TEXTS, *_DATES, *_NUMBERS, *_TEXT_LISTS, *_ID_LISTS)
OF_DEALS: Final = tuple(name for name in NAMES if name != "phase")
"""The names that choose deals; a phase chooses a part of the line."""


@dataclass(frozen=True)
class Filter:
    """A cohort: deals by when they were opened, where they came from, whose they are and how they began.

    Dates are days in the company's time zone, both included; deals without a date of opening are out as soon as
    a day is given. Values are minor units of the company's currency, both bounds included. An owner or team of 0,
    a source, campaign, product or segment of "" means "none" (`-` in the URL). `version_ids` are the process
    versions at the start of the deal. `phases` choose no deals but a part of the line: figures that know phases (see
    `queries.knows_phases`) say of its stages alone what they say, others are of the whole line; `finding` stands for
    the phases before selling.
    """

    scope: Scope = field(default=EVERYTHING)
    process: str = ""
    version_ids: tuple[int, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    sources: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    owners: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    value_from: int | None = None
    value_to: int | None = None
    customer_kind: str = ""
    segments: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()

    @classmethod
    def parse(cls, query: Mapping[str, Any], *, scope: Scope) -> Self:
        """Read a query string (a Django QueryDict, or {name: text or list}); other names are left alone.

        Raises: Invalid naming every field that can't be read.
        """
        values: dict[str, Any] = {}
        wrong: dict[str, list[object]] = {}
        for name in NAMES:
            texts = [text for text in _listed(query, name) if text != ""]
            if not texts:
                continue
            try:
                values |= _read(name, texts)
            except (ValueError, OverflowError):
                wrong[name] = [
                    Message(gettext_noop("“%(text)s” cannot be read here."), text=", ".join(texts))
                ]
        if wrong:
            raise Invalid(wrong, code="bad_filter")
        return cls(scope=scope, **values)

    @classmethod
    def of(cls, actor: Actor, query: Mapping[str, Any] | None = None) -> Self:
        """The filter of a person's query, within what the person may see.

        Raises: NotAllowed without the right to see figures; Invalid.
        """
        actor.require(InsightPermission.SEE)
        return cls.parse(query or {}, scope=actor.scope(InsightPermission.SEE))

    def pairs(self) -> list[tuple[str, str]]:
        """The filter as (name, text), for URLs, hidden fields and chips; the scope is never in it."""
        found: list[tuple[str, str]] = []
        for name, attribute in (_TEXTS | _DATES | _NUMBERS).items():
            value = getattr(self, attribute)
            if value not in (None, ""):
                found.append((name, value.isoformat() if isinstance(value, date) else str(value)))
        for name, attribute in (_TEXT_LISTS | _ID_LISTS).items():
            found += [(name, str(value) if value != "" else _NOTHING) for value in getattr(self, attribute)]
        return found

    @property
    def is_whole(self) -> bool:
        """Whether it leaves no deal of its process out."""
        return self.scope.reach == Reach.ALL and self == Filter(
            scope=self.scope, process=self.process, phases=self.phases
        )

    def query(self) -> str:
        """The filter as a query string."""
        return urlencode(self.pairs())

    def having(self, **changes: Any) -> Self:
        """A copy with some fields replaced."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Drill:
    """The rows behind one figure: a cohort and what in it was counted.

    `what` is one of `queries.DRILLS`; the rest says at which stage, for which reason, on which move or path, or in
    which group of which dimension.
    """

    filter: Filter
    what: str = "cohort"
    stage: str = ""
    other: str = ""
    path_id: int | None = None

    def token(self) -> str:
        """A signed text for a URL; it says what was counted, never who may see it."""
        own = {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if f.name != "filter" and getattr(self, f.name)
        }
        return signing.dumps([self.filter.pairs(), own], salt=_SALT, compress=True)

    @classmethod
    def read(cls, token: str, *, scope: Scope) -> Self:
        """Read a token for a person: the scope is the reader's own, whoever made the token.

        Raises: NotFound for a token that this installation did not sign.
        """
        try:
            pairs, own = signing.loads(token, salt=_SALT)
        except signing.BadSignature:
            raise NotFound(gettext_noop("This link to the rows of a figure is not valid.")) from None
        query: dict[str, list[str]] = {}
        for name, text in pairs:
            query.setdefault(name, []).append(text)
        return cls(filter=Filter.parse(query, scope=scope), **own)


def _listed(query: Mapping[str, Any], name: str) -> Sequence[str]:
    if hasattr(query, "getlist"):
        return [str(text) for text in query.getlist(name)]
    value = query.get(name, [])
    return [value] if isinstance(value, str) else [str(one) for one in value]


def _read(name: str, texts: Sequence[str]) -> dict[str, Any]:
    if name in _TEXTS:
        return {_TEXTS[name]: texts[-1]}
    if name in _DATES:
        return {_DATES[name]: date.fromisoformat(texts[-1])}
    if name in _NUMBERS:
        return {_NUMBERS[name]: _number(texts[-1])}
    if name in _TEXT_LISTS:
        return {_TEXT_LISTS[name]: tuple(dict.fromkeys("" if text == _NOTHING else text for text in texts))}
    return {_ID_LISTS[name]: tuple(dict.fromkeys(_number(text) for text in texts))}


def _number(text: str) -> int:
    number = int(text)
    if abs(number) >= 2**63:
        raise OverflowError(text)
    return number

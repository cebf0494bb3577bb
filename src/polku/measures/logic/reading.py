"""From the text of a formula to its tree; nothing in it is ever run, and every mistake is told with its place.

The language: numbers, `+ - * /`, brackets, and

- deals: `opened`, `won`, `lost`, `paused`, `no_decision`, `closed`, `open`, `reached("demo")`, `act("engage.demo")`,
  each with conditions if wanted: `won(source = "Fair", value > 1000)`
- `count(deals)` (or the deals alone), `sum(value, deals)`, `mean(value, deals)`, `median(value, deals)`
- `share(won, closed)`: how many of the second are also the first
- `median(days(opened, won))`, `mean(hours(opened, act("engage.call")))`, `median(working_days("demo", "offer"))`
- `series("billed")`: a figure that another part of the product hands over
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from polku.kernel.errors import Message, gettext_noop
from polku.measures.logic.formula import (
    DEPTH_MAX,
    KINDS,
    LENGTH_MAX,
    NODES_MAX,
    SECONDS,
    TEXT_FIELDS,
    Condition,
    Deals,
    FormulaWrong,
    Less,
    Measure,
    Node,
    Number,
    Said,
    Span,
    Sum,
    dimension,
    size,
)

FUNCTIONS: Final = ("count", "sum", "mean", "median", "share", "series")
_DEALS: Final = (*KINDS, "reached", "act")
_MOMENTS: Final = ("opened", "won", "lost", "closed")
_ENDS: Final = ("won", "lost", "closed")
_TOKEN: Final = re.compile(
    r'\s*(?:(?P<number>\d{1,12}(?:\.\d{1,6})?)|(?P<name>[A-Za-z_]\w*)|(?P<text>"[^"\n]*")|(?P<sign><=|>=|!=|[-+*/(),=<>]))'
)
_UNCLOSED: Final = gettext_noop("This text has no closing quote.")
_UNKNOWN: Final = gettext_noop("There is no “%(name)s”. Known are: %(known)s.")
_ENDED: Final = gettext_noop("The formula ends too early: %(wanted)s is missing.")
_WANTED: Final = gettext_noop("Here should stand %(wanted)s, not “%(found)s”.")


@dataclass(frozen=True)
class Token:
    """A word of a formula."""

    kind: str
    text: str
    place: int


def read(text: str, series: dict[str, str] | None = None) -> Node:
    """The tree of a formula; `series` maps the keys of known series to their units.

    Raises: FormulaWrong, at the place of the mistake.
    """
    if len(text) > LENGTH_MAX:
        told = Message(gettext_noop("A formula has at most %(most)s characters."), most=LENGTH_MAX)
        raise FormulaWrong(told, LENGTH_MAX)
    reader = _Reader(text, series)
    node = reader.whole()
    parts, depth = size(node)
    if parts > NODES_MAX or depth > DEPTH_MAX:
        raise FormulaWrong(gettext_noop("This formula is too large. Make two indicators of it."), 0)
    dimension(node, series)
    return node


def read_measure(text: str) -> Measure:
    """One measure of a formula, as its `text` wrote it. Raises: FormulaWrong."""
    node = read(text)
    if not isinstance(node, Measure):
        raise FormulaWrong(gettext_noop("This is not one measure."), 0)
    return node


def tokens(text: str) -> list[Token]:
    """The words of a formula. Raises: FormulaWrong at a sign that means nothing."""
    found, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            at = place + len(text[place:]) - len(text[place:].lstrip())
            if text[at] == '"':
                raise FormulaWrong(_UNCLOSED, at)
            told = Message(gettext_noop("“%(sign)s” means nothing in a formula."), sign=text[at])
            raise FormulaWrong(told, at)
        kind = str(match.lastgroup)
        found.append(Token(kind, match[kind], match.start(kind)))
        place = match.end()
    return found


class _Reader:
    """Recursive descent over the words; depth is bounded while reading."""

    def __init__(self, text: str, series: dict[str, str] | None) -> None:
        self.text, self.series = text, series
        self.tokens, self.at, self.depth = tokens(text), 0, 0

    def whole(self) -> Node:
        if not self.tokens:
            raise FormulaWrong(gettext_noop("Write a formula, for example: share(won, closed)"), 0)
        node = self.sum()
        if (rest := self._peek()) is not None:
            raise self._expected(gettext_noop("+, -, * or /"), rest)
        return node

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            told = gettext_noop("Brackets stand too deep in each other.")
            raise FormulaWrong(told, self.tokens[min(self.at, len(self.tokens) - 1)].place)
        left = self._product()
        while (sign := self._take_sign("+", "-")) is not None:
            left = Sum(sign.text, left, self._product(), sign.place)
        self.depth -= 1
        return left

    def _product(self) -> Node:
        left = self._part()
        while (sign := self._take_sign("*", "/")) is not None:
            left = Sum(sign.text, left, self._part(), sign.place)
        return left

    def _part(self) -> Node:
        if self._take_sign("-"):
            self.depth += 1
            if self.depth > DEPTH_MAX:
                raise FormulaWrong(gettext_noop("Brackets stand too deep in each other."), 0)
            node = Less(self._part())
            self.depth -= 1
            return node
        token = self._next(gettext_noop("a number, a measure or a bracket"))
        if token.kind == "number":
            return Number(float(token.text))
        if token.text == "(":
            node_in = self.sum()
            self._need(")")
            return node_in
        if token.kind == "name" and token.text in FUNCTIONS:
            return self._function(token)
        if token.kind == "name":
            deals = self._deals(token)
            return self._measured(token, "count", deals=deals)
        raise self._expected(gettext_noop("a number, a measure or a bracket"), token)

    def _function(self, name: Token) -> Measure:
        self._need("(")
        if name.text == "series":
            made = self._series(name)
        elif name.text == "count":
            made = ("count", {"deals": self._next_deals()})
        elif name.text == "share":
            part = self._next_deals()
            self._need(",")
            made = ("share", {"deals": part, "whole": self._next_deals()})
        else:
            made = (name.text, self._valued(name))
        self._need(")")
        return self._measured(name, made[0], **made[1])

    def _series(self, name: Token) -> tuple[str, dict[str, object]]:
        token = self._next(gettext_noop("the name of a series in quotes"))
        if token.kind != "text":
            raise self._expected(gettext_noop("the name of a series in quotes"), token)
        key = token.text[1:-1]
        if self.series is not None and key not in self.series:
            raise _unknown(token, sorted(self.series))
        return "series", {"series": key}

    def _valued(self, name: Token) -> dict[str, object]:
        """`value, deals` of a sum, mean or median, or a time between two moments of a mean or median."""
        known = ("value", *(SECONDS if name.text != "sum" else ()))
        token = self._next(gettext_noop("“value” or a time such as days(opened, won)"))
        if token.kind != "name" or token.text not in known:
            raise _unknown(token, known)
        if token.text == "value":
            self._need(",")
            return {"deals": self._next_deals()}
        self._need("(")
        start = self._moment()
        self._need(",")
        end = self._moment()
        self._need(")")
        if token.text == "working_days" and (start.kind != "opened" or end.kind not in _ENDS):
            told = gettext_noop(
                "working_days is known only from opened to won, lost or closed. Use days here."
            )
            raise FormulaWrong(told, token.place)
        return {"span": Span(token.text, start, end)}

    def _moment(self) -> Deals:
        token = self._next(gettext_noop("a moment, such as opened, won or a stage in quotes"))
        if token.kind == "text":
            return Deals("reached", self._key(token), (), token.place)
        if token.kind != "name" or token.text not in (*_MOMENTS, "reached", "act"):
            raise _unknown(token, (*_MOMENTS, "reached", "act"))
        found = self._deals(token)
        if found.conditions:
            raise FormulaWrong(gettext_noop("A moment takes no conditions."), token.place)
        return found

    def _next_deals(self) -> Deals:
        return self._deals(self._next(gettext_noop("some deals")))

    def _deals(self, token: Token) -> Deals:
        if token.kind != "name" or token.text not in _DEALS:
            raise _unknown(token, (*_DEALS, *FUNCTIONS))
        key, conditions = "", []
        if token.text in ("reached", "act"):
            self._need("(")
            key = self._key(self._next(gettext_noop("a key in quotes")))
            conditions = self._conditions(first=False)
        elif self._take_sign("("):
            conditions = self._conditions(first=True)
        return Deals(token.text, key, tuple(conditions), token.place)

    def _conditions(self, *, first: bool) -> list[Condition]:
        found: list[Condition] = []
        while not self._take_sign(")"):
            if not first or found:
                self._need(",")
            found.append(self._condition())
        return found

    def _condition(self) -> Condition:
        known = (*TEXT_FIELDS, "value")
        name = self._next(gettext_noop("a field of the deal"))
        if name.kind != "name" or name.text not in known:
            raise _unknown(name, known)
        signs = ("=", "!=") if name.text != "value" else ("<", "<=", ">", ">=", "=", "!=")
        sign = self._next(signs[0])
        if sign.text not in signs:
            raise self._expected(" ".join(signs), sign)
        wanted = gettext_noop("a text in quotes") if name.text != "value" else gettext_noop("a number")
        value = self._next(wanted)
        if value.kind != ("text" if name.text != "value" else "number"):
            raise self._expected(wanted, value)
        return Condition(
            name.text, sign.text, value.text[1:-1] if value.kind == "text" else float(value.text)
        )

    def _key(self, token: Token) -> str:
        if token.kind != "text" or not token.text[1:-1].strip():
            raise self._expected(gettext_noop("a key in quotes"), token)
        return token.text[1:-1]

    def _measured(self, start: Token, what: str, **parts: object) -> Measure:
        end = self.tokens[self.at - 1]
        text = self.text[start.place : end.place + len(end.text)]
        return Measure(what, **parts, text=text, place=start.place)  # type: ignore[arg-type]

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next(self, wanted: str) -> Token:
        token = self._peek()
        if token is None:
            raise FormulaWrong(Said(_ENDED, wanted=Message(wanted)), len(self.text))
        self.at += 1
        return token

    def _take_sign(self, *signs: str) -> Token | None:
        token = self._peek()
        if token is None or token.kind != "sign" or token.text not in signs:
            return None
        self.at += 1
        return token

    def _need(self, sign: str) -> None:
        token = self._next(f"“{sign}”")
        if token.text != sign or token.kind != "sign":
            raise self._expected(f"“{sign}”", token)

    def _expected(self, wanted: str, found: Token) -> FormulaWrong:
        return FormulaWrong(Said(_WANTED, wanted=Message(wanted), found=found.text), found.place)


def _unknown(token: Token, known: object) -> FormulaWrong:
    listed = ", ".join(map(str, known)) or "–"  # type: ignore[call-overload]
    return FormulaWrong(Message(_UNKNOWN, name=token.text.strip('"')[:60], known=listed), token.place)

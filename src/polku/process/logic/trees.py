"""Expressions as people read and build them: conditions joined by "and", "or" and "not".

CEL can say more; what only CEL can say stays as it is written, as one part among the others.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from polku.kernel.errors import gettext_noop
from polku.process.logic.conditions import SENTENCES, WITHOUT_VALUE, Condition, expression, read
from polku.process.logic.wording import Wording

NESTING_MAX: Final = 20
_QUOTED: Final = re.compile(r"""[rR]?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", re.DOTALL)


@dataclass(frozen=True)
class Raw:
    """A part that only CEL can say."""

    source: str


@dataclass(frozen=True)
class Both:
    """All parts hold."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Either:
    """One part at least holds."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Not:
    """A part does not hold."""

    part: "Tree"


Tree = Condition | Raw | Both | Either | Not
Joining = type[Both] | type[Either]


def parsed(source: str, types: Mapping[str, str], depth: int = 0) -> Tree:
    """What an expression says; a part that is no condition of ours is kept as it is."""
    text = _unwrapped(source.strip())
    if depth > NESTING_MAX:
        return Raw(text)
    signs: tuple[tuple[str, Joining], ...] = (("||", Either), ("&&", Both))
    for sign, kind in signs:
        parts = _parted(text, sign)
        if len(parts) > 1:
            return kind(tuple(_flat(kind, (parsed(one, types, depth + 1) for one in parts))))
    if found := read(text, types):
        return found
    if text.startswith("!") and _is_closed(text[1:].strip()):
        return Not(parsed(text[1:], types, depth + 1))
    return Raw(text)


def written(tree: Tree, types: Mapping[str, str], *, inner: bool = False) -> str:
    """The tree as CEL. Raises: Invalid where a condition is not whole."""
    if isinstance(tree, Raw):
        return f"({tree.source})" if inner and not _is_closed(tree.source) else tree.source
    if isinstance(tree, Condition):
        return expression(tree, types)
    if isinstance(tree, Not):
        return f"!({written(tree.part, types)})"
    sign = " && " if isinstance(tree, Both) else " || "
    said = sign.join(written(one, types, inner=True) for one in tree.parts)
    return f"({said})" if inner else said


def plain_value(condition: Condition) -> str:
    """What is compared with, as it was written."""
    return condition.value


def sentence(
    tree: Tree,
    label: Callable[[str], str],
    wording: Wording,
    *,
    value: Callable[[Condition], str] = plain_value,
    inner: bool = False,
) -> str:
    """The tree as people say it: facts by their names, values as people write them, joined by "and" and "or"."""
    if isinstance(tree, Raw):
        return tree.source
    if isinstance(tree, Condition):
        return wording.say(SENTENCES[tree.operator]) % {"fact": label(tree.fact), "value": value(tree)}
    if isinstance(tree, Not):
        said = sentence(tree.part, label, wording, value=value)
        return wording.say(SENTENCES["fails"]) % {"fact": said}
    template = gettext_noop("%(first)s and %(second)s")
    if isinstance(tree, Either):
        template = gettext_noop("%(first)s or %(second)s")
    first, *rest = (sentence(one, label, wording, value=value, inner=True) for one in tree.parts)
    for second in rest:
        first = wording.say(template, first=first, second=second)
    return f"({first})" if inner else first


@dataclass(frozen=True)
class Joined:
    """A condition in a list, and what joins it to the one before it: "and" or "or"."""

    condition: Condition
    joint: str = "and"


def as_lines(tree: Tree) -> tuple[list[Joined], bool] | None:
    """The tree as a list of joined conditions, and whether "or" binds closer than "and"; none where it nests deeper.

    `a && b || c` is read with "and" first; `(a || b) && c` with "or" first.
    """
    if isinstance(tree, Condition):
        return [Joined(tree)], False
    if not isinstance(tree, Both | Either):
        return None
    outer, close = ("and", Either) if isinstance(tree, Both) else ("or", Both)
    inner = "or" if outer == "and" else "and"
    lines: list[Joined] = []
    for part in tree.parts:
        members = part.parts if isinstance(part, close) else (part,)
        for number, one in enumerate(members):
            if not isinstance(one, Condition):
                return None
            lines.append(Joined(one, inner if number else outer))
    is_or_first = isinstance(tree, Both) and any(isinstance(part, Either) for part in tree.parts)
    return [Joined(lines[0].condition), *lines[1:]], is_or_first


def of_lines(lines: Sequence[Joined], *, or_first: bool = False) -> Tree:
    """A list of joined conditions as a tree; where both words occur, one of them binds closer."""
    close, outer = ("or", "and") if or_first else ("and", "or")
    groups: list[list[Tree]] = [[lines[0].condition]]
    for line in lines[1:]:
        if line.joint == close:
            groups[-1].append(line.condition)
        else:
            groups.append([line.condition])
    kinds: dict[str, Joining] = {"and": Both, "or": Either}
    parts: tuple[Tree, ...] = tuple(one[0] if len(one) == 1 else kinds[close](tuple(one)) for one in groups)
    return parts[0] if len(parts) == 1 else kinds[outer](parts)


def conditions_of(tree: Tree) -> Iterator[Condition]:
    """Every condition in it."""
    if isinstance(tree, Condition):
        yield tree
    elif isinstance(tree, Not):
        yield from conditions_of(tree.part)
    elif isinstance(tree, Both | Either):
        for one in tree.parts:
            yield from conditions_of(one)


def needs_value(condition: Condition) -> bool:
    """Whether something is compared with."""
    return condition.operator not in WITHOUT_VALUE


def _flat(kind: Joining, parts: Iterator[Tree]) -> Iterator[Tree]:
    for one in parts:
        if isinstance(one, kind):
            yield from one.parts
        else:
            yield one


def _unwrapped(text: str) -> str:
    """Without brackets around the whole."""
    while text.startswith("(") and _matching(text, 0) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _is_closed(text: str) -> bool:
    """Whether it is one piece that needs no brackets: a name, a call, a bracketed whole."""
    return bool(re.fullmatch(r"!?\w+", text)) or (
        text.startswith("(") and _matching(text, 0) == len(text) - 1
    )


def _parted(text: str, sign: str) -> list[str]:
    """The text cut at a sign that stands in no brackets and no quotes; whole where a choice (? :) is made outside."""
    depth, start, parts, at = 0, 0, [], 0
    while at < len(text):
        quoted = _QUOTED.match(text, at)
        if quoted:
            at = quoted.end()
            continue
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
        elif depth == 0 and text[at] == "?":
            return [text]
        elif depth == 0 and text.startswith(sign, at):
            parts.append(text[start:at])
            start = at = at + len(sign)
            continue
        at += 1
    return [*parts, text[start:]] if all(one.strip() for one in (*parts, text[start:])) else [text]


def _matching(text: str, opening: int) -> int:
    """Where the bracket that opens here closes; -1 where it doesn't."""
    depth, at = 0, opening
    while at < len(text):
        quoted = _QUOTED.match(text, at)
        if quoted:
            at = quoted.end()
            continue
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return -1

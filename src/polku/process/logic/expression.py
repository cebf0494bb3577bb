"""One CEL expression: bounded, compiled once, proven before it is published. The only place that knows CEL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from polku.kernel.errors import Message, gettext_noop

BYTES_MAX: Final = 2048
OPERATORS_MAX: Final = 50
NESTING_MAX: Final = 20

_STRING: Final = re.compile(r"""[rR]?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|//[^\n]*""", re.DOTALL)
_OPERATOR: Final = re.compile(r"\|\||&&|==|!=|<=|>=|[-+*/%<>!?]|\bin\b|\w\s*\(|\[")
_MACRO: Final = re.compile(r"\.\s*(all|exists|exists_one|existsOne|filter|map)\s*\(\s*(\w+)\s*,")
_FUNCTIONS: Final = frozenset(
    """size startsWith endsWith contains matches timestamp duration int double string lowerAscii upperAscii
    getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds
    @in @not_strictly_false""".split()
)
_SAMPLES: Final[tuple[Mapping[str, object], ...]] = (
    {"bool": True, "number": 1.0, "text": "a", "date": datetime(2026, 1, 31, tzinfo=UTC)},
    {"bool": False, "number": 2.5, "text": "b", "date": datetime(2025, 6, 30, tzinfo=UTC)},
)


class BadExpression(ValueError):
    """An expression that can't be used; `message` says why, to be translated at the edge."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Program:
    """A compiled expression: the facts it names, and its answer for their values."""

    facts: tuple[str, ...]
    bound: tuple[str, ...]
    functions: tuple[str, ...]
    code: Any

    def run(self, values: Mapping[str, object]) -> object:
        """Answer for these values; a name without a value is an error unless the answer doesn't hang on it."""
        return self.code.execute(dict(values))


@lru_cache(maxsize=4096)
def compiled(source: str) -> Program:
    """Compile an expression, once in the life of the process.

    Raises: BadExpression where it is too large or no CEL.
    """
    import cel  # noqa: PLC0415 -- heavy: an extension that only criteria need

    bare = _within_limits(source)
    try:
        code = cel.compile(source)
    except Exception as error:
        raise BadExpression(_unreadable(error)) from None
    named = code.references()
    bound = tuple(sorted({match[2] for match in _MACRO.finditer(bare)}))
    facts = tuple(name for name in named["variables"] if name not in bound)
    return Program(facts, bound, tuple(named["functions"]), code)


def prove(source: str, types: Mapping[str, str]) -> list[Message]:
    """What is wrong with an expression over facts of these types; empty if it may be published.

    It is run on samples: everything known, twice, must answer true or false; nothing known must not answer true.
    """
    try:
        program = compiled(source)
    except BadExpression as error:
        return [error.message]
    unknown = [name for name in program.facts if name not in types]
    if unknown:
        message = gettext_noop("No fact is called “%(name)s”.")
        return [Message(message, name=name) for name in unknown]
    if not program.facts:
        return [Message(gettext_noop("This names no fact, so it would always answer the same."))]
    if hidden := sorted(set(program.bound) & set(types)):
        return [Message(gettext_noop("“%(name)s” is a fact; name the variable otherwise."), name=hidden[0])]
    strange = [name for name in program.functions if name[0].isalpha() and name not in _FUNCTIONS]
    if strange:
        return [Message(gettext_noop("There is no function “%(name)s”."), name=strange[0])]
    return _tried(program, types)


def _tried(program: Program, types: Mapping[str, str]) -> list[Message]:
    for sample in _SAMPLES:
        try:
            result = program.run({name: sample[types[name]] for name in program.facts})
        except ArithmeticError:
            continue  # what only some numbers can't do, such as a division, stays unmet for those
        except Exception as error:
            return [Message(gettext_noop("This can't be worked out: %(why)s."), why=_first_line(error))]
        if not isinstance(result, bool):
            return [Message(gettext_noop("This answers “%(value)s” instead of true or false."), value=result)]
    try:
        blind = program.run({})
    except Exception:
        return []
    if blind is True:
        return [
            Message(gettext_noop("This holds even when nothing is known, so it would never keep a deal."))
        ]
    return []


def _within_limits(source: str) -> str:
    """The expression without strings and comments, if it is of a size that can't hold the server up."""
    if len(source.encode()) > BYTES_MAX:
        raise BadExpression(
            Message(gettext_noop("An expression has at most %(limit)s bytes."), limit=BYTES_MAX)
        )
    bare = _STRING.sub(lambda match: '""' if match[1] else " ", source)
    if len(_OPERATOR.findall(bare)) > OPERATORS_MAX:
        raise BadExpression(
            Message(gettext_noop("An expression has at most %(limit)s operators."), limit=OPERATORS_MAX)
        )
    if _depth(bare, "([{", ")]}") > NESTING_MAX:
        raise BadExpression(Message(gettext_noop("The brackets of this expression nest too deep.")))
    if _has_nested_macro(bare):
        raise BadExpression(Message(gettext_noop("A loop (such as “exists”) can't stand inside another.")))
    return bare


def _depth(text: str, opening: str, closing: str) -> int:
    depth = deepest = 0
    for char in text:
        depth += (char in opening) - (char in closing)
        deepest = max(deepest, depth)
    return deepest


def _has_nested_macro(bare: str) -> bool:
    """Whether a comprehension stands in the brackets of another, or in the list that one runs over."""
    spans = []
    for match in _MACRO.finditer(bare):
        opening = bare.index("(", match.start())
        spans.append((opening, _closing(bare, opening)))
    return any(start < other < end for start, end in spans for other, _ in spans)


def _closing(text: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place
    return len(text)


def _unreadable(error: Exception) -> Message:
    why = _first_line(error).rpartition("ERROR:")[2].partition("Syntax error:")
    return Message(
        gettext_noop("This is not an expression: %(why)s."), why=(why[2] or why[0]).strip().rstrip(".")
    )


def _first_line(error: Exception) -> str:
    return (
        next((line for line in str(error).splitlines() if line), type(error).__name__)
        .strip()
        .rstrip(".")[:160]
    )

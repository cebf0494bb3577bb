"""Reading YAML that anyone may have written: bounded, without aliases, with the line of every value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

import yaml

from polku.kernel.errors import Invalid, Message, gettext_noop

BYTES_MAX: Final = 256 * 1024
DEPTH_MAX: Final = 20
NODES_MAX: Final = 50_000

Path = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of a document."""

    message: Message
    path: Path = ()
    line: int | None = None

    @property
    def where(self) -> str:
        """The place as people write it: `stages[2].exit[0].when`."""
        text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return text.lstrip(".")

    def as_dict(self) -> dict[str, object]:
        """The fault as plain values for the API."""
        return {"where": self.where, "line": self.line, "message": str(self.message)}

    def __str__(self) -> str:
        place = ", ".join(([f"line {self.line}"] if self.line else []) + ([self.where] if self.where else []))
        return f"{place}: {self.message}" if place else str(self.message)


class DocumentError(Invalid):
    """A document that can't be used, with everything that is wrong in it."""

    default_code = "bad_document"

    def __init__(self, faults: Sequence[Fault]) -> None:
        messages: dict[str, list[object]] = {}
        for fault in faults:
            messages.setdefault(fault.where or "document", []).append(fault.message)
        super().__init__(messages)
        self.faults = list(faults)

    def __str__(self) -> str:
        return "; ".join(str(fault) for fault in self.faults)

    def as_dict(self, translate: Callable[[str], str] = str) -> dict[str, object]:
        """The error and each fault with its place."""
        return super().as_dict(translate) | {"faults": [fault.as_dict() for fault in self.faults]}


@dataclass(frozen=True)
class Source:
    """A document as plain values, and the line where each of them begins."""

    data: object
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int | None:
        """The line of a place, or of the nearest place around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path)


def read(text: str | bytes) -> Source:
    """Read a YAML text.

    Raises: DocumentError where it is too large, no YAML, or uses what we refuse.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > BYTES_MAX:
        raise _refusal(gettext_noop("The document is larger than %(size)s kB."), size=BYTES_MAX // 1024)
    try:
        decoded = raw.decode("utf-8-sig")
        _bound(decoded)
        node = yaml.compose(decoded, Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise _refusal(
            gettext_noop("The document is not UTF-8 text (byte %(at)s)."), at=error.start
        ) from None
    except yaml.MarkedYAMLError as error:
        raise DocumentError([_of_yaml(error)]) from None
    except yaml.YAMLError as error:
        message = gettext_noop("This is not YAML: %(why)s.")
        raise _refusal(message, why=" ".join(str(error).split())) from None
    builder = _Builder()
    data = builder.build(node, ()) if node is not None else None
    if builder.faults:
        raise DocumentError(builder.faults)
    return Source(data, builder.lines)


def _bound(text: str) -> None:
    """Refuse what would grow when read (aliases) or nests and counts without end, before a tree is built."""
    depth = 0
    for nodes, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal(gettext_noop("Anchors and aliases (& and *) are not allowed."), line=line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH_MAX or nodes > NODES_MAX:
            raise _refusal(gettext_noop("The document nests too deep or holds too much."), line=line)


class _Builder:
    """Makes plain values of YAML nodes. A date stays the text it is; a repeated key is a fault."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []

    def build(self, node: yaml.Node, path: Path) -> object:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(inner, (*path, number)) for number, inner in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        answer: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(gettext_noop("A key must be a word."), path, line)
                continue
            key = str(key_node.value)
            self.lines.setdefault((*path, key), line)
            if key in answer:
                self._fault(gettext_noop("“%(key)s” stands here twice."), (*path, key), line, key=key)
            answer[key] = self.build(value_node, (*path, key))
        return answer

    def _scalar(self, node: yaml.Node, path: Path) -> object:
        tag = node.tag.rpartition(":")[2]
        text = str(node.value)
        try:
            if tag == "null":
                return None
            if tag == "bool":
                return text.lower() in ("true", "yes", "on")
            if tag == "int":
                return int(text.replace("_", ""), 0)
            if tag == "float":
                return _finite(float(text.replace("_", "")))
        except ValueError:
            line = node.start_mark.line + 1
            self._fault(gettext_noop("“%(text)s” is not a number we can use."), path, line, text=text[:40])
            return 1
        return text

    def _fault(self, message: str, path: Path, line: int, **values: object) -> None:
        self.faults.append(Fault(Message(message, **values), path, line))


def _finite(number: float) -> float:
    if not isfinite(number):
        raise ValueError
    return number


def _of_yaml(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    why = error.problem or error.context or "unreadable"
    return Fault(
        Message(gettext_noop("This is not YAML: %(why)s."), why=why), (), mark.line + 1 if mark else None
    )


def _refusal(message: str, *, line: int | None = None, **values: object) -> DocumentError:
    return DocumentError([Fault(Message(message, **values), (), line)])

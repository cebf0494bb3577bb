"""A table of paths that reads an XML tree into dataclasses and writes them back.

A path is a chain of prefixed names. `name[child/path="x"]` or `name[@attribute="x"]` chooses a node when reading;
when writing it makes a new node of its own and puts the child or attribute there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from lxml import etree

from polku.billing.logic.einvoice.model import Attachment, Identifier, Quantity

Node: TypeAlias = Any  # lxml ships no types
_STEP: Final = re.compile(r'(?P<name>[\w:]+)(?:\[(?P<path>[@\w:/]+)="(?P<value>[^"]*)"\])?')


class Malformed(ValueError):
    """A value can't be read; the text says which, and where."""


@dataclass(frozen=True)
class Codec:
    """How one kind of value stands in a node: `read(node)`, `write(node, value, currency)`."""

    read: Callable[[Node], Any]
    write: Callable[[Node, Any, str], None]


@dataclass(frozen=True)
class Leaf:
    """One value of a field; several of them where `many`, those alone that are `only`.

    `put` is the path to write to where the one to read by says more than a path can.
    """

    path: str
    field: str
    codec: Codec
    many: bool = False
    put: str = ""
    only: Callable[[Any], bool] = bool


@dataclass(frozen=True)
class Const:
    """What the syntax wants to read beside the values: that a tax is VAT."""

    path: str
    text: str


@dataclass(frozen=True)
class Part:
    """A field that is a dataclass of its own."""

    path: str
    field: str
    kind: type
    entries: Sequence[Leaf | Part | Const]
    many: bool = False


Entries = Sequence[Leaf | Part | Const]
Names = Mapping[str, str]


def read(node: Node, kind: type, entries: Entries, names: Names) -> Any:
    """The dataclass that a node stands for; None where it says nothing that the table knows."""
    values = _values(node, entries, names)
    known = {one.name for one in fields(kind)}
    return kind(**{name: value for name, value in values.items() if name in known}) if values else None


def _values(node: Node, entries: Entries, names: Names) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if isinstance(entry, Const):
            continue
        nodes: list[Node] = node.xpath(entry.path, namespaces=dict(names))
        if isinstance(entry, Leaf):
            got = [value for value in (entry.codec.read(one) for one in nodes) if value not in {None, ""}]
        else:
            got = [
                value
                for value in (read(one, entry.kind, entry.entries, names) for one in nodes)
                if value is not None
            ]
        if got:
            found[entry.field] = (*found.get(entry.field, ()), *got) if entry.many else got[0]
    return found


def write(node: Node, value: Any, entries: Entries, names: Names, currency: str) -> None:
    """Put a dataclass into a node, in the order of the table; what is empty is left out."""
    for entry in entries:
        if isinstance(entry, Const):
            _put(node, entry.path, entry.text, names)
            continue
        content = getattr(value, entry.field)
        for one in content if entry.many else (content,):
            if not _is_written(one, entry):
                continue
            path, _, attribute = entry.path.partition("/@")
            if attribute:
                node.find(path, dict(names)).set(attribute, one)
                continue
            target, after = _place(node, entry, names)
            if isinstance(entry, Leaf):
                entry.codec.write(target, one, currency)
            else:
                write(target, one, entry.entries, names, currency)
            for parent, path, text in after:
                _put(parent, path, text, names)


def _is_written(value: Any, entry: Leaf | Part) -> bool:
    """Whether there is anything to write: not an empty text, not a part of empty values."""
    if value is None or value == "":
        return False
    if isinstance(entry, Leaf):
        return entry.only is bool or entry.only(value)
    return any(
        _is_written(one, inner)
        for inner in entry.entries
        if not isinstance(inner, Const)
        for one in (getattr(value, inner.field) if inner.many else (getattr(value, inner.field),))
    )


def _place(node: Node, entry: Leaf | Part, names: Names) -> tuple[Node, list[tuple[Node, str, str]]]:
    """The node to write into, and what its conditions ask to be written after it."""
    path = entry.put or entry.path if isinstance(entry, Leaf) else entry.path
    steps = list(_STEP.finditer(path))
    after: list[tuple[Node, str, str]] = []
    # One of many values, and one told from its like by an attribute, has a parent of its own.
    alone = isinstance(entry, Leaf) and (entry.many or (steps[-1]["path"] or "").startswith("@"))
    for index, step in enumerate(steps):
        tag = _tag(step["name"], names)
        own = index >= len(steps) - (2 if alone else 1)
        known = None if step["path"] or own else node.find(tag)
        node = etree.SubElement(node, tag) if known is None else known
        if step["path"]:
            after.append((node, step["path"], step["value"]))
    return node, after[::-1]


def _put(node: Node, path: str, text: str, names: Names) -> None:
    if path.startswith("@"):
        node.set(path[1:], text)
        return
    for name in path.split("/"):
        known = node.find(_tag(name, names))
        node = etree.SubElement(node, _tag(name, names)) if known is None else known
    node.text = text


def _tag(name: str, names: Names) -> str:
    prefix, local = name.split(":")
    return f"{{{names[prefix]}}}{local}"


def _text(node: Node | str) -> str:
    return ((node if isinstance(node, str) else node.text) or "").strip()


def number_of(node: Node) -> Decimal | None:
    """The exact number in a node, None where it is empty."""
    text = _text(node)
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Malformed(f"{etree.QName(node).localname}: “{text[:40]}”") from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise Malformed(f"{etree.QName(node).localname}: “{text[:40]}”")
    return number


def day_of(node: Node, text: str) -> date | None:
    """The day that ISO 8601 or the plain form 20260131 tells."""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Malformed(f"{etree.QName(node).localname}: “{text[:40]}”") from None


def _set(node: Node, text: str) -> None:
    node.text = text


def _amount(node: Node, value: Decimal, currency: str) -> None:
    node.set("currencyID", currency)
    node.text = f"{value:f}"


def _identifier(node: Node, value: Identifier, _currency: str) -> None:
    node.text = value.value
    if value.scheme:
        node.set("schemeID", value.scheme)


def _class(node: Node, value: Identifier, _currency: str) -> None:
    node.text = value.value
    node.set("listID", value.scheme)
    if value.version:
        node.set("listVersionID", value.version)


def _quantity(node: Node, value: Quantity, _currency: str) -> None:
    node.text = f"{value.value:f}"
    if value.unit:
        node.set("unitCode", value.unit)


def _attachment(node: Node, value: Attachment, _currency: str) -> None:
    node.text = value.content
    node.set("mimeCode", value.media_type)
    node.set("filename", value.name)


def _read_quantity(node: Node) -> Quantity | None:
    number = number_of(node)
    return None if number is None else Quantity(number, node.get("unitCode", ""))


def _read_identifier(node: Node) -> Identifier | None:
    return Identifier(_text(node), node.get("schemeID", "")) if _text(node) else None


def _read_class(node: Node) -> Identifier | None:
    if not _text(node):
        return None
    return Identifier(_text(node), node.get("listID", ""), node.get("listVersionID", ""))


def _read_attachment(node: Node) -> Attachment | None:
    return (
        Attachment(_text(node), node.get("mimeCode", ""), node.get("filename", "")) if _text(node) else None
    )


TEXT: Final = Codec(_text, lambda node, value, _: _set(node, value))
NUMBER: Final = Codec(number_of, lambda node, value, _: _set(node, f"{value:f}"))
AMOUNT: Final = Codec(number_of, _amount)
DAY: Final = Codec(
    lambda node: day_of(node, _text(node)), lambda node, value, _: _set(node, value.isoformat())
)
SWITCH: Final = Codec(
    lambda node: _text(node) in {"true", "1"}, lambda node, value, _: _set(node, str(value).lower())
)
IDENTIFIER: Final = Codec(_read_identifier, _identifier)
CLASS: Final = Codec(_read_class, _class)
QUANTITY: Final = Codec(_read_quantity, _quantity)
ATTACHMENT: Final = Codec(_read_attachment, _attachment)

"""Which column is which field: told by a person, remembered, or found by the headings."""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from polku.imports.logic.kinds import FieldKind, ImportKind
from polku.imports.logic.matching import near, plain
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import slug

Pairs = Sequence[tuple[str, str]]

PROBLEMS = "problems"
"""The first column of a file of failed rows: a name for programs, the same in every language."""


@dataclass(frozen=True)
class Mapped:
    """One column and the field it fills; `negate` turns yes and no around."""

    column: str
    field: str
    negate: bool = False

    @property
    def target(self) -> str:
        """The field as it is written: `!consent.email`."""
        return ("!" if self.negate else "") + self.field


def read_pairs(text: str) -> list[tuple[str, str]]:
    """`Column=field,"Column, the second"=field` as pairs; quotes as in CSV where a name has commas.

    Raises: Invalid.
    """
    pairs = []
    rows = list(csv.reader([text], skipinitialspace=True)) if text.strip() else []
    for item in rows[0] if rows else []:
        column, equals, field = item.rpartition("=")
        if not equals or not column.strip() or not field.strip():
            message = gettext_noop("“%(item)s” does not say which column is which field; write column=field.")
            raise Invalid(Message(message, item=item), code="bad_mapping", field="map")
        pairs.append((column.strip().strip('"'), field.strip()))
    return pairs


def resolve(pairs: Pairs, columns: Sequence[str], kind: ImportKind) -> list[Mapped]:
    """The mapping, checked: every column and field exists, no field is filled twice.

    Raises: Invalid, naming what is unknown and what is near.
    """
    mapped: list[Mapped] = []
    taken: dict[str, str] = {}
    by_plain = {plain(column): column for column in columns}
    for name, target in pairs:
        column = name if name in columns else by_plain.get(plain(name))
        if column is None:
            message = gettext_noop("There is no column “%(name)s”. Near: %(near)s.")
            raise Invalid(
                Message(message, name=name, near=near(name, columns)), code="unknown_column", field="map"
            )
        mapped.append(_mapped(column, target, kind))
        key = mapped[-1].field
        if key in taken:
            message = gettext_noop("The field “%(field)s” is given twice: by “%(one)s” and by “%(two)s”.")
            raise Invalid(
                Message(message, field=key, one=taken[key], two=column), code="field_twice", field="map"
            )
        taken[key] = column
    return mapped


def with_rest(mapped: Sequence[Mapped], columns: Sequence[str], prefix: str) -> list[Mapped]:
    """The mapping and every other column as a field of its own: `custom.lead_origin`."""
    done = {one.column for one in mapped}
    taken = {one.field for one in mapped}
    found = list(mapped)
    for column in columns:
        if column not in done:
            key = prefix + (slug(column, max_length=50).replace("-", "_") or "column")
            place = 2
            while key in taken:
                key = f"{key.rstrip('0123456789').rstrip('_')}_{place}"
                place += 1
            taken.add(key)
            found.append(Mapped(column, key))
    return found


def automatic(columns: Sequence[str], kind: ImportKind) -> list[Mapped]:
    """What the headings say by themselves: a field's key, its label or a word for it in any language.

    A heading that is a key with an open prefix (`custom.size`) is meant as one.
    """
    names: dict[str, str] = {}
    for field in kind.fields:
        for name in (field.key, field.label, *field.synonyms):
            names.setdefault(plain(name), field.key)
    found: list[Mapped] = []
    taken: set[str] = set()
    for column in columns:
        key = column if kind.field(column) else names.get(plain(column))
        if key and key not in taken:
            taken.add(key)
            found.append(Mapped(column, key))
    return found


def missing_fields(mapped: Sequence[Mapped], kind: ImportKind) -> list[str]:
    """Fields that a kind must have and no column fills."""
    filled = {one.field for one in mapped}
    return [field.key for field in kind.fields if field.required and field.key not in filled]


def own_columns(columns: Sequence[str]) -> list[str]:
    """The columns without the one that says why rows failed, so that a mended file is known as what it was."""
    return list(columns[1:] if columns and columns[0] == PROBLEMS else columns)


def fingerprint(columns: Sequence[str]) -> str:
    """What tells files of the same headings, whatever their order, from others."""
    return hashlib.sha256(
        "\n".join(sorted(plain(column) for column in own_columns(columns))).encode()
    ).hexdigest()


def as_pairs(mapped: Sequence[Mapped]) -> list[list[str]]:
    """For storing."""
    return [[one.column, one.target] for one in mapped]


def known_pairs(stored: Pairs, columns: Sequence[str], kind: ImportKind) -> list[tuple[str, str]]:
    """Those of remembered pairs that this file and kind still have."""
    return [
        (column, target)
        for column, target in stored
        if column in columns and kind.field(target.lstrip("!")) is not None
    ]


def _mapped(column: str, target: str, kind: ImportKind) -> Mapped:
    negate = target.startswith("!")
    key = target.lstrip("!").strip()
    field = kind.field(key)
    if field is None:
        message = gettext_noop("There is no field “%(name)s”. Near: %(near)s.")
        known = [one.key for one in kind.fields] + [f"{prefix}NAME" for prefix in kind.open_prefixes]
        raise Invalid(Message(message, name=key, near=near(key, known)), code="unknown_field", field="map")
    if negate and field.kind != FieldKind.BOOL:
        message = gettext_noop("“!” turns yes and no around, and “%(name)s” is neither.")
        raise Invalid(Message(message, name=key), code="bad_mapping", field="map")
    return Mapped(column, key, negate)


def labels(mapped: Sequence[Mapped]) -> Mapping[str, str]:
    """The column of each field."""
    return {one.field: one.column for one in mapped}

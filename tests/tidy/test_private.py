"""Cost, margin and what we yield are told by an event to those alone who may see them."""

import re
from dataclasses import fields
from string import Formatter

from polku.access.logic import permission_map
from polku.eventlog.events import known_types

WORDS = frozenset(
    {
        "aim", "bonus", "commission", "commissions", "cost", "costs", "earned", "earnings", "limit", "margin",
        "margins", "markup", "profit", "profits", "result", "salary", "wage", "worth",
    }
)  # fmt: skip
"""A field whose name has one of these words must be declared private, or stand below with a reason."""

FOR_ALL: frozenset[tuple[str, str]] = frozenset()
"""Kind and field of what sounds like it and is none."""


def test_a_field_that_sounds_like_cost_or_margin_is_declared_private() -> None:
    sounding = {
        (kind, field.name)
        for kind, known in known_types().items()
        for field in fields(known)
        if WORDS & set(re.split(r"[_\d]", field.name))
    }
    declared = {(kind, name) for kind, known in known_types().items() for name in known.private}
    assert sounding - declared - FOR_ALL == set()
    assert FOR_ALL - sounding == set()


def test_a_private_field_names_rights_that_there_are() -> None:
    named = {
        right for known in known_types().values() for rights in known.private.values() for right in rights
    }
    assert named - set(permission_map()) == set()
    assert [kind for kind, known in known_types().items() if not all(known.private.values())] == []


def test_no_sentence_tells_a_private_field() -> None:
    assert [
        kind
        for kind, known in known_types().items()
        if {name for _, name, _, _ in Formatter().parse(known.says)} & set(known.private)
    ] == []

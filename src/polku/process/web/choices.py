"""What criteria may be made of: facts with their names, what can be asked of them, and the sentence that makes."""

from typing import Final

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from polku.kernel.words import LANGUAGES, Text
from polku.process import facts, queries
from polku.process.logic.conditions import OPERATOR_NAMES, OPERATORS
from polku.process.logic.definition import Definition
from polku.process.logic.trees import Tree
from polku.process.web.reading import said_of
from polku.process.web.speaking import language

LENGTH: Final = 200
"""Of a criterion's sentence."""


Grouped = list[tuple[object, object]]


def fact_choices(definition: Definition) -> Grouped:
    """Every fact by its name in the reader's language: known ones, then what the checklists give."""
    said = language()
    known = sorted((queries.fact_label(definition, name, said), name) for name in facts.known())
    items = [
        (item.fact, f"{stage.name.to(said)}: {item.text.to(said)}")
        for stage in definition.stages
        for item in stage.checklist
    ]
    found: Grouped = [("", "–"), (_("Facts"), [(name, label) for label, name in known])]
    return [*found, (_("Ticked in the checklist"), items)] if items else found


def operator_choices() -> list[tuple[str, str]]:
    """What can be asked of some fact."""
    return [(name, gettext(said)) for name, said in OPERATOR_NAMES.items()]


def operator_kinds() -> dict[str, str]:
    """The kinds of fact that each operator is for."""
    return {
        name: " ".join(kind for kind, names in OPERATORS.items() if name in names) for name in OPERATOR_NAMES
    }


def sentence(tree: Tree, definition: Definition) -> Text:
    """How an expression reads in every language when nobody words it."""
    said = {}
    for code in LANGUAGES:
        with override(code):
            said[code] = said_of(tree, definition)
    return Text.of({code: text[:LENGTH] for code, text in said.items()})


def fact_kinds(definition: Definition) -> dict[str, str]:
    """What each fact is, for the script that offers what can be asked: its type, then its kind."""
    items = {item.fact: "bool bool" for stage in definition.stages for item in stage.checklist}
    return {name: f"{fact.type} {fact.kind}" for name, fact in facts.known().items()} | items


def value_lists() -> list[tuple[str, list[tuple[str, str]]]]:
    """The values of facts that have few: offered while typing."""
    return [
        (name, [(key, str(label)) for key, label in fact.choices()])
        for name, fact in facts.known().items()
        if fact.choices is not None
    ]

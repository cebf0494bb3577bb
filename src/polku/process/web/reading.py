"""Expressions read aloud: the sentence that an expression makes, in the language in force."""

from datetime import date

from polku.company.queries import company
from polku.process import facts, queries
from polku.process.logic.conditions import Condition
from polku.process.logic.definition import Definition
from polku.process.logic.trees import Tree, parsed, sentence
from polku.process.web import speaking
from polku.ui import locale_formats


def read_aloud(expression: str, definition: Definition) -> str:
    """What an expression says, in the reader's language; what only CEL can say stays as it is."""
    return said_of(parsed(expression, queries.known_types(definition)), definition)


def said_of(tree: Tree, definition: Definition) -> str:
    """A tree in the language in force."""
    said = speaking.wording().of(definition)
    return sentence(
        tree, lambda name: queries.fact_label(definition, name, speaking.language()), said, value=value_said
    )


def value_said(condition: Condition) -> str:
    """What a fact is compared with, as people write it: amounts with their currency, days, choices by name."""
    fact = facts.known().get(condition.fact)
    if fact is None or not condition.value:
        return condition.value
    if fact.kind == "choice" and fact.choices is not None:
        return str(dict(fact.choices()).get(condition.value, condition.value))
    if fact.type == "date":
        return str(locale_formats.full_day(date.fromisoformat(condition.value)))
    if fact.type == "number":
        number = locale_formats.number(float(condition.value), 2)
        return f"{number}\u00a0{company().currency}" if fact.kind == "money" else str(number)
    return condition.value

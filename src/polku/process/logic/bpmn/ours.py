"""A file that Polku wrote, perhaps changed since by another tool: what BPMN says counts more than our own elements."""

import json
from collections.abc import Mapping
from typing import Any

from polku.kernel.errors import Message, gettext_noop
from polku.process.logic.bpmn.foreign import order, role_of, stage_document
from polku.process.logic.bpmn.reading import TASKS, Diagram, Element, name_of, tag_of
from polku.process.logic.bpmn.told import BPMN, OWN
from polku.process.logic.bpmn.writing import expression
from polku.process.logic.definition import Definition
from polku.process.logic.yaml_source import DocumentError, Fault

Document = dict[str, Any]


def our_document(diagram: Diagram, own: Element, roles: Mapping[str, str]) -> Document:
    """The process as a document, as it was written; renamed, moved, added and deleted tasks as they are now."""
    language = own.get("language", "en")
    document = _json(own)
    document["name"] = _named(document, diagram.pool or name_of(diagram.process), language, 60)
    document["stages"] = []
    for task in order(diagram):
        mine = task.find(f"{{{BPMN}}}extensionElements/{{{OWN}}}stage")
        taken = {stage["key"] for stage in document["stages"]}
        if mine is None or mine.get("key") in taken:
            document["stages"].append(_new(diagram, task, roles, document["stages"]))
        else:
            document["stages"].append(_stage(diagram, task, mine, language, roles))
    return document


def _new(diagram: Diagram, task: Element, roles: Mapping[str, str], before: list[Document]) -> Document:
    phase = str(before[-1].get("phase")) if before else "find"
    diagram.say(
        task,
        gettext_noop("“%(name)s” was added by another tool; its phase is that of the stage before."),
        name=name_of(task),
    )
    return stage_document(diagram, task, phase, roles, {stage["key"] for stage in before})


def _stage(
    diagram: Diagram, task: Element, mine: Element, language: str, roles: Mapping[str, str]
) -> Document:
    lane = diagram.lanes.get(task.get("id", ""))
    stage = _json(mine) | {"key": mine.get("key", "")}
    role = (role_of(lane, roles) if lane is not None else "") or stage.get("role")
    stage["name"] = _named(stage, name_of(task), language, 40)
    if role != stage.get("role"):
        stage["role"] = role
        if isinstance(stage.get("takes_part"), list) and role in stage["takes_part"]:
            others = [one for one in stage.pop("takes_part") if one != role]
            stage |= {"takes_part": others} if others else {}
    return stage


def tell_conditions(diagram: Diagram, definition: Definition) -> None:
    """A condition on an arrow that another tool changed is not ours to understand: say so."""
    after: dict[str, str] = {}
    for place, stage in enumerate(definition.stages):
        following = definition.stages[place + 1].entry if place + 1 < len(definition.stages) else ()
        said = expression((*stage.exit, *following)) if stage.exit or following else ""
        after[f"after_{stage.key}"] = after[f"stage_{stage.key}"] = said.strip()
    for flow in diagram.flows:
        source, target = flow.get("sourceRef", ""), diagram.nodes.get(flow.get("targetRef", ""))
        ends = target is not None and tag_of(target) == "endEvent" and target.get("id") != "end"
        condition = flow.find(f"{{{BPMN}}}conditionExpression")
        said = "" if condition is None else (condition.text or "").strip()
        if source in after and not ends and said and said != after[source]:
            diagram.say(
                flow,
                gettext_noop("The condition “%(condition)s” was changed by another tool; ours was kept."),
                condition=said[:200],
            )
    for node in diagram.nodes.values():
        if tag_of(node) in TASKS:
            continue
        if node.find(f"{{{BPMN}}}messageEventDefinition") is not None:
            diagram.say(
                node,
                gettext_noop("“%(name)s” (%(kind)s) was left out."),
                name=name_of(node),
                kind=tag_of(node),
            )


def _json(own: Element) -> Document:
    """The written form within one of our elements.

    Raises: DocumentError where somebody broke it.
    """
    inside = own.find(f"{{{OWN}}}document")
    try:
        found = json.loads("" if inside is None else inside.text or "")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        message = Message(gettext_noop("Polku's own part of “%(name)s” is broken."), name=own.get("key", ""))
        raise DocumentError([Fault(message, (), own.sourceline)])
    return found


def _named(document: Document, shown: str, language: str, most: int) -> object:
    """The words, with the name that stands in the diagram where it was changed there."""
    words = document.get("name")
    if not isinstance(words, dict):
        return words
    known = str(words.get(language) or words.get("en") or next(iter(words.values()), ""))
    return words if not shown or shown == " ".join(known.split()) else words | {language: shown[:most]}

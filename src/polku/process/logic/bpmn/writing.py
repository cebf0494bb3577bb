"""A process as BPMN 2.0 XML with its diagram."""

import json
import re
from collections import defaultdict
from typing import Any, Final

from lxml import etree

from polku.kernel.words import Text
from polku.process.logic.bpmn.plan import LEFT, TOP, Box, Flow, Node, Plan, lanes, planned
from polku.process.logic.bpmn.told import BPMN, BPMNDI, CEL, DC, DI, OWN, XSI
from polku.process.logic.definition import Criterion, Definition, Stage
from polku.process.logic.document import Document, to_document
from polku.process.logic.wording import Wording

Element = Any  # lxml ships no types
_NAMES: Final = {None: BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "polku": OWN}
# What no XML may hold; documents refuse the rest of these already.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def written(definition: Definition, wording: Wording) -> bytes:
    """The file."""
    plan = planned(definition, wording)
    root = etree.Element(_q(BPMN, "definitions"), nsmap=_NAMES)
    root.set("id", "definitions")
    root.set("targetNamespace", OWN)
    root.set("exporter", "Polku")
    root.set("expressionLanguage", CEL)
    collaboration = _add(root, "collaboration", id="collaboration")
    name = definition.name.to(wording.language)
    _add(collaboration, "participant", id="pool", name=name, processRef="process")
    process = _add(root, "process", id="process", name=name, isExecutable="false")
    _describe(process, definition, wording)
    _lane_set(process, plan, wording)
    joined: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for flow in plan.flows:
        joined[flow.target].append(("incoming", flow.id))
        joined[flow.source].append(("outgoing", flow.id))
    for node in plan.nodes:
        _node(process, node, sorted(joined[node.id]), wording)
    for flow in plan.flows:
        _flow(process, flow, wording)
    _diagram(root, plan)
    out: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return out


def expression(criteria: tuple[Criterion, ...]) -> str:
    """Criteria as one expression."""
    if len(criteria) == 1:
        return criteria[0].when
    return " && ".join(f"({one.when})" for one in criteria)


def duration(days: float) -> str:
    """Days as ISO 8601 writes them, to the second."""
    seconds = round(days * 86_400)
    whole, rest = divmod(seconds, 86_400)
    parts = [(rest // 3600, "H"), (rest % 3600 // 60, "M"), (rest % 60, "S")]
    clock = "".join(f"{number}{unit}" for number, unit in parts if number)
    return f"P{f'{whole}D' if whole or not clock else ''}{f'T{clock}' if clock else ''}"


def _describe(process: Element, definition: Definition, wording: Wording) -> None:
    if definition.about:
        _text(_add(process, "documentation"), definition.about.to(wording.language))
    head = {name: value for name, value in to_document(definition).items() if name != "stages"}
    own = _own(_add(process, "extensionElements"), "process", key=definition.key, language=wording.language)
    _json(own, head)


def _lane_set(process: Element, plan: Plan, wording: Wording) -> None:
    lane_set = _add(process, "laneSet", id="lanes")
    for role, _, nodes in lanes(plan):
        lane = _add(lane_set, "lane", id=f"lane_{role}", name=wording.role(role))
        _own(_add(lane, "extensionElements"), "lane", role=role)
        for node in nodes:
            _text(_add(lane, "flowNodeRef"), node.id)


def _node(process: Element, node: Node, joined: list[tuple[str, str]], wording: Wording) -> None:
    element = _add(process, node.tag, id=node.id)
    if node.name:
        element.set("name", _clean(node.name))
    if node.default:
        element.set("default", node.default)
    if node.on:
        element.set("attachedToRef", node.on)
        element.set("cancelActivity", "false")
    if node.stage is not None:
        _stage(element, node.stage, wording)
    for tag, flow in joined:
        _text(_add(element, tag), flow)
    if node.days is not None:
        timer = _add(element, "timerEventDefinition", id=f"{node.id}_timer")
        expected = _add(timer, "timeDuration")
        expected.set(_q(XSI, "type"), "tFormalExpression")
        _text(expected, duration(node.days))


def _stage(element: Element, stage: Stage, wording: Wording) -> None:
    if stage.purpose:
        _text(_add(element, "documentation"), stage.purpose.to(wording.language))
    own = _own(_add(element, "extensionElements"), "stage", key=stage.key, phase=stage.phase)
    _json(own, to_document(Definition("a", Text(), (stage,)))["stages"][0])


def _flow(process: Element, flow: Flow, wording: Wording) -> None:
    element = _add(process, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target)
    if flow.criteria:
        said = "\n".join(one.say.to(wording.language) for one in flow.criteria)
        _text(_add(element, "documentation"), said)
    body = expression(flow.criteria) if flow.criteria else flow.condition
    if body:
        condition = _add(element, "conditionExpression")
        condition.set(_q(XSI, "type"), "tFormalExpression")
        condition.set("language", CEL)
        _text(condition, body)


def _diagram(root: Element, plan: Plan) -> None:
    diagram = etree.SubElement(root, _q(BPMNDI, "BPMNDiagram"), id="diagram")
    plane = etree.SubElement(diagram, _q(BPMNDI, "BPMNPlane"), id="plane", bpmnElement="collaboration")
    _shape(plane, "pool", Box(LEFT, TOP, plan.width, plan.height), horizontal=True)
    for role, box, _ in lanes(plan):
        _shape(plane, f"lane_{role}", box, horizontal=True)
    for node in plan.nodes:
        _shape(plane, node.id, node.box, label=node.label, marker=node.tag == "exclusiveGateway")
    for flow in plan.flows:
        edge = etree.SubElement(plane, _q(BPMNDI, "BPMNEdge"), id=f"{flow.id}_di", bpmnElement=flow.id)
        for x, y in flow.points:
            etree.SubElement(edge, _q(DI, "waypoint"), x=f"{x:g}", y=f"{y:g}")


def _shape(
    plane: Element,
    name: str,
    box: Box,
    *,
    label: Box | None = None,
    horizontal: bool = False,
    marker: bool = False,
) -> None:
    shape = etree.SubElement(plane, _q(BPMNDI, "BPMNShape"), id=f"{name}_di", bpmnElement=name)
    if horizontal:
        shape.set("isHorizontal", "true")
    if marker:
        shape.set("isMarkerVisible", "true")
    _bounds(shape, box)
    if label is not None:
        _bounds(etree.SubElement(shape, _q(BPMNDI, "BPMNLabel")), label)


def _bounds(parent: Element, box: Box) -> None:
    values = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(parent, _q(DC, "Bounds"), {name: f"{value:g}" for name, value in values.items()})


def _json(parent: Element, document: Document) -> None:
    """All of it in its written form, so that whatever a process will know once comes back too."""
    _text(_own(parent, "document"), json.dumps(document))


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, _q(BPMN, tag), {key: _clean(value) for key, value in attributes.items()})


def _own(parent: Element, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, _q(OWN, tag), {key: _clean(value) for key, value in attributes.items()})


def _text(element: Element, text: str) -> None:
    element.text = _clean(text)


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)


def _q(namespace: str, tag: str) -> str:
    return f"{{{namespace}}}{tag}"

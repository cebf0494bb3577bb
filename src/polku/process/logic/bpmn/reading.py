"""From BPMN 2.0 XML to a process: ours comes back equal, others' as far as a sale can be."""

from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from polku.kernel.errors import Message, gettext_noop
from polku.process.logic.bpmn.told import BPMN, BYTES_MAX, ELEMENTS_MAX, Note
from polku.process.logic.yaml_source import DocumentError, Fault

Element = Any  # lxml ships no types

TASKS: Final = frozenset(
    ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
     "callActivity", "subProcess", "transaction", "adHocSubProcess")
)  # fmt: skip
EVENTS: Final = frozenset(
    ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
)
GATEWAYS: Final = frozenset(
    ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway")
)
_TOO_LARGE: Final = gettext_noop("The file is larger than %(size)s kB.")
_NO_XML: Final = gettext_noop("This is not XML: %(why)s.")
_NO_BPMN: Final = gettext_noop("This is XML, but not a BPMN 2.0 file: it begins with “%(name)s”.")
_DOCTYPE: Final = gettext_noop("A BPMN file has no document type; this one can't be read.")
_TOO_MUCH: Final = gettext_noop("The file holds more than %(limit)s elements.")
_NO_TASKS: Final = gettext_noop("The file has no task, so there is nothing to be a stage.")


@dataclass
class Diagram:
    """The flow of one process: nodes by id, arrows between them, the lane of each node."""

    process: Element
    pool: str = ""
    nodes: dict[str, Element] = field(default_factory=dict)
    flows: list[Element] = field(default_factory=list)
    lanes: dict[str, Element] = field(default_factory=dict)
    onward: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def say(self, element: Element, template: str, **values: object) -> None:
        """Something about a line of the file."""
        self.notes.append(Note(element.sourceline or 0, Message(template, **values)))


def tag_of(element: Element) -> str:
    """The name of an element without its namespace; nothing for a comment."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def name_of(element: Element) -> str:
    """What people call it, else its id."""
    return " ".join((element.get("name") or "").split()) or element.get("id", "") or tag_of(element)


def inner(element: Element, tag: str) -> str:
    """The text of a child of BPMN's namespace."""
    child = element.find(f"{{{BPMN}}}{tag}")
    return "" if child is None else " ".join("".join(child.itertext()).split())


def root_of(text: bytes) -> Element:
    """The root of a file that may be read. Raises: DocumentError."""
    if len(text) > BYTES_MAX:
        raise _refusal(_TOO_LARGE, size=BYTES_MAX // 1024)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise _refusal(_NO_XML, line=line, why=str(error).split(", line")[0] or "?") from None
    if root.getroottree().docinfo.doctype:
        raise _refusal(_DOCTYPE, line=1)
    if root.tag != f"{{{BPMN}}}definitions":
        raise _refusal(_NO_BPMN, line=root.sourceline, name=tag_of(root))
    for number, _ in enumerate(root.iter()):
        if number > ELEMENTS_MAX:
            raise _refusal(_TOO_MUCH, limit=ELEMENTS_MAX)
    return root


def _refusal(template: str, *, line: int | None = None, **values: object) -> DocumentError:
    return DocumentError([Fault(Message(template, **values), (), line)])


def chosen(root: Element) -> Diagram:
    """The process with the most tasks; the others are told."""
    processes = root.findall(f"{{{BPMN}}}process")
    counted = [(sum(1 for one in process if tag_of(one) in TASKS), process) for process in processes]
    best: tuple[int, Element] = max(counted, key=lambda pair: pair[0], default=(0, root))
    if not best[0]:
        raise _refusal(_NO_TASKS)
    diagram = Diagram(best[1])
    pools = {one.get("processRef"): one for one in root.iter(f"{{{BPMN}}}participant")}
    if best[1].get("id") in pools:
        diagram.pool = name_of(pools[best[1].get("id")])
    for number, process in counted:
        if process is not best[1] and number:
            pool = pools.get(process.get("id"))
            named = process if pool is None else pool
            diagram.say(
                named, gettext_noop("“%(name)s” is another process; it was left out."), name=name_of(named)
            )
    for flow in root.iter(f"{{{BPMN}}}messageFlow"):
        diagram.say(
            flow, gettext_noop("The message “%(name)s” between pools was left out."), name=name_of(flow)
        )
    _fill(diagram)
    return diagram


def _fill(diagram: Diagram) -> None:
    for element in diagram.process:
        tag = tag_of(element)
        if tag in TASKS or tag in EVENTS or tag in GATEWAYS:
            diagram.nodes[element.get("id", f"node{len(diagram.nodes)}")] = element
        elif tag == "sequenceFlow":
            diagram.flows.append(element)
            diagram.onward.setdefault(element.get("sourceRef", ""), []).append(element.get("targetRef", ""))
        elif tag in ("dataObject", "dataObjectReference", "dataStoreReference", "textAnnotation", "group"):
            said = name_of(element) if tag != "textAnnotation" else inner(element, "text") or name_of(element)
            diagram.say(
                element, gettext_noop("“%(name)s” (%(kind)s) was left out."), name=said[:80], kind=tag
            )
    for lane in diagram.process.iter(f"{{{BPMN}}}lane"):
        for reference in lane.findall(f"{{{BPMN}}}flowNodeRef"):
            diagram.lanes[(reference.text or "").strip()] = (
                lane  # an inner lane comes after the one around it
            )

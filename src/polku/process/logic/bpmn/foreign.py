"""A diagram of another tool as a process: its tasks are the stages, its lanes the roles, its clocks the times."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from polku.kernel.errors import gettext_noop
from polku.process.logic.bpmn.reading import EVENTS, GATEWAYS, TASKS, Diagram, Element, inner, name_of, tag_of
from polku.process.logic.bpmn.told import BPMN, OWN
from polku.process.logic.definition import ROLES
from polku.process.logic.editing import key_for

Document = dict[str, Any]
STAGES_MAX: Final = 40
NAME_MAX: Final = 40
PURPOSE_MAX: Final = 300
PHASES: Final = ("find", "qualify", "engage", "offer", "close")
_ROLE_WORDS: Final = {
    "sales": "seller", "salesperson": "seller", "sales rep": "seller", "account manager": "seller",
    "management": "manager", "director": "manager", "finance": "finance", "accounting": "finance",
    "accounts": "finance", "billing": "finance", "logistics": "warehouse", "shipping": "warehouse",
    "support": "service", "customer service": "service", "customer success": "service", "delivery": "service",
    "engineering": "product", "production": "product", "development": "product", "shop": "pos", "store": "pos",
}  # fmt: skip
_DURATION: Final = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_DAYS: Final = (365.0, 30.0, 7.0, 1.0, 1 / 24, 1 / 1440, 1 / 86_400)


def foreign_document(diagram: Diagram, roles: Mapping[str, str]) -> Document:
    """The process as a document; what of the diagram is not in it is told."""
    tasks = order(diagram)
    for task in tasks[STAGES_MAX:]:
        diagram.say(
            task,
            gettext_noop("“%(name)s” was left out: a process has at most %(limit)s stages."),
            name=name_of(task),
            limit=STAGES_MAX,
        )
    tasks = tasks[:STAGES_MAX]
    name = diagram.pool or name_of(diagram.process)
    stages: list[Document] = []
    for place, task in enumerate(tasks):
        phase = PHASES[place * len(PHASES) // len(tasks)]
        stages.append(stage_document(diagram, task, phase, roles, {stage["key"] for stage in stages}))
    _times(diagram, {task.get("id", ""): stage for task, stage in zip(tasks, stages, strict=True)})
    _tell(diagram)
    diagram.say(
        diagram.process,
        gettext_noop(
            "BPMN knows no phases of a sale: they were spread over the stages in order. Check them."
        ),
    )
    document: Document = {
        "polku": 1,
        "key": key_for(name, (), fallback="process", joint="-"),
        "name": {"en": name[:60]},
        "stages": stages,
    }
    if about := inner(diagram.process, "documentation"):
        document["about"] = {"en": about[:400]}
    return document


def stage_document(
    diagram: Diagram, task: Element, phase: str, roles: Mapping[str, str], taken: Collection[str]
) -> Document:
    """One task as a stage."""
    name = name_of(task)
    purpose = inner(task, "documentation")
    if len(name) > NAME_MAX:
        diagram.say(
            task,
            gettext_noop("The name “%(name)s” was shortened to %(limit)s characters."),
            name=name,
            limit=NAME_MAX,
        )
        purpose = purpose or name
    lane = diagram.lanes.get(task.get("id", ""))
    role = "seller" if lane is None else role_of(lane, roles)
    if lane is not None and not role:
        diagram.say(
            task,
            gettext_noop(
                "“%(name)s” stands in the lane “%(lane)s”, which is no role here; it was given to sales."
            ),
            name=name,
            lane=name_of(lane),
        )
    stage: Document = {
        "key": key_for(name, taken),
        "name": {"en": name[:NAME_MAX].strip()},
        "phase": phase,
        "role": role or "seller",
    }
    if purpose:
        stage["purpose"] = {"en": purpose[:PURPOSE_MAX]}
    if tag_of(task) in ("subProcess", "transaction", "adHocSubProcess"):
        within = [one for one in task if tag_of(one) in TASKS]
        if within:
            diagram.say(
                task,
                gettext_noop("“%(name)s” is one stage; the %(count)s tasks within it were left out."),
                name=name,
                count=len(within),
            )
    return stage


def role_of(lane: Element, roles: Mapping[str, str]) -> str:
    """The role of a lane: as we wrote it, or by what the lane is called; nothing where no role is."""
    own = lane.find(f"{{{BPMN}}}extensionElements/{{{OWN}}}lane")
    if own is not None and own.get("role") in ROLES:
        return str(own.get("role"))
    name = name_of(lane).casefold()
    return name if name in ROLES else roles.get(name) or _ROLE_WORDS.get(name, "")


def order(diagram: Diagram) -> list[Element]:
    """The tasks from the start on: each after all that lead to it, loops left out; what nothing leads to comes last."""
    back = _loops(diagram)
    depth = dict.fromkeys(diagram.nodes, 0)
    incoming = dict.fromkeys(diagram.nodes, 0)
    ahead = {
        node: [
            one for one in diagram.onward.get(node, ()) if one in diagram.nodes and (node, one) not in back
        ]
        for node in diagram.nodes
    }
    for attached, clock in _clocks(diagram):
        if attached in ahead:
            ahead[attached].append(clock)
    for targets in ahead.values():
        for one in targets:
            incoming[one] += 1
    ready = [node for node in diagram.nodes if not incoming[node]]
    for node in ready:
        for one in ahead[node]:
            depth[one] = max(depth[one], depth[node] + 1)
            incoming[one] -= 1
            if not incoming[one]:
                ready.append(one)
    places = {node: number for number, node in enumerate(diagram.nodes)}
    reached = {one for targets in diagram.onward.values() for one in targets}
    alone = {node for node in diagram.nodes if not diagram.onward.get(node) and node not in reached}
    tasks = [node for node, element in diagram.nodes.items() if tag_of(element) in TASKS]
    tasks.sort(key=lambda node: (node in alone and len(tasks) > 1, depth[node], places[node]))
    return [diagram.nodes[node] for node in tasks]


def _clocks(diagram: Diagram) -> list[tuple[str, str]]:
    return [
        (element.get("attachedToRef", ""), node)
        for node, element in diagram.nodes.items()
        if tag_of(element) == "boundaryEvent"
    ]


def _loops(diagram: Diagram) -> set[tuple[str, str]]:
    """The arrows that lead back to where a path came from."""
    back: set[tuple[str, str]] = set()
    done: set[str] = set()
    entrances = sorted(diagram.nodes, key=lambda node: tag_of(diagram.nodes[node]) != "startEvent")
    for entrance in entrances:
        if entrance in done:
            continue
        path = {entrance}
        stack = [(entrance, iter(diagram.onward.get(entrance, ())))]
        while stack:
            node, rest = stack[-1]
            following = next((one for one in rest if one in diagram.nodes), None)
            if following is None:
                stack.pop()
                path.discard(node)
                done.add(node)
            elif following in path:
                back.add((node, following))
            elif following not in done:
                path.add(following)
                stack.append((following, iter(diagram.onward.get(following, ()))))
    return back


def _times(diagram: Diagram, stages: Mapping[str, Document]) -> None:
    """A clock on a task is its expected time; a second, longer one tells the manager."""
    for attached, clock in _clocks(diagram):
        element, stage = diagram.nodes[clock], stages.get(attached)
        said = inner(element, "timerEventDefinition") if stage is not None else ""
        if stage is None or element.find(f"{{{BPMN}}}timerEventDefinition") is None:
            continue
        days = days_of(said)
        if days is None:
            diagram.say(
                element, gettext_noop("The time “%(text)s” can't be counted in days; left out."), text=said
            )
            continue
        known = sorted(filter(None, (stage.get("expected_days"), stage.get("escalate_days"), days)))
        stage["expected_days"] = known[0]
        if len(known) > 1:
            stage["escalate_days"] = known[-1]


def days_of(text: str) -> float | None:
    """Days of an ISO 8601 duration, within what a stage may last."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    days = sum(float(number) * unit for number, unit in zip(found.groups(), _DAYS, strict=True) if number)
    return round(days, 2) if 0.01 <= days <= 400 else None


def _tell(diagram: Diagram) -> None:
    """What is drawn but can't be kept: branches, events, conditions."""
    for element in diagram.nodes.values():
        tag, name = tag_of(element), name_of(element)
        if tag in GATEWAYS and len(diagram.onward.get(element.get("id", ""), ())) > 1:
            diagram.say(
                element,
                gettext_noop("The ways out of “%(name)s” (%(kind)s) stand one after another on the line."),
                name=name,
                kind=tag,
            )
        elif tag in EVENTS and tag not in ("startEvent", "endEvent"):
            if element.find(f"{{{BPMN}}}timerEventDefinition") is None or tag != "boundaryEvent":
                diagram.say(element, gettext_noop("“%(name)s” (%(kind)s) was left out."), name=name, kind=tag)
        elif tag == "endEvent" and element.get("name"):
            diagram.say(
                element,
                gettext_noop(
                    "The end “%(name)s” was left out: any deal before the win can be lost or paused."
                ),
                name=name,
            )
    for flow in diagram.flows:
        condition = inner(flow, "conditionExpression")
        if condition or flow.get("name"):
            diagram.say(
                flow,
                gettext_noop("The condition “%(condition)s” was left out; set criteria in the draft."),
                condition=(condition or name_of(flow))[:200],
            )

"""What a process is in BPMN: nodes, flows between them, and where each is drawn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from polku.kernel.errors import gettext_noop
from polku.process.logic.definition import Criterion, Definition, Stage
from polku.process.logic.wording import Wording

LEFT: Final = 160
TOP: Final = 80
HEAD: Final = 30
LANE: Final = 250
AXIS: Final = 105
TASK: Final = (120, 80)
STEP: Final = 270
DOT: Final = 36
RHOMB: Final = 50
START_ROOM: Final = 110
END_ROOM: Final = 110

LOST: Final = gettext_noop("Lost")
PAUSED: Final = gettext_noop("Paused")
WON: Final = gettext_noop("Won")
FINISHED: Final = gettext_noop("Finished")
LATE: Final = gettext_noop("Late")
STUCK: Final = gettext_noop("Stuck")
NEW: Final = gettext_noop("New deal")


@dataclass(frozen=True)
class Box:
    """A rectangle of the diagram."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Node:
    """Something that flows join. `tag` is its BPMN element; timers have `days` and the task they sit `on`."""

    id: str
    tag: str
    name: str
    role: str
    box: Box
    label: Box | None = None
    stage: Stage | None = None
    days: float | None = None
    on: str = ""
    default: str = ""


@dataclass(frozen=True)
class Flow:
    """An arrow; `criteria` must hold, or `condition` in words of the program."""

    id: str
    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    criteria: tuple[Criterion, ...] = ()
    condition: str = ""


@dataclass
class Plan:
    """The whole diagram."""

    roles: list[str]
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    width: float = 0

    @property
    def height(self) -> float:
        """All lanes together."""
        return LANE * len(self.roles)

    def axis(self, role: str) -> float:
        """The height at which the tasks of a lane stand."""
        return TOP + LANE * self.roles.index(role) + AXIS


def planned(definition: Definition, wording: Wording) -> Plan:
    """Lay a process out: from left to right, each stage in the lane of its role."""
    plan = Plan(list(dict.fromkeys(stage.role for stage in definition.stages)))
    x: float = LEFT + HEAD + 40
    first = definition.first
    plan.nodes.append(
        Node("start", "startEvent", wording.say(NEW), first.role, _dot(x + DOT / 2, plan.axis(first.role)))
    )
    x += START_ROOM
    before = plan.nodes[0]
    criteria = first.entry
    for place, stage in enumerate(definition.stages):
        task = _task(stage, x, plan, wording)
        plan.nodes.append(task)
        plan.flows.append(
            _forward(f"to_{stage.key}", before, task, criteria, before.tag == "exclusiveGateway")
        )
        following = definition.stages[place + 1] if place + 1 < len(definition.stages) else None
        criteria = (*stage.exit, *(following.entry if following else ()))
        _timers(plan, stage, task, wording)
        before = task
        if not stage.after_win:
            before = _gateway(plan, stage, task, wording, plain=not criteria, following=following)
        x += STEP
    _end(plan, definition, before, x, criteria, wording)
    return plan


def _task(stage: Stage, x: float, plan: Plan, wording: Wording) -> Node:
    width, height = TASK
    box = Box(x, plan.axis(stage.role) - height / 2, width, height)
    return Node(
        f"stage_{stage.key}", "userTask", stage.name.to(wording.language), stage.role, box, stage=stage
    )


def _gateway(
    plan: Plan, stage: Stage, task: Node, wording: Wording, *, plain: bool, following: Stage | None
) -> Node:
    """After a stage before the win: onward, lost (below) or paused (above)."""
    axis = plan.axis(stage.role)
    x = task.box.x + task.box.width + 30
    onward = f"to_{following.key}" if following else "to_end"
    name = f"after_{stage.key}"
    gateway = Node(
        name,
        "exclusiveGateway",
        "",
        stage.role,
        Box(x, axis - RHOMB / 2, RHOMB, RHOMB),
        default=onward if plain else "",
    )
    plan.nodes.append(gateway)
    plan.flows.append(_forward(f"from_{stage.key}", task, gateway))
    middle = x + RHOMB / 2
    for kind, said, y, side in (("paused", PAUSED, axis - 75, -1), ("lost", LOST, axis + 90, 1)):
        end = Node(
            f"{kind}_{stage.key}",
            "endEvent",
            wording.say(said),
            stage.role,
            _dot(middle, y),
            Box(middle + DOT / 2 + 2, y - 7, 40, 14),
        )
        plan.nodes.append(end)
        points = ((middle, axis + side * RHOMB / 2), (middle, y - side * DOT / 2))
        flow = Flow(f"{kind}_flow_{stage.key}", name, end.id, points, condition=f'deal_outcome == "{kind}"')
        plan.flows.append(flow)
    return gateway


def _timers(plan: Plan, stage: Stage, task: Node, wording: Wording) -> None:
    """Clocks on the lower edge of a task: when it is late, and when the manager is told."""
    wanted = (("late", LATE, stage.expected_days, 0.22), ("stuck", STUCK, stage.escalate_days, 0.78))
    below = task.box.y + task.box.height
    for kind, said, days, share in wanted:
        if days is None:
            continue
        x = task.box.x + task.box.width * share
        clock = Node(
            f"{kind}_{stage.key}", "boundaryEvent", "", stage.role, _dot(x, below), days=days, on=task.id
        )
        end_y = below + 62
        label = Box(x - 28, end_y + DOT / 2 + 4, 56, 14)
        end = Node(
            f"{kind}_end_{stage.key}", "endEvent", wording.say(said), stage.role, _dot(x, end_y), label
        )
        plan.nodes += [clock, end]
        points = ((x, below + DOT / 2), (x, end_y - DOT / 2))
        plan.flows.append(Flow(f"{kind}_flow_{stage.key}", clock.id, end.id, points))


def _end(
    plan: Plan,
    definition: Definition,
    before: Node,
    x: float,
    criteria: tuple[Criterion, ...],
    wording: Wording,
) -> None:
    last = definition.stages[-1]
    said = FINISHED if last.after_win else WON
    axis = plan.axis(last.role)
    middle = x + DOT / 2
    end = Node(
        "end",
        "endEvent",
        wording.say(said),
        last.role,
        _dot(middle, axis),
        Box(middle - 40, axis + 24, 80, 14),
    )
    plan.nodes.append(end)
    plan.flows.append(_forward("to_end", before, end, criteria, before.tag == "exclusiveGateway"))
    plan.width = x + END_ROOM - LEFT


def _forward(
    name: str, source: Node, target: Node, criteria: tuple[Criterion, ...] = (), conditional: bool = False
) -> Flow:
    """An arrow to the right; into another lane it turns once, halfway."""
    x1, y1 = source.box.x + source.box.width, source.box.centre[1]
    x2, y2 = target.box.x, target.box.centre[1]
    turn = x2 - 22
    points = ((x1, y1), (x2, y2)) if y1 == y2 else ((x1, y1), (turn, y1), (turn, y2), (x2, y2))
    return Flow(name, source.id, target.id, points, criteria if conditional or criteria else ())


def _dot(x: float, y: float) -> Box:
    return Box(x - DOT / 2, y - DOT / 2, DOT, DOT)


def lanes(plan: Plan) -> Iterator[tuple[str, Box, list[Node]]]:
    """Each role with its lane and what stands in it."""
    for place, role in enumerate(plan.roles):
        box = Box(LEFT + HEAD, TOP + LANE * place, plan.width - HEAD, LANE)
        yield role, box, [node for node in plan.nodes if node.role == role]

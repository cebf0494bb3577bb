"""The lying map: the buyer above, the line with its stops, those who left below, lanes for the roles."""

from collections.abc import Mapping

from polku.kernel.errors import gettext_noop
from polku.process.logic.definition import Definition
from polku.process.logic.drawing import story
from polku.process.logic.drawing.canvas import Canvas, short
from polku.process.logic.drawing.lettering import one_line, width_of
from polku.process.logic.drawing.marks import Pinned
from polku.process.logic.drawing.plan import ARC_STEP, HALF_MAX, LINE_STEP, PIN_STEP, RADIUS, WIDE, Arc, Plan
from polku.process.logic.figures import Figures
from polku.process.logic.wording import DUTY_NAMES, Wording

BEND = 46.0
"""After a stop the line takes this long to come to its new width."""
OUT = 52.0
"""How far to the right a branch ends that leaves the line."""


def draw_lying(
    definition: Definition,
    figures: Figures | None = None,
    *,
    wording: Wording | None = None,
    width: float = 1216,
    pins: Pinned | None = None,
    links: Mapping[str, str] | None = None,
    adders: Mapping[str, str] | None = None,
    chosen: str = "",
    lanes: bool = True,
    name: str = "map",
    standalone: bool = False,
) -> str:
    """The designed process, or with figures the lived one.

    `pins` are marks by stage key (numbers of findings, goals), `links` addresses that stops lead to, `adders`
    addresses behind a plus after a stop, `chosen` the stop that is being worked on. Without `lanes` nobody is shown
    beneath. Many stages
    make the picture wider than asked for; one that would lose more than a little of its size when shrunk to that
    carries the class `wide`.
    """
    said = (wording or Wording()).of(definition)
    plan = Plan(definition, figures, said, width, pins or {}, lanes)
    canvas = Canvas()
    _buyer(canvas, plan)
    _branches(canvas, plan)
    _line(canvas, plan)
    _shares(canvas, plan)
    for arc in plan.arcs:
        _arc(canvas, plan, arc)
    for place in range(len(definition.stages)):
        _stop(canvas, plan, place, links or {}, name, chosen)
    for place in range(len(definition.stages)):
        for number, mark in enumerate(plan.marks[place]):
            canvas.mark(plan.x(place) - 20, plan.line_y + HALF_MAX + 10 + PIN_STEP * number, mark)
    for key, href in (adders or {}).items():
        _adder(canvas, plan, key, href)
    if lanes:
        _lanes(canvas, plan)
    return canvas.svg(
        plan.width,
        plan.height,
        title=story.title(definition, said),
        description=story.description(definition, figures, said),
        classes=("only-l", "wide") if plan.width > WIDE * width else ("only-l",),
        name=name,
        standalone=standalone,
    )


def _buyer(canvas: Canvas, plan: Plan) -> None:
    if not plan.has_buyer:
        return
    y = plan.buyer_line_y
    canvas.text(0, 18, plan.buyer_label, "q")
    for place, line in plan.buyer_phases:
        canvas.text(plan.text_x(place), 18, line, "b")
    count = len(plan.definition.stages)
    canvas.path(f"M{short(plan.x(0))} {short(y)}H{short(plan.x(count - 1))}", "bl")
    begins = {place for place, _ in plan.buyer_phases}
    for place, lines in enumerate(plan.buyer_steps):
        canvas.circle(plan.x(place), y, 5.5 if place in begins else 3.5, "bs")
        foot = y - 20
        for number, line in enumerate(reversed(lines)):
            canvas.text(plan.text_x(place), foot - 16 * number, line)
    canvas.path(f"M0 {short(y + 28)}H{short(plan.width)}", "hair")


def _line(canvas: Canvas, plan: Plan) -> None:
    """The line as one area: its upper edge to the right, its lower one back."""
    y, count = plan.line_y, len(plan.definition.stages)
    halves = [plan.half(place) for place in range(count)] + [plan.tail_half]
    ends = [*(plan.x(place) for place in range(1, count)), _tail(plan)]
    start = max(4.0, plan.left - 48)
    upper = [f"M{short(start)} {short(y - halves[0])}H{short(plan.x(0))}"]
    lower = [f"V{short(y + halves[-1])}"]
    for place in range(count):
        bend = min(BEND, ends[place] - plan.x(place) - 2)
        upper.append(_curve(plan.x(place), y - halves[place], plan.x(place) + bend, y - halves[place + 1]))
        upper.append(f"H{short(ends[place])}")
    for place in reversed(range(count)):
        bend = min(BEND, ends[place] - plan.x(place) - 2)
        lower.append(f"H{short(plan.x(place) + bend)}")
        lower.append(_curve(plan.x(place) + bend, y + halves[place + 1], plan.x(place), y + halves[place]))
    canvas.path("".join([*upper, *lower, f"H{short(start)}z"]), "ln")


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = short((x1 + x2) / 2)
    return f"C{middle} {short(y1)} {middle} {short(y2)} {short(x2)} {short(y2)}"


def _tail(plan: Plan) -> float:
    last = plan.x(len(plan.definition.stages) - 1)
    return min(last + 66, plan.width - 2)


def _branches(canvas: Canvas, plan: Plan) -> None:
    """Those who left: down at 45 degrees to a buffer stop, as wide as their share of all deals."""
    figures = plan.figures
    if figures is None:
        return
    for place, stage in enumerate(plan.definition.stages):
        of = figures.of(stage.key)
        if not of.left:
            continue
        width = max(2.0, 2 * HALF_MAX * of.left / figures.whole)
        x, y = plan.x(place), plan.line_y + plan.half(place) - min(width, 2 * plan.half(place)) / 2
        canvas.path(
            f"M{short(x)} {short(y)}h2q9 0 16 7l28 28q6 7 6 16V{short(plan.buffer_y - 1)}",
            "out",
            stroke=width,
        )
        canvas.path(f"M{short(x + OUT - 10)} {short(plan.buffer_y)}h20", "end")
        canvas.text(
            x + OUT, plan.buffer_y + 19, plan.wording.share(of.left, of.reached), "b", anchor="middle"
        )
        count = plan.wording.say(gettext_noop("n %(count)s"), count=plan.wording.number(of.left))
        canvas.text(x + OUT, plan.buffer_y + 35, one_line(count, plan.spacing - 8, 12), "q", anchor="middle")


def _shares(canvas: Canvas, plan: Plan) -> None:
    """The share of deals still on the line, written on it, or under it where it is thin."""
    figures = plan.figures
    if figures is None or not figures.whole:
        return
    stages = plan.definition.stages
    reached = [figures.of(stage.key).reached for stage in stages[1:]]
    middles = [plan.x(place) + 0.68 * plan.spacing for place in range(len(reached))]
    for place, (count, x) in enumerate(zip(reached, middles, strict=True), 1):
        text, half = plan.wording.share(count, figures.whole), plan.half(place)
        if half >= 9:
            canvas.text(x, plan.line_y + 4.5, text, "on", anchor="middle")
        else:
            canvas.text(x, plan.line_y + half + 15, text, "b", anchor="middle")
    if advanced := figures.of(stages[-1].key).advanced:
        end, above = (
            plan.x(len(stages) - 1) + 44,
            plan.line_y - max(plan.half(len(stages) - 1), plan.tail_half) - 7,
        )
        canvas.text(end, above, plan.wording.share(advanced, figures.whole), "b", anchor="middle")


def _arc(canvas: Canvas, plan: Plan, arc: Arc) -> None:
    """A move back: a dotted bow over the line with an arrow at its end."""
    left, right = plan.span(arc.move)
    places = plan.definition.positions
    start = plan.line_y - max(plan.half(places[arc.move.from_key]), RADIUS) - 4
    end = plan.line_y - max(plan.half(places[arc.move.to_key]), RADIUS) - 5
    top = plan.below_y + (max(one.level for one in plan.arcs) - arc.level + 1) * ARC_STEP
    pull = (top - 0.125 * (start + end)) / 0.75
    inward = min(26.0, (right - left) / 4)
    canvas.path(
        f"M{short(right)} {short(start)}C{short(right - inward)} {short(pull)} "
        f"{short(left + inward)} {short(pull)} {short(left)} {short(end)}",
        "back",
    )
    canvas.path(f"M{short(left + 9)} {short(end)}h-9v-9", "bl")
    canvas.text((left + right) / 2, top - 5, arc.label, "q", anchor="middle")


def _adder(canvas: Canvas, plan: Plan, key: str, href: str) -> None:
    """A plus on the line after a stop, or before the first one where the key is empty."""
    place = plan.definition.positions[key] if key else -1
    x = plan.x(place) + plan.spacing / 2 if key else plan.x(0) - 34
    before = plan.definition.stages[place].name.to(plan.wording.language) if key else ""
    template = (
        gettext_noop("Add a stage after %(stage)s") if key else gettext_noop("Add a stage at the beginning")
    )
    canvas.adder(
        x, plan.line_y, plan.wording.say(template, stage=before) if key else plan.wording.say(template), href
    )


def _stop(canvas: Canvas, plan: Plan, place: int, links: Mapping[str, str], name: str, chosen: str) -> None:
    stage, wording, x = plan.definition.stages[place], plan.wording, plan.text_x(place)
    signal = plan.signals[place]
    said = story.stop(stage, plan.figures, wording)
    canvas.open_group(
        said, links.get(stage.key, ""), f"{name}-{stage.key}", stage.key, current=stage.key == chosen
    )
    if stage.key == chosen:
        canvas.circle(plan.x(place), plan.line_y, RADIUS + 6, "chosen")
    if stage.key in links:
        top = plan.names_top - 16
        canvas.area(x - 4, top, plan.spacing - 6, plan.line_y + RADIUS + 4 - top)
    canvas.circle(plan.x(place), plan.line_y, RADIUS, "st")
    canvas.signal(plan.x(place), plan.line_y, signal)
    for number, line in enumerate(reversed(plan.names[place])):
        canvas.text(x, plan.times_y - 18 * (number + 1), line, "nm")
    for number, line in enumerate(plan.times[place]):
        shade = f"tl-{signal}" if signal in ("late", "stuck") else ""
        canvas.text(x, plan.times_y + LINE_STEP * number, line, shade)
    if plan.figures is not None:
        reached = wording.number(plan.figures.of(stage.key).reached)
        below = wording.say(gettext_noop("%(count)s reached"), count=reached)
    elif stage.exit:
        below = wording.say(gettext_noop("exit criteria: %(count)s"), count=len(stage.exit))
    else:
        below = ""
    canvas.text(x, plan.below_y, one_line(below, plan.room, 12), "q")
    canvas.close_group()


def _lanes(canvas: Canvas, plan: Plan) -> None:
    """Everybody with a part in a stage, each part with a shape of its own."""
    canvas.path(f"M0 {short(plan.lanes_top)}H{short(plan.width)}", "hair")
    for number, role in enumerate(plan.roles):
        y, label = plan.lane_y(number), plan.wording.role(role)
        canvas.text(0, y + 4, one_line(label, max(plan.left - 8, width_of(label, 12)), 12), "q")
        canvas.path(f"M{short(plan.left)} {short(y)}H{short(plan.width)}", "hair")
        for place, stage in enumerate(plan.definition.stages):
            if duty := stage.duties.get(role):
                said = f"{stage.name.to(plan.wording.language)}: {plan.wording.say(DUTY_NAMES[duty])}"
                canvas.duty(plan.x(place), y, duty, title=said)

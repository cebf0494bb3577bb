"""The upright map for the phone: the line runs down the left edge, each stop's words stand beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from polku.kernel.errors import gettext_noop
from polku.process.logic.definition import Definition, Stage
from polku.process.logic.drawing import story
from polku.process.logic.drawing.canvas import Canvas, short
from polku.process.logic.drawing.lettering import Line, one_line, two_lines, width_of
from polku.process.logic.drawing.marks import Mark, Pinned, at_stop
from polku.process.logic.figures import Figures, StageFigures, signal
from polku.process.logic.wording import Wording

X = 34.0
TEXT_X = 74.0
HALF_MAX = 24.0
HALF_DESIGNED = 4.0
RADIUS = 13.0
SIDE = 64.0
"""Room at the right edge for the share and the count."""
ROW = 17.0


def draw_upright(
    definition: Definition,
    figures: Figures | None = None,
    *,
    wording: Wording | None = None,
    width: float = 328,
    pins: Pinned | None = None,
    links: Mapping[str, str] | None = None,
    chosen: str = "",
    lanes: bool = True,
    name: str = "map-upright",
    standalone: bool = False,
) -> str:
    """The same map standing: nothing is left out but the lanes, which become words at each stop.

    `pins` are marks by stage key, `links` addresses that stops lead to.
    """
    said = (wording or Wording()).of(definition)
    stops, y = [], 30.0
    for stage in definition.stages:
        stop = _Stop(stage, definition, figures, said, width, y, tuple(at_stop(pins or {}, stage.key)), lanes)
        stops.append(stop)
        y = stop.bottom + 30
    canvas = Canvas()
    for stop in stops:
        _branch(canvas, stop)
    _line(canvas, stops, figures)
    for stop in stops:
        _words(canvas, stop, (links or {}).get(stop.stage.key, ""), name, stop.stage.key == chosen)
    return canvas.svg(
        width,
        stops[-1].bottom + 16,
        title=story.title(definition, said),
        description=story.description(definition, figures, said),
        classes=("only-s",),
        name=name,
        standalone=standalone,
    )


@dataclass(frozen=True)
class _Stop:
    """One stop, its rows of words and where they stand."""

    stage: Stage
    definition: Definition
    figures: Figures | None
    wording: Wording
    width: float
    top: float
    marks: tuple[Mark, ...] = ()
    lanes: bool = True

    @cached_property
    def of(self) -> StageFigures:
        return self.figures.of(self.stage.key) if self.figures else StageFigures()

    @cached_property
    def names(self) -> list[Line]:
        side = SIDE if self.figures else 0
        return two_lines(self.stage.name.to(self.wording.language), self.width - TEXT_X - side, 15, bold=True)

    @cached_property
    def y(self) -> float:
        """The middle of the stop: at its first line of words."""
        return self.top + 14

    @cached_property
    def half(self) -> float:
        return (
            HALF_DESIGNED if self.figures is None else max(1.5, HALF_MAX * self.figures.share(self.stage.key))
        )

    @cached_property
    def signal(self) -> str | None:
        return signal(self.of.median_days, self.stage.expected_days)

    @cached_property
    def time(self) -> Line:
        text = self.wording.time(
            self.signal, self.of.median_days if self.figures else None, self.stage.expected_days
        )
        return one_line(text, self.width - TEXT_X - (SIDE if self.figures else 0), 12, bold=True)

    @cached_property
    def rows_y(self) -> float:
        """Where the row after name and time stands."""
        return self.top + 11 + 18 * (len(self.names) - 1) + ROW + (ROW if self.time.text else 0)

    @cached_property
    def backs(self) -> list[str]:
        if self.figures is None:
            return []
        by_key = self.definition.by_key
        return [
            self.wording.say(
                gettext_noop("back to %(stage)s, %(count)s"),
                stage=by_key[move.to_key].name.to(self.wording.language),
                count=self.wording.number(move.count),
            )
            for move in self.figures.back
            if move.from_key == self.stage.key and move.to_key in by_key
        ]

    @cached_property
    def row_count(self) -> int:
        return (1 if self.lanes else 0) + (1 if self.stage.buyer else 0) + len(self.backs)

    @cached_property
    def marks_room(self) -> float:
        """For what is pinned to the stop: a row of its own below the words."""
        return 26.0 if self.marks else 0.0

    @cached_property
    def left_y(self) -> float:
        """Where those who left come to stand."""
        return self.rows_y + ROW * self.row_count + self.marks_room + 16

    @cached_property
    def bottom(self) -> float:
        return (
            self.left_y + 12
            if self.of.left
            else self.rows_y + ROW * (self.row_count - 1) + self.marks_room + 8
        )


def _line(canvas: Canvas, stops: list[_Stop], figures: Figures | None) -> None:
    """The line as one area: down its left edge and up its right one."""
    end = stops[-1].bottom + 10
    tail = stops[-1].half
    if figures is not None and figures.whole:
        tail = max(1.5, HALF_MAX * stops[-1].of.advanced / figures.whole)
    halves = [stop.half for stop in stops] + [tail]
    ends = [*(stop.y for stop in stops[1:]), end]
    down = [f"M{short(X - halves[0])} 0V{short(stops[0].y)}"]
    up = [f"H{short(X + halves[-1])}"]
    for place, stop in enumerate(stops):
        bend = stop.y + min(40.0, (ends[place] - stop.y) * 0.8)
        down.append(_curve(X - halves[place], stop.y, X - halves[place + 1], bend) + f"V{short(ends[place])}")
    for place in reversed(range(len(stops))):
        stop = stops[place]
        bend = stop.y + min(40.0, (ends[place] - stop.y) * 0.8)
        up.append(f"V{short(bend)}" + _curve(X + halves[place + 1], bend, X + halves[place], stop.y))
    canvas.path("".join([*down, *up, "V0z"]), "ln")


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = short((y1 + y2) / 2)
    return f"C{short(x1)} {middle} {short(x2)} {middle} {short(x2)} {short(y2)}"


def _branch(canvas: Canvas, stop: _Stop) -> None:
    if stop.figures is None or not stop.of.left:
        return
    width = max(2.0, 2 * HALF_MAX * stop.of.left / stop.figures.whole)
    x, y = X + stop.half - min(width, 2 * stop.half) / 2, stop.left_y
    turn = min(22.0, max(2.0, 84 - x))
    canvas.path(
        f"M{short(x)} {short(stop.y)}V{short(y - turn)}q0 {short(turn)} {short(turn)} {short(turn)}H86",
        "out",
        stroke=width,
    )
    canvas.path(f"M87 {short(y - 9)}v18", "end")
    share = stop.wording.share(stop.of.left, stop.of.reached)
    template = gettext_noop("left here, n %(count)s")
    rest = stop.wording.say(template, count=stop.wording.number(stop.of.left))
    room = stop.width - 98
    line = one_line(rest, room - width_of(f"{share} ", 12, bold=True), 12)
    canvas.figure(98, y + 4, share, Line(line.text, line.width, None if line.length is None else room))


def _words(canvas: Canvas, stop: _Stop, href: str, name: str, chosen: bool) -> None:
    wording, right, key = stop.wording, stop.width, stop.stage.key
    canvas.open_group(
        story.stop(stop.stage, stop.figures, wording), href, f"{name}-{key}", key, current=chosen
    )
    if chosen:
        canvas.circle(X, stop.y, RADIUS + 5, "chosen")
    if href:
        canvas.area(0, stop.top - 8, right, stop.bottom - stop.top + 12)
    canvas.circle(X, stop.y, RADIUS, "st")
    canvas.signal(X, stop.y, stop.signal)
    y = stop.top + 11
    for number, line in enumerate(stop.names):
        canvas.text(TEXT_X, y + 18 * number, line, "nm")
    y += 18 * (len(stop.names) - 1) + ROW
    canvas.text(TEXT_X, y, stop.time, f"tl-{stop.signal}" if stop.signal in ("late", "stuck") else "q")
    if stop.figures is not None:
        share = wording.share(stop.of.reached, stop.figures.whole)
        canvas.text(right, stop.top + 11, share, "b", anchor="end")
        count = wording.say(gettext_noop("n %(count)s"), count=wording.number(stop.of.reached))
        canvas.text(right, stop.top + 11 + ROW, one_line(count, SIDE - 6, 12), "q", anchor="end")
    y = stop.rows_y
    if stop.stage.buyer:
        canvas.path(f"M72 {short(y - 4)}h12", "bl")
        canvas.circle(78, y - 4, 2.5, "bs")
        canvas.text(88, y, one_line(stop.stage.buyer.to(wording.language), right - 88, 12), "q")
        y += ROW
    if stop.lanes:
        _roles(canvas, stop, y)
    for number, back in enumerate(stop.backs, 1 if stop.lanes else 0):
        canvas.path(f"M{short(TEXT_X)} {short(y + ROW * number - 4)}h9", "back")
        canvas.text(88, y + ROW * number, one_line(back, right - 88, 12), "q")
    canvas.close_group()
    for number, mark in enumerate(stop.marks):
        canvas.mark(83 + 24 * number, stop.rows_y + ROW * (stop.row_count - 1) + 15, mark)


def _roles(canvas: Canvas, stop: _Stop, y: float) -> None:
    """Who is responsible (filled), and who takes part (hollow)."""
    wording, stage = stop.wording, stop.stage
    canvas.circle(78, y - 4, 4, "resp" if stage.role else "part")
    role = one_line(wording.role(stage.role), 90, 12)
    canvas.text(88, y, role, "q")
    parts = [one for one in stage.duties if one != stage.role]
    if parts:
        x = 88 + role.width + 16
        canvas.circle(x, y - 4, 3.25, "part")
        others = ", ".join(wording.role(one) for one in parts)
        canvas.text(x + 9, y, one_line(others, stop.width - x - 9, 12), "q")

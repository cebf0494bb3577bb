"""Where everything of a lying map goes, worked out before anything is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from polku.kernel.errors import gettext_noop
from polku.process.logic.definition import Definition
from polku.process.logic.drawing.lettering import (
    Line,
    one_line,
    two_lines,
    widest_part,
    widest_word,
    width_of,
)
from polku.process.logic.drawing.marks import Mark, Pinned, at_stop
from polku.process.logic.figures import BackMove, Figures, signal
from polku.process.logic.wording import BUYER_PHASE_NAMES, Wording

SPACING_MIN = 91.0
SPACING_WORDS = 112.0
"""Long names of stages push the stops apart up to this; beyond it they are broken."""
SPACING_TIGHT = 88.0
"""Where many stages fit on the screen by it, stops move together down to this, and long words are broken."""
WIDE = 1.2
"""Up to so many times the asked width the picture may be shrunk to it: its letters stay readable."""
GAP = 12.0
"""Between the words of one stop and the next."""
HALF_MAX = 30.0
"""Half the width of the line where all deals are on it."""
HALF_MIN = 1.5
HALF_DESIGNED = 4.0
RADIUS = 14.0
LINE_STEP = 16.0
ARC_STEP = 26.0
ARCS_MAX = 8
LANE_STEP = 28.0
PIN_STEP = 21.0


@dataclass(frozen=True)
class Arc:
    """A move back, with the level its bow reaches to so that bows don't cross each other's words."""

    move: BackMove
    label: Line
    level: int


@dataclass(frozen=True)
class Plan:
    """A lying map of one process in one language."""

    definition: Definition
    figures: Figures | None
    wording: Wording
    asked_width: float
    pins: Pinned
    lanes: bool = True

    @cached_property
    def left(self) -> float:
        """Room for the names of the lanes."""
        labels = [*(self.wording.role(role) for role in self.roles), self.buyer_label]
        return max(78.0, max(width_of(label, 12) for label in labels) + 14)

    @cached_property
    def spacing(self) -> float:
        """From stop to stop."""
        names = [stage.name.to(self.wording.language) for stage in self.definition.stages]
        widest = max(widest_word(name, 15, bold=True) for name in names) + GAP
        least = min(max(SPACING_MIN, widest), SPACING_WORDS)
        tightest = max(SPACING_TIGHT, *(widest_part(name, 15, bold=True) + GAP for name in names))
        fitting = (WIDE * self.asked_width - self.left) / len(names)
        if tightest <= fitting < least:
            least = fitting
        return max(least, (self.asked_width - self.left) / len(names))

    @cached_property
    def width(self) -> float:
        """Of the whole picture; more than asked for where there are many stages."""
        return self.left + self.spacing * len(self.definition.stages)

    @cached_property
    def room(self) -> float:
        """For the words of one stop."""
        return self.spacing - GAP

    @cached_property
    def roles(self) -> list[str]:
        """The lanes, in the order of the house."""
        if not self.lanes:
            return []
        used = {role for stage in self.definition.stages for role in stage.duties}
        return [role for role in self.definition.roles if role in used]

    @property
    def buyer_label(self) -> str:
        """What the thin line is called."""
        return self.wording.say(gettext_noop("The buyer"))

    def x(self, place: int) -> float:
        """The middle of a stop."""
        return self.left + RADIUS + place * self.spacing

    def text_x(self, place: int) -> float:
        """Where the words of a stop begin: above its left edge."""
        return self.x(place) - RADIUS

    def half(self, place: int) -> float:
        """Half the width of the line as it comes to a stop."""
        if self.figures is None:
            return HALF_DESIGNED
        return max(HALF_MIN, HALF_MAX * self.figures.share(self.definition.stages[place].key))

    @cached_property
    def tail_half(self) -> float:
        """Half the width of the line after the last stop: those who moved on from it."""
        if self.figures is None or not self.figures.whole:
            return HALF_DESIGNED
        advanced = self.figures.of(self.definition.stages[-1].key).advanced
        return max(HALF_MIN, HALF_MAX * advanced / self.figures.whole)

    # The buyer

    @cached_property
    def has_buyer(self) -> bool:
        """Whether anything is known of the buyer's side."""
        return any(stage.buyer or stage.buyer_phase for stage in self.definition.stages)

    @cached_property
    def buyer_steps(self) -> list[list[Line]]:
        """What the buyer does at each stop, in two lines at most."""
        texts = [
            stage.buyer.to(self.wording.language) if stage.buyer else "" for stage in self.definition.stages
        ]
        return [two_lines(text, self.room, 12) if text else [] for text in texts]

    @cached_property
    def buyer_phases(self) -> list[tuple[int, Line]]:
        """Where each phase of the buyer begins, with its name."""
        stages = self.definition.stages
        begins = [
            place
            for place, stage in enumerate(stages)
            if stage.buyer_phase and (place == 0 or stages[place - 1].buyer_phase != stage.buyer_phase)
        ]
        named = ((place, BUYER_PHASE_NAMES[stages[place].buyer_phase or "aware"]) for place in begins)
        return [(place, one_line(self.wording.say(name), self.room, 12, bold=True)) for place, name in named]

    @cached_property
    def buyer_line_y(self) -> float:
        """The thin line, below the words."""
        return 44 + LINE_STEP * (max(map(len, self.buyer_steps)) - 1) + 20

    @cached_property
    def names_top(self) -> float:
        """Baseline of the first line of stage names."""
        return self.buyer_line_y + 62 if self.has_buyer else 22.0

    # The stops

    @cached_property
    def names(self) -> list[list[Line]]:
        """Each stage's name, in two lines at most."""
        return [
            two_lines(stage.name.to(self.wording.language), self.room, 15, bold=True)
            for stage in self.definition.stages
        ]

    @cached_property
    def name_lines(self) -> int:
        """Lines of the longest name: shorter ones stand at its foot."""
        return max(map(len, self.names))

    @cached_property
    def times_y(self) -> float:
        """Baseline of time against target."""
        return self.names_top + 18 * self.name_lines

    @cached_property
    def signals(self) -> list[str | None]:
        """Time against target of each stop."""
        if self.figures is None:
            return [None] * len(self.definition.stages)
        return [
            signal(self.figures.of(one.key).median_days, one.expected_days) for one in self.definition.stages
        ]

    @cached_property
    def times(self) -> list[list[Line]]:
        """Time against target of each stop: in one line where every one has room, else in two at every stop."""
        known = []
        for stage, state in zip(self.definition.stages, self.signals, strict=True):
            median = self.figures.of(stage.key).median_days if self.figures else None
            known.append((state, median, stage.expected_days))
        whole = [self._time(self.wording.time(*one), one[0]) for one in known]
        if all(not line or (line[0].width <= self.room and line[0].length is None) for line in whole):
            return whole
        return [
            [line for part in self.wording.time_parts(*one) for line in self._time(part, one[0])]
            for one in known
        ]

    def _time(self, said: str, state: str | None) -> list[Line]:
        return [one_line(said, self.room, 12, bold=state in ("late", "stuck"))] if said else []

    @cached_property
    def below_y(self) -> float:
        """Baseline of what stands below the times: how many came."""
        return self.times_y + LINE_STEP * max(1, *map(len, self.times))

    @cached_property
    def arcs(self) -> list[Arc]:
        """The most frequent moves back, short ones lowest."""
        if self.figures is None:
            return []
        places = self.definition.positions
        known = [
            move
            for move in self.figures.back
            if move.from_key in places
            and move.to_key in places
            and places[move.from_key] > places[move.to_key]
        ]
        most = sorted(known, key=lambda move: -move.count)[:ARCS_MAX]
        most.sort(key=lambda move: (places[move.from_key] - places[move.to_key], places[move.to_key]))
        return self._levelled(most)

    def _levelled(self, moves: Sequence[BackMove]) -> list[Arc]:
        taken: list[list[tuple[float, float]]] = []
        arcs = []
        for move in moves:
            text = self.wording.say(gettext_noop("back, %(count)s"), count=self.wording.number(move.count))
            label = one_line(text, 2 * self.spacing, 12)
            start, end = self.span(move)
            half = max(end - start, label.width + 8) / 2
            low, high = (start + end) / 2 - half, (start + end) / 2 + half
            level = 0
            while level < len(taken) and any(
                low < other_high and other_low < high for other_low, other_high in taken[level]
            ):
                level += 1
            if level == len(taken):
                taken.append([])
            taken[level].append((low, high))
            arcs.append(Arc(move, label, level))
        return arcs

    def span(self, move: BackMove) -> tuple[float, float]:
        """From where to where a bow goes, left to right: to the right edge of the stop gone back to."""
        places = self.definition.positions
        return self.x(places[move.to_key]) + 15, self.x(places[move.from_key]) - 8

    @cached_property
    def line_y(self) -> float:
        """The middle of the line."""
        levels = max((arc.level + 1 for arc in self.arcs), default=0)
        above = max(RADIUS, *(self.half(place) for place in range(len(self.definition.stages))))
        return self.below_y + (levels * ARC_STEP + 20 if levels else 24) + above

    # Below the line

    @cached_property
    def marks(self) -> list[list[Mark]]:
        """What is pinned to each stop: a column under it."""
        return [at_stop(self.pins, stage.key) for stage in self.definition.stages]

    @cached_property
    def buffer_y(self) -> float:
        """Where those who left come to stand."""
        return self.line_y + 123

    @cached_property
    def lanes_top(self) -> float:
        """The hair line above the lanes."""
        if self.figures is not None:
            return self.buffer_y + 57
        most = max(map(len, self.marks))
        return self.line_y + (49 + PIN_STEP * most if most else 48)

    def lane_y(self, number: int) -> float:
        """The middle of a lane."""
        return self.lanes_top + LANE_STEP * (number + 1)

    @property
    def height(self) -> float:
        """Of the whole picture."""
        return self.lane_y(len(self.roles) - 1) + 22 if self.roles else self.lanes_top

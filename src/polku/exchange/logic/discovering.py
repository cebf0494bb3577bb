"""A first process from what happened: activities in the order in which cases meet them, with their usual time.

The order is by majority: A stands before B where more cases meet A first (Copeland's rule over the eventually-follows
relation of first meetings), ties by the median place in the case, then by frequency. A loop counts once, by its first
round, so that going back does not turn the line around.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from polku.kernel.words import Text
from polku.process.logic.definition import Definition, Stage
from polku.process.logic.editing import key_for

STAGES_MAX: Final = 40
NAME_MAX: Final = 40
SAMPLE_MAX: Final = 2_000
ENOUGH: Final = 5
OTHER: Final = "other_activities"
_UNSTORABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
PHASES: Final = ("find", "qualify", "engage", "offer", "close")
_ENDINGS: Final = {
    "won": "won closed_won closedwon won_deal deal_won",
    "lost": "lost closed_lost closedlost deal_lost",
    "paused": "paused",
    "no_decision": "no_decision",
    "finished": "finished",
}
ENDING_WORDS: Final = {word: ending for ending, words in _ENDINGS.items() for word in words.split()}


@dataclass
class Seen:
    """What a log shows of its activities; fed case by case."""

    cases: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    before: Counter[tuple[str, str]] = field(default_factory=Counter)
    stays: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def wants(self, name: str) -> bool:
        """Whether more times of an activity are of use."""
        return len(self.stays[name]) < SAMPLE_MAX

    def add(self, steps: Sequence[tuple[str, float | None]]) -> None:
        """One case: its activities in order, each with the days until the next one where they are known."""
        if not steps:
            return
        self.first[steps[0][0]] += 1
        met = list(dict.fromkeys(name for name, _ in steps))
        for place, name in enumerate(met):
            self.cases[name] += 1
            if len(self.places[name]) < SAMPLE_MAX:
                self.places[name].append(place / max(1, len(met) - 1))
            if len(met) <= 2 * STAGES_MAX:
                for later in met[place + 1 :]:
                    self.before[name, later] += 1
        for name, days in steps:
            self.events[name] += 1
            if days is not None and len(self.stays[name]) < SAMPLE_MAX:
                self.stays[name].append(days)


def ending_of(name: str) -> str:
    """The ending that an activity's name says, if any."""
    return ENDING_WORDS.get("_".join(name.casefold().replace("-", " ").split()), "")


def endings(seen: Seen) -> dict[str, str]:
    """Activities that end a deal: by their name, one for each ending, and never the first of a case."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in seen.cases:
        if ending := ending_of(name):
            found[ending].append(name)
    return {
        names[0]: ending for ending, names in found.items() if len(names) == 1 and not seen.first[names[0]]
    }


def ordered(seen: Seen, names: Iterable[str]) -> list[str]:
    """Activities in the order in which most cases meet them."""
    listed = list(names)
    wins = {
        name: sum(
            (seen.before[name, other] > seen.before[other, name])
            - (seen.before[name, other] < seen.before[other, name])
            for other in listed
            if other != name
        )
        for name in listed
    }
    return sorted(listed, key=lambda name: (-wins[name], median(seen.places[name]), -seen.events[name], name))


def discovered(
    seen: Seen,
    *,
    key: str,
    name: str,
    language: str = "en",
    known: Mapping[str, str] | None = None,
    least: float = 0.0,
) -> tuple[Definition, dict[str, str]]:
    """A process of the activities, and which stage each became; endings have none.

    `known` gives keys that activities have already; `least` leaves out what fewer than this share of cases met.
    """
    ends = endings(seen)
    total = max(1, sum(seen.first.values()))
    rows = [one for one in seen.cases if one not in ends and (seen.cases[one] >= least * total)]
    rows = rows or [one for one in seen.cases if one not in ends]
    often = sorted(rows, key=lambda one: (-seen.events[one], one))
    kept = often if len(often) <= STAGES_MAX else often[: STAGES_MAX - 1]
    line = ordered(seen, kept)
    won = next((one for one, ending in ends.items() if ending == "won"), None)
    after = [one for one in line if won and seen.before[won, one] > seen.before[one, won]]
    line = [one for one in line if one not in after] + after
    if len(after) == len(line):
        after = []
    keys: dict[str, str] = {}
    for one in line:
        given = (known or {}).get(one)
        keys[one] = given or key_for(one, {*keys.values(), *(known or {}).values(), OTHER})
    before_win = len(line) - len(after)
    stages = [
        _stage(
            seen,
            one,
            keys[one],
            "deliver" if one in after else PHASES[place * len(PHASES) // before_win],
            language,
        )
        for place, one in enumerate(line)
    ]
    if len(kept) < len(often):
        rest = Stage(OTHER, Text.of({"en": "Other activities"}), stages[before_win - 1].phase)
        stages.insert(before_win, rest)
        keys |= dict.fromkeys(often[len(kept) :], OTHER)
    return Definition(key, Text.of({language: name[:60]}), tuple(stages)), keys


def _stage(seen: Seen, name: str, key: str, phase: str, language: str) -> Stage:
    clear = _UNSTORABLE.sub(" ", name).strip()
    shown = clear[:NAME_MAX].strip() or key
    purpose = Text.of({language: clear[:300]}) if len(clear) > NAME_MAX else None
    days = None
    if len(seen.stays[name]) >= ENOUGH:
        days = min(400.0, round(median(seen.stays[name]), 1)) or None
    return Stage(key, Text.of({language: shown}), phase, purpose=purpose, expected_days=days)

"""Criteria: expressions in CEL over the facts of a deal; what holds, what doesn't, and what is not known yet.

A fact that is not known is left out when an expression runs, so CEL answers only what follows whatever its
value: `call_held || meeting_held` holds with one of them known and true. What can't be answered stays unmet
and names what is missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from polku.kernel.words import Text
from polku.process.logic.definition import Criterion, Definition, Stage
from polku.process.logic.expression import compiled

AT_ONCE: Final = "true"
"""As `advance`: the deal moves on by itself as soon as the exit criteria are met."""


@dataclass(frozen=True)
class Unmet:
    """A criterion that keeps a deal from moving: its sentence, what would meet it, which facts are unknown.

    `kind` is "exit" of the stage left or "entry" of the stage entered.
    """

    key: str
    kind: str
    stage: str
    say: Text
    hint: Text | None = None
    missing: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The criterion as plain values for the API."""
        return {
            "key": self.key,
            "kind": self.kind,
            "stage": self.stage,
            "say": self.say.as_dict(),
            "hint": self.hint.as_dict() if self.hint else None,
            "missing": list(self.missing),
        }


@dataclass(frozen=True)
class Onward:
    """Where a deal goes by itself; no stage where it is won and the process ends with the win."""

    stage: Stage | None
    wins: bool


@dataclass(frozen=True)
class Answer:
    """What an expression says of one deal."""

    holds: bool
    missing: tuple[str, ...] = ()


def answer(expression: str, facts: Mapping[str, object]) -> Answer:
    """Run an expression over facts; None is "not known"."""
    program = compiled(expression)
    values = {name: _value(facts[name]) for name in program.facts if facts.get(name) is not None}
    missing = tuple(name for name in program.facts if name not in values)
    try:
        result = program.run(values)
    except Exception:
        return Answer(False, missing)
    return Answer(result is True, () if isinstance(result, bool) else missing)


def unmet(
    definition: Definition, *, leaving: str | None, entering: str | None, facts: Mapping[str, object]
) -> list[Unmet]:
    """The unmet exit criteria of one stage and entry criteria of another, all at once."""
    found = list(_unmet(definition.by_key[leaving], "exit", facts)) if leaving else []
    return found + (list(_unmet(definition.by_key[entering], "entry", facts)) if entering else [])


def facts_named(
    definition: Definition, *, leaving: str | None = None, entering: str | None = None, advance: bool = False
) -> frozenset[str]:
    """The facts that `unmet` needs; with `advance`, also those that say whether the stage left advances by itself."""
    expressions = [one.when for one in definition.by_key[leaving].exit] if leaving else []
    expressions += [one.when for one in definition.by_key[entering].entry] if entering else []
    if advance and leaving:
        expressions += [expression for expression in (definition.by_key[leaving].advance,) if expression]
    return _names(expressions)


def stages_left(definition: Definition, from_key: str | None, to_key: str | None) -> tuple[Stage, ...]:
    """The stages whose exit criteria a move must meet: from the one left up to the one entered.

    Going back, or staying, leaves none. `to_key` None is the win without a stage after it: all that is left
    before the win (or, for a deal already won, up to the end of the line). `from_key` None is a new deal.
    """
    if from_key is None:
        return ()
    start = definition.positions[from_key]
    if to_key is not None:
        end = definition.positions[to_key]
    else:
        won = definition.by_key[from_key].after_win
        end = len(definition.stages) if won else definition.positions[definition.last_before_win.key] + 1
    return definition.stages[start:end]


def unmet_for_move(
    definition: Definition, from_key: str | None, to_key: str | None, facts: Mapping[str, object]
) -> list[Unmet]:
    """Everything that forbids a move, in the order of the line.

    Forward, the exit criteria of the stage left and of every stage passed over hold, except a passed stage that
    is not needed for this deal. Backward they don't. The entry criteria of the stage entered always hold.
    """
    if from_key == to_key:
        return []
    found: list[Unmet] = []
    for stage in stages_left(definition, from_key, to_key):
        if stage.key == from_key or not is_not_needed(stage, facts):
            found += _unmet(stage, "exit", facts)
    if to_key is not None:
        found += _unmet(definition.by_key[to_key], "entry", facts)
    return found


def facts_for_move(definition: Definition, from_key: str | None, to_key: str | None) -> frozenset[str]:
    """The facts that `unmet_for_move` needs."""
    if from_key == to_key:
        return frozenset()
    expressions: list[str] = []
    for stage in stages_left(definition, from_key, to_key):
        expressions += [one.when for one in stage.exit]
        if stage.key != from_key and stage.not_needed:
            expressions.append(stage.not_needed)
    if to_key is not None:
        expressions += [one.when for one in definition.by_key[to_key].entry]
    return _names(expressions)


def is_not_needed(stage: Stage, facts: Mapping[str, object]) -> bool:
    """Whether leaving the stage out is no deviation for this deal; not while that is unknown."""
    return stage.not_needed is not None and answer(stage.not_needed, facts).holds


def passed_over(
    definition: Definition, from_key: str | None, to_key: str | None, facts: Mapping[str, object]
) -> tuple[str, ...]:
    """The stages that a move leaves out and that are not needed for this deal: no deviation, whatever changes later."""
    return tuple(
        stage.key
        for stage in stages_left(definition, from_key, to_key)
        if stage.key != from_key and is_not_needed(stage, facts)
    )


def next_needed(definition: Definition, key: str, facts: Mapping[str, object]) -> Stage | None:
    """The next stage of this deal on the line: the first one after `key` that is needed; none at the end."""
    later = definition.stages[definition.positions[key] + 1 :]
    return next((stage for stage in later if not is_not_needed(stage, facts)), None)


def advances(definition: Definition, key: str, facts: Mapping[str, object]) -> bool:
    """Whether a deal leaves this stage by itself now: its `advance` holds and nothing forbids the move on."""
    stage = definition.by_key[key]
    if stage.advance is None or not answer(stage.advance, facts).holds:
        return False
    onward = next_needed(definition, key, facts)
    return onward is not None and not unmet_for_move(definition, key, onward.key, facts)


def onward(
    definition: Definition, key: str, facts: Mapping[str, object], *, wins: bool = True
) -> Onward | None:
    """Where a deal goes by itself now, if anywhere; without `wins` what wins it by itself is not asked.

    What wins it by itself (`won_when`) passes by whatever else was asked before the win: the buyer has said yes.
    """
    stage = definition.by_key[key]
    if wins and is_won(definition, key, facts):
        return Onward(next_needed(definition, definition.last_before_win.key, facts), wins=True)
    if not advances(definition, key, facts):
        return None
    to = next_needed(definition, key, facts)
    return Onward(to, wins=to is not None and to.after_win and not stage.after_win)


def is_won(definition: Definition, key: str, facts: Mapping[str, object]) -> bool:
    """Whether a deal in this stage is won by itself now."""
    rule = definition.won_when
    return rule is not None and not definition.by_key[key].after_win and answer(rule, facts).holds


def facts_to_win(definition: Definition, key: str) -> frozenset[str]:
    """The facts that say whether a deal in this stage is won by itself, and to which stage that leads."""
    if definition.won_when is None or definition.by_key[key].after_win:
        return frozenset()
    later = [one.not_needed for one in definition.stages if one.after_win and one.not_needed]
    return _names([definition.won_when, *later])


def facts_of_passing(definition: Definition, key: str) -> frozenset[str]:
    """The facts that say which stages before the win are not needed, for a deal that is won from this one."""
    if definition.won_when is None or definition.by_key[key].after_win:
        return frozenset()
    to = definition.first_after_win
    passed = stages_left(definition, key, to.key if to else None)
    return _names(one.not_needed for one in passed if one.key != key and one.not_needed)


def facts_to_advance(definition: Definition, key: str) -> frozenset[str]:
    """The facts that `advances` needs; none for a stage that never advances by itself."""
    stage = definition.by_key[key]
    if stage.advance is None:
        return frozenset()
    expressions = [stage.advance, *(one.when for one in stage.exit)]
    for later in definition.stages[definition.positions[key] + 1 :]:
        expressions += [one.when for one in later.entry]
        if later.not_needed is None:
            break
        expressions += [later.not_needed, *(one.when for one in later.exit)]
    return _names(expressions)


def facts_of_way(definition: Definition, key: str, to_key: str | None) -> frozenset[str]:
    """The facts that `facts_against` needs."""
    return _names(
        [
            *_of_winning(definition, key),
            *_of_advance(definition, key, to_key),
            *_of_passing(definition, key, to_key),
        ]
    )


def facts_against(
    definition: Definition, key: str, to_key: str | None, facts: Mapping[str, object]
) -> frozenset[str]:
    """The facts named by what keeps a deal from going by itself from one stage to another; none where it would go.

    `to_key` None is a win without a stage after it.
    """
    if key not in definition.by_key or (to_key is not None and to_key not in definition.by_key):
        return frozenset()
    against = [one for one in _of_passing(definition, key, to_key) if not answer(one, facts).holds]
    steps = _of_advance(definition, key, to_key)
    failing = [one for one in steps if not answer(one, facts).holds]
    if to_key is None or definition.by_key[to_key].after_win:
        won = _of_winning(definition, key)
        if any(answer(one, facts).holds for one in won) or (steps and not failing):
            return _names(against)
        failing += won
    return _names([*against, *failing])


def _of_winning(definition: Definition, key: str) -> list[str]:
    rule, stage = definition.won_when, definition.by_key.get(key)
    return [rule] if rule is not None and stage is not None and not stage.after_win else []


def _of_advance(definition: Definition, key: str, to_key: str | None) -> list[str]:
    """What lets a deal go by itself: the stage's `advance`, its exit criteria, and the entry of the stage entered."""
    stage = definition.by_key.get(key)
    if stage is None or stage.advance is None:
        return []
    entered = definition.by_key.get(to_key) if to_key is not None else None
    entry = entered.entry if entered else ()
    return [stage.advance, *(one.when for one in (*stage.exit, *entry))]


def _of_passing(definition: Definition, key: str, to_key: str | None) -> list[str]:
    """What lets a deal leave out the stages between."""
    if key not in definition.by_key or (to_key is not None and to_key not in definition.by_key):
        return []
    passed = stages_left(definition, key, to_key)
    return [one.not_needed for one in passed if one.key != key and one.not_needed is not None]


def automatic_stages(definition: Definition) -> dict[str, frozenset[str]]:
    """The stages that deals leave by themselves, each with the facts to watch."""
    return {
        stage.key: facts_to_advance(definition, stage.key) for stage in definition.stages if stage.advance
    }


def all_facts(definition: Definition) -> frozenset[str]:
    """Every fact that the definition names anywhere."""
    return _names(expression for _, expression in expressions_of(definition))


def expressions_of(definition: Definition) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every expression of a definition with its place in the document."""
    if definition.won_when is not None:
        yield ("won_when",), definition.won_when
    for place, stage in enumerate(definition.stages):
        for part, criteria in (("entry", stage.entry), ("exit", stage.exit)):
            for number, criterion in enumerate(criteria):
                yield ("stages", place, part, number, "when"), criterion.when
        for name, expression in (("advance", stage.advance), ("not_needed", stage.not_needed)):
            if expression is not None:
                yield ("stages", place, name), expression


def item_facts(definition: Definition) -> dict[str, str]:
    """The facts that the definition's own checklists give, by name, all of them bool."""
    return {item.fact: "bool" for stage in definition.stages for item in stage.checklist}


def item_label(definition: Definition, fact: str) -> Text | None:
    """The text of the checklist item behind an `item_` fact."""
    return next(
        (item.text for stage in definition.stages for item in stage.checklist if item.fact == fact), None
    )


def without_criteria(definition: Definition) -> Definition:
    """The same process with nothing to meet: for history, which states what happened elsewhere."""
    return replace(definition, stages=tuple(replace(one, entry=(), exit=()) for one in definition.stages))


def _unmet(stage: Stage, kind: str, facts: Mapping[str, object]) -> Iterator[Unmet]:
    criteria: tuple[Criterion, ...] = stage.exit if kind == "exit" else stage.entry
    for criterion in criteria:
        said = answer(criterion.when, facts)
        if not said.holds:
            yield Unmet(criterion.key, kind, stage.key, criterion.say, criterion.hint, said.missing)


def _names(expressions: Iterable[str]) -> frozenset[str]:
    return frozenset(name for expression in expressions for name in compiled(expression).facts)


def _value(value: object) -> object:
    """A fact as CEL takes it: every number a float (CEL mixes no kinds), a date its first moment in UTC."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    raise TypeError(f"a fact cannot be a {type(value).__name__}")

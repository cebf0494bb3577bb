"""What a deal meets and what it does not, for the way it wants to go; and what would meet it."""

from collections.abc import Mapping
from dataclasses import dataclass

from polku.deals.models import Deal
from polku.deals.ways import Way, way_of
from polku.kernel.words import Text
from polku.process import facts
from polku.process.logic import criteria
from polku.process.logic.criteria import Unmet
from polku.process.logic.definition import Criterion, Definition, Stage
from polku.process.logic.expression import compiled


@dataclass(frozen=True)
class Judged:
    """One criterion of a deal: whether it is met, and the acts that would meet it."""

    key: str
    kind: str
    stage: str
    say: Text
    hint: Text | None
    is_met: bool
    missing: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The criteria between a deal and the stage after its own; `onward` is None at the end of the line."""

    onward: Stage | None
    rows: list[Judged]

    @property
    def open(self) -> list[Judged]:
        """Those not met."""
        return [row for row in self.rows if not row.is_met]

    @property
    def met(self) -> list[Judged]:
        """Those met."""
        return [row for row in self.rows if row.is_met]

    def settled(self, stage: Stage) -> frozenset[str]:
        """Checklist items of a stage that nothing asks for any more: their criterion is met, ticked or not."""
        met = {row.key for row in self.met if row.kind == "exit"}
        named = {name for one in stage.exit if one.key in met for name in compiled(one.when).facts}
        return frozenset(one.key for one in stage.checklist if f"{facts.ITEM}{one.key}" in named)


def judge(deal: Deal, definition: Definition) -> Judgement:
    """Every criterion of leaving a deal's stage for the next one it needs: facts are loaded once."""
    here = definition.by_key[deal.stage]
    later = definition.stages[definition.positions[deal.stage] + 1 :]
    expressions = [one.when for one in here.exit]
    for stage in later:
        expressions += [one.when for one in stage.entry]
        if stage.not_needed is None:
            break
        expressions.append(stage.not_needed)
    known = _facts(expressions, deal)
    onward = criteria.next_needed(definition, deal.stage, known)
    rows = [_judged(one, "exit", here, known) for one in here.exit]
    rows += [_judged(one, "entry", onward, known) for one in (onward.entry if onward else ())]
    return Judgement(onward, rows)


def unmet_for(deal: Deal, definition: Definition, to_stage: str | None) -> list[Judged]:
    """What forbids a move to a stage (None is the win without a stage after it), with the acts that would meet it."""
    names = criteria.facts_for_move(definition, deal.stage, to_stage)
    known = facts.load(names, [deal.id])[deal.id] if names else {}
    return [
        with_ways(one, definition) for one in criteria.unmet_for_move(definition, deal.stage, to_stage, known)
    ]


def as_far_as(deal: Deal, definition: Definition, to_stage: str) -> tuple[Stage | None, list[Judged]]:
    """The farthest stage up to one that nothing keeps the deal from, if any, and what it lacks for that one."""
    here, there = definition.positions[deal.stage], definition.positions[to_stage]
    ahead = definition.stages[here + 1 : there + 1]
    named = [criteria.facts_for_move(definition, deal.stage, one.key) for one in ahead]
    names = frozenset().union(*named)
    known = facts.load(names, [deal.id])[deal.id] if names else {}
    unmet = {one.key: criteria.unmet_for_move(definition, deal.stage, one.key, known) for one in ahead}
    free = [one for one in ahead if not unmet[one.key] and not criteria.is_not_needed(one, known)]
    return (free[-1] if free else None), [with_ways(one, definition) for one in unmet.get(to_stage, ())]


def with_ways(one: Unmet, definition: Definition) -> Judged:
    """An unmet criterion of a refusal with the acts that would meet it."""
    stage = definition.by_key[one.stage]
    listed = stage.exit if one.kind == "exit" else stage.entry
    criterion = next((c for c in listed if c.key == one.key), None)
    ways = _ways(criterion.when) if criterion else ()
    return Judged(one.key, one.kind, one.stage, one.say, one.hint, False, one.missing, ways)


def _facts(expressions: list[str], deal: Deal) -> Mapping[str, object]:
    names = {name for expression in expressions for name in compiled(expression).facts}
    return facts.load(names, [deal.id])[deal.id] if names else {}


def _judged(criterion: Criterion, kind: str, stage: Stage | None, known: Mapping[str, object]) -> Judged:
    said = criteria.answer(criterion.when, known)
    ways = () if said.holds else _ways(criterion.when)
    return Judged(
        criterion.key,
        kind,
        stage.key if stage else "",
        criterion.say,
        criterion.hint,
        said.holds,
        said.missing,
        ways,
    )


def _ways(expression: str) -> tuple[Way, ...]:
    found = (way_of(name) for name in compiled(expression).facts)
    # Two facts that are met in the same way ("Log" a call or a meeting) need one button.
    return tuple({(way.kind, str(way.label)): way for way in found if way is not None}.values())

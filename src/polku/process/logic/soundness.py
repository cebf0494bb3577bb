"""Whether a process can be walked at all: somebody responsible, stages that can be entered and left."""

from collections.abc import Iterator, Mapping, Sequence

from polku.kernel.errors import Message, gettext_noop
from polku.process.logic.contradictions import excluding
from polku.process.logic.criteria import AT_ONCE
from polku.process.logic.definition import Criterion, Definition, Stage
from polku.process.logic.expression import BadExpression, compiled
from polku.process.logic.yaml_source import Fault, Path

Label = Mapping[str, str]


def unsound(definition: Definition, types: Mapping[str, str]) -> Iterator[Fault]:
    """Every stage that nobody is responsible for, that can't be entered, or that can't be left."""
    later = _ticked_first(definition)
    for place, stage in enumerate(definition.stages):
        here: Path = ("stages", place)
        if not stage.role:
            yield Fault(Message(gettext_noop("Nobody is responsible for this stage.")), (*here, "role"))
        yield from _of_list(stage.exit, types, (*here, "exit"))
        yield from _of_list(stage.entry, types, (*here, "entry"))
        if place:
            yield from _of_entering(definition.stages[place - 1], stage, types, (*here, "entry"))
        yield from _of_items(definition, stage, place, later)
        if stage.not_needed is not None and stage.not_needed.strip() == AT_ONCE:
            message = gettext_noop("This stage is needed by no deal: its rule always holds.")
            yield Fault(Message(message), (*here, "not_needed"))


def _of_list(criteria: Sequence[Criterion], types: Mapping[str, str], path: Path) -> Iterator[Fault]:
    """Criteria that can never hold: alone, or with one before them."""
    for number, one in enumerate(criteria):
        at = (*path, number, "when")
        if excluding([one.when], types):
            yield Fault(Message(gettext_noop("This can never hold: it contradicts itself.")), at)
            continue
        for other in criteria[:number]:
            if not excluding([other.when], types) and excluding([other.when, one.when], types):
                message = gettext_noop("This can never hold together with “%(other)s”.")
                yield Fault(Message(message, other=other.when), at)
                break


def _of_entering(before: Stage, stage: Stage, types: Mapping[str, str], path: Path) -> Iterator[Fault]:
    """A stage whose entry asks the contrary of what the stage before it asks for leaving."""
    if not before.exit or not stage.entry:
        return
    leaving, entering = [one.when for one in before.exit], [one.when for one in stage.entry]
    if excluding(leaving, types) or excluding(entering, types):
        return
    for number, one in enumerate(stage.entry):
        if excluding([*leaving, one.when], types):
            message = gettext_noop(
                "This stage can't be reached: the stage before it asks for the contrary before a deal leaves."
            )
            yield Fault(Message(message), (*path, number, "when"))
            return


def _of_items(definition: Definition, stage: Stage, place: int, later: Mapping[str, int]) -> Iterator[Fault]:
    """Criteria that wait for an item which is ticked only in a stage after them."""
    for part, criteria, reach in (("entry", stage.entry, place - 1), ("exit", stage.exit, place)):
        for number, one in enumerate(criteria):
            for name in _facts(one.when):
                if later.get(name, -1) > reach and excluding([one.when, f"!{name}"], {name: "bool"}):
                    message = gettext_noop(
                        "This waits for something that is ticked only in “%(stage)s”, after it."
                    )
                    at: Path = ("stages", place, part, number, "when")
                    name_there = definition.stages[later[name]].name
                    yield Fault(Message(message, stage=name_there.to("en")), at)


def _ticked_first(definition: Definition) -> dict[str, int]:
    """The place of the stage on whose checklist each item stands."""
    return {item.fact: place for place, stage in enumerate(definition.stages) for item in stage.checklist}


def _facts(source: str) -> tuple[str, ...]:
    try:
        return compiled(source).facts
    except BadExpression:
        return ()

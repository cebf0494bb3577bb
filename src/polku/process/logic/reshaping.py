"""One stage made into two, two made into one: what each keeps, so that nothing a stage asks is lost."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.words import Text
from polku.process.logic.definition import ChecklistItem, Criterion, Definition, Stage
from polku.process.logic.editing import key_for


@dataclass(frozen=True)
class Split:
    """How a stage becomes two: the name of the second, which items and exit criteria go over to it, its own days."""

    name: Text
    items: frozenset[str] = frozenset()
    exits: frozenset[str] = frozenset()
    days: float | None = None


def renamed(definition: Definition, key: str, name: str, language: str) -> Definition:
    """The process with a stage called otherwise in one language; other languages keep their words."""
    stage = definition.by_key[key]
    return _changed(definition, replace(stage, name=Text.of({**stage.name.as_dict(), language: name})))


def split(definition: Definition, key: str, how: Split) -> Definition:
    """The process with a stage in two: the first keeps key, entry and what is left, the second stands after it.

    What moves a deal on by itself goes with the end of the stage, so the second has it.
    Raises: Invalid without a name.
    """
    if not how.name:
        raise Invalid(gettext_noop("Write it in one language at least."), field="name")
    stage = definition.by_key[key]
    second = replace(
        stage,
        key=key_for(how.name.to("en"), definition.by_key),
        name=how.name,
        purpose=None,
        buyer=None,
        expected_days=how.days,
        escalate_days=None,
        checklist=tuple(item for item in stage.checklist if item.key in how.items),
        entry=(),
        exit=tuple(one for one in stage.exit if one.key in how.exits),
        replaces=(),
    )
    left = None if stage.expected_days is None else max(stage.expected_days - (how.days or 0), 0) or None
    first = replace(
        stage,
        expected_days=left,
        escalate_days=None if left is None else stage.escalate_days,
        checklist=tuple(item for item in stage.checklist if item.key not in how.items),
        exit=tuple(one for one in stage.exit if one.key not in how.exits),
        advance=None,
    )
    stages = list(definition.stages)
    stages[definition.positions[key] : definition.positions[key] + 1] = [first, second]
    return replace(definition, stages=tuple(stages))


def merged_with_next(definition: Definition, key: str) -> Definition:
    """The process with a stage and the one after it as one: name and entry of the first, the end of the second.

    Both checklists and exit criteria stay, expected days add up. Raises: Invalid at the end of the line, and where
    the win lies between them.
    """
    first, second = definition.by_key[key], definition.next_after(key)
    if second is None:
        raise Invalid(gettext_noop("There is no stage after this one."), field="stage")
    if first.after_win != second.after_win:
        raise Invalid(gettext_noop("The win lies between these stages: they can't be one."), field="stage")
    both = replace(
        first,
        role=first.role or second.role,
        accountable=first.accountable or second.accountable,
        expected_days=_sum(first.expected_days, second.expected_days),
        escalate_days=_sum(first.escalate_days, second.escalate_days),
        escalate_to=first.escalate_to or second.escalate_to,
        checklist=(*_owned(first, first.role or second.role), *_owned(second, first.role or second.role)),
        exit=_apart((*first.exit, *second.exit)),
        advance=second.advance,
        not_needed=first.not_needed if first.not_needed == second.not_needed else None,
        replaces=tuple(dict.fromkeys((*first.replaces, second.key, *second.replaces))),
    )
    both = replace(both, **_parts(both, first, second))  # type: ignore[arg-type]
    stages = [both if one.key == key else one for one in definition.stages if one.key != second.key]
    return replace(definition, stages=tuple(stages))


def mapping_of(old: Definition, new: Definition) -> dict[str, str]:
    """Where deals of each stage would stand in another version: the same stage, the one that replaces it, else the
    last stage before it on the line that both have, else the first of the same side of the win.
    """
    replaced = {key: stage.key for stage in new.stages for key in stage.replaces}
    found: dict[str, str] = {}
    for stage in old.stages:
        same_side = [one.key for one in new.stages if one.after_win == stage.after_win]
        before = [found[one.key] for one in old.stages[: old.positions[stage.key]] if one.key in found]
        kept = [key for key in before if key in same_side]
        if stage.key in new.by_key:
            found[stage.key] = stage.key
        elif stage.key in replaced:
            found[stage.key] = replaced[stage.key]
        elif kept:
            found[stage.key] = kept[-1]
        elif same_side:
            found[stage.key] = same_side[0]
    return found


def _owned(stage: Stage, role: str) -> tuple[ChecklistItem, ...]:
    """The checklist with each item on the list it stood on before, whoever is responsible now."""
    return tuple(
        replace(item, role="" if (item.role or stage.role) == role else item.role or stage.role)
        for item in stage.checklist
    )


def _parts(both: Stage, first: Stage, second: Stage) -> dict[str, tuple[str, ...]]:
    """Everybody with a part in one of them, each once: who works on it before who is asked before who is told."""
    seen = {both.role}
    found = {}
    for name, more in (("takes_part", (second.role,)), ("consulted", ()), ("informed", ())):
        roles = dict.fromkeys((*getattr(first, name), *getattr(second, name), *more))
        found[name] = tuple(role for role in roles if role and role not in seen)
        seen |= set(found[name])
    return found


def _apart(criteria: Collection[Criterion]) -> tuple[Criterion, ...]:
    """Criteria of two stages in one list: what is asked twice once, and no key twice."""
    found: list[Criterion] = []
    for one in criteria:
        if any(one.when == other.when for other in found):
            continue
        taken = {other.key for other in found}
        key = one.key if one.key not in taken else key_for(one.key, taken, fallback="criterion")
        found.append(replace(one, key=key))
    return tuple(found)


def _sum(one: float | None, other: float | None) -> float | None:
    return one + other if one is not None and other is not None else one if one is not None else other


def _changed(definition: Definition, stage: Stage) -> Definition:
    stages = tuple(stage if one.key == stage.key else one for one in definition.stages)
    return replace(definition, stages=stages)

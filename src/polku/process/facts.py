"""Facts: what criteria may name. Later domains register theirs in `apps.py: ready()`, nothing imports them.

A loader gets deal ids and answers by deal id. A deal it leaves out has no value yet; a bool left out is False
(it did not happen), so that a loader names only the deals where it did.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.utils import timezone

from polku.kernel.registry import DuplicateKey, UnknownKey

FactType = Literal["bool", "number", "text", "date"]
Loader = Callable[[Sequence[int]], Mapping[int, object]]
GroupLoader = Callable[[Sequence[str], Sequence[int]], Mapping[int, Mapping[str, object]]]

ITEM: Final = "item_"
"""Prefix of the facts that tell whether a checklist item is ticked."""


@dataclass(frozen=True)
class Fact:
    """Something known of a deal. `label` names it to people, `hint` says what would make it known or true.

    `changed_by` holds the event kinds after which its value may differ; a `clock` fact also changes as time
    passes. `load` reads it for many deals at once; facts of one `group` are read by the group's loader together.
    A number that is an amount in company currency says `money`; a text of few values gives them by `choices` (key and
    label), which the picker offers.
    """

    name: str
    type: FactType
    label: object
    hint: object | None = None
    changed_by: frozenset[str] = frozenset()
    clock: bool = False
    load: Loader | None = None
    group: str = ""
    money: bool = False
    choices: Callable[[], Sequence[tuple[str, object]]] | None = None

    @property
    def kind(self) -> str:
        """What it is to who builds a criterion: bool, number, money, text, choice or date."""
        if self.type == "number" and self.money:
            return "money"
        return "choice" if self.type == "text" and self.choices is not None else self.type


@dataclass(frozen=True)
class Family:
    """Facts whose names the company makes, such as one for each checklist item; all of them are bool."""

    prefix: str
    load: GroupLoader
    changed_by: frozenset[str] = frozenset()


_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
_facts: dict[str, Fact] = {}
_groups: dict[str, GroupLoader] = {}
_families: dict[str, Family] = {}


def register(*facts: Fact) -> None:
    """Make facts known to criteria."""
    for fact in facts:
        if fact.name in _facts:
            raise DuplicateKey(f"facts: “{fact.name}” is registered twice")
        if (fact.load is None) == (not fact.group):
            raise ValueError(f"facts: “{fact.name}” needs a loader or a group, one of them")
        _facts[fact.name] = fact


def register_group(name: str, load: GroupLoader) -> None:
    """Name the loader of a group: it gets the names wanted and the deal ids, and is called once for all of them."""
    if name in _groups:
        raise DuplicateKey(f"facts: the group “{name}” is registered twice")
    _groups[name] = load


def register_family(prefix: str, load: GroupLoader, *, changed_by: frozenset[str] = frozenset()) -> None:
    """Name the loader of all facts whose names begin with a prefix."""
    if prefix in _families:
        raise DuplicateKey(f"facts: the family “{prefix}” is registered twice")
    _families[prefix] = Family(prefix, load, changed_by)


def unregister(*names: str) -> None:
    """For tests alone: forget facts, groups and families by name."""
    for name in names:
        _facts.pop(name, None)
        _groups.pop(name, None)
        _families.pop(name, None)


def known() -> Mapping[str, Fact]:
    """Every registered fact by name (families are known by their prefix only)."""
    return dict(sorted(_facts.items()))


def types() -> dict[str, str]:
    """Name to type of every registered fact: what criteria are proven against."""
    return {name: fact.type for name, fact in sorted(_facts.items())}


def changed_by(names: Iterable[str]) -> frozenset[str]:
    """The event kinds after which a criterion over these facts may answer otherwise."""
    kinds: set[str] = set()
    for name in names:
        if name in _facts:
            kinds |= _facts[name].changed_by
        elif family := _family(name):
            kinds |= family.changed_by
    return frozenset(kinds)


def has_clock(names: Iterable[str]) -> bool:
    """Whether a criterion over these facts may answer otherwise just because time passed."""
    return any(name in _facts and _facts[name].clock for name in names)


def moment() -> datetime:
    """The moment at which facts are asked for: what a loader of clock facts counts from."""
    return _moment.get() or timezone.now()


def load(
    names: Iterable[str], deal_ids: Sequence[int], *, at: datetime | None = None
) -> dict[int, dict[str, object]]:
    """Read facts of many deals as of `at`: one loader call for each fact, group or family, whatever the number.

    Raises: UnknownKey for a name that nobody registered.
    """
    ids = list(dict.fromkeys(deal_ids))
    wanted = sorted(set(names))
    answer: dict[int, dict[str, object]] = {deal_id: {} for deal_id in ids}
    if not ids:
        return answer
    for loader, members in _batches(wanted):
        token = _moment.set(at)
        try:
            found = loader(members, ids)
        finally:
            _moment.reset(token)
        for deal_id in ids:
            values = found.get(deal_id, {})
            for name in members:
                answer[deal_id][name] = values.get(name, _absent(name))
    return answer


def _batches(names: Sequence[str]) -> Iterable[tuple[GroupLoader, list[str]]]:
    """Each loader once, with the names it is asked for."""
    together: dict[str, list[str]] = {}
    for name in names:
        fact, family = _facts.get(name), _family(name)
        if fact is not None and fact.load is not None:
            yield _alone(name, fact.load), [name]
        elif fact is not None:
            together.setdefault(fact.group, []).append(name)
        elif family is not None:
            together.setdefault(family.prefix, []).append(name)
        else:
            raise UnknownKey(f"facts: no “{name}”; there are: {', '.join(known()) or 'none'}")
    for group, members in together.items():
        if group in _families:
            yield _families[group].load, members
        elif group in _groups:
            yield _groups[group], members
        else:
            raise UnknownKey(f"facts: the group “{group}” of “{members[0]}” has no loader")


def _alone(name: str, load_one: Loader) -> GroupLoader:
    def load_many(_: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
        return {deal_id: {name: value} for deal_id, value in load_one(deal_ids).items()}

    return load_many


def _absent(name: str) -> object:
    """What a deal has that the loader left out: False where it is a matter of yes or no, else nothing known."""
    fact = _facts.get(name)
    return False if fact is None or fact.type == "bool" else None


def _family(name: str) -> Family | None:
    return next((family for prefix, family in _families.items() if name.startswith(prefix)), None)

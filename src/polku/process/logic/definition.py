"""A published process as frozen values: what moves, criteria, the map and insight read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from polku.kernel.words import Text

PHASES = ("find", "qualify", "engage", "offer", "close", "deliver", "care")
AFTER_WIN = frozenset({"deliver", "care"})
ROLES = ("marketing", "seller", "manager", "finance", "warehouse", "service", "product", "it", "pos")
BUYER_PHASES = ("aware", "considering", "deciding", "after")


@dataclass(frozen=True)
class Criterion:
    """One condition of a stage: a CEL expression over facts, the sentence it stands for, what would meet it."""

    key: str
    when: str
    say: Text
    hint: Text | None = None


@dataclass(frozen=True)
class ChecklistItem:
    """One thing to tick in a stage; the fact `item_<key>` tells whether it is done.

    `role` is whose list it stands on; empty for that of who is responsible for the stage.
    """

    key: str
    text: Text
    role: str = ""

    @property
    def fact(self) -> str:
        """The name criteria use."""
        return f"item_{self.key}"


@dataclass(frozen=True)
class Department:
    """A department of the company's own, beside the roles that everybody has."""

    key: str
    name: Text


@dataclass(frozen=True)
class Stage:
    """One stop on the line. Times are working days of the company's calendar.

    `role` does the work (empty in a draft while nobody is found), `accountable` answers for it (empty: the same),
    `takes_part` work on it too, `consulted` are asked before, `informed` told after. `escalate_to` is told of a deal
    that stays longer than `escalate_days`. `replaces` are stages of earlier versions that this one stands for.
    """

    key: str
    name: Text
    phase: str
    role: str = "seller"
    takes_part: tuple[str, ...] = ()
    purpose: Text | None = None
    expected_days: float | None = None
    escalate_days: float | None = None
    buyer: Text | None = None
    buyer_phase: str | None = None
    checklist: tuple[ChecklistItem, ...] = ()
    entry: tuple[Criterion, ...] = ()
    exit: tuple[Criterion, ...] = ()
    advance: str | None = None
    not_needed: str | None = None
    accountable: str = ""
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    escalate_to: str = ""
    replaces: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Who is told of a deal that stays too long."""
        return self.escalate_to or "manager"

    @property
    def duties(self) -> Mapping[str, str]:
        """Everybody with a part in the stage and which: responsible, accountable, part, consulted, informed."""
        found: dict[str, str] = {}
        for duty, roles in (
            ("responsible", (self.role,)),
            ("accountable", (self.accountable,)),
            ("part", self.takes_part),
            ("consulted", self.consulted),
            ("informed", self.informed),
        ):
            for role in roles:
                if role:
                    found.setdefault(role, duty)
        return found

    def checklist_of(self, role: str) -> tuple[ChecklistItem, ...]:
        """What a role or department has to tick here."""
        return tuple(item for item in self.checklist if (item.role or self.role) == role)

    @property
    def after_win(self) -> bool:
        """Whether a deal in this stage has been won."""
        return self.phase in AFTER_WIN


@dataclass(frozen=True)
class Definition:
    """One version of one process. `won_when` is the expression that wins a deal by itself, wherever it stands."""

    key: str
    name: Text
    stages: tuple[Stage, ...]
    about: Text | None = None
    won_when: str | None = None
    departments: tuple[Department, ...] = ()
    version_id: int = 0
    process_id: int = 0
    number: int = 0
    extra: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> Mapping[str, Stage]:
        """Stages by key."""
        return {stage.key: stage for stage in self.stages}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Place of each stage on the line, from 0."""
        return {stage.key: number for number, stage in enumerate(self.stages)}

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Everybody who may have a part in a stage: the roles of the house, then the company's own departments."""
        return (*ROLES, *(one.key for one in self.departments))

    @cached_property
    def own_departments(self) -> Mapping[str, Text]:
        """Names of the company's own departments by key."""
        return {one.key: one.name for one in self.departments}

    @cached_property
    def duties(self) -> frozenset[str]:
        """Every role and department with a part in some stage, in a checklist, or told of what stays too long."""
        found = {role for stage in self.stages for role in stage.duties}
        found |= {item.role for stage in self.stages for item in stage.checklist if item.role}
        return frozenset(found | {stage.told for stage in self.stages if stage.escalate_days is not None})

    @property
    def first(self) -> Stage:
        """Where a new deal begins."""
        return self.stages[0]

    @cached_property
    def first_after_win(self) -> Stage | None:
        """The stage a won deal goes on to; none in a process that ends with the win."""
        return next((stage for stage in self.stages if stage.after_win), None)

    @cached_property
    def last_before_win(self) -> Stage:
        """The stage whose forward exit is the win."""
        return [stage for stage in self.stages if not stage.after_win][-1]

    def next_after(self, key: str) -> Stage | None:
        """The following stage on the line, or none at its end."""
        place = self.positions[key] + 1
        return self.stages[place] if place < len(self.stages) else None

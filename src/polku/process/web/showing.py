"""What the pages of a process show: its pictures, the words for keys, the versions by their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.process import queries
from polku.process.logic.definition import BUYER_PHASES, PHASES, ChecklistItem, Criterion, Definition, Stage
from polku.process.logic.drawing import Pinned, draw_lying, draw_mini, draw_upright
from polku.process.logic.figures import Figures
from polku.process.logic.wording import BUYER_PHASE_NAMES, PHASE_NAMES
from polku.process.logic.yaml_source import Fault
from polku.process.models import Process
from polku.process.web.reading import read_aloud
from polku.process.web.speaking import known_language, language, own_language, wording

__all__ = ["known_language", "language", "own_language", "wording"]

WIDTH: Final = 1020
"""Of the lying map: what lies beside the navigation on a screen of 1280, so that its letters keep their size."""


@dataclass(frozen=True)
class Maps:
    """The same map twice: lying for wide screens, upright for the phone; and what wins a deal by itself."""

    lying: SafeString
    upright: SafeString
    won_when: str = ""


@dataclass(frozen=True)
class Place:
    """A fault of a document with the words and the address of where it is."""

    said: str
    where: str
    url: str = ""
    stage: str = ""


def maps(
    definition: Definition,
    figures: Figures | None = None,
    *,
    links: Mapping[str, str] | None = None,
    pins: Pinned | None = None,
    adders: Mapping[str, str] | None = None,
    chosen: str = "",
    lanes: bool = True,
    name: str = "map",
) -> Maps:
    """Both pictures of a process. The drawing escapes every text it writes."""
    shared: Any = {"wording": wording(), "pins": pins, "links": links, "chosen": chosen, "lanes": lanes}
    lying = draw_lying(definition, figures, width=WIDTH, adders=adders, name=name, **shared)
    upright = draw_upright(definition, figures, name=f"{name}-upright", **shared)
    return Maps(mark_safe(lying), mark_safe(upright), won_when(definition))  # noqa: S308 -- made by our own drawing, which escapes


def mini(definition: Definition, name: str = "") -> SafeString:
    """A tiny picture of a process."""
    return mark_safe(draw_mini(definition, wording=wording(), name=name))  # noqa: S308 -- as above


def panel_links(definition: Definition, query: str = "") -> dict[str, str]:
    """Where the stops of a map lead: to what is known of each stage."""
    tail = f"?{query}" if query else ""
    return {
        stage.key: reverse("process:stage", args=[definition.key, stage.key]) + tail
        for stage in definition.stages
    }


def editor_links(definition: Definition) -> dict[str, str]:
    """Where the stops of a draft lead: to the form of each stage."""
    return {
        stage.key: reverse("process:draft_stage", args=[definition.key, stage.key])
        for stage in definition.stages
    }


def menu(actor: Actor, current: Process | None) -> list[tuple[str, str, bool]]:
    """The processes to switch between: name, address, whether it is the one shown."""
    return [
        (
            row.name.to(language()),
            reverse("process:map", args=[row.key]),
            current is not None and row.pk == current.pk,
        )
        for row in queries.processes(actor)
    ]


def roles(definition: Definition) -> list[tuple[str, str]]:
    """Roles and departments to choose from."""
    said = wording().of(definition)
    return [(role, said.role(role)) for role in definition.roles]


def phases() -> list[tuple[str, str]]:
    """Phases of the sale to choose from."""
    return [(phase, gettext(PHASE_NAMES[phase])) for phase in PHASES]


def buyer_phases() -> list[tuple[str, str]]:
    """Phases of the buyer to choose from."""
    return [(phase, gettext(BUYER_PHASE_NAMES[phase])) for phase in BUYER_PHASES]


@dataclass(frozen=True)
class StageWords:
    """A stage in the reader's words."""

    stage: Stage
    role: str
    takes_part: str
    consulted: str
    informed: str
    accountable: str
    told: str
    phase: str
    buyer_phase: str
    advance: str
    not_needed: str

    checklists: tuple[tuple[str, tuple[ChecklistItem, ...]], ...] = ()

    @property
    def asks_nothing(self) -> bool:
        """Whether any deal may leave it: worth a word, though nothing forbids it."""
        return not self.stage.exit

    @property
    def criteria(self) -> list[tuple[str, tuple[Criterion, ...]]]:
        """Its conditions, those to leave it first."""
        return [(str(_("To leave it")), self.stage.exit), (str(_("To enter it")), self.stage.entry)]


def stage_words(definition: Definition, stage: Stage) -> StageWords:
    """A stage in the reader's words: roles, phases, rules."""
    said = wording().of(definition)

    def listed(roles: Sequence[str]) -> str:
        return ", ".join(said.role(role) for role in roles)

    lists = dict.fromkeys(item.role or stage.role for item in stage.checklist)
    at_once = gettext("As soon as its exit criteria are met")
    return StageWords(
        stage=stage,
        role=said.role(stage.role),
        takes_part=listed(stage.takes_part),
        consulted=listed(stage.consulted),
        informed=listed(stage.informed),
        accountable=said.role(stage.accountable) if stage.accountable else "",
        told=said.role(stage.told),
        checklists=tuple((said.role(role), stage.checklist_of(role)) for role in lists),
        phase=gettext(PHASE_NAMES[stage.phase]),
        buyer_phase=gettext(BUYER_PHASE_NAMES[stage.buyer_phase]) if stage.buyer_phase else "",
        advance=at_once if stage.advance == "true" else _rule(definition, stage.advance),
        not_needed=_rule(definition, stage.not_needed),
    )


def won_when(definition: Definition) -> str:
    """What wins a deal by itself, in the reader's words; empty where only people win deals."""
    return _rule(definition, definition.won_when)


def _rule(definition: Definition, expression: str | None) -> str:
    """An expression as a sentence; what only CEL can say stays as it is."""
    return read_aloud(expression, definition) if expression else ""


def say_fault(fault: Fault) -> str:
    """What is wrong, in the reader's language."""
    return fault.message.translated(gettext)


def placed(faults: Sequence[Fault], definition: Definition | None, *, links: bool = True) -> list[Place]:
    """Faults with the stage they are in, in words, and the way to its form."""
    return [_placed(fault, definition, links) for fault in faults]


def _placed(fault: Fault, definition: Definition | None, links: bool) -> Place:
    stage = _stage_of(fault, definition)
    said = say_fault(fault)
    if stage is None or definition is None:
        line = gettext("line %(line)s") % {"line": fault.line} if fault.line else ""
        return Place(said, ", ".join(part for part in (line, fault.where) if part))
    url = reverse("process:draft_stage", args=[definition.key, stage.key]) if links else ""
    part = fault.path[2] if len(fault.path) > 2 else ""
    name = stage.name.to(language())
    where = f"{name}, {PARTS[str(part)]}" if part in PARTS else name
    return Place(said, where, url, stage.key)


def _stage_of(fault: Fault, definition: Definition | None) -> Stage | None:
    if definition is None or len(fault.path) < 2 or fault.path[0] != "stages":
        return None
    number = fault.path[1]
    return definition.stages[number] if isinstance(number, int) and number < len(definition.stages) else None


PARTS: Final = {
    "name": pgettext_lazy("thing", "name"),
    "phase": _("phase"),
    "role": _("responsible"),
    "accountable": _("accountable"),
    "takes_part": _("takes part"),
    "consulted": _("consulted"),
    "informed": _("informed"),
    "purpose": _("purpose"),
    "expected_days": _("expected days"),
    "escalate_days": _("days until somebody is told"),
    "escalate_to": _("who is told"),
    "buyer": _("the buyer"),
    "checklist": _("checklist"),
    "entry": _("criteria to enter"),
    "exit": _("criteria to leave"),
    "advance": _("moving on by itself"),
    "not_needed": _("not needed"),
}

"""One stage in the editor: its form and lists together, from the definition to the page and back."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from polku.kernel.words import Text
from polku.process import queries
from polku.process.logic import editing
from polku.process.logic.criteria import AT_ONCE
from polku.process.logic.definition import ChecklistItem, Criterion, Definition, Stage
from polku.process.logic.document import check, to_document
from polku.process.logic.yaml_source import Fault, Path
from polku.process.web.conditions import ConditionForm, CriterionForm
from polku.process.web.forms import StageForm
from polku.process.web.reading import read_aloud
from polku.process.web.rows import ItemForm
from polku.process.web.showing import placed, say_fault
from polku.process.web.words import JOINT, words_initial

CRITERIA: Final = ("exit", "entry")
_DAYS: Final = ("expected_days", "escalate_days")


class StageEditor:
    """The forms of one stage; what they say becomes the next definition."""

    def __init__(self, definition: Definition, stage: Stage, post: QueryDict | None = None) -> None:
        self.definition, self.stage, self.post = definition, stage, post
        self.types = queries.known_types(definition)
        known = {"definition": definition, "types": self.types}
        if post is None:
            self.form = StageForm(initial=_initial(stage), definition=definition)
            self.items = [
                ItemForm(part="item", number=n, initial=ItemForm.initial_of(one), definition=definition)
                for n, one in enumerate(stage.checklist)
            ]
            self.criteria = {part: self._criteria_shown(part) for part in CRITERIA}
            self.advance = self._condition("advance", "" if stage.advance == AT_ONCE else stage.advance)
            self.not_needed = self._condition("not_needed", stage.not_needed)
        else:
            self.form = StageForm(post, definition=definition)
            self.items = ItemForm.of_post(post, "item", definition=definition)
            self.criteria = {part: CriterionForm.of_post(post, part, **known) for part in CRITERIA}
            self.advance = self._sent("advance", known)
            self.not_needed = self._sent("not_needed", known)

    @property
    def blank_item(self) -> ItemForm:
        """An empty row for one more thing to tick."""
        return ItemForm(part="item", number="new", definition=self.definition)

    @property
    def blank_criteria(self) -> dict[str, CriterionForm]:
        """An empty row for one more criterion of each list."""
        return {
            part: CriterionForm(part=part, number="new", definition=self.definition, types=self.types)
            for part in CRITERIA
        }

    def is_valid(self) -> bool:
        """Whether each field is right in itself, and the process as a whole with this stage as it is now."""
        right = [form.is_valid() for form in self._forms()]
        if not all(right):
            return False
        self._judge()
        return not any(form.errors for form in self._forms())

    def made(self) -> Stage:
        """The stage as the forms say it."""
        told = self.form.cleaned_data
        return Stage(
            key=self.stage.key,
            name=self.form.text("name"),
            phase=told["phase"],
            role=told["role"],
            takes_part=tuple(told["takes_part"]),
            purpose=self.form.text("purpose") or None,
            expected_days=told["expected_days"],
            escalate_days=told["escalate_days"],
            buyer=self.form.text("buyer") or None,
            buyer_phase=told["buyer_phase"] or None,
            checklist=tuple(self._checklist()),
            entry=tuple(self._criteria_made("entry")),
            exit=tuple(self._criteria_made("exit")),
            advance=self._advance(told["advance"]),
            not_needed=self.not_needed.expression or None,
            accountable=told["accountable"],
            consulted=tuple(told["consulted"]),
            informed=tuple(told["informed"]),
            escalate_to=told["escalate_to"],
            replaces=self.stage.replaces,
        )

    def _forms(self) -> list[Any]:
        rows = [*self.items, *self.criteria["exit"], *self.criteria["entry"]]
        return [self.form, *rows, self.advance, self.not_needed]

    def _condition(self, part: str, source: str | None) -> ConditionForm:
        initial = ConditionForm.condition_initial(source, self.types)
        form = ConditionForm(
            part=part, number=0, initial=initial, definition=self.definition, types=self.types
        )
        form.source = source or ""
        form.show_lines(source)
        return form

    def _sent(self, part: str, known: dict[str, Any]) -> ConditionForm:
        rows = ConditionForm.of_post(self.post or QueryDict(), part, **known)
        return rows[0] if rows else ConditionForm({}, part=part, number=0, **known)

    def _criteria_shown(self, part: str) -> list[CriterionForm]:
        criteria: Sequence[Criterion] = getattr(self.stage, part)
        found = []
        for number, one in enumerate(criteria):
            form = CriterionForm(
                part=part,
                number=number,
                initial=CriterionForm.initial_of(one, self.types),
                definition=self.definition,
                types=self.types,
            )
            form.source = one.when
            form.show_lines(one.when)
            found.append(form)
        return found

    def sentences(self) -> list[tuple[str, str, str]]:
        """Each condition by the id of its row: what it says, and its CEL."""
        found = []
        shown: dict[str, Sequence[ConditionForm]] = {
            **self.criteria,
            "advance": [self.advance],
            "not_needed": [self.not_needed],
        }
        for part, forms_of_part in shown.items():
            for number, form in enumerate(forms_of_part):
                source = form.expression if self.post is not None else form.source
                # A row that is not stored yet has no place on the page for its sentence.
                is_new = part in CRITERIA and number >= len(getattr(self.stage, part))
                if source and not is_new:
                    found.append((f"said-{part}-{number}", read_aloud(source, self.definition), source))
        return found

    def _checklist(self) -> list[ChecklistItem]:
        others = {
            item.key for one in self.definition.stages if one.key != self.stage.key for item in one.checklist
        }
        own = {item.key for item in self.stage.checklist}
        made: list[ChecklistItem] = []
        for form in self._filled(self.items):
            taken = others | {item.key for item in made}
            key = _key(form, form.text("text"), own, taken, "item")
            made.append(ChecklistItem(key, form.text("text"), form.cleaned_data["role"]))
        return made

    def _criteria_made(self, part: str) -> list[Criterion]:
        own = {one.key for one in getattr(self.stage, part)}
        made: list[Criterion] = []
        for form in self._filled(self.criteria[part]):
            taken = {one.key for one in made}
            key = _key(form, form.said(), own, taken, "criterion")
            made.append(Criterion(key, form.expression, form.said(), form.text("hint") or None))
        return made

    def _advance(self, chosen: str) -> str | None:
        if chosen == "when":
            return self.advance.expression or None
        return AT_ONCE if chosen == "at_once" else None

    def _filled(self, forms_of_part: Sequence[Any]) -> list[Any]:
        return [form for form in forms_of_part if not form.is_left_empty()]

    def _judge(self) -> None:
        """Put the faults of the process that this stage causes at the fields they are about."""
        if self.form.cleaned_data["advance"] == "when" and not self.advance.expression:
            self.advance.add_error("fact", _("Choose a fact, or write an expression."))
        changed = editing.changed(self.definition, self.made())
        here = ("stages", changed.positions[self.stage.key])
        of_form = check(to_document(changed))
        for fault in of_form or queries.faults(changed):
            if fault.path[:2] == here:
                self.put(fault)
            elif of_form:
                self.form.add_error(None, _elsewhere(fault, changed))

    def put(self, fault: Fault) -> None:
        """Show a fault of this stage at its field."""
        path: Path = (*fault.path[2:], "")
        part, rest = path[0], path[1:]
        said = say_fault(fault)
        if part == "checklist" and rest and isinstance(rest[0], int):
            form = self._filled(self.items)[rest[0]]
            form.add_error(_field(form, "text", rest[2:]), said)
        elif part in CRITERIA and rest and isinstance(rest[0], int):
            form = self._filled(self.criteria[str(part)])[rest[0]]
            name = str(rest[1]) if len(rest) > 1 else ""
            form.add_error(form.wrong_place if name == "when" else _field(form, name, rest[2:]), said)
        elif part == "not_needed":
            self.not_needed.add_error(self.not_needed.wrong_place, said)
        elif part == "advance" and self.form.cleaned_data.get("advance") == "when":
            self.advance.add_error(self.advance.wrong_place, said)
        else:
            self.form.add_error(_field(self.form, str(part), rest), said)


def _initial(stage: Stage) -> dict[str, Any]:
    return {
        **words_initial("name", stage.name),
        **words_initial("purpose", stage.purpose),
        **words_initial("buyer", stage.buyer),
        "phase": stage.phase,
        "role": stage.role,
        "accountable": stage.accountable,
        "takes_part": list(stage.takes_part),
        "consulted": list(stage.consulted),
        "informed": list(stage.informed),
        "escalate_to": stage.escalate_to,
        **{name: _short(getattr(stage, name)) for name in _DAYS},
        "buyer_phase": stage.buyer_phase or "",
        "advance": "at_once" if stage.advance == AT_ONCE else "when" if stage.advance else "",
    }


def _elsewhere(fault: Fault, definition: Definition) -> str:
    """A fault that this stage causes in another one, with that one's name."""
    place = placed([fault], definition)[0]
    return f"{place.where}: {place.said}" if place.where else place.said


def _short(days: float | None) -> float | int | None:
    return int(days) if days is not None and days == int(days) else days


def _key(form: Any, text: Text, own: Collection[str], taken: Collection[str], fallback: str) -> str:
    """The key a row came with if it is one of this stage's, else a new one made of its words."""
    sent = str(form.cleaned_data.get("key") or "")
    if sent in own and sent not in taken:
        return sent
    return editing.key_for(text.to("en"), {*taken, *own}, fallback=fallback)


def _field(form: forms.Form, name: str, rest: Sequence[object]) -> str | None:
    """The field of a place in the document; words are one field for each language."""
    if name in form.fields:
        return name
    code = str(rest[0]) if rest and rest[0] else ""
    if f"{name}{JOINT}{code}" in form.fields:
        return f"{name}{JOINT}{code}"
    words = getattr(form, "words", {})
    return form.own(name) if name in words else None  # type: ignore[attr-defined]

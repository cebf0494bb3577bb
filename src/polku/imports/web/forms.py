"""Forms of the wizard: the file, how it is read, which column is which field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.imports.logic.encoding import OFFERED
from polku.imports.logic.guessing import ColumnGuess
from polku.imports.logic.kinds import FieldKind, ImportKind
from polku.imports.logic.mapping import Mapped, with_rest
from polku.imports.logic.moments import DateOrder
from polku.imports.logic.options import Options
from polku.imports.models import Import
from polku.imports.queries import kinds_for
from polku.kernel.errors import Invalid

KEEP = "keep"
"""What the select of a column says to keep it as a field of the company's own."""

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm,.xes,.gz"
_DELIMITERS = {
    ",": gettext_lazy("Comma"),
    ";": gettext_lazy("Semicolon"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Bar"),
}
ORDERS = {
    DateOrder.YMD: gettext_lazy("year, month, day: 2026-12-31"),
    DateOrder.DMY: gettext_lazy("day, month, year: 31.12.2026"),
    DateOrder.MDY: gettext_lazy("month, day, year: 12/31/2026"),
    DateOrder.SERIAL: gettext_lazy("a spreadsheet's number of days: 46387"),
}


class UploadForm(forms.Form):
    """What comes in."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in the file"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, a history also as XES, to choose or to drop here."),
    )
    second = forms.FileField(
        label=gettext_lazy("Second file"),
        required=False,
        help_text=gettext_lazy("More columns for the same rows, found by a column that both files have."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.key, _(kind.label)) for kind in kinds_for(actor)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        self.initial["kind"] = self.initial.get("kind") or (choices[0][0] if choices else None)
        if len(choices) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
        for name in ("file", "second"):
            self.fields[name].widget.attrs["accept"] = ACCEPTED


class MendedForm(forms.Form):
    """The rows that failed, mended."""

    file = forms.FileField(label=gettext_lazy("Mended file"))
    file.widget.attrs["accept"] = ACCEPTED


class ReadingForm(forms.Form):
    """How the file is written."""

    encoding = forms.ChoiceField(label=gettext_lazy("Characters"), required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Between columns"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    join = forms.ChoiceField(label=gettext_lazy("The files meet in the column"), required=False)

    def __init__(self, *, options: Options, sheets: list[str], shared: list[str]) -> None:
        super().__init__(initial=options.as_dict())
        known = dict.fromkeys([options.encoding, *OFFERED])
        signs = {options.delimiter: options.delimiter} | _DELIMITERS
        self._choose("encoding", [] if sheets else [(name, name) for name in known])
        self._choose("delimiter", [] if sheets else [(sign, label) for sign, label in signs.items() if sign])
        self._choose("sheet", [(name, name) for name in sheets] if len(sheets) > 1 else [])
        self._choose("join", [(name, name) for name in shared])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]


class ChoicesForm(forms.Form):
    """What holds for all rows."""

    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"),
        choices=[
            ("work", gettext_lazy("Work: new work, all rules of the process hold")),
            ("history", gettext_lazy("History: it happened elsewhere, with its own dates")),
        ],
        widget=forms.RadioSelect,
    )
    process = forms.ChoiceField(label=gettext_lazy("Process"), required=False)
    existing = forms.ChoiceField(
        label=gettext_lazy("Rows that are known already"),
        choices=[("update", gettext_lazy("Update them")), ("skip", gettext_lazy("Leave them alone"))],
    )
    dates = forms.ChoiceField(label=gettext_lazy("Dates"), required=False)
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimals"),
        required=False,
        choices=[
            ("", gettext_lazy("guessed for each column")),
            (".", gettext_lazy("a point: 1,234.50")),
            (",", gettext_lazy("a comma: 1 234,50")),
        ],
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency of amounts that name none"), required=False, max_length=3
    )
    empty = forms.CharField(
        label=gettext_lazy("Words that mean nothing"),
        required=False,
        help_text=gettext_lazy("Parted by commas, such as Select, N/A."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, found: Import, kind: ImportKind, actor: Actor
    ) -> None:
        options = Options.of(found.options)
        initial = options.as_dict() | {
            "mode": found.mode,
            "process": found.process_key,
            "empty": ", ".join(options.empty),
        }
        super().__init__(data, initial=initial)
        processes = list(kind.processes())
        self.fields["process"].choices = [("", _(kind.usual)), *processes]  # type: ignore[attr-defined]
        self.fields["dates"].choices = [("", _("guessed for each column")), *ORDERS.items()]  # type: ignore[attr-defined]
        if len(processes) < (1 if kind.history_only else 2):
            del self.fields["process"]
        modes = self.fields["mode"].choices  # type: ignore[attr-defined]
        allowed = {
            "work": actor.may(kind.permission) and not kind.history_only,
            "history": actor.may(kind.history_permission),
        }
        self.fields["mode"].choices = [choice for choice in modes if allowed[choice[0]]]  # type: ignore[attr-defined]

    def changed_options(self, options: Options) -> Options:
        """The options as chosen.

        Raises: Invalid.
        """
        chosen = {name: self.cleaned_data[name] for name in ("existing", "dates", "decimal")}
        words = tuple(word.strip() for word in self.cleaned_data["empty"].split(",") if word.strip())
        return replace(options, **chosen, currency=self.cleaned_data["currency"].upper(), empty=words)


@dataclass(frozen=True)
class ColumnChoice:
    """One column on the page: its select, what is chosen, what was guessed."""

    place: int
    name: str
    chosen: str
    guess: ColumnGuess
    order: object


def column_choices(found: Import, posted: Mapping[str, str] | None = None) -> list[ColumnChoice]:
    """Every column of the file with the field it fills."""
    options = Options.of(found.options)
    targets = {pair[0]: KEEP if pair[1].startswith("custom.") else pair[1] for pair in found.mapping}
    choices = []
    for place, name in enumerate(options.guesses):
        chosen = targets.get(name, "") if posted is None else posted.get(f"column-{place}", "")
        guess = options.guess_for(name)
        choices.append(
            ColumnChoice(place, name, chosen, guess, ORDERS[guess.order] if _is_dated(guess) else "")
        )
    return choices


def targets(kind: ImportKind) -> list[tuple[str, str]]:
    """What the select of a column offers."""
    found = [("", _("Leave out"))]
    for field in kind.fields:
        found.append((field.key, _(field.label)))
        if field.kind == FieldKind.BOOL:
            found.append(
                (f"!{field.key}", _("%(field)s (the column says the opposite)") % {"field": _(field.label)})
            )
    if kind.open_prefixes:
        found.append((KEEP, _("Keep as a field of its own")))
    return found


def posted_pairs(found: Import, kind: ImportKind, posted: Mapping[str, str]) -> list[tuple[str, str]]:
    """The mapping as it was chosen; a column kept for itself gets a field named after it.

    Raises: Invalid where nothing was chosen.
    """
    chosen = [(choice.name, choice.chosen) for choice in column_choices(found, posted) if choice.chosen]
    if not chosen:
        raise Invalid(_("No column is used. Say which column is which field."), field="map")
    fixed = [Mapped(name, target) for name, target in chosen if target != KEEP]
    kept = {pair[0]: pair[1] for pair in found.mapping if pair[1].startswith("custom.")}
    own = [name for name, target in chosen if target == KEEP]
    fixed += [Mapped(name, kept[name]) for name in own if name in kept]
    columns = [one.column for one in fixed] + [name for name in own if name not in kept]
    prefix = kind.open_prefixes[0] if kind.open_prefixes else ""
    return [(one.column, one.field) for one in with_rest(fixed, columns, prefix)]


def _is_dated(guess: ColumnGuess) -> bool:
    return guess.dates or guess.order == DateOrder.SERIAL

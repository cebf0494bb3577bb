"""How a form's field is shown: which control, what describes it, what is wrong with it."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea


def described(
    bound: BoundField,
    *,
    label: object = None,
    hint: object = None,
    cls: str = "",
    autofocus: bool = False,
    placeholder: str | None = None,
) -> dict[str, Any]:
    """Everything the field's template shows; hint and error are tied to the control by their ids."""
    hint = bound.help_text if hint is None else hint
    described_by = [f"{bound.auto_id}_hint"] if hint else []
    described_by += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs: dict[str, Any] = {}
    if described_by:
        attrs["aria-describedby"] = " ".join(described_by)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if placeholder is not None:
        attrs["placeholder"] = placeholder
    if autofocus:
        attrs["autofocus"] = True
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "label": bound.label if label is None else label,
        "hint": hint,
        "cls": cls,
        "kind": kind(bound),
        "optional": not bound.field.required and kind(bound) == "line",
    }


def kind(bound: BoundField) -> str:
    """Which shape the field takes: line, area, choice, check or choices."""
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, Textarea):
        return "area"
    return "choice" if isinstance(widget, Select) else "line"

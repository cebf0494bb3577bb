"""The company's own fields: their definitions, and the check of what is stored in them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.models import CustomField
from polku.deals.rules import DealPermission
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean, slug
from polku.kernel.words import Text

FIELDS_MAX = 200
TEXT_MAX = 5000


def define_field(
    *,
    label: str | Mapping[str, str],
    kind: str = "text",
    choices: Iterable[str] = (),
    key: str = "",
    actor: Actor,
    at: datetime,
) -> CustomField:
    """Add a field of the company's own to its deals."""
    actor.require(DealPermission.DEFINE_FIELDS)
    words = Text.of(label)
    key = key or slug(words.to("en"), max_length=60).replace("-", "_")
    if not key or kind not in CustomField.Kind.values:
        raise Invalid(gettext_noop("A field needs a name and a kind."), field="label")
    with write():
        if CustomField.objects.filter(key=key).exists():
            raise Invalid(
                Message(gettext_noop("There is a field “%(key)s” already."), key=key), field="label"
            )
        if CustomField.objects.count() >= FIELDS_MAX:
            raise Invalid(gettext_noop("There are too many fields."), field="label")
        return CustomField.objects.create(
            key=key, label=words, kind=kind, choices=list(choices), order=CustomField.objects.count()
        )


def ensure_fields(labels: Mapping[str, str]) -> None:
    """Make text fields for keys that are not defined yet; import calls it for columns it keeps."""
    with write():
        known = set(CustomField.objects.filter(key__in=labels).values_list("key", flat=True))
        new = [key for key in labels if key not in known]
        if len(new) + CustomField.objects.count() > FIELDS_MAX:
            raise Invalid(gettext_noop("There are too many fields."), field="custom")
        CustomField.objects.bulk_create(
            [
                CustomField(key=key, label=Text.of(labels[key]), order=1000 + place)
                for place, key in enumerate(new)
            ]
        )


def archive_field(field: CustomField, *, actor: Actor, at: datetime) -> None:
    """Take a field out of use; what is stored in it stays."""
    actor.require(DealPermission.DEFINE_FIELDS)
    with write():
        field.archived_at = at
        field.save(update_fields=["archived_at"])


def check_custom(values: Mapping[str, object]) -> None:
    """Refuse what cannot be stored. Kinds of defined fields are checked by `typed` where a person writes.

    Raises: Invalid, naming `custom.<key>`.
    """
    if len(values) > FIELDS_MAX:
        raise Invalid(gettext_noop("There are too many fields."), field="custom")
    for key, value in values.items():
        if isinstance(value, str):
            try:
                clean(value, max_length=TEXT_MAX, multiline=True)
            except Invalid as error:
                raise Invalid(
                    {f"custom.{key}": next(iter(error.messages.values()))}, code=error.code
                ) from error
        elif value is not None and not isinstance(value, int | float):
            raise Invalid(gettext_noop("A field holds a text, a number or yes or no."), field=f"custom.{key}")
        elif isinstance(value, int | float) and not abs(value) < 2**63:  # NaN is less than nothing
            raise Invalid(gettext_noop("This number is too large."), field=f"custom.{key}")


def typed(values: Mapping[str, object], fields: Mapping[str, CustomField]) -> dict[str, object]:
    """Values as their fields want them; an empty one is None.

    Raises: Invalid, naming `custom.<key>`: no such field, not a number, not a date, not one of the choices.
    """
    check_custom(values)
    found: dict[str, object] = {}
    for key, value in values.items():
        if key not in fields:
            raise Invalid(
                Message(gettext_noop("There is no field “%(key)s”."), key=key), field=f"custom.{key}"
            )
        found[key] = None if value in ("", None) else _as_kind(fields[key], value)
    return found


def _as_kind(field: CustomField, value: object) -> object:
    try:
        if field.kind == CustomField.Kind.NUMBER:
            number = value if isinstance(value, int | float) else float(str(value).replace(",", "."))
            if isinstance(number, bool) or not abs(number) < 2**63:
                raise ValueError(number)
            return number
        if field.kind == CustomField.Kind.DATE:
            return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise Invalid(
            gettext_noop("This value does not fit the field's kind."), field=f"custom.{field.key}"
        ) from error
    if field.kind == CustomField.Kind.YES_NO:
        return value is True or str(value).casefold() in ("true", "1", "yes", "on")
    if field.kind == CustomField.Kind.CHOICE and str(value) not in field.choices:
        raise Invalid(gettext_noop("Choose one of the listed values."), field=f"custom.{field.key}")
    return str(value)

"""How a deal's fields are called, shown and typed; on its page, in the list, on the timeline, in its past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.access.models import Team, User
from polku.contacts.models import Customer
from polku.deals.events import NextStepDone
from polku.deals.logic.pace import Pace
from polku.deals.models import CustomField, Deal
from polku.deals.queries.page import DealPage
from polku.deals.web.forms import END_OF_DAY, amount_text
from polku.deals.words import FIELD_LABELS
from polku.eventlog.models import Change
from polku.kernel.money import Money
from polku.ui import locale_formats
from polku.ui.timeline import Changed

PLAIN = ("title", "source", "campaign", "product", "expected_close")
VALUE = "value"


@dataclass(frozen=True)
class FieldRow:
    """One field of a deal: its name in addresses, its label, what it shows, what stands in its control."""

    name: str
    label: object
    text: str
    raw: str
    kind: str = "text"
    choices: Sequence[str] = ()
    hint: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return self.text == ""


def rows_of(page: DealPage) -> list[FieldRow]:
    """The facts of a deal's page, the company's own fields last."""
    names = ("expected_close", "source", "campaign", "product")
    return [row(page.deal, name) for name in names] + [own_row(page.deal, one.field) for one in page.own]


def row(deal: Deal, name: str) -> FieldRow:
    """One field of a deal by its name in addresses.

    Raises: KeyError for a name that is no field.
    """
    if name == VALUE:
        shown = "" if deal.value is None else locale_formats.money(deal.value.minor, deal.value.currency)
        return FieldRow(VALUE, _("Value"), shown, amount_text(deal.value), "money")
    if name.startswith("custom."):
        found = CustomField.objects.filter(key=name.removeprefix("custom."), archived_at=None).first()
        if found is None:
            raise KeyError(name)
        return own_row(deal, found)
    if name not in PLAIN:
        raise KeyError(name)
    value = getattr(deal, name)
    if name == "expected_close":
        text = "" if value is None else locale_formats.full_day(value)
        return FieldRow(name, FIELD_LABELS[name], text, value.isoformat() if value else "", "date")
    return FieldRow(name, FIELD_LABELS[name], value, value)


def own_row(deal: Deal, field: CustomField) -> FieldRow:
    """A field of the company's own."""
    value = deal.custom.get(field.key)
    raw = "" if value is None else ("true" if value else "false") if isinstance(value, bool) else str(value)
    label = field.label.to(get_language() or "en")
    return FieldRow(f"custom.{field.key}", label, shown(field, value), raw, field.kind, field.choices)


def shown(field: CustomField | None, value: Any) -> str:
    """A value of the company's own field in words."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field is not None and field.kind == CustomField.Kind.DATE:
        return locale_formats.full_day(date.fromisoformat(str(value)))
    return locale_formats.number(value, 6) if isinstance(value, int | float) else str(value)


def when(at: datetime | None, now: datetime, *, day_only: bool = False) -> str:
    """When a next step is due: “today 9:30”, “Mon”, “3 Dec”; the time only where one was chosen."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    word = _day_word(local.date(), timezone.localdate(now), get_language() or "en")
    untimed = day_only or local.time().replace(second=0, microsecond=0) == END_OF_DAY
    return word if untimed else f"{word} {locale_formats.clock(at)}"


@lru_cache(maxsize=2048)
def _day_word(day: date, today: date, language: str) -> str:
    """A day seen from another, in the language that is active: a board says the same few days again and again."""
    days = (day - today).days
    word = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(days)
    if word is not None:
        return word
    noon = timezone.make_aware(datetime.combine(today, time(12)))
    return date_format(day, "D") if 0 < days < 7 else locale_formats.day(day, now=noon)


def pace_sentence(pace: Pace) -> str:
    """The time in a stage against the expected one: “Stuck: 10 working days, 5 expected”."""
    days = pace.days or 0
    values = {"days": locale_formats.number(days, 0 if days >= 1 else 1)}
    whole = round(days) if days >= 1 else 2  # “0.4 days” in the plural
    if pace.expected is None:
        return ngettext("%(days)s working day", "%(days)s working days", whole) % values
    values["expected"] = locale_formats.number(pace.expected, 1)
    if pace.signal == "stuck":
        text = ngettext(
            "Stuck: %(days)s working day, %(expected)s expected",
            "Stuck: %(days)s working days, %(expected)s expected",
            whole,
        )
    elif pace.signal == "late":
        text = ngettext(
            "Late: %(days)s working day, %(expected)s expected",
            "Late: %(days)s working days, %(expected)s expected",
            whole,
        )
    else:
        text = ngettext(
            "%(days)s working day, %(expected)s expected",
            "%(days)s working days, %(expected)s expected",
            whole,
        )
    return text % values


def looks(changes: Sequence[Change]) -> Mapping[int, Changed | None]:
    """How changes of a deal look before and after; names are read by batch."""
    names = _names(changes)
    currencies = {change.event_id: change for change in changes if change.field == "value_currency"}
    has_own = any(change.field.startswith("custom.") for change in changes)
    own = {one.key: one for one in CustomField.objects.all()} if has_own else {}
    valued = {change.event_id: change.row_id for change in changes if change.field == "value_minor"}
    rows = Deal.objects.filter(id__in=set(valued.values())) if valued else Deal.objects.none()
    now = dict(rows.values_list("id", "value_currency"))
    stepped = {change.event_id for change in changes if change.field == "next_step"}
    found: dict[int, Changed | None] = {}
    for change in changes:
        # A currency is said with its value, and when a step is due by the sentence itself.
        said = {"value_currency": valued, "next_step_at": stepped}.get(change.field, ())
        if change.event_id in said:
            found[change.pk] = None
        elif change.field == "value_minor":
            codes = currencies.get(change.event_id)
            before, after = (codes.before, codes.after) if codes else (now.get(change.row_id),) * 2
            found[change.pk] = Changed(
                _("Value"), _amount(change.before, before), _amount(change.after, after)
            )
        else:
            field = own.get(change.field.removeprefix("custom."))
            label = (
                field.label.to(get_language() or "en")
                if field
                else FIELD_LABELS.get(change.field, change.field)
            )
            before, after = (
                _look(change.field, side, names, field) for side in (change.before, change.after)
            )
            if change.field == "next_step" and change.event.kind == NextStepDone.kind:
                before, after = (
                    "",
                    before,
                )  # what was done stands there as it was, not as something taken away
            found[change.pk] = Changed(label, before, after)
    return found


def _names(changes: Sequence[Change]) -> dict[tuple[str, Any], str]:
    """Names of the people, teams and customers that changes speak of; a query a sort, if any."""
    found: dict[tuple[str, Any], str] = {}
    for field, model in (("owner_id", User), ("team_id", Team), ("customer_id", Customer)):
        ids = {side for c in changes if c.field == field for side in (c.before, c.after) if side is not None}
        if ids:
            rows: Any = model._default_manager.filter(pk__in=ids).values_list("pk", "name")
            found |= {(field, pk): name for pk, name in rows}
    return found


def _look(field: str, value: Any, names: Mapping[tuple[str, Any], str], own: CustomField | None) -> str:
    if value is None or value == "":
        return ""
    if (field, value) in names:
        return names[field, value]
    if field == "next_step_at":
        return moment(value)
    if field == "expected_close":
        return locale_formats.full_day(date.fromisoformat(value))
    return shown(own, value)


def _amount(minor: Any, currency: Any) -> str:
    if minor is None:
        return ""
    return str(minor) if not currency else locale_formats.money(Money(minor, currency).minor, currency)


def full_day(text: Any) -> str:
    """A stored day in full."""
    return locale_formats.full_day(date.fromisoformat(str(text)))


def moment(text: Any) -> str:
    """A stored moment: its day, and the time where one was chosen."""
    at = timezone.localtime(datetime.fromisoformat(str(text)))
    untimed = at.time().replace(second=0, microsecond=0) == END_OF_DAY
    return locale_formats.full_day(at) if untimed else locale_formats.exact(at)


def own_label(name: str) -> str:
    """What the company calls a field of its own."""
    found = CustomField.objects.filter(key=name.removeprefix("custom.")).first()
    return found.label.to(get_language() or "en") if found else name

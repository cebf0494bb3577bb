"""The forms of rules and plans: a plan's steps are rows of inputs, kept as they were typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.catalogue.models import CustomerGroup
from polku.company.queries import company
from polku.kernel.errors import DomainError, Invalid, gettext_noop, say
from polku.kernel.money import CURRENCIES, Money
from polku.kernel.words import Text
from polku.payments.actions import PlannedStep
from polku.payments.logic.chasing import STEPS_MAX, Channel, Step
from polku.payments.web.forms import amount_of, put_errors

NAMES: Final = ("level", "days", "channel", "subject", "text", "fee", "interest")
CHANNELS: Final = ((Channel.MAIL.value, gettext_lazy("Mail")), (Channel.TASK.value, gettext_lazy("Call")))
_FIELDS: Final = {"fee_minor": "fee", "interest_percent": "interest"}


SWITCHES: Final = ("match_sure", "remind_daily", "expire_vouchers", "relieve_tax")
"""Rules that are on or off."""


class RulesForm(forms.Form):
    """What the company leaves to rules."""

    small = forms.CharField(
        label=gettext_lazy("Write off differences up to"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=gettext_lazy(
            "What is left of an invoice after a payment, in the company's currency; 0 writes nothing off."
        ),
    )
    cash = forms.CharField(
        label=gettext_lazy("Round cash to"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "By currency, such as EUR 0.05; empty: to the cent. The rest is booked as cash rounding."
        ),
    )
    match_sure = forms.BooleanField(
        label=gettext_lazy("Match what is beyond doubt at once"),
        required=False,
        help_text=gettext_lazy("Bookings of a bank statement that name one invoice with exactly its amount."),
    )
    remind_daily = forms.BooleanField(
        label=gettext_lazy("Send reminders by themselves"),
        required=False,
        help_text=gettext_lazy(
            "Each morning, as the plans say. Otherwise they wait on the page of late invoices."
        ),
    )
    expire_vouchers = forms.BooleanField(
        label=gettext_lazy("Book expired vouchers as income by themselves"),
        required=False,
        help_text=gettext_lazy("Each night, what is left of them. Otherwise a button on their page does it."),
    )
    relieve_tax = forms.BooleanField(
        label=gettext_lazy("Take VAT off when an invoice is written off"),
        required=False,
        help_text=gettext_lazy("As far as the law of your country allows it. Shown in the VAT report."),
    )


_STEP: Final = re.compile(r"([A-Za-z]{3})\s*(\d{1,6}(?:[.,]\d{1,4})?)")


def read_steps(text: str) -> dict[str, int]:
    """To what cash is rounded, as people write it: EUR 0.05, SEK 1. Raises: Invalid."""
    if _STEP.sub("", text).strip(" ,;\r\n"):
        raise Invalid(gettext_noop("Write a currency and an amount, such as EUR 0.05."), field="cash")
    found = {}
    for code, amount in _STEP.findall(text):
        if code.upper() not in CURRENCIES:
            raise Invalid(gettext_noop("This is not a currency code."), field="cash")
        found[code.upper()] = amount_of(amount, code.upper()).minor
    return found


def written_steps(steps: Mapping[str, int]) -> str:
    """The same as text."""
    return ", ".join(f"{code} {Money(minor, code).decimal}" for code, minor in sorted(steps.items()))


class PlanForm(forms.Form):
    """The name of a plan, and for whom it is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    tier = forms.ChoiceField(label=gettext_lazy("For customers of the group"), required=False)

    def __init__(self, data: Any, *, initial: dict[str, Any], has_all: bool) -> None:
        super().__init__(data, initial=initial)
        groups = [(one.key, str(Text.of(one.name))) for one in CustomerGroup.objects.order_by("id")]
        rest = [("", _("All others"))]
        tier = self.fields["tier"]
        assert isinstance(tier, forms.ChoiceField)
        tier.choices = rest if has_all else [*groups, *rest]


@dataclass
class StepRow:
    """A step as it stands in the form; `errors` by the input's name."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def written(steps: Sequence[Step], language: str) -> list[StepRow]:
    """The steps of a plan as the form shows them, and an empty one."""
    own = company().currency
    rows = [
        StepRow(
            {
                "level": str(one.level),
                "days": str(one.days),
                "channel": one.channel,
                "subject": one.subject.to(language),
                "text": one.text.to(language),
                "fee": str(Money(one.fee_minor, own).decimal) if one.fee_minor else "",
                "interest": f"{one.interest_percent.normalize():f}" if one.interest_percent else "",
            }
        )
        for one in steps
    ]
    return [*rows, _empty()][:STEPS_MAX]


def typed(data: QueryDict) -> list[StepRow]:
    """The steps as they were sent."""
    columns = {name: data.getlist(name)[:STEPS_MAX] for name in NAMES}
    height = len(columns["days"])
    return [
        StepRow({name: column[number] if number < len(column) else "" for name, column in columns.items()})
        for number in range(height)
    ]


def _empty() -> StepRow:
    return StepRow(dict.fromkeys(NAMES, "") | {"channel": Channel.MAIL.value})


def planned(rows: Sequence[StepRow], known: Sequence[Step], language: str) -> list[PlannedStep]:
    """The steps as the action takes them; words of other languages stay, rows without days are left out.

    Raises: Invalid, naming the row that can't be read.
    """
    before = {str(one.level): one for one in known}
    used = sorted((row for row in rows if row.values["days"].strip()), key=_days)
    return [
        _planned(number, row, before.get(row.values["level"]), language) for number, row in enumerate(used)
    ]


def _days(row: StepRow) -> int:
    text = row.values["days"].strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _planned(number: int, row: StepRow, before: Step | None, language: str) -> PlannedStep:
    said = row.values
    fee = said["fee"].strip()
    return PlannedStep(
        days=_days(row),
        subject=(before.subject if before else Text()).having(language, said["subject"].strip()),
        text=(before.text if before else Text()).having(language, said["text"].strip()),
        channel=said["channel"],
        fee_minor=_fee(fee, number) if fee else 0,
        interest_percent=_percent(said["interest"].strip(), number),
    )


def _fee(text: str, number: int) -> int:
    try:
        return amount_of(text, company().currency).minor
    except Invalid as error:
        raise Invalid(error.message, field=f"steps.{number}.fee_minor") from error


def _percent(text: str, number: int) -> Decimal:
    plain = text.replace(",", ".")
    try:
        found = Decimal(plain) if plain else Decimal(0)
        if not found.is_finite() or found.adjusted() > 4 or int(found.as_tuple().exponent) < -6:
            raise InvalidOperation
    except InvalidOperation as error:
        said = _("“%(text)s” is not a number.") % {"text": text[:40]}
        raise Invalid(said, field=f"steps.{number}.interest_percent") from error
    return found


def put_step_errors(form: PlanForm, rows: Sequence[StepRow], error: DomainError) -> None:
    """Show what was refused beside its input, the rest above the form."""
    if not isinstance(error, Invalid):
        put_errors(form, error)
        return
    used = sorted((row for row in rows if row.values["days"].strip()), key=_days)
    for place, messages in error.errors.items():
        parts = place.split(".")
        if len(parts) == 3 and parts[1].isdecimal() and int(parts[1]) < len(used):
            used[int(parts[1])].errors[_FIELDS.get(parts[2], parts[2])] = say(messages[0], _)
            form.add_error(None, say(messages[0], _))
        else:
            form.add_error(place if place in form.fields else None, say(messages[0], _))

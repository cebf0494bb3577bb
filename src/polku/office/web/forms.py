"""Forms of the company: its settings, hours, days off, rates."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from polku.company.models import Company
from polku.kernel.money import CURRENCIES

INTERVALS = 2
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


class CompanyForm(forms.Form):
    """The firm as it calls itself and counts."""

    name = forms.CharField(label=pgettext_lazy("company", "Name"), max_length=200)
    currency = forms.ChoiceField(label=_("Currency"))
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as FI.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of what the company sends out; each person reads in their own."),
    )
    line = forms.CharField(
        label=_("Line under the name"),
        max_length=200,
        required=False,
        help_text=_("Stands on what your buyers see."),
    )
    colour = forms.CharField(
        label=_("Colour"),
        max_length=7,
        required=False,
        help_text=_("Such as #1f5c4a; empty for ours."),
    )

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG, at most 1 MB. Stands on your papers and on pages for buyers."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    def __init__(self, *args: Any, locked: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=[(code, code) for code in sorted(CURRENCIES)], disabled=bool(locked)
        )
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=[(zone, zone) for zone in sorted(available_timezones())]
        )

    @staticmethod
    def initial_of(firm: Company) -> dict[str, Any]:
        """The form's values of the company."""
        plain = {
            name: getattr(firm, name) for name in ("name", "currency", "country", "time_zone", "language")
        }
        return plain | {"line": firm.brand.get("line", ""), "colour": firm.brand.get("colour", "")}

    def settings(self) -> dict[str, Any]:
        """What was chosen, as the company keeps it."""
        chosen = dict(self.cleaned_data)
        del chosen["logo"], chosen["without_logo"]
        chosen["country"] = chosen["country"].upper()
        chosen["brand"] = {"line": chosen.pop("line"), "colour": chosen.pop("colour")}
        return chosen


class WeekForm(forms.Form):
    """From when to when people work on each day: up to two intervals, more where there are more already."""

    def __init__(self, *args: Any, week: list[list[list[str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = max(INTERVALS, *(len(hours) for hours in week))
        for day, hours in enumerate(week):
            for place in range(self.rows):
                known = hours[place] if place < len(hours) else ["", ""]
                for edge, label in enumerate(
                    (pgettext_lazy("a time of day", "from"), pgettext_lazy("a time of day", "to"))
                ):
                    self.fields[f"d{day}_{place}_{edge}"] = forms.CharField(
                        label=label,
                        required=False,
                        max_length=8,
                        initial=known[edge],
                        widget=forms.TimeInput(attrs={"type": "time"}),
                    )

    def days(self) -> list[tuple[Any, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Weekdays with the fields of their intervals, for the template."""
        return [
            (label, [(self[f"d{day}_{place}_0"], self[f"d{day}_{place}_1"]) for place in range(self.rows)])
            for day, label in enumerate(WEEKDAYS)
        ]

    def week(self) -> list[list[list[str]]]:
        """The week as the company keeps it."""
        return [
            [
                [self.cleaned_data[f"d{day}_{place}_{edge}"] for edge in (0, 1)]
                for place in range(self.rows)
                if any(self.cleaned_data[f"d{day}_{place}_{edge}"] for edge in (0, 1))
            ]
            for day in range(7)
        ]


class DaysOffForm(forms.Form):
    """Days off, one in each line."""

    days = forms.CharField(
        label=_("Add days off"),
        max_length=100_000,
        strip=False,
        help_text=_("One in each line, the date first: 2026-12-24 Christmas Eve"),
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "2026-12-24 Christmas Eve"}),
    )


class RateForm(forms.Form):
    """What one unit of a currency is worth from a day on."""

    currency = forms.ChoiceField(label=_("Currency"))
    from_date = forms.DateField(
        label=pgettext_lazy("a day", "From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    rate = forms.DecimalField(
        label=_("One unit is worth"),
        max_digits=16,
        decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [("", ""), *((code, code) for code in sorted(CURRENCIES) if code != own)]
        self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=codes)

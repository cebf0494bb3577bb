"""Forms of the guided start."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from polku.access.logic import Role
from polku.access.queries import teams
from polku.start.logic import INDICATORS
from polku.start.words import INDICATOR_NAMES


class AimForm(forms.Form):
    """One number and a day."""

    indicator = forms.ChoiceField(
        label=_("What counts"), choices=[(key, INDICATOR_NAMES[key]) for key in INDICATORS], initial="wins"
    )
    target = forms.IntegerField(label=_("How much"), min_value=1, max_value=10**12)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}))
    words = forms.CharField(label=_("In words"), required=False, max_length=300)


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label=_("Mail address"), max_length=254)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=150, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Role.SELLER.value, _("Seller")), (Role.MANAGER.value, _("Manager")),
            (Role.MARKETING.value, _("Marketing")), (Role.SERVICE.value, _("Service")),
            (Role.FINANCE.value, _("Finance")),
        ],
    )  # fmt: skip
    team = forms.ChoiceField(label=_("Team"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.known = {str(team.id): team for team in teams()}
        self.fields["team"].choices = [(key, team.name) for key, team in self.known.items()]  # type: ignore[attr-defined]

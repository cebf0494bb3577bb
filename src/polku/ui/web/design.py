"""Every component on one page, to look at and to check."""

from datetime import timedelta

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.kernel.words import Text
from polku.ui.web import samples


class SampleForm(forms.Form):
    """One field of each shape."""

    title = forms.CharField(label=_("Title"), help_text=_("As it will stand on the card"))
    amount = forms.CharField(label=_("Amount"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=[("find", _("Find")), ("offer", _("Offer"))])
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    team = forms.BooleanField(label=_("Share with the team"), required=False)
    reach = forms.ChoiceField(
        label=_("Reach"), widget=forms.RadioSelect, choices=[("own", _("Own")), ("all", _("All"))]
    )


@require_safe
@login_required
def components(request: Request) -> HttpResponse:
    """The design page."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    now = timezone.now()
    context = {
        "form": SampleForm({"title": "", "amount": "12,5x", "stage": "offer", "reach": "own"}),
        "now": now,
        "yesterday": now - timedelta(hours=26),
        "soon": now + timedelta(minutes=12),
        "words": Text.of({"en": "Offer", "fi": "Tarjous"}),
        "tabs": [
            (_("Board"), "#board", True),
            (_("List"), "#list", False),
            (_("Forecast"), "#forecast", False),
        ],
        "s": vars(samples),
    }
    return render(request, "ui/pages/design.html", context)

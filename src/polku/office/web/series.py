"""Settings: how documents are numbered."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.documents.logic.numbering import DIGITS_MAX
from polku.documents.queries import SeriesState, overview
from polku.kernel.errors import Invalid
from polku.office.actions import change_series
from polku.office.web.views import put_errors
from polku.ui.answers import go

LABELS = {
    "quote": gettext_lazy("Quotes"),
    "order": gettext_lazy("Orders"),
    "delivery": gettext_lazy("Deliveries"),
    "invoice": gettext_lazy("Invoices"),
    "credit_note": gettext_lazy("Credit notes"),
    "receipt": gettext_lazy("Receipts"),
    "return": gettext_lazy("Returns"),
}


class SeriesForm(forms.Form):
    """How one kind of document is numbered."""

    prefix = forms.CharField(label=gettext_lazy("Begins with"), max_length=20)  # type: ignore[assignment]  # a field
    year_in_number = forms.BooleanField(
        label=gettext_lazy("The year stands in the number"),
        required=False,
        help_text=gettext_lazy("Each year then counts from 1."),
    )
    digits = forms.IntegerField(
        label=gettext_lazy("Digits"), min_value=1, max_value=DIGITS_MAX, help_text=gettext_lazy("At least.")
    )
    next_value = forms.IntegerField(
        label=gettext_lazy("Next number"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("It only moves forward. What you leave out is noted and never used."),
    )


@require_safe
@login_required
def all_series(request: Request) -> HttpResponse:
    """Every series with the number that comes next."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    rows = [(LABELS.get(one.key, one.key), one) for one in overview(timezone.localdate())]
    return render(request, "office/all_series.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@login_required
def one_series(request: Request, key: str) -> HttpResponse:
    """Change how one kind of document is numbered."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    series, today = _series(key), timezone.localdate()
    form = SeriesForm(request.POST or None, initial=_initial(series))
    if form.is_valid():
        given = dict(form.cleaned_data)
        # A new beginning has a count of its own: the one shown belongs to the old beginning.
        if "next_value" not in form.changed_data:
            given["next_value"] = None
        try:
            change_series(key, **given, on=today, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error)
        else:
            return go(request, reverse("office:series"), said=_("Saved."))
    context = {"form": form, "label": LABELS.get(key, key), "series": series}
    return render(request, "office/one_series.html", context, status=422 if form.errors else 200)


def _series(key: str) -> SeriesState:
    for one in overview(timezone.localdate()):
        if one.key == key:
            return one
    raise Http404


def _initial(series: SeriesState) -> dict[str, Any]:
    return {name: getattr(series, name) for name in SeriesForm.base_fields}

"""Working time: the hours of each weekday, and the days off."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.company.logic import read_days_off
from polku.company.queries import company
from polku.kernel.errors import Invalid
from polku.office.actions import add_days_off, change_company, remove_day_off
from polku.office.logic import week_lines
from polku.office.web.forms import WEEKDAYS, DaysOffForm, WeekForm
from polku.office.web.views import put_errors
from polku.ui.answers import go


@require_http_methods(["GET", "POST"])
@login_required
def working_time(request: Request) -> HttpResponse:
    """The week as form and picture, the days off as a list."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    form = WeekForm(request.POST or None, week=company().week)
    if form.is_valid():
        try:
            change_company({"week": form.week()}, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error)
        else:
            return go(request, reverse("office:working_time"), said=_("Saved."))
    return _shown(request, form, DaysOffForm())


@require_POST
@login_required
def days_off(request: Request) -> HttpResponse:
    """Add days off, as many as were pasted."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    form = DaysOffForm(request.POST)
    if form.is_valid():
        try:
            days = read_days_off(form.cleaned_data["days"])
            add_days_off(days, actor=request.actor, at=timezone.now())
        except Invalid as error:
            put_errors(form, error)
        else:
            said = ngettext("%(n)d day off is there.", "%(n)d days off are there.", len(days)) % {
                "n": len(days)
            }
            return go(request, reverse("office:working_time"), said=said)
    return _shown(request, WeekForm(week=company().week), form)


@require_POST
@login_required
def removal(request: Request, day: str) -> HttpResponse:
    """Make a day off a working day again."""
    try:
        chosen = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    remove_day_off(chosen, actor=request.actor, at=timezone.now())
    return go(request, reverse("office:working_time"), said=_("The day off is taken away."))


def _shown(request: Request, form: WeekForm, days: DaysOffForm) -> HttpResponse:
    firm, today = company(), timezone.localdate()
    off = [(date.fromisoformat(day), name) for day, name in sorted(firm.holidays.items())]
    lines = week_lines(firm.week)
    context = {
        "form": form,
        "days_form": days,
        "lines": list(zip(WEEKDAYS, lines, strict=True)),
        "minutes": sum(line.minutes for line in lines),
        "coming": [one for one in off if one[0] >= today],
        "past": [one for one in reversed(off) if one[0] < today],
        "firm": firm,
    }
    status = 422 if form.errors or days.errors else 200
    return render(request, "office/working_time.html", context, status=status)

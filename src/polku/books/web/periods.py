"""Months and years: closed and opened again, with a reason."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.request import Request
from polku.books.actions import close_period, close_year, reopen_period, reopen_year
from polku.books.logic.periods import last_day
from polku.books.queries.months import months as all_months
from polku.books.queries.years import years as all_years
from polku.books.rules import BooksPermission
from polku.books.web.forms import ReasonForm, put_errors
from polku.books.web.state import Span
from polku.books.web.views import around
from polku.books.words import month_label
from polku.kernel.errors import DomainError
from polku.ui.answers import Then, go, refill


@require_safe
@login_required
def months(request: Request) -> HttpResponse:
    """Months, closed and open, with what was done to them."""
    request.actor.require(BooksPermission.SEE)
    today = timezone.localdate()
    context = around(request, Span.of({}, today), today, "months")
    context |= {
        "months": all_months(request.actor, today),
        "years": all_years(request.actor, today),
        "may_close": request.actor.may(BooksPermission.CLOSE),
    }
    return render(request, "books/months.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def closing(request: Request, month: int) -> HttpResponse:
    """Close a month and those before it, with a reason."""
    return _decide(request, month, month_label(month), close_period, _("Closed."), is_closing=True)


@require_http_methods(["GET", "POST"])
@login_required
def reopening(request: Request, month: int) -> HttpResponse:
    """Open a closed month again, with a reason."""
    return _decide(request, month, month_label(month), reopen_period, _("Open again."), is_closing=False)


@require_http_methods(["GET", "POST"])
@login_required
def year_closing(request: Request, year: int) -> HttpResponse:
    """Carry the result of a year into equity and close its months."""
    return _decide(request, year, str(year), close_year, _("Closed."), is_closing=True)


@require_http_methods(["GET", "POST"])
@login_required
def year_reopening(request: Request, year: int) -> HttpResponse:
    """Take the carried result back and open the last month of the year."""
    return _decide(request, year, str(year), reopen_year, _("Open again."), is_closing=False)


def _decide(
    request: Request, period: int, label: str, deed: Callable[..., object], said: str, *, is_closing: bool
) -> HttpResponse:
    request.actor.require(BooksPermission.CLOSE)
    form, is_year = ReasonForm(request.POST or None), deed in (close_year, reopen_year)
    if form.is_valid():
        try:
            deed(period, reason=form.cleaned_data["reason"], actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            back = reverse(f"books:{'year_' if is_year else ''}reopening", args=[period])
            then = Then(_("Open again"), back) if is_closing else None
            return go(request, reverse("books:months"), said=said, then=then)
    show = refill if form.errors else render
    context = {"form": form, "month": label, "is_closing": is_closing, "is_year": is_year}
    context["is_running"] = not is_year and last_day(period) >= timezone.localdate()
    return show(request, "books/month.html", context)

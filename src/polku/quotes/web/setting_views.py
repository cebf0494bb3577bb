"""How the company makes its offers: limits, and templates of terms."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.kernel.errors import Invalid
from polku.quotes import actions
from polku.quotes.logic.incoming import TERMS
from polku.quotes.models import TermsTemplate
from polku.quotes.queries import settings as settings_of
from polku.quotes.queries import templates
from polku.quotes.rules import QuotePermission
from polku.quotes.web.forms import SettingsForm, TermsForm
from polku.quotes.web.inputs import read_number
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def settings(request: Request) -> HttpResponse:
    """Least margin, validity, whether the deal's value follows; the templates below."""
    request.actor.require(QuotePermission.SET_LIMITS)
    row = settings_of()
    start: dict[str, Any] = {name: getattr(row, name) for name in ("valid_days", "value_follows")}
    start["margin"] = "" if row.margin_percent is None else f"{row.margin_percent.normalize():f}"
    form = SettingsForm(request.POST or None, initial=start)
    if form.is_valid():
        data = form.cleaned_data
        try:
            margin = read_number(data["margin"]) if data["margin"].strip() else None
            actions.change_settings(
                margin_percent=margin,
                valid_days=data["valid_days"],
                value_follows=data["value_follows"],
                actor=request.actor,
                at=timezone.now(),
            )
            return go(request, reverse("quotes:settings"), said=_("Saved."))
        except ValueError:
            form.add_error("margin", _("This is not a number."))
        except Invalid as error:
            form.add_error("margin" if error.field == "margin_percent" else error.field, str(error))
    context = {"form": form, "templates": templates(archived=True)}
    return (refill if form.errors else render)(request, "quotes/settings.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_terms(request: Request) -> HttpResponse:
    """A new template of terms."""
    return _terms(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def terms(request: Request, template_id: int) -> HttpResponse:
    """One template of terms, in the reader's language."""
    request.actor.require(QuotePermission.SET_LIMITS)
    return _terms(request, get_object_or_404(TermsTemplate, id=template_id))


def _terms(request: Request, row: TermsTemplate | None) -> HttpResponse:
    request.actor.require(QuotePermission.SET_LIMITS)
    start = TermsForm.initial_of(row, get_language() or "en") if row else None
    form = TermsForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            _save(request, row, form.cleaned_data)
            return go(request, reverse("quotes:settings"), said=_("Saved."))
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {
        "form": form,
        "title": _("Terms of offers"),
        "act": _("Save"),
        "here": request.path,
        "quote": None,
    }
    return (refill if form.errors else render)(request, "quotes/dialog.html", context)


def _save(request: Request, row: TermsTemplate | None, data: dict[str, Any]) -> None:
    """Write the template; words of other languages stay."""
    language = get_language() or "en"
    known = {key: getattr(row, key).as_dict() if row else {} for key in TERMS}
    actions.save_terms(
        row.id if row else None,
        name=data["name"],
        words={key: known[key] | {language: data[key]} for key in TERMS},
        payment_terms=data["payment_terms"],
        due_days=data["due_days"] or 0,
        archived=data["archived"],
        actor=request.actor,
        at=timezone.now(),
    )

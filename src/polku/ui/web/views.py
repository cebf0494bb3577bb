"""Today, the list of settings, the reader's language."""

from django.conf import settings as django_settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST, require_safe

from polku.access.request import Request
from polku.ui import registry
from polku.ui.answers import REDIRECT_AFTER_POST, safe_next
from polku.ui.web.today import Queue

A_YEAR = 365 * 24 * 60 * 60


@require_safe
@login_required
def today(request: Request) -> HttpResponse:
    """Everything that waits for this person, the most urgent first."""
    at = timezone.now()
    queue = Queue.load(request.actor, at, kind=request.GET.get("kind", ""))
    return render(request, "ui/pages/today.html", {"queue": queue, "now": at})


@require_safe
@login_required
def settings_list(request: Request) -> HttpResponse:
    """The settings this person may open, by group."""
    groups: dict[str, list[tuple[registry.SettingsPage, str]]] = {}
    for page in registry.settings_pages.for_actor(request.actor):
        if url := registry.address(page.url_name):
            groups.setdefault(str(page.group), []).append((page, url))
    return render(request, "ui/pages/settings.html", {"groups": groups})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read in another language: kept in a cookie; who is signed in sets it in the profile."""
    response = HttpResponseRedirect(safe_next(request), status=REDIRECT_AFTER_POST)
    chosen = request.POST.get("language", "")
    if check_for_language(chosen) and chosen in dict(django_settings.LANGUAGES):
        response.set_cookie(
            django_settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=A_YEAR,
            samesite="Lax",
            secure=django_settings.SESSION_COOKIE_SECURE,
        )
    return response

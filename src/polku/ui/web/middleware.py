"""What holds for every request: the company's time zone, errors as pages, a form sent twice done once."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from polku.company.queries import own_zone
from polku.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Refused
from polku.ui.actions.forms import claim_form, forget_form, remember_answer
from polku.ui.afterwords import listening
from polku.ui.answers import REDIRECT_AFTER_POST, is_fragment

Answer = Callable[[HttpRequest], HttpResponse]

_PAGES: dict[type[DomainError], tuple[int, str]] = {
    NotFound: (404, "404.html"),
    NotAllowed: (403, "403.html"),
    Conflict: (409, "409.html"),
    Refused: (422, "ui/errors/refused.html"),
    Invalid: (400, "ui/errors/refused.html"),
}


class TimeZoneMiddleware:
    """Dates and times are shown in the zone of the company."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with own_zone():
            return self.get_response(request)


class ErrorsMiddleware:
    """A refusal of the domain that no view caught becomes a page that says what it is."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for an error in a view."""
        if not isinstance(exception, DomainError) or request.path.startswith("/api/"):
            return None
        status, template = next(
            (page for kind, page in _PAGES.items() if isinstance(exception, kind)),
            (400, "ui/errors/refused.html"),
        )
        return render(request, template, {"error": exception, "exception": exception}, status=status)


class ListeningMiddleware:
    """What an act brings about is kept in mind until it is answered."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        with listening():
            return self.get_response(request)


class OnceMiddleware:
    """A form with the mark of `{% once %}` is done once: sent again, it leads to where the first time led."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.method != "POST"
            or request.path.startswith("/api/")
            or not (token := request.POST.get("once", ""))
        ):
            return self.get_response(request)
        user_id = request.user.pk if request.user.is_authenticated else None
        form = claim_form(token[:40], user_id=user_id, at=timezone.now())
        if not form.is_new:
            return _again(request, form.answer_url)
        response = self.get_response(request)
        if response.status_code >= 400:
            forget_form(form.id)
        else:
            remember_answer(form.id, _leads_to(response))
        return response


def _leads_to(response: HttpResponse) -> str:
    return response.headers.get("Location") or response.headers.get("HX-Redirect") or ""


def _again(request: HttpRequest, url: str) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url} if url else {})
    messages.info(request, _("This was saved already."))
    back = url or request.headers.get("Referer") or "/"
    return HttpResponseRedirect(back, status=REDIRECT_AFTER_POST)

"""The buyer's page at `/q/<token>/`: read, choose, ask, accept or decline, without an account."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from polku.company.queries import day_of
from polku.files.queries import opened
from polku.kernel.errors import DomainError, Invalid, NotFound, Refused, gettext_noop, say
from polku.quotes import actions, following
from polku.quotes.logic.pace import TooMany
from polku.quotes.models import Acceptance, Quote, QuoteVersion
from polku.quotes.queries import lines_of, shown_to_buyer
from polku.quotes.web.door import sender
from polku.quotes.web.offer import page_of, sums_of
from polku.quotes.words import REASONS
from polku.ui.visitors import in_language

SEE_OTHER = 303
UNPROCESSABLE = 422
TOO_MANY = 429


@never_cache
@require_safe
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The offer; that it was opened is noted, unless one of our own people looks."""
    row, version = _found(token)
    if request.method == "GET" and getattr(request, "actor", None) is None:
        actions.note_view(token, sent_from=sender(request), at=timezone.now())
    with in_language(request, row.language) as language:
        return render(request, "quotes/public.html", _context(request, row, version, language))


@never_cache
@require_safe
def totals(request: HttpRequest, token: str) -> HttpResponse:
    """What the ticked lines come to, as a fragment; the server counts."""
    row, version = _found(token)
    with in_language(request, row.language):
        picked = _picked(request)
        try:
            sums = sums_of(row, version, lines_of(version), picked)
        except Invalid as error:
            return render(request, "quotes/parts/public_sums.html", {"problem": say(error.message, _)})
        return render(request, "quotes/parts/public_sums.html", {"sums": sums, "swap": True})


@csrf_exempt  # it writes nothing
@never_cache
@require_POST
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Before the yes that binds: who accepts, what it comes to, and one act that says so. Nothing is written."""
    row, version = _found(token)
    with in_language(request, row.language) as language:
        context = _context(request, row, version, language)
        name = " ".join(request.POST.get("name", "").split())
        try:
            if not name:
                raise Invalid(gettext_noop("Say who accepts the offer."), field="name")
            if request.POST.get("version", str(version.version)) != str(version.version):
                raise Refused(gettext_noop("There is a newer version of this offer. Please read it first."))
            sums = sums_of(row, version, lines_of(version), _picked(request))
        except (Invalid, Refused) as error:
            context |= _problem("accept", error)
            return render(request, "quotes/public.html", context, status=UNPROCESSABLE)
        if not context["is_open"]:
            return _back(request, token, language)
        sent = [(key, value) for key in request.POST for value in request.POST.getlist(key)]
        ticked = [(key, value) for key, value in sent if key == "chosen" or key.startswith("take")]
        context |= {
            "name": name,
            "sums": sums,
            "sent": sent,
            "back": urlencode([*ticked, *_lang(request, language)]),
        }
        return render(request, "quotes/confirmation.html", context)


@csrf_exempt  # nobody is signed in here: the link itself is the right, and no cookie adds to it
@never_cache
@require_POST
def acceptance(request: HttpRequest, token: str) -> HttpResponse:
    """Yes, with the lines ticked."""

    def deed() -> object:
        read = request.POST.get("version", "")
        return actions.accept_by_link(
            token,
            options=_picked(request),
            name=request.POST.get("name", ""),
            email=request.POST.get("email", ""),
            version=int(read) if read.isdecimal() and len(read) < 6 else None,
            sent_from=sender(request),
            at=timezone.now(),
        )

    return _done(request, token, "accept", deed)


@csrf_exempt  # as above
@never_cache
@require_POST
def refusal(request: HttpRequest, token: str) -> HttpResponse:
    """No, with a reason."""

    def deed() -> object:
        return actions.decline_by_link(
            token,
            reason=request.POST.get("reason", ""),
            words=request.POST.get("words", ""),
            sent_from=sender(request),
            at=timezone.now(),
        )

    return _done(request, token, "decline", deed)


@csrf_exempt  # as above
@never_cache
@require_POST
def comments(request: HttpRequest, token: str) -> HttpResponse:
    """A question or a wish."""

    def deed() -> object:
        return actions.comment_by_link(
            token,
            text=request.POST.get("text", ""),
            name=request.POST.get("name", ""),
            sent_from=sender(request),
            at=timezone.now(),
        )

    return _done(request, token, "comment", deed)


@never_cache
@require_safe
def paper(request: HttpRequest, token: str) -> FileResponse:
    """The offer as PDF, as it was sent."""
    row, version = _found(token)
    if version.paper is None:
        raise Http404
    name = f"{row.number}-{version.version}.pdf"
    return FileResponse(opened(version.paper), filename=name, content_type="application/pdf")


def _found(token: str) -> tuple[Quote, QuoteVersion]:
    try:
        return shown_to_buyer(token)
    except NotFound as error:
        raise Http404 from error


def _picked(request: HttpRequest) -> list[int] | None:
    """The positions ticked; None where the form was not sent, such as at the first look."""
    told = request.POST if request.method == "POST" else request.GET
    if "chosen" not in told:
        return None
    values = [value for name in told for value in told.getlist(name) if name.startswith("take")]
    return [int(value) for value in values if value.isdecimal() and len(value) < 6]


def _done(request: HttpRequest, token: str, what: str, deed: Any) -> HttpResponse:
    """Do it and show the page anew; what was wrong stands beside its form, with all that was typed."""
    row, version = _found(token)
    with in_language(request, row.language) as language:
        try:
            deed()
        except (Invalid, Refused, TooMany) as error:
            row, version = _found(token)
            context = _context(request, row, version, language) | _problem(what, error)
            status = TOO_MANY if isinstance(error, TooMany) else UNPROCESSABLE
            response = render(request, "quotes/public.html", context, status=status)
            if isinstance(error, TooMany):
                response["Retry-After"] = str(error.retry_after)
            return response
        except NotFound as error:
            raise Http404 from error
    return _back(request, token, language)


def _back(request: HttpRequest, token: str, language: str) -> HttpResponse:
    asked = "".join(f"?{name}={value}" for name, value in _lang(request, language))
    return HttpResponseRedirect(reverse("quotes:offer", args=[token]) + asked, status=SEE_OTHER)


def _lang(request: HttpRequest, language: str) -> list[tuple[str, str]]:
    """The language, where it was asked for: it goes along."""
    return [("lang", language)] if request.GET.get("lang") else []


def _problem(what: str, error: DomainError) -> dict[str, Any]:
    message = error.message
    if isinstance(error, Invalid):
        message = next(iter(error.messages.values()))[0]
    return {"problem": say(message, _), "problem_at": what, "problem_field": error.field or ""}


def _context(request: HttpRequest, row: Quote, version: QuoteVersion, language: str) -> dict[str, Any]:
    at = timezone.now()
    lines, accepted = lines_of(version), None
    picked = _picked(request)
    if row.state == "accepted":
        accepted = Acceptance.objects.filter(quote=row).first()
        picked = list(accepted.chosen) if accepted else None
    state = row.state
    if state == "sent" and version.valid_until < day_of(at):
        state = "expired"
    return {
        "quote": row,
        "version": version,
        "state": "revising" if state in ("draft", "waiting", "approved") else state,
        "is_open": state == "sent",
        "page": page_of(row, version, lines, picked, day_of(at), agreed=bool(accepted)),
        "comments": row.comments.filter(internal=False).order_by("id")[:200],
        "accepted": accepted,
        "way": following.way_of(row.id, row.token) if accepted else None,
        "reasons": REASONS.items(),
        "typed": request.POST,
        "languages": settings.LANGUAGES,
        "language": language,
        "asked": f"?lang={language}" if request.GET.get("lang") else "",
    }

"""The buyer's page at `/b/<token>/`: three quick questions and a few words, on a phone, without an account."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from polku.journey import actions
from polku.journey.logic.asking import WORDS_MAX, TooMany, group
from polku.journey.models import Asking
from polku.journey.queries.asking import answer_of, by_token
from polku.journey.words import AGAIN_LABELS, EASE_LABELS, KNEW_LABELS
from polku.kernel.errors import DomainError, Invalid, NotFound, Refused, say
from polku.ui.visitors import address_hash, in_language

SEE_OTHER = 303
UNPROCESSABLE = 422
TOO_MANY = 429


@csrf_exempt  # nobody is signed in here: the link itself is the right, and no cookie adds to it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, token: str) -> HttpResponse:
    """The questions, or thanks where they were answered; a POST answers them once."""
    at = timezone.now()
    try:
        row = by_token(token, at=at)
    except NotFound as error:
        raise Http404 from error
    with in_language(request, row.language) as language:
        if request.method != "POST":
            return render(request, "journey/public.html", _context(request, row, language))
        try:
            _answer(request, token)
        except (Invalid, Refused, TooMany) as error:
            return _refused(request, row, language, error)
        asked = f"?lang={language}" if request.GET.get("lang") else ""
        return HttpResponseRedirect(request.path + asked, status=SEE_OTHER)


def _answer(request: HttpRequest, token: str) -> None:
    told = {name: request.POST.get(name, "") for name in ("ease", "knew", "again", "words")}
    actions.answer_by_link(token, **told, address_hash=address_hash(request), at=timezone.now())


def _refused(request: HttpRequest, row: Asking, language: str, error: DomainError) -> HttpResponse:
    message = next(iter(error.messages.values()))[0] if isinstance(error, Invalid) else error.message
    problem = {"problem": say(message, _), "problem_at": error.field or ""}
    status = TOO_MANY if isinstance(error, TooMany) else UNPROCESSABLE
    response = render(
        request, "journey/public.html", _context(request, row, language) | problem, status=status
    )
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def _context(request: HttpRequest, row: Asking, language: str) -> dict[str, Any]:
    asked = (
        ("ease", _("How easy was it to deal with us?"), EASE_LABELS.items()),
        ("knew", _("Did you get what you needed to decide?"), KNEW_LABELS.items()),
        ("again", _("Would you come to us again?"), AGAIN_LABELS.items()),
    )
    return {
        "asking": row,
        "how": group(row.deal.outcome),
        "answer": answer_of(row),
        "questions": [
            (name, said, [(str(key), label) for key, label in choices], request.POST.get(name, ""))
            for name, said, choices in asked
        ],
        "words": request.POST.get("words", ""),
        "words_max": WORDS_MAX,
        "languages": settings.LANGUAGES,
        "language": language,
        "asked": f"?lang={language}" if request.GET.get("lang") else "",
    }

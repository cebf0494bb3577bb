"""The buyer's door: a form at `/f/<key>/`, its thanks, and the same for other sites as JSON."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from polku.kernel.errors import Invalid, say
from polku.qualify.actions import awaited, confirm, receive
from polku.qualify.logic.lead_form import fields_of, submitted
from polku.qualify.logic.pace import FILL_SECONDS_MIN, TooMany
from polku.qualify.models import Capture, LeadForm
from polku.qualify.queries import form as form_of
from polku.qualify.queries import open_form
from polku.qualify.web.door import (
    allow_origin,
    is_foreign,
    json_payload,
    new_token,
    opened_for,
    payload_of,
    sending_key,
    trapped,
)
from polku.qualify.web.public_form import Shown
from polku.ui.visitors import address_hash, framed, headers_kept, in_language

SEE_OTHER = 303
ACCEPTED = 202
TOO_MANY = 429


@csrf_exempt  # nobody is signed in here, and a form in another site's frame has no cookie; its token is signed
@never_cache
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    """Ask, and take the answer in."""
    found = open_form(key)
    with in_language(request) as language:
        if request.method != "POST":
            return framed(_page(request, found, {}, new_token(found)), found.allowed_origins)
        payload = payload_of(request, found)
        token, seconds = request.POST.get("token", ""), opened_for(request.POST.get("token", ""), found)
        try:
            told = submitted(fields_of(found.fields), payload, consent=bool(found.consent))
            if seconds is None or seconds < FILL_SECONDS_MIN:
                raise Invalid(
                    _("That was too quick to be sure that a person sent it. Please press Send again.")
                )
            _take(request, found, told, payload, sending_key(found, token, told), language)
        except Invalid as error:
            token = token if seconds is not None else new_token(found)
            return framed(_page(request, found, payload, token, error, status=422), found.allowed_origins)
        except TooMany as error:
            page = _page(request, found, payload, token, Invalid(say(error.message, _)), status=429)
            page["Retry-After"] = str(error.retry_after)
            return framed(page, found.allowed_origins)
    url = reverse("qualify:thanks", args=[key]) + (f"?lang={language}" if request.GET.get("lang") else "")
    return framed(HttpResponseRedirect(url, status=SEE_OTHER), found.allowed_origins)


@require_safe
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """It came in."""
    found = form_of(key)
    with in_language(request):
        return framed(render(request, "qualify/public_thanks.html", {"form": found}), found.allowed_origins)


@csrf_exempt  # nobody is signed in here; the link is signed, and using it twice changes nothing
@never_cache
@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody opened the link in a mail: ask once more by a button, since programs open links in mails too."""
    at = timezone.now()
    try:
        found = awaited(token, at=at)
        with in_language(request, found.language):
            if request.method == "POST":
                found = confirm(token, at=at)
            done = found.status != Capture.Status.WAITING
            return render(request, "qualify/public_confirmation.html", {"form": found.form, "done": done})
    except Invalid as error:
        with in_language(request):
            context = {"problem": say(error.message, _)}
            return render(request, "qualify/public_confirmation.html", context, status=422)


@csrf_exempt  # a door for programs: what it may do, anybody may
@require_http_methods(["POST", "OPTIONS"])
def submissions(request: HttpRequest, key: str) -> HttpResponse:
    """The same for other sites: a JSON object of the fields, and an `Idempotency-Key` header."""
    found = open_form(key)
    if is_foreign(request, found):
        return JsonResponse(
            {"code": "not_allowed", "message": _("This site may not send to this form.")}, status=403
        )
    if request.method == "OPTIONS":
        return allow_origin(HttpResponse(status=204), request, found)
    with in_language(request) as language:
        answer, status = _taken(request, found, language)
    response = JsonResponse(answer, status=status)
    if status == TOO_MANY:
        response["Retry-After"] = str(TooMany().retry_after)
    return allow_origin(response, request, found)


def _taken(request: HttpRequest, found: LeadForm, language: str) -> tuple[dict[str, Any], int]:
    try:
        payload, key = json_payload(request, found, timezone.localdate())
        told = submitted(fields_of(found.fields), payload, consent=bool(found.consent))
        received = _take(request, found, told, payload, key, language)
    except Invalid as error:
        return error.as_dict(_), 422 if error.code != "bad_json" else 400
    except TooMany as error:
        return error.as_dict(_), TOO_MANY
    waits = {"to_be_confirmed": True} if received.status == Capture.Status.WAITING else {}
    return {"received": True, "again": not received.is_new} | waits, ACCEPTED


def _take(
    request: HttpRequest,
    found: LeadForm,
    told: dict[str, str],
    payload: dict[str, Any],
    key: str,
    language: str,
) -> Any:
    consent = {"consent": True} if found.consent else {}
    return receive(
        found,
        payload={**told, **consent},
        headers=headers_kept(request),
        key=key,
        language=language,
        address_hash=address_hash(request),
        is_spam=trapped(payload),
        site=f"{request.scheme}://{request.get_host()}",
        at=timezone.now(),
    )


def _page(
    request: HttpRequest,
    found: LeadForm,
    payload: dict[str, Any],
    token: str,
    error: Invalid | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": found, "shown": Shown(found, payload, error), "token": token}
    return render(request, "qualify/public_form.html", context, status=status)

"""What the public door reads of a request: language, sender, token, payload; and who may show it in a frame."""

import hashlib
import hmac
import ipaddress
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.text import clean
from polku.kernel.words import language as known_language
from polku.qualify.logic.lead_form import CONSENT, HONEYPOT, client_key, content_key, fields_of
from polku.qualify.models import LeadForm

SALT = "qualify.form"
BODY_MAX = 128 * 1024
_KEPT = ("User-Agent", "Referer", "Origin", "Accept-Language")
_KEPT_MAX = 300


@contextmanager
def in_language(request: HttpRequest, usual: str = "") -> Iterator[str]:
    """Speak the language of `?lang=`, else the usual one, else the one the browser asks for."""
    wanted = (
        known_language(request.GET.get("lang", ""))
        or known_language(usual)
        or translation.get_language()
        or "en"
    )
    with translation.override(wanted):
        request.LANGUAGE_CODE = wanted
        yield wanted


def new_token(form: LeadForm) -> str:
    """A signed mark of this opening of the form: when it was, and what tells its sending from others."""
    return signing.dumps([form.key, secrets.token_urlsafe(9), int(timezone.now().timestamp())], salt=SALT)


def opened_for(token: str, form: LeadForm) -> float | None:
    """For how many seconds the form was open; None for a token that is not ours."""
    try:
        key, _mark, opened = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return timezone.now().timestamp() - opened if key == form.key else None


def sending_key(form: LeadForm, token: str, told: Mapping[str, str]) -> str:
    """What tells this sending from others: the same content from the same opening of the form is one sending."""
    return content_key(form.key, dict(told), token)


def payload_of(request: HttpRequest, form: LeadForm) -> dict[str, Any]:
    """What the page sent, field by field."""
    keys = [*(field.key for field in fields_of(form.fields)), CONSENT, HONEYPOT]
    return {key: request.POST[key] for key in keys if key in request.POST}


def json_payload(request: HttpRequest, form: LeadForm, day: date) -> tuple[dict[str, Any], str]:
    """What a program sent, and what tells it from other sendings.

    Raises: Invalid (`bad_json`).
    """
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise Invalid(gettext_noop("This is no JSON."), code="bad_json")
    if len(request.body) > BODY_MAX:
        raise Invalid(gettext_noop("This is too long."), code="bad_json")
    try:
        found = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Invalid(gettext_noop("This is no JSON."), code="bad_json") from error
    if not isinstance(found, dict):
        raise Invalid(gettext_noop("A JSON object is expected."), code="bad_json")
    keys = {*(field.key for field in fields_of(form.fields)), CONSENT, HONEYPOT}
    payload = {key: value for key, value in found.items() if key in keys}
    mark = request.headers.get("Idempotency-Key", "")
    return payload, client_key(form.key, f"json {mark}") if mark else content_key(
        form.key, payload, day.isoformat()
    )


def trapped(payload: Mapping[str, Any]) -> bool:
    """Whether the field that people do not see was filled in."""
    return bool(payload.get(HONEYPOT))


def headers_kept(request: HttpRequest) -> dict[str, str]:
    """The few headers that tell where a submission came from."""
    kept = {}
    for name in _KEPT:
        value = request.headers.get(name, "")[:_KEPT_MAX]
        try:
            kept[name] = clean(value)
        except Invalid:
            continue
    return {name: value for name, value in kept.items() if value}


def address_hash(request: HttpRequest) -> str:
    """The sender's address, keyed and hashed: good for counting, useless for finding anybody."""
    digest = hmac.new(
        settings.SECRET_KEY.encode(), _address(request).encode("utf-8", "replace"), hashlib.sha256
    )
    return digest.hexdigest()[:32]


def _address(request: HttpRequest) -> str:
    """The sender's address; behind a proxy of our own (a private address), the last one it was told."""
    near = str(request.META.get("REMOTE_ADDR", ""))
    if not _is_private(near):
        return near
    told = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    return next((one for one in reversed(told) if not _is_private(one)), told[0] if told else near)


def _is_private(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def framed(response: HttpResponse, form: LeadForm) -> HttpResponse:
    """Let the form's own sites, and no other, show it in a frame."""
    if form.allowed_origins:
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": ["'self'", *form.allowed_origins]}  # type: ignore[attr-defined]
    return response


def is_foreign(request: HttpRequest, form: LeadForm) -> bool:
    """Whether a browser sends this from a site that the form does not name."""
    origin = request.headers.get("Origin", "")
    own = f"{request.scheme}://{request.get_host()}"
    return bool(origin) and origin.lower() != own.lower() and origin.lower() not in form.allowed_origins


def allow_origin(response: HttpResponse, request: HttpRequest, form: LeadForm) -> HttpResponse:
    """Tell the browser that this site may read the answer."""
    origin = request.headers.get("Origin", "").lower()
    if origin in form.allowed_origins:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = "POST"
        response["Access-Control-Allow-Headers"] = "Content-Type, Idempotency-Key"
        response["Access-Control-Max-Age"] = str(int(timedelta(hours=1).total_seconds()))
    response["Vary"] = "Origin"
    return response

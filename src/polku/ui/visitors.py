"""What a page for strangers reads of a request, such as a form or an offer: language, sender, opening, frame."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from polku.kernel.errors import Invalid
from polku.kernel.text import clean
from polku.kernel.words import language as known_language

_KEPT: Final = ("User-Agent", "Referer", "Origin", "Accept-Language")
_KEPT_MAX: Final = 300


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


def new_token(key: str, *, salt: str, at: datetime) -> str:
    """A signed mark of this opening of a form: when it was, and what tells its sending from others."""
    return signing.dumps([key, secrets.token_urlsafe(9), int(at.timestamp())], salt=salt)


def opened_for(token: str, key: str, *, salt: str, at: datetime) -> float | None:
    """For how many seconds the form was open; None for a token that is not ours."""
    try:
        known, _mark, opened = signing.loads(token, salt=salt)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return at.timestamp() - opened if known == key else None


def headers_kept(request: HttpRequest) -> dict[str, str]:
    """The few headers that tell where something came from."""
    kept = {}
    for name in _KEPT:
        try:
            kept[name] = clean(request.headers.get(name, "")[:_KEPT_MAX])
        except Invalid:
            continue
    return {name: value for name, value in kept.items() if value}


def address_hash(request: HttpRequest) -> str:
    """The sender's address, keyed and hashed: good for counting, useless for finding anybody."""
    address = _address(request).encode("utf-8", "replace")
    return hmac.new(settings.SECRET_KEY.encode(), address, hashlib.sha256).hexdigest()[:32]


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


def framed(response: HttpResponse, origins: Sequence[str]) -> HttpResponse:
    """Let these sites, and no other, show the page in a frame."""
    if origins:
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": ["'self'", *origins]}  # type: ignore[attr-defined]
    return response

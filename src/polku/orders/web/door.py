"""What the public order form reads of a request: language, sender, token; and who may show it in a frame."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from polku.kernel.errors import Invalid
from polku.kernel.text import clean
from polku.kernel.words import language as known_language
from polku.orders.models import OrderForm

SALT = "orders.form"
_KEPT = ("User-Agent", "Referer", "Origin", "Accept-Language")
_KEPT_MAX = 300


@contextmanager
def in_language(request: HttpRequest) -> Iterator[str]:
    """Speak the language of `?lang=`, else the one the browser asks for."""
    wanted = known_language(request.GET.get("lang", "")) or translation.get_language() or "en"
    with translation.override(wanted):
        request.LANGUAGE_CODE = wanted
        yield wanted


def new_token(form: OrderForm) -> str:
    """A signed mark of this opening of the form: when it was, and what tells its sending from others."""
    return signing.dumps([form.key, secrets.token_urlsafe(9), int(timezone.now().timestamp())], salt=SALT)


def opened_for(token: str, form: OrderForm) -> float | None:
    """For how many seconds the form was open; None for a token that is not ours."""
    try:
        key, _mark, opened = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return timezone.now().timestamp() - opened if key == form.key else None


def ticket(incoming_id: int) -> str:
    """The address of what became of one sending: signed, so that nobody guesses another's."""
    return signing.dumps(incoming_id, salt=f"{SALT}.thanks")


def of_ticket(text: str) -> int | None:
    """Whose it is; None for one that is not ours."""
    try:
        found = signing.loads(text, salt=f"{SALT}.thanks")
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


def headers_kept(request: HttpRequest) -> dict[str, str]:
    """The few headers that tell where an order came from."""
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


def framed(response: HttpResponse, form: OrderForm) -> HttpResponse:
    """Let the form's own sites, and no other, show it in a frame."""
    if form.allowed_origins:
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": ["'self'", *form.allowed_origins]}  # type: ignore[attr-defined]
    return response

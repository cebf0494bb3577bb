"""What the buyer's page reads of a request: its language, and where it comes from."""

import hashlib
import hmac
import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from polku.kernel.words import language as known_language
from polku.quotes.actions import From

AGENT_MAX = 300


@contextmanager
def in_language(request: HttpRequest, usual: str) -> Iterator[str]:
    """Speak the language of `?lang=`, else the one the offer is written in."""
    wanted = known_language(request.GET.get("lang", "")) or known_language(usual) or "en"
    with translation.override(wanted):
        request.LANGUAGE_CODE = wanted
        yield wanted


def sender(request: HttpRequest) -> From:
    """Where an answer comes from; the address keyed and hashed: good for counting, useless for finding anybody."""
    digest = hmac.new(
        settings.SECRET_KEY.encode(), _address(request).encode("utf-8", "replace"), hashlib.sha256
    )
    return From(digest.hexdigest()[:32], request.headers.get("User-Agent", "")[:AGENT_MAX])


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

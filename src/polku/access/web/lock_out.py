"""Whose wrong passwords are counted together."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def address_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The mail address somebody tries to sign in with.

    Without it every wrong password of an office would count against one address: that of its router.
    """
    given = credentials or {}
    tried = given.get("email") or given.get("login") or request.POST.get("login") or ""
    return str(tried).strip().casefold()

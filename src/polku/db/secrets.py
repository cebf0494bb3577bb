"""Secrets of other systems (a mail server's password, a webhook's key), sealed with the installation's own key."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(Exception):
    """A secret was sealed with another key: it must be given anew."""


def seal(secret: str) -> str:
    """The secret as it may stand in the database; empty stays empty."""
    return _box(settings.SECRET_KEY).encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret itself.

    Raises: Unreadable where the installation's key has changed since.
    """
    if not sealed:
        return ""
    try:
        return _box(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("sealed with another key") from error


@lru_cache(maxsize=4)
def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"polku.db.secrets\0" + key.encode()).digest()))

"""The signature of Standard Webhooks: HMAC-SHA256 over id, time and body. Pure."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

from polku.kernel.errors import Invalid, gettext_noop

PREFIX: Final = "whsec_"
BYTES_MIN, BYTES_MAX = 24, 64


def as_secret(key: bytes) -> str:
    """A key as it is shown to people."""
    return PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """The key inside a secret.

    Raises: Invalid where it is none.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not BYTES_MIN <= len(key) <= BYTES_MAX:
        message = gettext_noop("A secret is “whsec_” and 24 to 64 bytes in base64.")
        raise Invalid(message, field="secret")
    return key


def signature(secrets: Sequence[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature for each secret that holds now."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    made = (hmac.new(key_of(one), signed, hashlib.sha256).digest() for one in secrets)
    return " ".join(f"v1,{base64.b64encode(one).decode()}" for one in made)

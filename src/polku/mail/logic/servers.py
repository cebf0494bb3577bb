"""A mail server as one line of the environment, and what its answers mean. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from polku.kernel.errors import Invalid, gettext_noop

PORTS: Final[Mapping[str, int]] = {"none": 25, "starttls": 587, "tls": 465}
"""The usual port of each kind of security."""

PAUSES: Final = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8),
    timedelta(hours=24),
)  # fmt: skip
"""How long to wait after each try; after the last one a message is given up."""

_ENHANCED: Final = re.compile(r"\b5\.(\d{1,3})\.\d{1,3}\b")


@dataclass(frozen=True)
class Relay:
    """Where messages are handed over, and from whom they are."""

    host: str
    port: int
    security: str
    sender: str
    sender_name: str = ""
    username: str = ""
    password: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the @ of the sender."""
        return self.sender.rpartition("@")[2]


def relay_of(url: str) -> Relay:
    """`smtp://name:password@host:587?from=Aava <sales@aava.fi>`; `smtps://` for TLS from the start.

    Raises: Invalid where it cannot be understood.
    """
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    security = query.get("security") or {"smtps": "tls"}.get(parts.scheme, "starttls")
    name, sender = parseaddr(query.get("from", ""))
    username = unquote(parts.username or "")
    sender = sender or (username if "@" in username else "")
    try:
        port = parts.port or PORTS[security]
    except (ValueError, KeyError):
        port = 0
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not port or "@" not in sender:
        message = gettext_noop(
            "POLKU_SMTP_URL is like smtp://name:password@host:587?from=Aava <sales@aava.fi>."
        )
        raise Invalid(message, code="smtp_url")
    return Relay(parts.hostname, port, security, sender, name, username, unquote(parts.password or ""))


def is_no_address(code: int, answer: str) -> bool:
    """Whether a refusal of a recipient says that the address does not exist, now and later.

    A full mailbox (5.2.x, 552) may be emptied; a policy (5.7.x) speaks of us, not of the address.
    """
    if not 500 <= code < 600 or code == 552:
        return False
    enhanced = _ENHANCED.search(answer)
    return enhanced is None or enhanced[1] not in ("2", "7")


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None to give up."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None

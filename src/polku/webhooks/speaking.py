"""One request to another system: to an address that was checked, with an answer that is bounded."""

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polku
from polku.kernel.errors import Invalid
from polku.webhooks.logic.places import Target, allowed_places, target_of
from polku.webhooks.queries import allowed_networks

TIMEOUT_SECONDS: Final = 10
ANSWER_MAX: Final = 2000


@dataclass(frozen=True)
class Answer:
    """What came back; `status` is None where nothing did, `text` then says why."""

    status: int | None
    text: str
    milliseconds: int

    @property
    def is_good(self) -> bool:
        """Whether the other side has taken it."""
        return self.status is not None and 200 <= self.status < 300


def places_of(target: Target) -> list[str]:
    """The addresses of a host, all of which a request may go to.

    Raises: Invalid where one is private, OSError where the name stands for nothing.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    return allowed_places(list(dict.fromkeys(str(one[4][0]) for one in found)), target, allowed_networks())


def sent(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a request and wait for the answer. A redirect is not followed: it could lead inside."""
    start = time.monotonic()
    try:
        target = target_of(url)
        status, text = _exchange(target, places_of(target)[0], body, headers)
    except Invalid as error:
        status, text = None, str(error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        status, text = None, f"{type(error).__name__}: {error}"
    return Answer(status, text[:ANSWER_MAX], int((time.monotonic() - start) * 1000))


def _exchange(target: Target, place: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Speak with the address that was checked, not with whatever the name stands for a moment later."""
    line = socket.create_connection((place, target.port), timeout=TIMEOUT_SECONDS)
    with contextlib.closing(line):
        if target.secure:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
        speaks = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_SECONDS)
        speaks.sock = line
        with contextlib.closing(speaks):
            fixed = {"Content-Type": "application/json", "User-Agent": f"Polku/{polku.__version__}"}
            speaks.request("POST", target.path, body, {**fixed, **headers, "Connection": "close"})
            answer = speaks.getresponse()
            text = answer.read(ANSWER_MAX).decode("utf-8", "replace").replace("\x00", "�")
            return answer.status, text

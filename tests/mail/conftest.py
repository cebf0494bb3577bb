"""A mail server on this machine that takes, puts off or refuses, as each address says."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

PASSWORD = "sesame-42"


@dataclass
class Postman:
    """What came in, and how to answer: `late.` puts off, `gone.` knows nobody, `policy.` refuses us."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    refuses_data: bool = False
    hangs_up_at: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answers = {
            "late": "451 4.7.1 Greylisted, try later",
            "gone": "550 5.1.1 No such user here",
            "full": "552 5.2.2 Mailbox full",
            "policy": "554 5.7.1 Relay access denied",
        }
        refusal = answers.get(address.lower().split("@")[0].split(".")[0])
        if refusal:
            return refusal
        if self.hangs_up_at and address.startswith(self.hangs_up_at):
            server.transport.close()
            return "421 4.3.2 Bye"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuses_data:
            return "554 5.6.0 We do not like this message"
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.senders.append(envelope.mail_from)
        return "250 OK"


@pytest.fixture(scope="package")
def _line() -> Iterator[Postman]:
    postman = Postman()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        postman.port = free.getsockname()[1]
    controller = Controller(postman, hostname="127.0.0.1", port=postman.port)
    controller.start()
    yield postman
    controller.stop()


@pytest.fixture
def postman(_line: Postman, monkeypatch: pytest.MonkeyPatch) -> Postman:
    """The mail server, in use by the environment, with nothing in it."""
    _line.taken.clear()
    _line.senders.clear()
    _line.refuses_data, _line.hangs_up_at = False, ""
    sender = "Aava%20Oy%20<sales@aava.example>"
    monkeypatch.setenv("POLKU_SMTP_URL", f"smtp://127.0.0.1:{_line.port}?security=none&from={sender}")
    return _line

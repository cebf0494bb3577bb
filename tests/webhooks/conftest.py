"""Another system on this machine that takes requests, and says what it is told to say."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from polku.webhooks import queries


@dataclass
class OtherSystem:
    """What came in, and what is answered next."""

    url: str = ""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204
    answer: bytes = b""
    location: str = ""


@pytest.fixture(scope="package")
def _line() -> Iterator[OtherSystem]:
    other = OtherSystem()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told = {name.lower(): value for name, value in self.headers.items()}
            other.requests.append((self.path, told, body))
            self.send_response(other.status)
            if other.location:
                self.send_header("Location", other.location)
            self.send_header("Content-Length", str(len(other.answer)))
            self.end_headers()
            self.wfile.write(other.answer)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    other.url = f"http://127.0.0.1:{server.server_port}/hooks?from=polku"
    yield other
    server.shutdown()
    server.server_close()


@pytest.fixture
def other(_line: OtherSystem, monkeypatch: pytest.MonkeyPatch) -> OtherSystem:
    """The other system, reachable, with nothing in it."""
    _line.requests.clear()
    _line.status, _line.answer, _line.location = 204, b"", ""
    monkeypatch.setenv(queries.ALLOW, "127.0.0.0/8")
    return _line


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, settings: Any) -> Iterator[None]:
    """What a test says about its endpoints stays in the test."""
    settings.HOME = tmp_path
    queries.forget()
    yield
    queries.forget()

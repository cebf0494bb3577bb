"""Serving processes as `polku serve` starts them, and clients that keep their connection open."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from polku.site import starting

ROOT: Final = Path(__file__).resolve().parent.parent
HOST: Final = "127.0.0.1"
WAIT_SECONDS: Final = 120
PAUSE_SECONDS: Final = 0.02
SECRET: Final = "of a server that is thrown away"
PRODUCT: Final = "polku.site.wsgi:application"


class Server:
    """One serving process with all that belongs to it, on a port of its own; it goes at the end of the block."""

    def __init__(self, env: Mapping[str, str], *, application: str = PRODUCT, workers: int = 1) -> None:
        with socket.socket() as found:
            found.bind((HOST, 0))
            self.port = int(found.getsockname()[1])
        self.env = {
            **env,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
            "POLKU_SECRET_KEY": SECRET,
            starting.JOBS_FLAG: "1",
        }
        self.words = starting.command(host=HOST, port=self.port, workers=workers, application=application)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; `wait` says when it answers."""
        self.process = subprocess.Popen(self.words, env=self.env, cwd=ROOT, start_new_session=True)

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(
            int(WAIT_SECONDS / PAUSE_SECONDS)
        ):  # tries, not the clock: whoever measures freezes this
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError("the server has ended")
            try:
                Client(self.port, "")("GET", "/deals")
            except (OSError, HTTPException):
                time.sleep(PAUSE_SECONDS)
            else:
                return
        raise RuntimeError("the server does not answer")

    def kill(self) -> None:
        """As a power cut does: no process of it does anything more."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def __enter__(self) -> Self:
        self.start()
        self.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


class Client:
    """A program with a token."""

    def __init__(self, port: int, secret: str) -> None:
        self.headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        self.connection = HTTPConnection(HOST, port, timeout=WAIT_SECONDS)
        self.replayed = False

    def __call__(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """The status and the body of an answer; `replayed` says whether it was given before."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        data = None if body is None else json.dumps(body)
        self.connection.request(method, f"/api/v1{path}", data, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        self.replayed = answer.headers.get("Idempotent-Replay") == "true"
        try:
            return answer.status, json.loads(text) if text else None
        except ValueError:
            return answer.status, text.decode(errors="replace")

    def __del__(self) -> None:
        self.connection.close()

    def good(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """The body of an answer. Raises: RuntimeError where it was refused."""
        status, answer = self(method, path, body, key)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {str(answer)[:500]}")
        return answer


def together(*deeds: Callable[[], Any]) -> Sequence[Any]:
    """Do all this at the same moment, each in a thread; what each answered. What one raises is raised."""
    answers: list[Any] = [None] * len(deeds)
    failed: list[BaseException] = []
    ready = threading.Barrier(len(deeds))

    def run(number: int) -> None:
        try:
            ready.wait(WAIT_SECONDS)
            answers[number] = deeds[number]()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return answers

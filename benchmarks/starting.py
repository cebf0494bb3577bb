"""The first start of `polku serve --demo` in an empty home, the demo filled while it serves, and the second start.

    python -m benchmarks starting

Set-up (`make setup`) was done before. What processes share of memory is counted once (PSS).
"""

import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.memory import told
from benchmarks.servers import ROOT

FIRST_MAX, DEMO_MAX, SECOND_MAX, IDLE_MAX = 90, 15, 2, 250
PORT: Final = 8789
HELPER_LEAVES: Final = 40
_STATE: Final = (
    "SELECT state, julianday(finished_at) - julianday(started_at) FROM jobs_job WHERE kind = 'demo.load'"
)


def main() -> None:
    """Start, watch the demo come in, look at memory, start again."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        server, seconds = _started(home)
        print(f"first page after {seconds:.1f} s (at most {FIRST_MAX})", flush=True)
        pages, took = _filled(home)
        print(
            f"the demo in {took:.1f} s (at most {DEMO_MAX}), {_deals(home)} deals; meanwhile {_spread(pages)}",
            flush=True,
        )
        time.sleep(HELPER_LEAVES)
        print(f"memory after it: {told(server.pid)} (at most {IDLE_MAX} MB)", flush=True)
        _stop(server)
        for _ in range(3):
            server, seconds = _started(home)
            print(f"second start {seconds:.2f} s (at most {SECOND_MAX})", flush=True)
            _stop(server)


def _started(home: Path) -> tuple[subprocess.Popen[bytes], float]:
    mine = ("POLKU_", "DJANGO_", "PYTHON")
    env = {key: value for key, value in os.environ.items() if not key.startswith(mine)}
    begun = time.monotonic()
    words = [str(ROOT / ".venv/bin/polku"), "serve", "--demo", "--port", str(PORT)]
    server = subprocess.Popen(words, env=env | {"POLKU_HOME": str(home)}, stdout=subprocess.DEVNULL)
    while _page() is None:
        time.sleep(0.02)
    return server, time.monotonic() - begun


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    server.wait()


def _page() -> float | None:
    begun = time.monotonic()
    with suppress(URLError, ConnectionError), urlopen(f"http://127.0.0.1:{PORT}/", timeout=30) as answer:
        answer.read()
        return time.monotonic() - begun
    return None


def _filled(home: Path) -> tuple[list[float], float]:
    pages: list[float] = []
    while True:
        pages.append(_page() or 30)
        with closing(sqlite3.connect(home / "polku.sqlite3")) as base:
            state, days = base.execute(_STATE).fetchone()
        if state == "parked":
            raise SystemExit("the demo was not filled")
        if state == "done":
            return pages, days * 86_400
        time.sleep(0.1)


def _deals(home: Path) -> int:
    with closing(sqlite3.connect(home / "polku.sqlite3")) as base:
        return int(base.execute("SELECT count(*) FROM deals_deal").fetchone()[0])


def _spread(pages: list[float]) -> str:
    pages.sort()
    half, slowest = (round(1000 * seconds) for seconds in (pages[len(pages) // 2], pages[-1]))
    return f"{len(pages)} pages, half within {half} ms, the slowest {slowest} ms"

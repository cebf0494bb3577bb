"""One deal by API and one stage move, four clients at once, against a bare view that inserts the same rows."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from statistics import median

from benchmarks.place import engines, place, run

CLIENTS = 4
SECONDS = 4.0
ROUNDS = 3
PORT = 18765
_numbers = count()

_SET_UP = """
from django.utils import timezone
from polku.access.actions import add_user, make_token
from polku.access.logic import SYSTEM
from polku.access.queries import actor_of
from polku.eventlog.events import Via
from polku.process.actions import publish_document
at = timezone.now()
stages = [{"key": k, "name": {"en": k}, "phase": "find"} for k in ("find", "talk", "agree")]
publish_document({"polku": 1, "key": "bench", "name": {"en": "Bench"}, "stages": stages}, actor=SYSTEM, at=at)
user = add_user(email="b@bench.example", role="seller", actor=SYSTEM, at=at)
print(make_token(name="bench", actor=actor_of(user, Via.CLI), at=at)[1])
"""


def main() -> None:
    for engine in engines():
        with place(engine, "api") as env:
            token = run(env, _SET_UP)
            ratios: dict[str, list[float]] = {"open": [], "move": []}
            rates: dict[str, list[float]] = {}
            for _ in range(ROUNDS):
                found = {name: _measure(env, token, name) for name in ("bare", "polku")}
                for what in ("open", "move"):
                    ratios[what].append(found["polku"][what] / found["bare"][what])
                    for name, rate in found.items():
                        rates.setdefault(f"{name} {what}", []).append(rate[what])
            for what in ("open", "move"):
                ours, bare = median(rates[f"polku {what}"]), median(rates[f"bare {what}"])
                each = ", ".join(f"{one:.2f}" for one in ratios[what])
                print(f"{engine:10} {what}: {ours:6.0f}/s, bare view {bare:6.0f}/s,", end=" ")
                print(f"ratio {median(ratios[what]):.2f} (of {each})", flush=True)


def _measure(env: dict[str, str], token: str, name: str) -> dict[str, float]:
    target = "benchmarks.bare:application" if name == "bare" else "polku.site.wsgi:application"
    env = {
        **env,
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare_settings" if name == "bare" else "polku.site.settings",
    }
    workers = "1" if "POLKU_DATABASE_URL" not in env else "2"
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(PORT), "--workers", workers,
         "--blocking-threads", "4", "--no-ws", "--http", "1", "--log-level", "error", target],
        env=env, stderr=None,
    )  # fmt: skip
    try:
        _wait()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        _load(headers, _opener, 1.0)
        opened = _load(headers, _opener, SECONDS)
        moved = _load(headers, _mover, SECONDS)
        return {"open": opened, "move": moved}
    finally:
        server.terminate()
        server.wait()


def _opener(client: "_Client") -> bool:
    number = next(_numbers)
    body = {
        "process": "bench",
        "company": f"Bench {number} Oy",
        "contact": f"Person {number}",
        "email": f"p{number}-{time.time_ns()}@bench.example",
    }
    answer = client.send("/api/v1/deals", body)
    client.ids.append(answer["id"])
    return True


def _mover(client: "_Client") -> bool:
    if not client.ids:
        for _ in range(5):
            _opener(client)
    deal_id = client.ids[next(_numbers) % len(client.ids)]
    client.places[deal_id] = {"talk": "agree", "agree": "talk"}.get(client.places.get(deal_id, ""), "talk")
    client.send(f"/api/v1/deals/{deal_id}/moves", {"stage": client.places[deal_id]})
    return True


class _Client:
    """One client with its connection kept open and the deals it made."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
        self.ids: list[int] = []
        self.places: dict[int, str] = {}

    def send(self, path: str, body: object) -> dict[str, int]:
        self.connection.request("POST", path, json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{path}: {answer.status} {text[:300]!r}")
        found: dict[str, int] = json.loads(text)
        return found


def _load(headers: dict[str, str], act: object, seconds: float) -> float:
    """Requests answered per second by `CLIENTS` clients at once."""
    end = time.perf_counter() + seconds

    def work(_: int) -> int:
        client, done = _Client(headers), 0
        if act is _mover:
            for _ in range(5):
                _opener(client)
        while time.perf_counter() < end:
            act(client)  # type: ignore[operator]
            done += 1
        return done

    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        total = sum(pool.map(work, range(CLIENTS)))
    return total / (time.perf_counter() - start)


def _wait() -> None:
    for _ in range(200):
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=2)
            connection.request("GET", "/nothing-here")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    main()

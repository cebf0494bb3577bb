"""The whole cycle of one customer by API, from the deal to the matched payment, against bare views of the same rows.

    python -m benchmarks cycle [seconds]

One client on one serving process, then sixteen clients (on PostgreSQL two processes), each request with a key of its
own. The bare views check the token and a right and write the rows that the product wrote, one `create` or `update`
each, without rules, numbers, paper, search index or guards.
"""

import json
import sys
import time
from collections import Counter
from itertools import count
from statistics import median
from typing import Any, Final

from benchmarks.place import engines, place, run
from benchmarks.selling import REQUESTS, sell
from benchmarks.servers import Client, Server, together

SECONDS: Final = 8.0
ROUNDS: Final = 3
MANY: Final = 16
EACH: Final = 5
WANTED: Final = {"sqlite": 0, "postgresql": 10}

_SET_UP: Final = """
import json
from django.utils import timezone
from benchmarks.cycle_world import made
print(json.dumps(made(timezone.now())))
"""
_RECORD: Final = """
import json, sys
from benchmarks.cycle_world import record
print(record(json.loads(sys.argv[1])))
"""
_numbers = count(1)


def main() -> None:
    """Print a line for each figure; fail where PostgreSQL is too slow or a client fails."""
    seconds = next((float(one) for one in sys.argv[1:] if one.replace(".", "").isdigit()), SECONDS)
    missed = False
    for engine in engines():
        with place(engine, "cycle") as env, place(engine, "cycle_bare") as bare_env:
            world, bare_world = (json.loads(run(one, _SET_UP)) for one in (env, bare_env))
            rows = run(bare_env, _RECORD, json.dumps(bare_world)).splitlines()[-1]
            bare_env["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare_settings"
            ours, bare = list[float](), list[float]()
            for _ in range(ROUNDS):
                with Server(bare_env, application="benchmarks.bare_cycle:application") as server:
                    replay = Replay(Client(server.port, bare_world["token"]))
                    try:
                        bare.append(_rate(replay, seconds / ROUNDS))
                    except RuntimeError as error:
                        print(f"{engine:10} bare views: {error}", flush=True)
                        bare.append(float("nan"))
                with Server(env) as server:
                    ours.append(_rate(Sale(Client(server.port, world["token"]), world), seconds / ROUNDS))
            rate = median(ours)
            print(
                f"{engine:10} one client: {rate:5.1f} cycles/s of {REQUESTS} requests, {rows} rows;"
                f" bare views {median(bare):5.1f}/s, ratio {rate / median(bare):.2f}"
                f" (wanted {WANTED[engine]}/s)",
                flush=True,
            )
            missed = missed or rate < WANTED[engine]
            missed = _many(engine, env, world) or missed
    if missed:
        sys.exit(1)


class Sale:
    """A client that sells."""

    def __init__(self, door: Client, world: dict[str, Any]) -> None:
        self.door, self.world = door, world
        self.statuses: Counter[int] = Counter()
        self.slowest: dict[str, float] = {}

    def __call__(self) -> None:
        """One cycle."""
        name = f"N{next(_numbers)}-{time.time_ns()}"
        found = sell(self._send(name), name, self.world["products"])
        wanted = dict.fromkeys(("shipped", "delivered", "billed", "paid"), "1")
        if {key: found[key] for key in wanted} != wanted:
            raise RuntimeError(f"the cycle of {name} is not closed: {found}")

    def _send(self, name: str) -> Any:
        steps = count(1)

        def send(method: str, path: str, body: Any) -> Any:
            status, answer = self.door(method, path, body, f"{name}-{next(steps)}")
            self.statuses[status] += 1
            if status >= 300:
                raise RuntimeError(f"{method} {path}: {status} {str(answer)[:300]}")
            return answer

        return send


class Replay:
    """A client of the bare views: it gives back the ids that it was told."""

    def __init__(self, door: Client) -> None:
        self.door = door

    def __call__(self) -> None:
        """The same rows, request by request."""
        known: dict[str, int] = {}
        for step in range(REQUESTS):
            known = self.door.good("POST", f"/replay/{step}", known)


def _rate(act: Any, seconds: float) -> float:
    """Cycles per second, after two that warm up."""
    act()
    act()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        act()
        done += 1
    return done / (time.perf_counter() - start)


def _many(engine: str, env: dict[str, str], world: dict[str, Any]) -> bool:
    """Sixteen clients at once; whether any of them failed."""
    workers = 1 if engine == "sqlite" else 2
    failures: list[str] = []
    with Server(env, workers=workers) as server:
        sales = [Sale(Client(server.port, world["token"]), world) for _ in range(MANY)]

        def client(one: Sale) -> int:
            done = 0
            for _ in range(EACH):
                try:
                    one()
                    done += 1
                except Exception as error:
                    failures.append(f"{type(error).__name__}: {error}")
            return done

        start = time.perf_counter()
        done = sum(together(*[lambda one=one: client(one) for one in sales]))
        taken = time.perf_counter() - start
    statuses = sum((one.statuses for one in sales), Counter())
    bad = sum(number for status, number in statuses.items() if status >= 500)
    print(
        f"{engine:10} {MANY} clients, {workers} processes: {done} of {MANY * EACH} cycles, {done / taken:5.1f}/s,"
        f" {len(failures)} failed, {bad} answers of 5xx",
        *failures[:5],
        sep="\n  ",
        flush=True,
    )
    return bool(failures)


if __name__ == "__main__":
    main()

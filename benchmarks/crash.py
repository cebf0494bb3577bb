"""The server is killed (kill -9) at random moments while clients post whole documents; nothing is half or doubled.

    python -m benchmarks.crash [moments] [seed] [engine]

Four clients sell out of stock, each request with a key of its own: order, confirmation, delivery, departure, bill,
payment. After each kill the server starts again and the clients send by key what was not answered. In the end every
document that was answered is looked at (document, lines, entry, postings, event), counted against the keys, and
`polku check` must be clean.
"""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any, Final

from benchmarks.place import POLKU, engines, place, run
from benchmarks.servers import Client, Server

MOMENTS: Final = 100
CLIENTS: Final = 4
MOST_ANSWERS: Final = 12
"""A kill comes after so many answers at most."""
LONGEST_SECONDS: Final = 20

Answer = dict[str, Any]
Check = Callable[[list[Answer]], list[str]]

_SET_UP: Final = """
import json
from decimal import Decimal
from django.utils import timezone
from polku.access.logic import SYSTEM
from benchmarks.crash_world import made
print(json.dumps(made(timezone.now())))
"""
_CHECK: Final = """
import json, sys
from pathlib import Path
from benchmarks.crash_world import faults
print(json.dumps(faults(json.loads(Path(sys.argv[1]).read_text()))))
"""


class Seller:
    """One client: what it wants next, what was answered."""

    def __init__(self, number: int, world: dict[str, Any]) -> None:
        self.number, self.world = number, world
        self.answered: list[Answer] = []
        self.refused: list[str] = []
        self._wishes = self._sales()
        self._wish = next(self._wishes)
        self._sent = 0

    def _sales(self) -> Iterator[tuple[str, str, Any]]:
        """Sale after sale: what kind of document, where to send what."""
        line = {"product_id": self.world["product"], "quantity": 1}
        while True:
            yield "order", "/orders", {"deal_id": self.world["deal"], "lines": [line, line]}
            order = self.answered[-1]["body"]["id"]
            yield "confirmation", f"/orders/{order}/confirmations", {}
            yield "picking", f"/orders/{order}/shipments", {}
            yield "shipment", f"/shipments/{self.answered[-1]['body']['id']}/departures", {}
            yield "invoice", "/invoices", {"order_ids": [order], "issue": True}
            bill = self.answered[-1]["body"][0]["invoice"]
            yield (
                "receipt",
                "/receipts",
                {
                    "amount_minor": bill["payable_minor"],
                    "currency": bill["currency"],
                    "received_date": bill["issue_date"],
                    "invoice_ids": [bill["id"]],
                },
            )

    def work(self, port: int, stopped: threading.Event, *, once: bool = False) -> None:
        """Send until the server is gone, or until what was not answered is (`once`)."""
        door = Client(port, self.world["token"])
        while not stopped.is_set():
            kind, path, body = self._wish
            key = f"{self.number}-{self._sent}"
            try:
                status, answer = door("POST", path, body, key)
            except (OSError, HTTPException):
                return
            if status >= 300:
                self.refused.append(f"{path}: {status} {str(answer)[:300]}")
                return
            self.answered.append({"kind": kind, "path": path, "sent": body, "key": key, "body": answer})
            self._sent += 1
            self._wish = next(self._wishes)
            if once:
                return

    def repeat(self, port: int) -> None:
        """Send what was answered last again: the same answer, and no other document."""
        if not self.answered:
            return
        last = self.answered[-1]
        door = Client(port, self.world["token"])
        status, answer = door("POST", last["path"], last["sent"], last["key"])
        if status >= 300 or answer != last["body"] or not door.replayed:
            self.refused.append(f"{last['path']} again: {status} {str(answer)[:300]}")


def killed(
    server: Server, world: dict[str, Any], moments: int, seed: int, check: Check
) -> tuple[list[Answer], list[str]]:
    """Kill the server so many times under work; all that was answered, and what is wrong."""
    chance = random.Random(seed)
    sellers = [Seller(number, world) for number in range(CLIENTS)]
    for moment in range(moments + 1):
        server.start()
        server.wait()
        stopped = threading.Event()
        if moment == moments:  # the last time everybody only finishes what was not answered
            for one in sellers:
                one.repeat(server.port)
                one.work(server.port, stopped, once=True)
            break
        threads = [threading.Thread(target=one.work, args=[server.port, stopped]) for one in sellers]
        for one in sellers:
            one.repeat(server.port)
        for thread in threads:
            thread.start()
        _let_work(sellers, chance)
        server.kill()
        stopped.set()
        for thread in threads:
            thread.join()
    answered = [answer for one in sellers for answer in one.answered]
    refused = [why for one in sellers for why in one.refused]
    server.kill()
    return answered, refused + check(answered)


def _let_work(sellers: list[Seller], chance: random.Random) -> None:
    """Until so many more requests were answered, and a moment longer: into the middle of the next ones."""
    goal = sum(len(one.answered) for one in sellers) + chance.randint(1, MOST_ANSWERS)
    end = time.monotonic() + LONGEST_SECONDS
    while sum(len(one.answered) for one in sellers) < goal and time.monotonic() < end:
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.03))


def main() -> None:
    """Print what was found; fail where anything is wrong."""
    given = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    moments = given[0] if given else MOMENTS
    seed = given[1] if len(given) > 1 else random.SystemRandom().randrange(10**6)
    wrong = False
    for engine in [one for one in engines() if one in sys.argv] or engines():
        with place(engine, "crash") as env:
            world = json.loads(run(env, _SET_UP))
            start = time.perf_counter()

            def check(answered: list[Answer], env: dict[str, str] = env) -> list[str]:
                file = f"{env['POLKU_HOME']}/answered.json"
                with open(file, "w", encoding="utf-8") as out:
                    json.dump(answered, out)
                found: list[str] = json.loads(run(env, _CHECK, file))
                done = subprocess.run([POLKU, "check"], env=env, capture_output=True, text=True)
                told = [one for one in done.stdout.splitlines() if not one.startswith("settings: PostgreSQL")]
                return found + ([] if done.returncode == 0 else [f"polku check: {one}" for one in told])

            answered, faults = killed(Server(env), world, moments, seed, check)
        print(
            f"{engine:10} killed at {moments} moments (seed {seed}): {len(answered)} requests answered,"
            f" {len(faults)} faults, {time.perf_counter() - start:.0f} s",
            *faults[:20],
            sep="\n  ",
            flush=True,
        )
        wrong = wrong or bool(faults)
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()

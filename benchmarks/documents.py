"""A quote of 60 lines as PDF/A-3b: drawn in a process, each with other words; then asked of a serving process.

    python -m benchmarks documents

There a person who is signed in asks for the paper of a draft (rows read, drawn anew each time) and of a quote that was
sent (the file that was kept), each request with its whole answer.
"""

import json
import statistics
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any, Final

from benchmarks.place import engines, place, run
from benchmarks.servers import HOST, SECRET, Client, Server

LIMIT_MS: Final = 150
LINES: Final = 60
TURNS: Final = 30
_SET_UP: Final = """
import json
from django.test import Client
from django.utils import timezone
from benchmarks.cycle_world import made
from polku.access.models import User
door = Client()
world = made(timezone.now())
door.force_login(User.objects.get(email="admin@bench.example"))
print(json.dumps(world | {"session": "; ".join(f"{one.key}={one.value}" for one in door.cookies.values())}))
"""


def quote(turn: int) -> dict[str, Any]:
    names = (
        ("description", "Description"),
        ("quantity", "Quantity"),
        ("price", "Price"),
        ("net", "Net, EUR"),
    )
    return {
        "title": "Quote",
        "number": f"Q-2026-{turn:04d}",
        "brand": {"name": "Aava Oy", "colour": "#1f5c4a", "address": ["Satamakatu 4", "00160 Helsinki"]},
        "parties": [{"label": "For", "name": f"Łódź Foods {turn}", "lines": ["90-001 Łódź", "Poland"]}],
        "meta": [["Valid until", "20 December 2026"], ["Seller", "Alice"]],
        "needs": {"title": "What you need", "items": ["Coffee for 120 people", "One invoice a month"]},
        "columns": [
            {"key": key, "label": label, "main": key == "description", "align": "" if key == "description" else "right"}
            for key, label in names
        ],
        "lines": [
            {
                "description": f"Beans {turn}-{line}",
                "note": f"Batch {turn}{line}",
                "quantity": f"{line}.5 kg",
                "price": "124.75",
                "net": f"{turn * line + 1185}.13",
            }
            for line in range(LINES)
        ],
        "totals": [{"label": "Net", "value": "18,962.08"}, {"label": "Total", "value": "23,512.98", "strong": True}],
        "tax": {"title": "VAT", "columns": ["Rate", "Net", "VAT"], "rows": [["24 %", "18,962.08", "4,550.90"]]},
        "terms": [{"title": "Terms", "text": "Payment within 14 days of delivery."}],
        "footer": {"lines": ["Aava Oy, Helsinki"], "page": "Page {page} of {pages}"},
    }  # fmt: skip


def main() -> None:
    """Print a line for each; fail where a median is over the limit."""
    if max(middle for engine in engines() for middle in _asked(engine)) >= LIMIT_MS:
        raise SystemExit(f"SLOWER than {LIMIT_MS} ms")


def drawn() -> float:
    """Drawn in this process with a file inside, no row read; the median."""
    from polku.documents.drawing import Attachment, pdf

    xml = [Attachment("quote.xml", b"<Quote/>" * 500)]
    return told("drawn in a process", lambda turn: pdf("document", quote(turn), language="en", attach=xml))


def _asked(engine: str) -> list[float]:
    """The paper of a draft and of a sent quote, asked of a server; the medians."""
    with place(engine, "documents") as env:
        world = json.loads(run(env | {"POLKU_SECRET_KEY": SECRET}, _SET_UP))
        if engine == "sqlite":  # it asks the database for the company's logo alone
            print(run(env, "from benchmarks.documents import drawn; drawn()"))
        with Server(env) as server:
            client, page = Client(server.port, world["token"]), _page(server.port, world["session"])
            deal = client.good("POST", "/deals", {"company": "Łódź Foods", "contact": "Ola"})
            lines = [
                {
                    "product_id": world["products"][line % 2],
                    "quantity": line + 1,
                    "description": f"Beans, batch {line}",
                }
                for line in range(LINES)
            ]
            made = client.good("POST", "/quotes", {"deal_id": deal["id"], "title": "Coffee", "lines": lines})
            address = f"/quotes/{made['id']}/paper.pdf"
            draft = told(f"{engine}, a draft asked by web", lambda _turn: page(address))
            start = time.perf_counter()
            client.good("POST", f"/quotes/{made['id']}/sendings", {})
            print(f"{engine}, sent by API, drawn and kept: {(time.perf_counter() - start) * 1000:.0f} ms")
            return [draft, told(f"{engine}, as it was sent, by web", lambda _turn: page(address))]


def _page(port: int, session: str) -> Callable[[str], bytes]:
    connection = HTTPConnection(HOST, port)

    def ask(path: str) -> bytes:
        connection.request("GET", path, headers={"Cookie": session})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200 or not content.startswith(b"%PDF"):
            raise RuntimeError(f"{path}: {answer.status} {content[:200]!r}")
        return content

    return ask


def told(name: str, make: Callable[[int], bytes]) -> float:
    """Print how long it takes; the median."""
    taken = []
    for turn in range(TURNS + 1):
        start = time.perf_counter()
        size = len(make(turn))
        taken.append((time.perf_counter() - start) * 1000)
    first, rest = taken[0], sorted(taken[1:])
    middle, late = statistics.median(rest), rest[int(len(rest) * 0.95)]
    print(
        f"quote of {LINES} lines, {name}: {middle:.0f} ms"
        f" (95 %: {late:.0f} ms, first: {first:.0f} ms), {size // 1024} kB, wanted {LIMIT_MS}",
        flush=True,
    )
    return middle


if __name__ == "__main__":
    main()

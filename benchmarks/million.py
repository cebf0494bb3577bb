"""Pages over 1,000,000 deals and 4,000,000 contacts: what a person waits for, through the real server.

    python -m benchmarks.million [deals] [fill]

The data is made by SQL first, which takes minutes: with `POLKU_BENCH_KEEP=FOLDER` it is made once and kept there (and
in the database `..._bench_million` of the PostgreSQL server), and `fill` only makes it. Every figure is the 95th of 100
over the requests of one client, asked in turn by an admin who sees all, a seller who sees one team, and over several
filters.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlencode

from benchmarks.place import POLKU, engines, filled_place, run

DEALS: Final = 1_000_000
PORT: Final = 18766
REQUESTS: Final = 60
_FILL: Final = """
import sys
from benchmarks.million_rows import fill
fill(int(sys.argv[1]))
"""
_PLANS: Final = """
from benchmarks.million_plans import check
check()
"""
_SIGN_IN: Final = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from polku.access.actions import add_user
from polku.access.logic import SYSTEM
from polku.access.models import Team, User

def enter(user):
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key

admin = User.objects.filter(email="admin@bench.example").first()
admin = admin or add_user(email="admin@bench.example", role="admin", actor=SYSTEM, at=timezone.now())
seller = User.objects.get(email="s3@bench.example")
team = seller.teams.get()
print(enter(admin), enter(seller), team.pk, seller.pk)
"""
_DATABASE: Final = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM deals_deal")
    deals = cursor.fetchone()[0]
    cursor.execute("SELECT count(*) FROM contacts_contact")
    contacts = cursor.fetchone()[0]
    cursor.execute("SELECT count(*) FROM search_searchdocument")
    print(f"{deals:,} deals, {contacts:,} contacts, {cursor.fetchone()[0]:,} search documents")
"""
WORDS: Final = (
    "anna", "ann", "virtanen", "lahti met", "metalli", "oy", "example", "korhonen anna", "oulu dental 4", "company77",
    "lah", "zofia now", "12345", "tampere", "li", "anna virtanen lahti", "energia", "k", "riga foods oy", "ivanov",
)  # fmt: skip
"""What people type: rare words and very common ones, whole and half typed."""

Case = tuple[str, str, Mapping[str, object]]
"""Who asks, where, with which query."""


def cases(team: str, seller: str) -> dict[str, tuple[float, list[Case]]]:
    """Name of the figure -> the most it may take in milliseconds, and what is asked."""
    filters: Sequence[Mapping[str, object]] = (
        {}, {"team": team}, {"owner": seller}, {"outcome": "won"}, {"team": team, "outcome": "lost"},
        {"q": "lahti metalli"}, {"q": "tampere"}, {"outcome": "all", "owner": seller},
    )  # fmt: skip
    both = [(who, one) for one in filters for who in ("admin", "seller")]
    costly: Sequence[Mapping[str, object]] = ({"source": "source 3"}, {"stage": "offer"}, {"age": "stuck"})
    return {
        "list, first page": (200, [(who, "/deals/", {"as": "list", **one}) for who, one in both]),
        "board, first page": (200, [(who, "/deals/", {"as": "board", **one}) for who, one in both]),
        "list and board of costly filters, the frame": (
            200, [("admin", "/deals/", {"as": shape, **one}) for one in costly for shape in ("list", "board")]
        ),
        "palette": (100, [(who, "/palette", {"q": word}) for word in WORDS for who in ("admin", "seller")]),
        "column sums, a second request": (
            1000, [(who, "/deals/sums/", {"as": "board", **one}) for who, one in both]
        ),
        "list sums, a second request": (1000, [(who, "/deals/sums/", {"as": "list", **one}) for who, one in both]),
    }  # fmt: skip


def main() -> None:
    """Fill, serve, ask, print; with `fill` only the first, to be measured later."""
    deals = next((int(one) for one in sys.argv[1:] if one.isdigit()), DEALS)

    def fill(env: dict[str, str]) -> None:
        start = time.perf_counter()
        run(env, _FILL, str(deals))
        print(f"{engine}: filled in {time.perf_counter() - start:.0f} s", flush=True)

    for engine in engines():
        with filled_place(engine, "million", deals, fill) as env:
            print(f"{engine}: {run(env, _DATABASE)}", flush=True)
            if "fill" not in sys.argv[1:]:
                measure(env, engine)


def measure(env: dict[str, str], engine: str) -> None:
    """Start the server and print every figure."""
    admin, seller, team, seller_id = run(env, _SIGN_IN).split()
    keys = {"admin": admin, "seller": seller}
    print(run(env, _PLANS), flush=True)
    with serving(env):
        for name, (most, asked) in cases(team, seller_id).items():
            for who, path, query in asked:  # each once before: what was never read is read from the disk
                get(keys[who], path, query)
            times: list[tuple[float, Case]] = []
            while len(times) < max(REQUESTS, len(asked)):
                times += [(get(keys[case[0]], case[1], case[2]), case) for case in asked]
            times.sort(key=lambda one: one[0])
            middle, late = times[len(times) // 2][0], times[int(len(times) * 0.95)][0]
            slowest = " ".join((times[-1][1][0], urlencode(times[-1][1][2])))
            print(f"{engine:10} {name:44} p50 {middle:4.0f} ms, p95 {late:4.0f} ms (wanted {most}),", end=" ")
            print(f"of {len(times)}, slowest {times[-1][0]:.0f} ms: {slowest}", flush=True)


def get(session: str, path: str, query: Mapping[str, object]) -> float:
    """Milliseconds of one request, from the first byte sent to the last one read."""
    start = time.perf_counter()
    status, body = page(session, f"{path}?{urlencode(query)}")
    if status != 200:
        raise RuntimeError(f"{path}?{urlencode(query)}: {status} {body[:200]!r}")
    return (time.perf_counter() - start) * 1000


def page(session: str, path: str) -> tuple[int, str]:
    """Ask for a page as the person of this session."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}", "Accept-Language": "en"})
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, body


@contextmanager
def serving(env: dict[str, str]) -> Iterator[int]:
    """`polku serve` in that installation; its process id."""
    server = subprocess.Popen([POLKU, "serve", "--port", str(PORT)], env=env, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                connection = HTTPConnection("127.0.0.1", PORT, timeout=5)
                connection.request("GET", "/nothing-here")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError("the server does not answer")
        yield server.pid
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()

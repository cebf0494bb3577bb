"""Which indexes the first pages over a million deals are read from, by EXPLAIN: what is not as wanted fails the run.

Runs inside the filled installation (see `million`).
"""

import re
from collections.abc import Callable
from typing import Any, Final

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from polku.access.logic import Actor
from polku.access.models import User
from polku.access.queries import actor_of
from polku.deals.queries import DealFilter, board, listing
from polku.deals.queries.boards import sums
from polku.eventlog.events import Via
from polku.search.queries import find

TABLES: Final = ("deals_deal", "contacts_contact", "contacts_customer", "search_searchdocument")
_SCANNED: Final = {
    "sqlite": re.compile(rf"SCAN ({'|'.join(TABLES)})(?! USING)"),
    "postgresql": re.compile(rf"Seq Scan on ({'|'.join(TABLES)})"),
}
_INDEX: Final = {
    "sqlite": re.compile(
        r"USING (?:COVERING )?INDEX (\S+)|USING (INTEGER PRIMARY KEY)|(VIRTUAL TABLE) INDEX"
    ),
    "postgresql": re.compile(r"Index(?: Only)? Scan(?: Backward)? (?:using|on) (\S+)"),
}
_GIN: Final = (
    "SELECT id FROM search_searchdocument WHERE kind || '' = 'deal' AND vector @@ '''lahti'' & ''metalli'':*'::tsquery "
    "LIMIT 2000"
)


def check() -> None:
    """Explain every statement of the first pages; print the indexes of each page.

    Raises: RuntimeError where a large table is read through, or another index is taken than the one made for it.
    """
    admin, seller = (
        actor_of(User.objects.get(email=f"{name}@bench.example"), Via.WEB) for name in ("admin", "s3")
    )
    team = str(min(seller.team_ids))
    at = timezone.now()
    everyone, of_team, own = "deal_board", "deal_board_team", "deal_board_owner"
    wanted: list[tuple[str, Actor, DealFilter, str]] = [
        ("all open ones", admin, DealFilter(), everyone),
        ("open ones of one's team", seller, DealFilter(), of_team),
        ("open ones of a team", admin, DealFilter(teams=(team,)), of_team),
        ("open ones of an owner", admin, DealFilter(owners=(str(seller.user_id),)), own),
        ("won ones", admin, DealFilter(outcome="won"), everyone),
        ("lost ones of a team", admin, DealFilter(teams=(team,), outcome="lost"), of_team),
        ("all of an owner", admin, DealFilter(owners=(str(seller.user_id),), outcome="all"), own),
        ("words", admin, DealFilter(words="lahti metalli"), "deals_deal_pkey"),
    ]
    loads: dict[str, Callable[..., Any]] = {"board": board, "list": listing, "sums": sums}
    for said, actor, f, index in wanted:
        for name, load in loads.items():
            used = _used(lambda load=load, f=f, actor=actor: load(f, actor, at))
            fits = (
                {"INTEGER PRIMARY KEY"}
                if connection.vendor == "sqlite" and index.endswith("_pkey")
                else {index}
            )
            _tell(f"{name}, {said}", used, fits)
    _tell("palette", _used(lambda: find(admin, "lahti metalli")), set())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET enable_seqscan = off; SET enable_indexscan = off"
            )  # as the search's function does
            _tell("search", _indexes(_plan(cursor, _GIN)), {"search_vector_deal"})
            cursor.execute("RESET ALL")


def _tell(said: str, used: set[str], wanted: set[str]) -> None:
    print(f"{connection.vendor:10} {said:32} {', '.join(sorted(used))}", flush=True)
    if not wanted <= used:
        raise RuntimeError(f"{said}: not from {wanted} but from {used}")


def _used(load: Callable[[], Any]) -> set[str]:
    """The indexes of all statements of a page."""
    with CaptureQueriesContext(connection) as asked:
        load()
    found: set[str] = set()
    with connection.cursor() as cursor:
        for one in asked.captured_queries:
            if any(table in one["sql"] for table in TABLES) and one["sql"].startswith("SELECT"):
                found |= _indexes(_plan(cursor, one["sql"]))
    return found


def _indexes(plan: str) -> set[str]:
    if scanned := _SCANNED[connection.vendor].search(plan):
        raise RuntimeError(f"{scanned[0]}:\n{plan}")
    return {"".join(found) for found in _INDEX[connection.vendor].findall(plan)}


def _plan(cursor: Any, sql: str) -> str:
    cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql)
    return "\n".join(str(row[-1]) for row in cursor.fetchall())

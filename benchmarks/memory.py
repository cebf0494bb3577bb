"""Memory of all processes of `polku serve` together: idle after the start, and after every Insight page was opened.

    python -m benchmarks memory

The company is the demo's, grown by an import of 10,000 deals. What processes share is counted once (PSS), and beside it
the plain sum of what each holds (RSS).
"""

import re
import time
from html import unescape
from pathlib import Path
from typing import Final

from benchmarks.importing import imported, make_file
from benchmarks.million import page, serving
from benchmarks.place import engines, place, run

IDLE_MAX: Final = 250
OPENED_MAX: Final = 450
DEALS: Final = 10_000
_SIGN_IN: Final = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from polku.access.actions import add_user
from polku.access.logic import SYSTEM
user = add_user(email="admin@bench.example", role="admin", actor=SYSTEM, at=timezone.now())
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
"""
_PAGES: Final = """
from django.urls import get_resolver, reverse
from polku.insight.web import urls
for one in urls.urlpatterns:
    if not one.pattern.converters:
        print(reverse(f"{urls.app_name}:{one.name}"))
"""


def main() -> None:
    """Serve, look, open, look again."""
    for engine in engines():
        with place(engine, "memory") as env:
            file = Path(env["POLKU_HOME"]) / "deals.csv"
            make_file(file, DEALS)
            imported(env, file)
            session = run(env, _SIGN_IN)
            paths = run(env, _PAGES).split()
            with serving(env) as pid:
                time.sleep(5)
                print(f"{engine:10} idle after the start: {told(pid)} (at most {IDLE_MAX} MB)", flush=True)
                opened = _open_all(session, paths)
                print(
                    f"{engine:10} after {opened} Insight pages: {told(pid)} (at most {OPENED_MAX} MB)",
                    flush=True,
                )


def _open_all(session: str, paths: list[str]) -> int:
    """Open every page of Insight and all that these pages ask for themselves; how many answered."""
    seen, left = set(), list(paths)
    while left:
        path = left.pop(0)
        if path in seen:
            continue
        seen.add(path)
        status, body = page(session, path)
        if status != 200:
            seen.discard(path)
            continue
        asked = re.findall(r'hx-get="(/insight/[^"]*)"', body) + re.findall(
            r'href="(/insight/[a-z-]+/)"', body
        )
        left += [unescape(one) for one in asked]
    return len(seen)


def told(pid: int) -> str:
    pss, rss = 0.0, 0.0
    processes = _family(pid)
    for one in processes:
        text = Path(f"/proc/{one}/smaps_rollup").read_text()
        pss += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) / 1024  # type: ignore[index]
        rss += int(re.search(r"^Rss:\s+(\d+)", text, re.M)[1]) / 1024  # type: ignore[index]
    return f"{rss:.0f} MB in {len(processes)} processes, {pss:.0f} MB counting shared pages once"


def _family(pid: int) -> list[int]:
    """A process and all that came from it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        left += parents.get(found[-1], [])
    return found


if __name__ == "__main__":
    main()

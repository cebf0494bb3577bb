"""Long work runs in a process of its own, which is there only while it is needed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from polku.jobs import actions, queries, registry
from polku.jobs.beside import Helper
from polku.jobs.models import Job
from polku.jobs.registry import Kind
from tests.conftest import NOW
from tests.environment import ROOT

WAITS = "import sys; sys.stdin.readline()"
FAILS = "raise SystemExit(3)"


def work(_job: Job, /, *, at: object) -> None:
    """Nothing to do."""


@pytest.fixture
def kinds() -> Iterator[None]:
    with (
        registry.kinds.holding("toy.short", Kind("toy.short", work, limit_seconds=60, tries=3)),
        registry.kinds.holding("toy.long", Kind("toy.long", work, limit_seconds=60, tries=3, apart=True)),
    ):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("kinds")
def test_each_process_takes_its_own_kinds_and_one_alone_takes_all() -> None:
    for kind in ("toy.long", "toy.short"):
        actions.enqueue(kind, {}, at=NOW)
    asked = {apart: [job.kind for job in queries.due(at=NOW, apart=apart)] for apart in (True, False, None)}
    assert asked == {True: ["toy.long"], False: ["toy.short"], None: ["toy.long", "toy.short"]}
    taken = actions.claim(at=NOW, apart=False)
    assert taken is not None
    assert taken.kind == "toy.short"
    assert actions.claim(at=NOW, apart=False) is None


def helper(program: str) -> Helper:
    return Helper([sys.executable, "-S", "-c", program])


def test_it_is_started_once_and_ends_when_asked() -> None:
    one = helper(WAITS)
    one.call()
    first = one._process
    one.call()
    assert first is not None
    assert one._process is first
    one.stop(10)
    assert first.returncode == 0
    assert not one.has_died()


def test_what_died_in_its_work_rests_before_it_is_started_again() -> None:
    one = helper(FAILS)
    one.call()
    assert one._process is not None
    one._process.wait(10)
    assert one.has_died()
    one.call()
    assert one._process is None
    assert not one.has_died()


def test_what_ended_its_work_is_started_anew_at_once() -> None:
    one = helper("")
    one.call()
    assert one._process is not None
    one._process.wait(10)
    assert not one.has_died()
    one.call()
    assert one._process is not None
    one.stop(10)


@pytest.mark.skipif(
    os.environ.get("POLKU_DATABASE_URL", "").startswith("postgres"),
    reason="runs on SQLite only: it works in a home of its own, whose database is a file",
)
def test_the_process_does_what_is_due_and_goes_with_the_one_that_began_it(
    tmp_path: Path, ready_home: Callable[[Path], None]
) -> None:
    ready_home(tmp_path)
    with sqlite3.connect(tmp_path / "polku.sqlite3") as base:
        at = str(timezone.now().replace(tzinfo=None) - timedelta(minutes=1))
        columns = "kind, args, key, state, run_at, enqueued_at, tries, done, total, reason"
        base.execute(
            f"INSERT INTO jobs_job ({columns}) VALUES ('search.purge', '{{}}', '', 'waiting', ?, ?, 0, 0, 0, '')",
            (at, at),
        )
        before = base.execute("SELECT max(id) FROM jobs_job").fetchone()
    base.close()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POLKU_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "polku.site.helping"], stdin=subprocess.PIPE, cwd=ROOT,
        env=environment | {"POLKU_HOME": str(tmp_path)},
    )  # fmt: skip
    assert process.stdin is not None
    try:
        state = ("", "")
        look = sqlite3.connect(tmp_path / "polku.sqlite3")
        for _ in range(300):
            state = look.execute("SELECT state, reason FROM jobs_job WHERE id = ?", before).fetchone()
            if state[0] not in ("waiting", "running") or process.poll() is not None:
                break
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
        look.close()
        assert state == ("done", "")
    finally:
        process.stdin.close()
    assert process.wait(10) == 1

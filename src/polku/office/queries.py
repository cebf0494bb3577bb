"""Reads for the health page: release, engine, disk, background work, and what the checks find."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

import polku
from polku.db import health
from polku.db.transactions import is_sqlite
from polku.jobs.models import DueTime, Job
from polku.jobs.queries import counts, parked
from polku.jobs.registry import schedules

PARKED_SHOWN = 50


@dataclass(frozen=True)
class Disk:
    """Room where the installation keeps its data, in bytes."""

    database: int
    files: int
    free: int
    total: int

    @property
    def is_short(self) -> bool:
        """Whether less than a twentieth, or less than a gigabyte, is left."""
        return self.free < max(self.total // 20, 1024**3)


@dataclass(frozen=True)
class Installation:
    """What runs here."""

    version: str
    engine: str
    disk: Disk


@dataclass(frozen=True)
class Queue:
    """Background work: how much waits, what gave up and why, what runs by the clock."""

    counts: dict[str, int]
    running: list[Job]
    parked: list[Job]
    schedules: list[DueTime]


@dataclass(frozen=True)
class Finding:
    """A check and the faults it found."""

    name: str
    faults: list[str]


def installation() -> Installation:
    """Release, database engine and disk: no statement that grows with the data."""
    return Installation(polku.__version__, _engine(), _disk())


def queue() -> Queue:
    """What the runner has to do; five statements."""
    return Queue(
        counts=counts(),
        running=list(Job.objects.filter(state=Job.State.RUNNING).order_by("started_at")),
        parked=list(parked()[:PARKED_SHOWN]),
        schedules=list(DueTime.objects.filter(kind__in=schedules.keys()).order_by("due_at")),
    )


def findings() -> list[Finding]:
    """Every check with what it found: it looks at every row, so it takes its time."""
    found: dict[str, list[str]] = {name: [] for name, _ in health.checks.items()}
    for name, fault in health.run():
        found[name].append(fault)
    return [Finding(name, faults) for name, faults in found.items()]


def _engine() -> str:
    with connection.cursor() as cursor:
        if is_sqlite():
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}"
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def _disk() -> Disk:
    home = Path(settings.HOME)
    usage = shutil.disk_usage(home)
    return Disk(_database_bytes(), _folder_bytes(home / "files"), usage.free, usage.total)


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        if is_sqlite():
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _folder_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.exists() else 0

"""What this machine offers the tests (browser, PostgreSQL, public data); their guard against the network."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@cache
def required_kinds() -> frozenset[str]:
    """Kinds of test that may not be skipped: `POLKU_REQUIRE=browser,postgres,data,oracle,spark`."""
    return frozenset(kind.strip() for kind in os.environ.get("POLKU_REQUIRE", "").split(",") if kind.strip())


@cache
def chromium() -> str | None:
    """The browser's program: `POLKU_CHROMIUM`, or the one of the system."""
    named = os.environ.get("POLKU_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )


@cache
def data_folder() -> Path | None:
    """The folder of public data sets: `POLKU_DATA`, or `../shared/data` beside the clone."""
    folder = Path(os.environ.get("POLKU_DATA") or ROOT.parent / "shared" / "data")
    return folder if folder.is_dir() else None


@cache
def oracle() -> Path | None:
    """The Python that has PM4Py and lifelines; only ever called as a process of its own."""
    python = ROOT / ".venv-oracle" / "bin" / "python"
    return python if python.exists() and (ROOT / ".stamps" / "oracle").exists() else None


@cache
def has_spark() -> bool:
    """Whether PySpark and a Java are here."""
    return find_spec("pyspark") is not None and shutil.which("java") is not None


def missing_reason(kind: str) -> str | None:
    """Why tests of this kind can't run here, in words that say what to do; None when they can."""
    if kind == "browser" and chromium() is None:
        return "no Chromium on this machine: install the package `chromium` or name it in POLKU_CHROMIUM"
    if kind == "postgres" and not os.environ.get("POLKU_DATABASE_URL", "").startswith("postgres"):
        return "runs on PostgreSQL only: set POLKU_DATABASE_URL (tools/postgres.sh start prints one)"
    if kind == "oracle" and oracle() is None:
        return "no libraries to prove figures against: run `make setup-oracle`"
    if kind == "spark" and not has_spark():
        return "no Spark here: install Java 17 or newer and run `make setup-spark`"
    if kind == "data" and data_folder() is None:
        return "no folder of public data sets: name it in POLKU_DATA"
    return None


def unexplained_skip(report: pytest.TestReport) -> str | None:
    """The reason of a skip that `POLKU_REQUIRE` forbids: any but that the test is for the other engine."""
    if not required_kinds() or not report.skipped or hasattr(report, "wasxfail"):
        return None
    reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return None if "runs on PostgreSQL only" in reason or "runs on SQLite only" in reason else reason


def refuse_outside_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sockets reach loopback and unix paths only, so that a test can't depend on the world."""
    connect = socket.socket.connect
    resolve = socket.getaddrinfo

    connect_ex = socket.socket.connect_ex

    def guarded(reach: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
        def reach_loopback(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
                raise OSError(f"the test tried to reach {address[0]!r}: tests stay on this machine")
            return reach(self, address)

        return reach_loopback

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_loopback(host):
            raise OSError(f"the test tried to look up {host!r}: tests stay on this machine")
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


def _is_loopback(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False

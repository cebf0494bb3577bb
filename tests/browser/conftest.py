"""A served company with the demo in it, filled once, and one Chromium; a context of its own for each test."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.seeding import EMAIL, PASSWORD
from tests.environment import ROOT, chromium

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_MS = 30_000
SERVES_WITHIN = 60


ON_SQLITE = (
    "runs on SQLite only: the company in the browser is kept there, whichever engine the other tests have"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where the other tests are repeated on PostgreSQL, these would only do the same again."""
    if os.environ.get("POLKU_DATABASE_URL", "").startswith("postgres"):
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=ON_SQLITE))


@dataclass(frozen=True)
class Site:
    """Where the product answers, and the ids of what is there."""

    url: str
    ids: dict[str, int]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POLKU_", "DJANGO_"))}
    return kept | {
        "POLKU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "polku.site.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"
    }  # fmt: skip


@pytest.fixture(scope="session")
def _filled(_shared_folder: Path, ready_home: Callable[[Path], None]) -> Path:
    """A home with the demo: the first test process fills it, the others wait for it."""
    home = _shared_folder / "browser-home"
    with (_shared_folder / "browser-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ids.json").exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            ready_home(home)
            command = [sys.executable, "-m", "tests.browser.seeding"]
            done = subprocess.run(
                command, env=_environment(home), cwd=ROOT, check=True, stdout=subprocess.PIPE
            )
            (home / "ids.json").write_bytes(done.stdout)
    return home


@pytest.fixture(scope="session")
def site(_filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product, serving this test process."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(_filled, home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from polku.site.cli import main; main()", "serve", "--port", str(port)]
    with (home / "served.txt").open("w") as said:
        server = subprocess.Popen(command, env=_environment(home), cwd=ROOT, stdout=said, stderr=said)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/account/login/", server)
            yield Site(url, json.loads((home / "ids.json").read_text()))
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SERVES_WITHIN
    while server.poll() is None and time.monotonic() < until:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the product did not start")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; it leaves with this folder, because its loop would stand in the way of other tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def signed_in(browser: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of an admin."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{site.url}/account/login/")
    page.get_by_label("Mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/")
    state = tmp_path_factory.mktemp("signed") / "state.json"
    context.storage_state(path=state)
    context.close()
    return state


def _watched(context: BrowserContext) -> Iterator[Page]:
    """A page that must end without an error in its console; its context ends with it."""
    try:
        yield from _watched_page(context)
    finally:
        context.close()


def _watched_page(context: BrowserContext) -> Iterator[Page]:
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "console", lambda said: wrong.append(f"{said.text} at {page.url}") if said.type == "error" else None
    )
    page.on("pageerror", lambda error: wrong.append(f"{error} at {page.url}"))
    yield page
    page.close()
    # A refused form answers 422, which Chromium reports as an error though the page means it.
    assert [text for text in wrong if "status of 422" not in text] == []


SEEN: dict[str, Any] = {
    "locale": "en-GB",
    "reduced_motion": "reduce",
    "viewport": {"width": 1280, "height": 800},
}


@pytest.fixture
def page(browser: Browser, site: Site, signed_in: Path) -> Iterator[Page]:
    """A page of the signed-in admin."""
    yield from _watched(browser.new_context(base_url=site.url, storage_state=signed_in, **SEEN))


@pytest.fixture(scope="package")
def _looking(browser: Browser, site: Site, signed_in: Path) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site.url, storage_state=signed_in, **SEEN)
    yield context
    context.close()


@pytest.fixture
def seen(_looking: BrowserContext) -> Iterator[Page]:
    """A page of the signed-in admin that is only looked at: all share a cache of styles and scripts."""
    yield from _watched_page(_looking)


@pytest.fixture
def stranger(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of somebody who is not signed in."""
    yield from _watched(browser.new_context(base_url=site.url, locale="en-GB", reduced_motion="reduce"))

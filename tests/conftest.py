"""What every test stands on: no network, no silent skips, repeatable hypotheses, the four known people."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from _pytest import runner
from django.test import TransactionTestCase
from django.test.client import ClientHandler
from django.test.signals import setting_changed
from django.utils import translation
from hypothesis import HealthCheck, settings

from polku.access.actions import add_team, add_user
from polku.access.logic import SYSTEM, Actor
from polku.access.models import Team, User
from polku.access.queries import actor_of
from polku.books.queries import chart
from polku.company.actions import found_company
from polku.db import guards
from polku.db import kept as kept_rows
from polku.deals.actions import paths
from polku.eventlog.events import Via
from polku.insight.engine import engine
from polku.process.actions import load_ready
from polku.process.logic.definition import Definition
from polku.process.queries import published
from tests import once, ready_made
from tests.environment import missing_reason, refuse_outside_connections, required_kinds, unexplained_skip
from tests.kept import Stage, kept

# Two cores and two test processes: threads of linear algebra only wait for one another (80 s instead of 8 to learn).
# It is read when numpy is imported, which no module above does.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

settings.register_profile(
    "polku",
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("polku")


gc.disable()  # what is imported for the tests stays: looking through it again and again took a tenth of the time


def pytest_configure(config: pytest.Config) -> None:
    """Of a run on two engines the second leaves out what needs no database."""
    once.set_up(config)


def pytest_collection_finish() -> None:
    """From now on only what tests make is looked through for garbage, and seldom: little else stands beside it."""
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip with a word what has no browser, database or data here; where that is required, let it fail."""
    for item in items:
        for kind in {"browser", "postgres", "data", "oracle", "spark"} - required_kinds():
            if item.get_closest_marker(kind) and (why := missing_reason(kind)):
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where kinds of test are required, a skip without a good reason fails."""
    report = yield
    if why := unexplained_skip(report):
        report.outcome, report.longrepr = "failed", f"skipped, which POLKU_REQUIRE forbids: {why}"
    return report


def _with_room(run: Callable[[], object]) -> object:
    return run()


# Python before 3.13 keeps frames in pieces of 16 KB; a loop that stands at the end of one takes and gives back the
# next with every call (python/cpython#142183). One test took 400 s instead of 5 in one place of the suite and not in
# another. A frame too large for such a piece gets one of 2 MB, with room for all that it calls.
_with_room.__code__ = _with_room.__code__.replace(co_stacksize=2**17)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """Run each test where calls cost the same however deep they are."""
    return _with_room(lambda: runner.pytest_runtest_protocol(item, nextitem))


_teardown = TransactionTestCase._fixture_teardown


def _teardown_without_guards(case: TransactionTestCase) -> None:
    """A test that commits is cleaned by a flush, which the guards of the log would refuse."""
    with guards.lifted():
        _teardown(case)


TransactionTestCase._fixture_teardown = _teardown_without_guards


_load_middleware = ClientHandler.load_middleware
_loaded: list[ClientHandler] = []


def _load_middleware_once(handler: ClientHandler, is_async: bool = False) -> None:
    """A server loads its middleware once, not for each client: it looks at every static file then (20 ms)."""
    if _loaded:
        vars(handler).update(vars(_loaded[0]) | {"enforce_csrf_checks": handler.enforce_csrf_checks})
    else:
        _load_middleware(handler, is_async)
        _loaded.append(handler)


def _forget_middleware(*, setting: str, **_: Any) -> None:
    """A middleware may have kept a setting; none looks at where files are stored or how passwords are hashed."""
    if setting not in {"STORAGES", "PASSWORD_HASHERS"}:
        _loaded.clear()


ClientHandler.load_middleware = _load_middleware_once
setting_changed.connect(_forget_middleware)


@pytest.fixture(scope="session")
def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What all processes of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    _shared_folder: Path,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """The test database of this process; its tables are migrated by the first process and copied by the others."""
    folder = _shared_folder
    with ready_made.one_at_a_time(folder), django_db_blocker.unblock():
        name, in_memory = ready_made.name(), ready_made.copied(folder)
        with ready_made.quick_migrations():
            request.getfixturevalue("django_db_setup")
        ready_made.keep(folder, name)
    yield
    del in_memory
    with ready_made.one_at_a_time(folder), django_db_blocker.unblock():
        ready_made.forget(folder)


@pytest.fixture(scope="session")
def ready_home(
    django_db_setup: None, django_db_use_migrations: bool, _shared_folder: Path
) -> Callable[[Path], None]:
    """On SQLite, put the tables into a home, so that a process of its own need not migrate an empty database."""

    def place(home: Path) -> None:
        if django_db_use_migrations:  # tables that no migration made could not be migrated further
            ready_made.place(_shared_folder, home)

    return place


@pytest.fixture(scope="session")
def _stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """What stands in the database between tests."""
    stage = Stage()
    yield stage
    with django_db_blocker.unblock():
        stage.clear()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Generator[None, object, object]:
    """Before a test opens its own transaction, what it starts from must stand; before a module opens one, nothing."""
    if fixturedef.argname == "_django_db_helper":
        with request.getfixturevalue("django_db_blocker").unblock():
            request.getfixturevalue("_stage").prepare(request.node)
    elif fixturedef.scope in ("module", "package") and "django_db_blocker" in fixturedef.argnames:
        with request.getfixturevalue("django_db_blocker").unblock():
            request.getfixturevalue("_stage").clear()
    return (yield)


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test reaches this machine only; one that means to go further says so with the marker `network`."""
    if not request.node.get_closest_marker("network"):
        refuse_outside_connections(monkeypatch)


# However slow the machine, a row that a test has asked for is at hand until it ends: statements can be counted.
kept_rows.KEPT_SECONDS = chart.KEPT_SECONDS = 3600.0  # type: ignore[misc]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What is kept in memory of committed rows goes with each test's database, and the language of its last request."""
    translation.activate("en")
    paths.forget()
    chart.forget()
    kept_rows.forget_all()
    engine()._own_state = None  # a transaction goes back to where it was, and its counters with it


NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
"""A Friday morning, the moment at which tests happen."""


@dataclass(frozen=True)
class People:
    """The four known people, an admin, and their two teams."""

    admin: User
    alice: User
    bob: User
    charlie: User
    helsinki: Team
    riga: Team

    def actor(self, name: str, via: Via = Via.WEB) -> Actor:
        """One of them at a door."""
        return actor_of(getattr(self, name), via)


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return NOW


def make_people() -> People:
    """A company with Alice (seller) and Bob (her team), Charlie (another team) and an admin."""
    found_company(name="Aava Oy", currency="EUR", time_zone="Europe/Helsinki", at=NOW)
    helsinki = add_team(name="Helsinki", actor=SYSTEM, at=NOW)
    riga = add_team(name="Riga", actor=SYSTEM, at=NOW)

    def person(name: str, role: str, team: Team) -> User:
        return add_user(
            email=f"{name.lower()}@example.org", name=name, role=role, teams=[team.id], actor=SYSTEM, at=NOW
        )

    return People(
        admin=person("Admin", "admin", helsinki),
        alice=person("Alice", "seller", helsinki),
        bob=person("Bob", "seller", helsinki),
        charlie=person("Charlie", "seller", riga),
        helsinki=helsinki,
        riga=riga,
    )


people = kept(make_people)


@kept(shared=True)
def eight_stage(people: People) -> Definition:
    """The eight-stage process, published as the default."""
    load_ready("eight-stage", actor=SYSTEM, at=NOW)
    return published("eight-stage")

"""What every test stands on: no network, no silent skips, repeatable hypotheses, the four known people."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from polku.access.actions import add_team, add_user
from polku.access.logic import SYSTEM, Actor
from polku.access.models import Team, User
from polku.access.queries import actor_of
from polku.books.queries import chart
from polku.company import queries as companies
from polku.company.actions import found_company
from polku.db import guards
from polku.deals.actions import paths
from polku.eventlog.events import Via
from polku.process.actions import load_ready
from polku.process.logic.definition import Definition
from polku.process.queries import published
from tests.environment import missing_reason, refuse_outside_connections, required_kinds, unexplained_skip

settings.register_profile(
    "polku",
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("polku")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip with a word what has no browser, database or data here; where that is required, let it fail."""
    for item in items:
        for kind in {"browser", "postgres", "data"} - required_kinds():
            if item.get_closest_marker(kind) and (why := missing_reason(kind)):
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where kinds of test are required, a skip without a good reason fails."""
    report = yield
    if why := unexplained_skip(report):
        report.outcome, report.longrepr = "failed", f"skipped, which POLKU_REQUIRE forbids: {why}"
    return report


_teardown = TransactionTestCase._fixture_teardown


def _teardown_without_guards(case: TransactionTestCase) -> None:
    """A test that commits is cleaned by a flush, which the guards of the log would refuse."""
    with guards.lifted():
        _teardown(case)


TransactionTestCase._fixture_teardown = _teardown_without_guards


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test reaches this machine only; one that means to go further says so with the marker `network`."""
    if not request.node.get_closest_marker("network"):
        refuse_outside_connections(monkeypatch)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What is kept in memory of committed rows goes with each test's database."""
    paths.forget()
    companies.forget()
    chart.forget()


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


@pytest.fixture
def people(db: None) -> People:
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


@pytest.fixture
def eight_stage(people: People) -> Definition:
    """The eight-stage process, published as the default."""
    load_ready("eight-stage", actor=SYSTEM, at=NOW)
    return published("eight-stage")

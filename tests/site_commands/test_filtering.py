"""Whose deals a figure on the command line is about: people and teams as one says them."""

from __future__ import annotations

import click
import pytest

from polku.access.actions import add_user
from polku.access.logic import SYSTEM
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal
from polku.insight.filters import Filter
from polku.insight.queries import by
from polku.insight.reports import REPORTS
from polku.process.logic.definition import Definition
from polku.site.cli import polku
from tests.conftest import NOW, People
from tests.deals.conftest import plain
from tests.site_commands.conftest import Ask, Run

__all__ = ["plain"]
MEASURED = (*REPORTS, "indicator", "selling-cost", "forecast")


@pytest.fixture
def deals(people: People, plain: Definition) -> People:
    """Two of Alice, one of Bob, both in Helsinki; one of nobody in Riga."""
    rows = [
        NewDeal(title=title, company=title, owner_id=owner.id if owner else None, team_id=team.id)
        for title, owner, team in (
            ("A", people.alice, people.helsinki), ("B", people.alice, people.helsinki),
            ("C", people.bob, people.helsinki), ("D", None, people.riga),
        )
    ]  # fmt: skip
    assert [one.error for one in open_deals(rows, actor=SYSTEM, at=NOW)] == [None] * 4
    return people


def test_every_figure_takes_the_same_people_and_teams() -> None:
    report = polku.get_command(click.Context(polku), "report")
    assert isinstance(report, click.Group)
    for name in MEASURED:
        options = {one.name for one in report.commands[name].params}
        assert {"owners", "teams"} <= options, name


@pytest.mark.parametrize(
    ("words", "n"),
    [
        (("--owner", "alice@example.org"), 2),
        (("--owner", "ALICE@Example.org"), 2),
        (("--owner", "Alice"), 2),
        (("--owner", "bob"), 1),
        (("--owner", "Bob", "--owner", "Alice"), 3),
        (("--owner", "-"), 1),
        (("--owner", "0"), 1),
        (("--owner", "Alice", "--team", "Riga"), 0),
        (("--team", "helsinki"), 3),
        (("--team", "Helsinki", "--team", "Riga"), 4),
    ],
)
def test_a_person_or_a_team_narrows_a_figure(deals: People, ask: Ask, words: tuple[str, ...], n: int) -> None:
    assert ask("report", "sources", *words)["n"] == n


def test_the_command_line_counts_as_the_page_does(deals: People, ask: Ask) -> None:
    chosen = Filter(owners=(deals.alice.id, 0), teams=(deals.riga.id,))
    told = ask("report", "sources", "--owner", str(deals.alice.id), "--owner", "-", "--team", "Riga")
    assert (by(chosen, "source").n, told["n"]) == (1, 1)
    dates = ("--from", "2026-01-01", "--to", "2026-12-31")
    opened = ask("report", "indicator", "opened", "--owner", "Bob", "--every", "year", *dates)
    assert [one["value"] for one in opened["periods"]][-1] == 1
    assert [row["deals"] for row in ask("report", "selling-cost", "--owner", "Bob")["rows"]] == [1, 1]


@pytest.mark.parametrize(
    "name", ["funnel", "late-delivery", "indicator win-rate", "selling-cost", "forecast"]
)
def test_who_is_not_known_is_named(deals: People, run: Run, name: str) -> None:
    person, team = (run("report", *name.split(), *words) for words in (("--owner", "Zoë"), ("--team", "99")))
    assert (person.exit_code, team.exit_code) == (2, 2)
    assert "Invalid value for --owner: there is no person “Zoë”." in person.stderr
    assert "Invalid value for --team: there is no team “99”." in team.stderr


def test_a_name_of_two_people_is_not_guessed(deals: People, run: Run) -> None:
    add_user(
        email="alice@other.example", name="Alice", role="seller", teams=[deals.riga.id], actor=SYSTEM, at=NOW
    )
    done = run("report", "funnel", "--owner", "alice")
    assert done.exit_code == 2
    assert "“alice” may be any of alice@example.org, alice@other.example; say which." in done.stderr

"""`polku check`, `polku export`, `polku demo`: data that is whole, and one's own."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from polku.access.actions import make_token
from polku.company.queries import company
from polku.deals.actions import move, open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal, StageVisit
from polku.demo.actions import filling
from polku.demo.actions.extras import EXTRAS
from polku.search.models import SearchDocument
from polku.site.cli import main
from tests.conftest import NOW, People
from tests.deals.conftest import plain
from tests.site_commands.conftest import Run

__all__ = ["plain"]
sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="runs on SQLite only")


@pytest.fixture
def deal(people: People, plain: Any) -> Deal:
    made = open_deal(NewDeal(title="Chairs", company="=1+1"), actor=people.actor("alice"), at=NOW)
    move(made.id, "needs", actor=people.actor("alice"), at=NOW)
    return made


@sqlite_only  # a throw-away PostgreSQL runs without fsync, which is told
def test_all_is_well(deal: Deal, run: Run) -> None:
    done = run("check")
    assert (done.exit_code, done.stdout.split(":")[0]) == (0, "All is well"), done.output


def test_tables_that_differ_from_the_log_are_named_by_deal(deal: Deal, run: Run) -> None:
    StageVisit.objects.filter(deal=deal, stage="find").update(leaving="lost")
    Deal.objects.update(outcome="won")
    done = run("check")
    assert done.exit_code == 1
    assert f"deals: deal {deal.id}: its stage visits differ from its events" in done.stdout
    assert f"deals: deal {deal.id}: its stage, path or outcome differs from its events" in done.stdout


def test_a_search_that_lost_a_deal_is_told_and_repaired(deal: Deal, run: Run) -> None:
    SearchDocument.objects.filter(kind="deal").delete()
    assert "search" in run("check").stdout
    assert "search" not in run("check", "--repair").stdout.replace("guards, search", "")


def test_every_table_goes_out_without_secrets_and_without_formulas(
    deal: Deal, people: People, run: Run, tmp_path: Path
) -> None:
    _, secret = make_token(name="t", read_only=False, actor=people.actor("alice"), at=NOW)
    assert run("export", "all", "--out", tmp_path / "out").exit_code == 0
    files = {file.stem: file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir()}
    assert {"deals_deal", "eventlog_event", "contacts_customer", "access_user"} <= files.keys()
    assert "argon2" not in "".join(files.values())
    assert secret not in "".join(files.values())
    assert "\n" in files["deals_deal"]
    (row,) = csv.DictReader(files["contacts_customer"].splitlines())
    assert row["name"] == "'=1+1"
    polku_tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("polku.")
    }
    assert files.keys() == polku_tables


def test_a_demo_is_made_once(people: People, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(filling.SIZES, "small", 3)
    assert run("demo").stdout == f"{3 + len(EXTRAS)} deals were made.\n"
    assert company().is_demo
    assert run("demo").stdout == "There are deals already; nothing was made.\n"
    assert Deal.objects.count() == 3 + len(EXTRAS)


@pytest.mark.parametrize(
    "words", [["import", "undo", "99"], ["process", "show", "nowhere"], ["restore", "PART"]]
)
def test_a_refusal_is_one_line_and_exit_code_one(
    people: People,
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "part.zip").write_text("no zip")
    monkeypatch.setattr(
        "sys.argv", ["polku", *[word.replace("PART", str(tmp_path / "part.zip")) for word in words]]
    )
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr().err
    assert (stopped.value.code, said.count("\n"), said[:7]) == (1, 1, "polku: ")

"""`polku import`: from the shell, killed and resumed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from polku.access.logic import SYSTEM
from polku.deals.models import Deal
from polku.imports.models import Import
from polku.process.actions import load_ready
from polku.site.cli import polku
from tests.conftest import NOW, People

Say = Callable[..., Result]


@pytest.fixture
def say(people: People, tmp_path: Path, settings: Any) -> Say:
    """Run `polku import` with words; files lie in the folder of the test."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        }
    }
    load_ready("three-step", actor=SYSTEM, at=NOW)

    def run(*words: object) -> Result:
        return CliRunner().invoke(polku, ["import", *map(str, words)], catch_exceptions=False)

    return run


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text("id;name;won;bad, column\n1;Maija;yes;x\n2;Teppo;;y\n3;Liisa;soon;z\n")
    return path


def test_a_file_comes_in_and_the_answer_is_one_json_object(say: Say, leads: Path) -> None:
    done = say(
        "deals", leads, "--map", 'id=external_id,name=contact,"bad, column=custom.bad"', "--map", "won=won_at",
        "--mode", "history", "--json",
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    assert answer | {"rows": 3, "created": 2, "failed": 1, "warnings": []} == answer
    assert [(one["row"], one["field"], one["code"]) for one in answer["errors"]] == [
        (4, "won_at", "bad_date")
    ]
    assert Deal.objects.get(external_id="1").custom == {"bad": "x"}


def test_a_dry_run_leaves_nothing_behind(say: Say, leads: Path) -> None:
    done = say("deals", leads, "--map", "id=external_id", "--dry-run", "--json")
    answer = json.loads(done.stdout)
    assert answer | {"import_id": None, "rows": 3, "created": 3, "dry_run": True} == answer
    assert (Deal.objects.count(), Import.objects.count()) == (0, 0)


def test_an_import_is_listed_undone_and_its_rejects_printed(say: Say, leads: Path) -> None:
    say("deals", leads, "--map", "id=external_id,won=won_at", "--mode", "history")
    number = Import.objects.get().id
    assert json.loads(say("list", "--json").stdout)["imports"][0]["state"] == "done"
    assert say("rejects", number).stdout.splitlines()[1].startswith("Row 4 | won: ")
    assert json.loads(say("undo", number, "--json").stdout) == {
        "import_id": number, "state": "undone", "rows": 3, "taken_back": 2, "warnings": [],
    }  # fmt: skip
    assert Deal.objects.filter(voided_at=None).count() == 0


def test_the_rejects_are_mended_and_brought_again_as_the_rest_was(
    say: Say, leads: Path, tmp_path: Path
) -> None:
    words = ("--map", "id=external_id,name=contact,won=won_at", "--rest", "custom", "--mode", "history")
    say("deals", leads, *words)
    number = Import.objects.get().id
    mended = tmp_path / "mended.csv"
    mended.write_text(say("rejects", number).stdout.replace(";soon;", ";yes;"))
    tried = json.loads(say("mended", number, mended, "--dry-run", "--json").stdout)
    assert (tried["created"], tried["failed"], Import.objects.count()) == (1, 0, 1)
    assert say("mended", number, mended).exit_code == 0
    deal = Deal.objects.get(external_id="3")
    assert (deal.outcome, deal.custom) == ("won", {"bad_column": "z"})


def test_what_can_not_be_done_is_said_and_leaves_no_trace(say: Say, leads: Path) -> None:
    done = say("deals", leads, "--map", "idd=external_id", "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]["code"]) == (1, "unknown_column")
    assert say("deals", leads, "--map", "won=won_at,id=external_id,name=owner", "--join", "id").exit_code == 2
    assert Import.objects.count() == 0


def test_an_import_of_nothing_but_bad_rows_is_a_failure(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("id,created\n1,soon\n2,later\n")
    assert (
        say("deals", path, "--map", "id=external_id,created=created_at", "--mode", "history").exit_code == 1
    )


@pytest.mark.skipif("POLKU_DATABASE_URL" in os.environ, reason="runs on SQLite only")
def test_a_process_killed_in_the_middle_goes_on_and_ends_with_the_count_of_the_file(
    ready_home: Callable[[Path], None], tmp_path: Path
) -> None:
    rows = 6000
    path = tmp_path / "many.csv"
    path.write_text("id,title\n" + "".join(f"n{number},Deal {number}\n" for number in range(rows)))
    home = tmp_path / "home"
    home.mkdir()
    ready_home(home)
    environment = os.environ | {"POLKU_HOME": str(home)}
    program = [sys.executable, "-c", "from polku.site.cli import main; main()"]
    subprocess.run([*program, "init"], env=environment, check=True, capture_output=True)
    words = [
        "import",
        "deals",
        str(path),
        "--map",
        "id=external_id,title=title",
        "--mode",
        "history",
        "--json",
    ]

    def count(what: str) -> int:
        with sqlite3.connect(f"file:{home / 'polku.sqlite3'}?mode=ro", uri=True) as database:
            return int(database.execute(f"SELECT count(*) FROM {what}").fetchone()[0])

    running = subprocess.Popen(
        [*program, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while count("imports_importbatch") < 2 and running.poll() is None and time.monotonic() < deadline:
        with suppress(subprocess.TimeoutExpired):
            running.wait(0.01)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert 0 < count("deals_deal") < rows
    assert count("deals_deal") == 1000 * count("imports_importbatch")
    again = subprocess.run([*program, *words], env=environment, check=True, capture_output=True, text=True)
    answer = json.loads(again.stdout)
    assert (answer["rows"], answer["created"], answer["failed"]) == (rows, rows, 0)
    assert count("deals_deal") == count("(SELECT DISTINCT external_id FROM deals_deal)") == rows
    assert "it goes on at row" in again.stderr

"""A backup holds one whole moment, also while people work, and comes back on either engine or not at all."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from polku.db import backup, guards, health
from polku.deals.actions import move, open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal, StageVisit
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, Refused
from polku.kernel.money import Money
from polku.search import index
from polku.search.models import SearchDocument
from tests.conftest import NOW, People, make_people
from tests.db.on_disk import elsewhere, on_disk
from tests.deals.conftest import plain
from tests.environment import ROOT

__all__ = ["plain"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None, tmp_path: Path) -> Iterator[People]:
    """The known people, in a database that a second thread reaches."""
    folder = tmp_path / "first"
    folder.mkdir()
    with on_disk(folder):
        yield make_people()


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but what a database fills for itself."""
    return {
        model._meta.db_table: [
            {name: value for name, value in row.items() if name != "txid"}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in backup._models()
    }


def faults() -> list[tuple[str, str]]:
    """What `polku check` finds; how a throw-away PostgreSQL is set up is no concern of a backup."""
    return [fault for fault in health.run() if fault[0] != "settings" or connection.vendor == "sqlite"]


def test_all_comes_back_as_it_was(people: People, plain: Any, tmp_path: Path) -> None:
    alice = people.actor("alice")
    new = NewDeal(
        title="雪 \\ 'x' \t", company="Łódź Oy", email="a@b.example", value=Money(2**62, "EUR"), next_step="Call",
        next_step_at=NOW,
    )  # fmt: skip
    move(open_deal(new, actor=alice, at=NOW).id, "needs", actor=alice, at=NOW)
    attachments = tmp_path / "files"
    (attachments / "2026").mkdir(parents=True)
    (attachments / "2026" / "offer.pdf").write_bytes(b"%PDF-1.7 \x00\xff")
    before = everything()
    counts = backup.store(tmp_path / "all.zip", attachments, at=NOW)
    assert counts == {table: len(rows) for table, rows in before.items()}
    with elsewhere(tmp_path / "second"):
        assert backup.bring_back(tmp_path / "all.zip", tmp_path / "restored") == counts
        index.refill()
        assert everything() == before
        assert faults() == []
        assert open_deal(NewDeal(title="After"), actor=alice, at=NOW).id > max(
            row["id"] for row in before["deals_deal"]
        )
        with pytest.raises(Refused, match="only into an empty place"):
            backup.bring_back(tmp_path / "all.zip", tmp_path / "restored")
    assert (tmp_path / "restored" / "2026" / "offer.pdf").read_bytes() == b"%PDF-1.7 \x00\xff"


def test_a_backup_taken_while_people_work_is_of_one_moment(
    people: People, plain: Any, tmp_path: Path
) -> None:
    alice = people.actor("alice")
    begun, enough, failed = threading.Event(), threading.Event(), []

    def work() -> None:
        try:
            while not enough.is_set():
                deal = open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=alice, at=NOW)
                move(deal.id, "needs", actor=alice, at=NOW)
                if deal.id > 3:
                    begun.set()
        except Exception as error:
            failed.append(error)
        finally:
            begun.set()
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait(30)
    counts = backup.store(tmp_path / "all.zip", tmp_path / "none", at=NOW)
    enough.set()
    worker.join(30)
    assert failed == []
    with elsewhere(tmp_path / "second"):
        backup.bring_back(tmp_path / "all.zip", tmp_path / "none")
        index.refill()
        assert faults() == []
        assert Deal.objects.count() == counts["deals_deal"] > 0
        assert Event.objects.filter(kind="deals.deal_opened").count() == Deal.objects.count()
        assert SearchDocument.objects.filter(kind="deal").count() == Deal.objects.count()
        assert (
            StageVisit.objects.count() - Deal.objects.count()
            == Event.objects.filter(kind="deals.deal_moved").count()
        )


@pytest.fixture
def stored(people: People, plain: Any, tmp_path: Path) -> Path:
    """A small backup."""
    open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=people.actor("alice"), at=NOW)
    backup.store(tmp_path / "all.zip", tmp_path / "none", at=NOW)
    return tmp_path / "all.zip"


def test_a_backup_that_fails_leaves_nothing_behind(people: People, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_searchdocument RENAME TO elsewhere")
    try:
        with pytest.raises(DatabaseError, match="search_searchdocument"):
            backup.store(tmp_path / "all.zip", tmp_path / "none", at=NOW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO search_searchdocument")
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("all")] == []
    backup.store(tmp_path / "all.zip", tmp_path / "none", at=NOW)


def _changed(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The archive with other content."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _other_manifest(**values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | values).encode()

    return change


NO_BACKUP, OTHER, FEWER = "is no backup", "another release", "as many rows"
DEALS = "rows/deals_deal.jsonl"
BROKEN: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "of another format": (_other_manifest(format=99), OTHER),
    "of another release": (_other_manifest(migrations=["deals.0001_initial"]), OTHER),
    "with a manifest of nothing": (lambda parts: parts.update({"manifest.json": b"[]"}), NO_BACKUP),
    "with a manifest that is no JSON": (lambda parts: parts.update({"manifest.json": b"{"}), NO_BACKUP),
    "without a manifest": (lambda parts: parts.pop("manifest.json"), NO_BACKUP),
    "without a table": (lambda parts: parts.pop(DEALS), NO_BACKUP),
    "without a row": (lambda parts: parts.update({DEALS: b""}), FEWER),
    "with a broken row": (lambda parts: parts.update({DEALS: parts[DEALS][:40]}), NO_BACKUP),
    "with a row that points nowhere": (
        lambda parts: parts.update({DEALS: re.sub(rb'"customer_id": \d+', b'"customer_id": 99', parts[DEALS])}),
        NO_BACKUP,
    ),
    "with a strange column": (lambda parts: parts.update({DEALS: b'{"id": 1, "colour": 2}\n'}), NO_BACKUP),
}  # fmt: skip


def test_a_broken_or_foreign_file_is_refused_and_leaves_nothing(stored: Path, tmp_path: Path) -> None:
    whole = stored.read_bytes()
    with elsewhere(tmp_path / "second"):
        for how, (change, said) in BROKEN.items():
            stored.write_bytes(whole)
            _changed(stored, change)
            with pytest.raises(Invalid, match=said):
                backup.bring_back(stored, tmp_path / "restored")
            assert {table: rows for table, rows in everything().items() if rows} == {}, how
        assert guards.missing() == []


def test_what_is_no_archive_is_refused(stored: Path, tmp_path: Path) -> None:
    for content in (b"", b"not a zip", b"PK\x03\x04" + bytes(200)):
        stored.write_bytes(content)
        with pytest.raises(Invalid, match=NO_BACKUP):
            backup.bring_back(stored, tmp_path / "restored")


def test_a_damaged_archive_is_refused(stored: Path, tmp_path: Path) -> None:
    data = bytearray(stored.read_bytes())
    with zipfile.ZipFile(stored) as archive:
        place = archive.getinfo("rows/eventlog_event.jsonl").header_offset
    data[place + 80 : place + 120] = bytes(40)
    stored.write_bytes(data)
    with elsewhere(tmp_path / "second"):
        with pytest.raises(Invalid, match=NO_BACKUP):
            backup.bring_back(stored, tmp_path / "restored")
        assert Event.objects.count() == 0


def test_an_attachment_can_not_climb_out_of_its_folder(stored: Path, tmp_path: Path) -> None:
    _changed(stored, lambda parts: parts.update({"files/../../climbed.txt": b"x", "files/good.txt": b"y"}))
    with elsewhere(tmp_path / "second"):
        backup.bring_back(stored, tmp_path / "place" / "files")
    assert [file.name for file in tmp_path.rglob("*.txt")] == ["good.txt"]


def test_a_backup_writes_over_nothing(stored: Path, tmp_path: Path) -> None:
    before = stored.read_bytes()
    with pytest.raises(Invalid, match="is there already"):
        backup.store(stored, tmp_path / "none", at=NOW)
    assert stored.read_bytes() == before


def _alone(home: Path, *commands: list[str]) -> str:
    """Run commands in a process of their own, on SQLite in that home."""
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name != "POLKU_DATABASE_URL"}
    program = f"from polku.site.cli import polku\nfor one in {commands!r}: polku(one, standalone_mode=False)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=kept | {"POLKU_HOME": str(home), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_backup_is_brought_back_on_sqlite_from_the_shell(stored: Path, tmp_path: Path) -> None:
    said = _alone(tmp_path / "home", ["restore", str(stored)], ["check"])
    rows = sum(map(len, everything().values()))
    assert said.splitlines()[0].startswith(f"{rows} rows of ")
    assert said.splitlines()[1].startswith("All is well: ")


@pytest.mark.postgres
def test_a_backup_of_sqlite_is_brought_back_on_postgresql(people: People, tmp_path: Path) -> None:
    leads, file = tmp_path / "leads.csv", tmp_path / "all.zip"
    leads.write_text("id,company,contact,email,value\n1,Łódź Oy,陳志明,a@b.example,1 000\n2,Puu Oy,Dora,,\n")
    _alone(tmp_path / "home", ["init"], ["import", "deals", str(leads)], ["backup", str(file)])
    with elsewhere(tmp_path / "second"):
        counts = backup.bring_back(file, tmp_path / "none")
        assert faults() == []
        assert (counts["deals_deal"], Deal.objects.count()) == (2, 2)
        assert set(Deal.objects.values_list("customer__name", "value_minor")) == {
            ("Łódź Oy", 100_000),
            ("Puu Oy", None),
        }

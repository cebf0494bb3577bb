"""The figures on the command line, and files for other tools."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from polku.access.logic import SYSTEM
from polku.deals.actions import close, move, open_deals
from polku.deals.logic.incoming import NewDeal
from polku.eventlog.models import Event
from polku.insight import exports
from polku.insight.logic.tables import Column, Table
from polku.process.logic.definition import Definition
from polku.site.commands.export_events import export
from polku.site.commands.report import report
from tests.conftest import NOW, People
from tests.deals.conftest import plain

__all__ = ["plain"]


def polku(*words: str) -> Result:
    done = CliRunner().invoke(
        report if words[0] == "report" else export, list(words[1:]), catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture
def three_deals(people: People, plain: Definition) -> list[int]:
    """Web: one lost in find, one waiting in needs; fair: one imported win of 2.5 days."""
    rows = [NewDeal(title="A", company="A", source="web"), NewDeal(title="B", company="B", source="web")]
    lost, waiting = (row.deal_id or 0 for row in open_deals(rows, actor=SYSTEM, at=NOW - timedelta(days=4)))
    past = NewDeal(
        title="C", company="C", source="fair", opened_at=NOW - timedelta(days=9), won=True,
        won_at=NOW - timedelta(days=6.5),
    )  # fmt: skip
    (won,) = open_deals([past], actor=SYSTEM, at=NOW, history=True)
    assert won.error is None
    close(lost, "lost", actor=SYSTEM, at=NOW, reasons=("price",))
    move(waiting, "needs", actor=SYSTEM, at=NOW)
    return [lost, waiting, won.deal_id or 0]


def test_the_funnel_as_json_is_one_object_and_nothing_else(three_deals: list[int]) -> None:
    answer = json.loads(polku("report", "funnel", "--process", "plain", "--json").stdout)

    assert {key: answer[key] for key in answer if key != "stages"} == {
        "process": "plain", "version": 1, "n": 3, "won": 1, "lost": 1, "open": 1,
    }  # fmt: skip
    assert [stage["key"] for stage in answer["stages"]] == ["find", "needs", "offer", "care"]
    find = answer["stages"][0]
    assert set(find) == {
        "key", "reached", "advanced", "lost", "open", "median_working_hours", "p90_working_hours",
    }  # fmt: skip
    assert (find["reached"], find["lost"], find["open"]) == (3, 1, 0)


def test_time_to_win_sources_and_variants_as_json(three_deals: list[int]) -> None:
    time = json.loads(polku("report", "time-to-win", "--json").stdout)
    sources = json.loads(polku("report", "sources", "--json").stdout)
    variants = json.loads(polku("report", "variants", "--json").stdout)
    stages = json.loads(polku("report", "stage-time", "--json").stdout)

    assert (time["n"], time["of"], time["median_days_of_wins"]) == (1, 3, 2.5)
    assert [(s["source"], s["n"], s["won"], s["share"]) for s in sources["sources"]] == [
        ("web", 2, 0, 0.0),
        ("fair", 1, 1, 1.0),
    ]
    assert variants["n"] == 3
    assert {"path": ["find", "needs"], "n": 1} in variants["variants"]
    assert [stage["key"] for stage in stages["stages"]] == ["find", "needs", "offer", "care"]


def test_a_period_and_a_source_narrow_the_figures(three_deals: list[int]) -> None:
    week = json.loads(
        polku("report", "sources", "--from", "2026-11-15", "--to", "2026-11-20", "--json").stdout
    )
    fair = json.loads(polku("report", "sources", "--source", "fair", "--json").stdout)

    assert (week["n"], fair["n"]) == (2, 1)


def test_a_report_is_a_table_for_people_and_rows_for_programs(three_deals: list[int]) -> None:
    table = polku("report", "sources").stdout.splitlines()
    rows = list(csv.DictReader(StringIO(polku("report", "funnel", "--csv").stdout)))

    assert table[0] == "source, n 3"
    assert [line.split()[:3] for line in table[2:]] == [
        ["source", "n", "won"],
        ["web", "2", "0"],
        ["fair", "1", "1"],
    ]
    assert [(row["stage"], row["reached"]) for row in rows[:2]] == [("find", "3"), ("needs", "1")]


def test_an_unknown_process_is_named_with_the_known_ones(three_deals: list[int]) -> None:
    done = CliRunner().invoke(report, ["funnel", "--process", "none"])

    assert (done.exit_code, done.stderr) == (1, "Error: No process “none” is published; there are: plain.\n")


def test_the_log_goes_into_a_file_whole(three_deals: list[int], tmp_path: Path) -> None:
    polku("export", "events", "--format", "csv", "--out", str(tmp_path / "log.csv"))
    polku("export", "events", "--format", "parquet", "--out", str(tmp_path / "log.parquet"))

    with (tmp_path / "log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = pq.read_table(tmp_path / "log.parquet")
    assert len(rows) == table.num_rows == Event.objects.count()
    assert [row["kind"] for row in rows] == table["kind"].to_pylist()
    assert [json.loads(row["payload"]) for row in rows] == [
        json.loads(text) for text in table["payload"].to_pylist()
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.csv", "log.parquet"]


def test_a_table_in_a_spreadsheet_holds_numbers_and_no_formulas() -> None:
    table = Table(
        "odd", 2, (Column("key", "Key", "key"), Column("n", "Deals"), Column("share", "Share", "share")),
        (("=1+1", 2, 0.5), ("", 0, None)),
    )  # fmt: skip

    book = CalamineWorkbook.from_filelike(BytesIO(exports.table_xlsx(table, ["Key", "Deals", "Share"])))

    assert book.get_sheet_by_name("odd").to_python() == [
        ["Key", "Deals", "Share"],
        ["=1+1", 2.0, 0.5],
        ["", 0.0, ""],
    ]
    assert exports.table_csv(table) == "key,n,share\r\n'=1+1,2,0.5\r\n,0,\r\n"


def test_one_phase_of_the_line_can_be_asked_for(three_deals: list[int]) -> None:
    part = json.loads(polku("report", "funnel", "--phase", "find", "--json").stdout)
    sources = json.loads(polku("report", "passing", "--by", "source", "--json").stdout)
    rows = list(csv.DictReader(StringIO(polku("report", "funnel", "--phase", "finding", "--csv").stdout)))

    assert [stage["key"] for stage in part["stages"]] == ["find"]
    assert {key: part["after"][key] for key in ("reached", "won", "lost", "open")} == {
        "reached": 2, "won": 1, "lost": 0, "open": 1,
    }  # fmt: skip
    assert [(one["value"], one["n"], one["passed"], one["gone"], one["won"]) for one in sources["rows"]] == [
        ("web", 2, 1, 1, 0), ("fair", 1, 1, 0, 1),
    ]  # fmt: skip
    assert (sources["n"], sources["facts"]["passed"], sources["facts"]["stages"]) == (3, 2, "find")
    assert [(row["stage"], row["reached"]) for row in rows] == [("find", "3"), ("(after)", "2")]


def test_a_phase_that_the_line_lacks_is_named_with_those_it_has(three_deals: list[int]) -> None:
    done = CliRunner().invoke(report, ["funnel", "--phase", "none"])

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The process has no phase “none”; there are: find, ")
    assert CliRunner().invoke(report, ["sources", "--phase", "find"]).exit_code == 2

"""The log goes out in four formats, within scope and filter, and what goes out as XES comes back the same."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from polku.access.logic import SYSTEM
from polku.deals.actions import close_deals, move_deals, open_deal, undo
from polku.deals.logic.incoming import Close, Move, NewDeal
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.exchange import files
from polku.exchange.models import PastEvent
from polku.insight.filters import Filter
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People
from tests.environment import oracle
from tests.exchange.conftest import LOG, Bring, text_of

Text = Callable[..., str]
SPACE = "{http://www.xes-standard.org/}"
SCHEMA = json.loads((Path(__file__).parent / "ocel-2.0.schema.json").read_text(encoding="utf-8"))


def traces(xes: str) -> dict[str, list[tuple[str, str, str]]]:
    """Cases with (activity, time, resource) of each event."""
    found = {}
    for trace in ElementTree.fromstring(xes).iter(f"{SPACE}trace"):
        rows = []
        for event in trace.iter(f"{SPACE}event"):
            said = {one.get("key"): one.get("value", "") for one in event}
            rows.append((said["concept:name"], said.get("time:timestamp", ""), said.get("org:resource", "")))
        name = next(one.get("value", "") for one in trace if one.get("key") == "concept:name")
        found[name] = rows
    return found


def test_a_history_goes_out_as_it_came_in(bring: Bring, log_text: Text) -> None:
    bring(text_of(LOG))
    came: dict[str, list[tuple[str, str]]] = {}
    for case, activity, at in LOG:
        came.setdefault(case, []).append((activity, at))
    went = {
        case: [(activity, datetime.fromisoformat(at).isoformat()) for activity, at, _ in rows]
        for case, rows in traces(log_text()).items()
    }
    assert went == came


def test_what_goes_out_as_xes_comes_in_and_goes_out_byte_by_byte_the_same(
    bring: Bring, log_text: Text
) -> None:
    rows = [*LOG, ("c4", "Call <&>\" 'x' — 田中 \u202e", "2026-02-01T00:00:00.123456+00:00"), ("c4", "Lost", ""),
            ("c4", "Call", "2026-02-03T00:00:00+00:00"),
            ("c5", "A name of more than forty characters, kept whole", "")]  # fmt: skip
    bring(text_of(rows))
    first = log_text()
    second_log = first.replace('concept:name" value="c', 'concept:name" value="again c')
    bring(second_log, "again.xes")
    assert log_text(process="again") == second_log
    assert log_text(process="old-crm") == first


def test_who_did_it_goes_out_as_a_number_and_comes_back_as_the_same_person(
    bring: Bring, log_text: Text, people: People
) -> None:
    text = f"case,activity,time,resource\nq,Call,2026-01-01,{people.bob.email}\nq,Offer,2026-01-02,Somebody Else\n"
    bring(text)
    assert [who for _, _, who in traces(log_text())["q"]] == [f"polku:user:{people.bob.pk}", ""]
    bring(log_text(), "back.xes")
    assert [who for _, _, who in traces(log_text(process="back"))["q"]] == [f"polku:user:{people.bob.pk}", ""]
    assert "Somebody" not in log_text("csv") + log_text("ocel") + log_text("xes")


def test_a_company_of_its_own_tells_stages_endings_and_leaves_out_what_was_taken_back(
    eight_stage: Definition, people: People, log_text: Text
) -> None:
    actor = people.actor("alice")
    deal = open_deal(NewDeal(title="Secret person", company="Aava"), actor=actor, at=NOW)
    moved = move_deals([Move(deal.pk, "contact", "because")], actor=people.actor("admin"), at=NOW)
    undo(moved[0].event_id or 0, actor=people.actor("admin"), at=NOW)
    close_deals([Close(deal.pk, "lost", ("price",))], actor=actor, at=NOW)
    rows = traces(log_text())[str(deal.pk)]
    who = f"polku:user:{people.alice.pk}"
    at = NOW.astimezone(UTC).isoformat(timespec="milliseconds")
    assert rows == [("Find", at, who), ("Lost", at, who)]
    said = "".join(log_text(one, activities="all") for one in ("xes", "ocel", "csv"))
    assert "Secret" not in said
    assert "Aava" not in said


def test_scope_and_filter_hold_in_every_format(
    bring: Bring, log_text: Text, people: People, tmp_path: Path, eight_stage: Definition
) -> None:
    bring(text_of(LOG))
    mine = open_deal(NewDeal(title="Mine"), actor=people.actor("alice"), at=NOW)
    assert sorted(traces(log_text(process="old-crm"))) == ["c1", "c2", "c3"]
    assert sorted(traces(log_text(**{"from": "2026-01-06", "process": "old-crm"}))) == ["c3"]
    scoped = files.Wanted(people.actor("alice"), Filter.of(people.actor("alice")), "xes")
    assert str(mine.pk) in traces("".join(files.pieces(scoped)))
    others = files.Wanted(people.actor("charlie"), Filter.of(people.actor("charlie")), "csv")
    assert "".join(files.pieces(others)).count("\n") == 1
    whole = files.Wanted(SYSTEM, Filter.of(SYSTEM), "csv")
    assert "".join(files.pieces(whole)).count("\r\n") == Event.objects.count() + 1


def test_parquet_is_read_by_duckdb_with_the_same_rows(bring: Bring, tmp_path: Path) -> None:
    import duckdb

    bring(text_of(LOG))
    out = tmp_path / "log.parquet"
    files.write(files.Wanted(SYSTEM, Filter.of(SYSTEM, {"process": "old-crm"}), "parquet"), out)
    found = duckdb.sql(f"SELECT id, kind, case_id, epoch_us(\"at\") FROM '{out}' ORDER BY id").fetchall()
    events = Event.objects.filter(case_id__isnull=False).order_by("id")
    assert found == [(e.id, e.kind, e.case_id, round(e.at.timestamp() * 1_000_000)) for e in events]


@pytest.mark.parametrize("activities", ["stages", "all"])
def test_it_is_said_how_many_events_ocel_cannot_hold(bring: Bring, log_text: Text, activities: str) -> None:
    bring(text_of([*LOG, ("c9", "Call", ""), ("c9", "Offer", "")]))
    everything, wanted = Filter.of(SYSTEM), {"activities": activities}
    told = json.loads(log_text("ocel", **wanted))["events"]
    there = sum(len(rows) for rows in traces(log_text("xes", **wanted)).values())
    assert files.left_out(files.Wanted(SYSTEM, everything, "ocel", activities)) == there - len(told) == 2
    assert files.left_out(files.Wanted(SYSTEM, everything, "xes", activities)) == 0


@pytest.mark.parametrize("activities", ["stages", "all"])
def test_ocel_is_valid_against_the_schema_and_names_only_what_it_declares(
    bring: Bring, log_text: Text, activities: str, eight_stage: Definition, people: People
) -> None:
    bring(text_of([*LOG, ("c9", "Call", "")]))
    open_deal(NewDeal(title="Mine"), actor=people.actor("alice"), at=NOW)
    told = json.loads(log_text("ocel", activities=activities))
    Draft202012Validator(SCHEMA).validate(told)
    types = {one["name"] for one in told["eventTypes"]}
    objects = {one["id"]: one["type"] for one in told["objects"]}
    assert len(objects) == len(told["objects"])
    assert {one["type"] for one in told["events"]} <= types
    assert set(objects.values()) <= {one["name"] for one in told["objectTypes"]}
    assert {about["objectId"] for one in told["events"] for about in one["relationships"]} <= objects.keys()
    assert len({one["id"] for one in told["events"]}) == len(told["events"]) == 9


_READ = """
import json, sys, warnings
warnings.filterwarnings("ignore")
import pm4py
log = pm4py.read_xes(sys.argv[1])
rows = [[r["case:concept:name"], r["concept:name"], r["time:timestamp"].isoformat()] for _, r in log.iterrows()]
ocel = pm4py.read_ocel2_json(sys.argv[2])
events = [[str(r["ocel:eid"]), r["ocel:activity"], r["ocel:timestamp"].isoformat()] for _, r in ocel.events.iterrows()]
relations = sorted(set(map(tuple, ocel.relations[["ocel:eid", "ocel:oid"]].astype(str).values.tolist())))
json.dump({"xes": rows, "ocel": events, "relations": relations, "objects": len(ocel.objects)}, sys.stdout)
"""


@pytest.mark.oracle
def test_pm4py_reads_the_same_cases_activities_and_times(
    bring: Bring, log_text: Text, tmp_path: Path, people: People
) -> None:
    bring(text_of(LOG))
    xes, ocel = tmp_path / "log.xes", tmp_path / "log.json"
    xes.write_text(log_text(), encoding="utf-8")
    ocel.write_text(log_text("ocel"), encoding="utf-8")
    command = [str(oracle()), "-c", _READ, str(xes), str(ocel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    assert sorted(map(tuple, told["xes"])) == sorted(LOG)
    plain = sorted(
        (activity, datetime.fromisoformat(at).replace(tzinfo=UTC)) for _, activity, at in told["ocel"]
    )
    assert plain == sorted((activity, datetime.fromisoformat(at)) for _, activity, at in LOG)
    assert (told["objects"], len(told["relations"])) == (3, len(LOG))


def test_a_million_events_need_little_memory_because_no_case_waits_for_another(
    bring: Bring, django_assert_max_num_queries: Any
) -> None:
    bring(text_of([(f"k{n}", "Call", "2026-01-01") for n in range(300)]))
    with django_assert_max_num_queries(30):
        assert sum(len(piece) for piece in files.pieces(files.Wanted(SYSTEM, Filter.of(SYSTEM)))) > 50_000
    assert (Deal.objects.count(), PastEvent.objects.count()) == (300, 300)

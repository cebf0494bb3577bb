"""A history comes in as deals: nothing lost, nothing twice, all of it taken back."""

import gzip
import json
from pathlib import Path

import pytest

from polku.access.logic import SYSTEM
from polku.deals.logic.visits import replay
from polku.deals.models import Closure, Deal, StageVisit
from polku.eventlog.models import Event
from polku.exchange.actions import draw_history
from polku.exchange.models import PastCase, PastEvent
from polku.imports import actions, queries
from polku.kernel.errors import NotFound
from polku.process.models import Process
from polku.process.queries import definition, draft_definition, published
from tests.conftest import NOW
from tests.environment import data_folder
from tests.exchange.conftest import LOG, Bring, text_of


def courses() -> dict[str, list[tuple[str, str]]]:
    deals = Deal.objects.current().order_by("id")
    return {
        deal.title: [(visit.stage, visit.leaving) for visit in deal.visits.order_by("seq")] for deal in deals
    }


def test_cases_become_deals_on_a_process_of_the_histories_own(bring: Bring) -> None:
    done = bring(text_of(LOG))
    assert (done.rows, done.created, done.failed, done.state) == (8, 8, 0, "done")
    made = published("old-crm")
    assert [(s.key, s.name.to("en")) for s in made.stages] == [
        ("call", "Call"), ("offer", "Offer"), ("negotiate", "Negotiate"),
    ]  # fmt: skip
    assert courses() == {
        "c1": [("call", "moved"), ("offer", "moved"), ("negotiate", "moved"), ("offer", "won")],
        "c2": [("call", "lost")],
        "c3": [("offer", "")],
    }
    told = {deal.title: (deal.outcome, str(deal.closed_at)[:10]) for deal in Deal.objects.all()}
    assert told == {"c1": ("won", "2026-01-12"), "c2": ("lost", "2026-01-09"), "c3": ("open", "None")}
    assert list(Closure.objects.order_by("id").values_list("outcome", flat=True)) == ["won", "lost"]


def test_what_the_tables_say_is_what_the_log_says(bring: Bring) -> None:
    bring(text_of(LOG))
    for deal in Deal.objects.all():
        told = replay(Event.objects.filter(case_id=deal.pk))
        rows = deal.visits.order_by("seq").values_list("stage", "entered_at", "left_at", "leaving", "path_id")
        assert [(v.stage, v.entered_at, v.left_at, v.leaving, v.path_id) for v in told.visits] == list(rows)
        assert (told.outcome, told.closed_at) == (deal.outcome, deal.closed_at)
    assert set(Event.objects.filter(case_id__isnull=False).values_list("history", flat=True)) == {True}


def test_a_second_run_finds_every_row_again_also_rows_that_say_the_same(bring: Bring) -> None:
    rows = [*LOG, LOG[7], LOG[7]]
    bring(text_of(rows))
    before = (Deal.objects.count(), StageVisit.objects.count(), Event.objects.count())
    again = bring(text_of(rows))
    assert (again.created, again.unchanged) == (0, 10)
    events = Event.objects.exclude(subject_type="import").count()
    assert (Deal.objects.count(), StageVisit.objects.count()) == before[:2]
    assert events == before[2] - 1
    assert courses()["c3"] == [("offer", "moved"), ("offer", "moved"), ("offer", "")]


def test_rows_come_in_any_order_and_a_file_that_grew_brings_its_cases_up_to_date(bring: Bring) -> None:
    bring(text_of(LOG[:4]))
    grown = bring(text_of(list(reversed(LOG))))
    assert (grown.created, grown.unchanged) == (4, 4)
    assert courses()["c1"] == [
        ("call", "moved"),
        ("offer", "moved"),
        ("negotiate", "moved"),
        ("offer", "won"),
    ]
    assert sorted(courses()) == ["c1", "c2", "c3"]
    assert published("old-crm").number == 1


def test_an_undo_takes_all_of_it_back_and_it_can_come_again(bring: Bring) -> None:
    done = bring(text_of(LOG))
    actions.undo_import(done, actor=SYSTEM, at=NOW.replace(year=2027))
    assert (courses(), PastCase.objects.count(), PastEvent.objects.count()) == ({}, 0, 0)
    assert bring(text_of(LOG)).created == 8
    assert len(courses()) == 3


def test_an_undo_of_the_second_file_leaves_what_the_first_one_said(bring: Bring) -> None:
    bring(text_of(LOG[:4]))
    before = courses()
    second = bring(text_of(LOG))
    actions.undo_import(second, actor=SYSTEM, at=NOW.replace(year=2027))
    assert courses() == before


def test_unreadable_rows_are_refused_by_number_and_reason_and_the_others_come_in(bring: Bring) -> None:
    text = text_of([*LOG, ("c4", "Call", "yesterday"), ("", "Call", "2026-01-05"), ("c4", "", "2026-01-05")])
    done = bring(text)
    assert (done.created, done.failed) == (8, 3)
    told = {issue[0]: issue[2] for issue in queries.issues(done.id, "error")}
    assert told == {10: "at", 11: "case", 12: "activity"}
    lines = list(queries.reject_lines(done))
    assert len(lines) == 4


def test_rows_without_a_time_keep_their_place_and_count_in_volumes_only(bring: Bring) -> None:
    bring(
        text_of(
            [("a", "Call", "2026-01-05"), ("a", "Offer", ""), ("a", "Won", "2026-01-09"), ("b", "Call", "")]
        )
    )
    assert courses() == {"a": [("call", "moved"), ("offer", "won")], "b": [("call", "")]}
    visit = StageVisit.objects.get(stage="offer")
    assert (visit.entered_at, visit.working_seconds) == (None, None)
    assert Event.objects.filter(case_id__isnull=False, timed=False).count() == 2


def test_a_history_can_be_mapped_to_a_process_and_unknown_activities_are_refused(
    bring: Bring, eight_stage: object
) -> None:
    rows = [("x", "First contact", "2026-01-05"), ("x", "Needs", "2026-01-06"), ("x", "Dance", "2026-01-07"),
            ("x", "won", "2026-01-08")]  # fmt: skip
    done = bring(text_of(rows), process="eight-stage")
    assert (done.created, done.failed) == (3, 1)
    issue = next(iter(queries.issues(done.id, "error")))
    assert (issue[0], issue[3]) == (4, "unknown_activity")
    deal = Deal.objects.get()
    assert (deal.process.key, deal.outcome) == ("eight-stage", "won")


def test_gzipped_csv_and_xes_are_read_and_resources_and_facts_are_kept(bring: Bring) -> None:
    bring(gzip.compress(text_of(LOG).encode()), "packed.csv.gz")
    assert len(courses()) == 3
    xes = """<log xes.version="1849.2016"><trace><string key="concept:name" value="t1"/>
      <float key="amount" value="12.5"/><event><string key="concept:name" value="Register"/>
      <date key="time:timestamp" value="2026-02-01T10:00:00.000+02:00"/>
      <string key="org:resource" value="alice@example.com"/><string key="lifecycle:transition" value="start"/></event>
      <event><string key="concept:name" value="Register"/>
      <date key="time:timestamp" value="2026-02-01T11:00:00.000+02:00"/>
      <string key="lifecycle:transition" value="complete"/></event></trace></log>"""
    done = bring(gzip.compress(xes.encode()), "other.xes.gz")
    assert (done.created, done.skipped) == (1, 1)
    assert courses()["t1"] == [("register", "")]


@pytest.mark.parametrize(
    "content",
    [b"<log><trace>", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><log/>", b"<log/>", b"\x1f\x8bno",
     b"<?xml version='1.0'?><html/>", gzip.compress(b"<log>", mtime=0)],
)  # fmt: skip
def test_a_broken_history_is_refused_with_a_reason(bring: Bring, content: bytes) -> None:
    from polku.kernel.errors import Invalid

    with pytest.raises(Invalid):
        bring(content, "x.xes")


def test_an_import_that_was_killed_between_rows_and_deals_goes_on(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from polku.exchange.actions import settling
    from polku.imports.models import Import

    monkeypatch.setattr(settling, "AT_ONCE", 1)
    real, calls = settling.settle_cases, []

    def dies(cases: object, desk: object) -> object:
        calls.append(cases)
        if len(calls) == 2:
            raise OperationalError
        return real(cases, desk)  # type: ignore[arg-type]

    monkeypatch.setattr(settling, "settle_cases", dies)
    with pytest.raises(OperationalError):
        bring(text_of(LOG))
    found = Import.objects.get()
    assert (found.state, Deal.objects.count()) == ("running", 1)
    actions.run_import(found, actor=SYSTEM, at=NOW)
    assert (found.state, found.created, Deal.objects.count()) == ("done", 8, 3)


def test_naughty_strings_are_activities_like_any_other(bring: Bring) -> None:
    folder = data_folder()
    if folder is None:
        pytest.skip("no public data")
    naughty: list[str] = json.loads(
        Path(folder / "naughty-strings" / "blns.json").read_text(encoding="utf-8")
    )
    rows = [(f"n{place}", text, "2026-01-05") for place, text in enumerate(naughty)]
    done = bring(text_of([("n0", "Call", "2026-01-04"), *rows]))
    assert done.rows == done.created + done.failed
    assert done.failed <= 20
    assert len(published("old-crm").stages) == 40
    assert Deal.objects.current().count() == PastCase.objects.count()
    kept = set(PastEvent.objects.values_list("activity", flat=True))
    assert len(kept) > 400


def test_a_first_process_is_drawn_from_the_history_as_a_draft(bring: Bring) -> None:
    rows = [(f"k{n}", activity, f"2026-03-0{day}T09:00:00+00:00") for n in range(30)
            for day, activity in ((2, "Call"), (4, "Offer"), (6, "Sign"))]  # fmt: skip
    bring(text_of([*rows, ("k0", "Oddity", "2026-03-05T09:00:00+00:00")]))
    version = draw_history("old-crm", actor=SYSTEM, at=NOW)
    drawn = draft_definition(version)
    assert [(s.key, s.expected_days) for s in drawn.stages] == [("call", 2.0), ("offer", 2.0), ("sign", None)]
    assert (version.process.key, version.is_draft) == ("old-crm-2", True)
    with pytest.raises(NotFound):
        draw_history("nothing", actor=SYSTEM, at=NOW)


def test_the_process_stays_out_of_use_after_the_undo_until_the_history_comes_again(
    bring: Bring, eight_stage: object
) -> None:
    done = bring(text_of(LOG))
    actions.undo_import(done, actor=SYSTEM, at=NOW.replace(year=2027))
    assert Process.objects.get(key="old-crm").archived_at is not None
    bring(text_of(LOG))
    assert Process.objects.get(key="old-crm").archived_at is None
    assert definition(published("old-crm").version_id).key == "old-crm"

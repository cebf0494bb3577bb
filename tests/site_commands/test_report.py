"""`polku report`: figures of nothing, and of two public logs of other companies, counted by others."""

import csv
from pathlib import Path
from typing import Any

import pytest

from polku.access.logic import SYSTEM
from polku.company.actions import update_company
from polku.company.queries import company
from polku.contacts.models import Consent, Customer
from polku.deals.models import Deal
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.imports.actions import undo_import
from polku.imports.models import Import
from polku.process.actions import load_ready
from polku.process.queries import let_go, published
from tests.conftest import NOW, People
from tests.environment import data_folder
from tests.site_commands.conftest import Ask, Run

FIGURES = ("funnel", "stage-time", "time-to-win", "sources", "variants")


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_has_figures_too(people: People, ask: Ask, run: Run, name: str) -> None:
    assert ask("report", name)["n"] == 0
    assert run("report", name).exit_code == 0
    assert run("report", name, "--csv").exit_code == 0


@pytest.fixture
def line(people: People) -> None:
    """A process, as if published long ago, in a company whose days are as long as the file's: no summer time."""
    update_company(company(), actor_id=None, via=Via.CLI, at=NOW, time_zone="UTC")
    load_ready("three-step", actor=SYSTEM, at=NOW)
    let_go(published("three-step").version_id)


def _data(folder: str, name: str) -> Path:
    data = data_folder()
    assert data is not None
    return data / folder / name


@pytest.mark.data
def test_the_funnel_of_a_marketplace_gives_the_figures_counted_by_hand(line: Any, ask: Ask) -> None:
    leads = _data("olist-funnel", "olist_marketing_qualified_leads_dataset.csv")
    won = _data("olist-funnel", "olist_closed_deals_dataset.csv")
    words = (
        "import", "deals", leads, won, "--join", "mql_id", "--mode", "history", "--map",
        "mql_id=external_id,first_contact_date=created_at,origin=source,landing_page_id=campaign,won_date=won_at",
    )  # fmt: skip
    first = ask(*words)
    assert (first["rows"], first["created"], first["failed"]) == (8000, 8000, 0)
    early = [one for one in first["warnings"] if one["code"] == "won_before_created"]
    assert [one["message"] for one in early] == [
        f"Deal “{_won_too_early(leads, won)}” was won before it was created."
    ]
    assert Deal.objects.filter(outcome="won").count() == 842
    again = ask(*words)
    assert (again["unchanged"], again["created"], again["updated"]) == (8000, 0, 0)
    assert not Event.objects.filter(history=False, case_id__isnull=False).exists()

    time = ask("report", "time-to-win")
    assert (time["n"], time["of"], round(time["median_days_of_wins"], 2)) == (842, 8000, 14.65)
    sources = ask("report", "sources")
    by_source = {one["source"]: (one["n"], one["won"]) for one in sources["sources"]}
    assert (sources["n"], sources["won"]) == (8000, 842)
    assert (by_source["paid_search"], by_source[""]) == ((1586, 195), (60, 14))
    funnel = ask("report", "funnel")
    assert (funnel["n"], funnel["won"], funnel["lost"], funnel["open"]) == (8000, 842, 0, 7158)
    assert funnel["stages"][0]["reached"] == 8000


def _won_too_early(leads: Path, won: Path) -> str:
    with leads.open(encoding="utf-8") as one, won.open(encoding="utf-8") as two:
        began = {row["mql_id"]: row["first_contact_date"] for row in csv.DictReader(one)}
        (early,) = [
            row["mql_id"] for row in csv.DictReader(two) if row["won_date"][:10] < began[row["mql_id"]]
        ]
    return early


@pytest.mark.data
def test_the_leads_of_a_course_seller_count_without_dates_until_they_are_taken_back(
    line: Any, ask: Ask
) -> None:
    file = _data("x-education", "Leads.csv")
    words = (
        "import", "deals", file, "--mode", "history", "--rest", "custom", "--empty", "Select", "--map",
        "Prospect ID=external_id,Lead Source=source,Do Not Email=!consent.email,Converted=won_at",
    )  # fmt: skip
    answer = ask(*words)
    assert (answer["rows"], answer["created"], answer["failed"]) == (9240, 9240, 0)
    with file.open(encoding="utf-8-sig") as opened:
        rows = list(csv.DictReader(opened))
    assert Deal.objects.filter(outcome="won", closed_at=None, opened_at=None).count() == 3561
    assert (
        Consent.objects.filter(given=False).count()
        == sum(row["Do Not Email"] == "Yes" for row in rows)
        == 734
    )
    chosen = sum(row["Specialization"] not in ("", "Select") for row in rows)
    assert Deal.objects.filter(custom__has_key="specialization").count() == chosen
    sources = ask("report", "sources")
    assert (sources["n"], sources["won"]) == (9240, 3561)
    assert ask("report", "time-to-win")["n"] == 0
    assert ask("report", "stage-time")["stages"][0]["undated"] == 9240
    assert not Deal.objects.filter(custom__city="Select").exists()

    undo_import(Import.objects.get(), actor=SYSTEM, at=NOW)
    assert Deal.objects.current().count() == Customer.objects.current().count() == 0
    assert ask("report", "sources")["n"] == 0

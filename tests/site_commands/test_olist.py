"""What the findings say of a marketplace's real leads: each figure counted a second time, in plain Python."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from math import ceil, sqrt
from pathlib import Path
from typing import Any

import pytest

from polku.access.actions import add_user
from polku.access.logic import SYSTEM
from polku.company.actions import update_company
from polku.company.queries import company
from polku.eventlog.events import Via
from polku.process.actions import load_ready
from polku.process.queries import let_go, published
from tests.conftest import NOW, People
from tests.environment import data_folder
from tests.site_commands.conftest import Ask

pytestmark = pytest.mark.data
Z = 1.959963984540054
Lead = dict[str, Any]


def _rows(name: str) -> tuple[Path, list[dict[str, str]]]:
    data = data_folder()
    assert data is not None
    path = data / "olist-funnel" / name
    with path.open(encoding="utf-8") as file:
        return path, list(csv.DictReader(file))


@pytest.fixture
def leads() -> list[Lead]:
    """Every lead with its win, read without Polku."""
    won = {row["mql_id"]: row for row in _rows("olist_closed_deals_dataset.csv")[1]}
    found = []
    for row in _rows("olist_marketing_qualified_leads_dataset.csv")[1]:
        opened, win = _at(row["first_contact_date"]), won.get(row["mql_id"])
        closed = _at(win["won_date"]) if win else None
        found.append(
            {
                "source": row["origin"], "campaign": row["landing_page_id"], "opened": opened, "closed": closed,
                "took": (closed - opened).total_seconds() / 86_400 if closed else None,
                "segment": win["business_segment"] if win else "", "owner": win["sr_id"] if win else "",
            }
        )  # fmt: skip
    return found


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def names(people: People, ask: Ask) -> dict[str, str]:
    """Leads and wins, joined, as history; the sales representatives are people of the company: their names by id."""
    leads, _ = _rows("olist_marketing_qualified_leads_dataset.csv")
    won, wins = _rows("olist_closed_deals_dataset.csv")
    update_company(company(), actor_id=None, via=Via.CLI, at=NOW, time_zone="UTC")
    load_ready("three-step", actor=SYSTEM, at=NOW)
    let_go(published("three-step").version_id)
    found = {}
    for number, name in enumerate(sorted({row["sr_id"] for row in wins})):
        user = add_user(
            email=f"rep{number}@example.org", name=name, role="seller", teams=[people.helsinki.id], actor=SYSTEM, at=NOW
        )  # fmt: skip
        found[str(user.pk)] = name
    answer = ask(
        "import", "deals", leads, won, "--join", "mql_id", "--mode", "history", "--map",
        "mql_id=external_id,first_contact_date=created_at,origin=source,landing_page_id=campaign,won_date=won_at,"
        "sr_id=owner,business_segment=segment",
    )  # fmt: skip
    assert (answer["created"], answer["failed"]) == (8000, 0)
    return found


def test_what_costs_the_most_wins_is_what_counting_by_hand_says(
    names: dict[str, str], leads: list[Lead], ask: Ask
) -> None:
    wins = [lead for lead in leads if lead["closed"]]
    days = ceil(_quantile([lead["took"] for lead in wins], 0.95))
    until = max(max(lead["opened"] for lead in leads), max(lead["closed"] for lead in wins))
    old = [lead for lead in leads if lead["opened"] <= until - timedelta(days=days)]

    found = ask("report", "causes")

    facts = found["facts"]
    assert (facts["about"], facts["limit_days"], found["n"]) == ("unwon", days, len(old))
    # Who sold, and to which segment, is known of won deals alone: nothing can be said of how many they lose.
    assert facts["told_after"].split(",") == ["owner", "segment"]
    assert {"owner", "segment"}.isdisjoint(row["attribute"] for row in found["rows"])
    _compare(found, "source", old, lambda lead: lead["took"] is None or lead["took"] > days)
    worst = next(row for row in found["rows"] if row["attribute"] == "source")
    assert (worst["value"], worst["q"] < 0.001) == ("social", True)

    (stage,) = [row for row in ask("report", "bottlenecks")["rows"] if row["wins_lost"]]
    limit = _quantile([lead["took"] for lead in wins], 0.95)
    stuck = [
        lead
        for lead in leads
        if not lead["closed"] and (until - lead["opened"]).total_seconds() > limit * 86_400
    ]
    assert (stage["stuck"], stage["lost"], stage["score"]) == (len(stuck), 0, 1.0)


def test_which_segment_and_seller_take_long_is_what_counting_by_hand_says(
    names: dict[str, str], leads: list[Lead], ask: Ask
) -> None:
    wins = [lead for lead in leads if lead["closed"]]
    limit = _quantile([lead["took"] for lead in wins], 0.75)

    found = ask("report", "causes", "--about", "slowness")

    assert (found["n"], found["facts"]["limit_days"]) == (842, pytest.approx(limit))
    for attribute in ("segment", "owner"):
        known = [
            lead | {"owner": next(pk for pk, name in names.items() if name == lead["owner"])} for lead in wins
        ]
        _compare(found, attribute, known, lambda lead: lead["took"] > limit)
    pets = [lead for lead in wins if lead["segment"] == "pet"]
    assert ask("report", "funnel", "--segment", "pet")["won"] == len(pets) > 0


def test_where_customers_are_found_is_measured_as_counting_by_hand_says(
    names: dict[str, str], leads: list[Lead], ask: Ask
) -> None:
    for attribute in ("source", "campaign"):
        found = ask("report", "passing", "--by", attribute)
        n = Counter(lead[attribute] for lead in leads)
        k = Counter(lead[attribute] for lead in leads if lead["closed"])
        assert (found["n"], found["facts"]["passed"], found["facts"]["won"]) == (8000, 842, 842)
        told = {
            row["value"]: [row[one] for one in ("n", "passed", "won", "low", "high")] for row in found["rows"]
        }
        assert told.keys() == n.keys()
        for key in n:
            assert told[key] == pytest.approx([n[key], k[key], k[key], *_wilson(k[key], n[key])], abs=1e-6), (
                key
            )
        if attribute == "source":
            assert told["paid_search"][:2] == [1586, 195]
    weeks = {row["period"]: (row["n"], row["passed"]) for row in ask("report", "passing")["rows"]}
    mondays = [
        (lead["opened"] - timedelta(days=lead["opened"].weekday())).date().isoformat() for lead in leads
    ]
    won = [monday for monday, lead in zip(mondays, leads, strict=True) if lead["closed"]]
    assert weeks == {monday: (n, won.count(monday)) for monday, n in Counter(mondays).items()}
    timed = ask("report", "between", "--phase", "finding")
    assert (timed["n"], timed["facts"]["reached"], timed["facts"]["p50_calendar_hours"]) == (8000, 842, None)


def _compare(found: dict[str, Any], attribute: str, leads: list[Lead], hit: Any) -> None:
    """Each row of an attribute: its n, share, the share of the rest, the gap and its interval (Newcombe)."""
    n, k = Counter(lead[attribute] for lead in leads), Counter(lead[attribute] for lead in leads if hit(lead))
    large = {key for key in n if n[key] >= 30 and len(leads) - n[key] >= 30}
    rows = {row["value"]: row for row in found["rows"] if row["attribute"] == attribute}
    assert set(rows) == large
    for key, row in rows.items():
        n1, k1, n2, k2 = n[key], k[key], len(leads) - n[key], k.total() - k[key]
        (l1, u1), (l2, u2) = _wilson(k1, n1), _wilson(k2, n2)
        gap = k1 / n1 - k2 / n2
        low, high = (
            gap - sqrt((k1 / n1 - l1) ** 2 + (u2 - k2 / n2) ** 2),
            gap + sqrt((u1 - k1 / n1) ** 2 + (k2 / n2 - l2) ** 2),
        )
        told = [row[name] for name in ("n", "share", "rest_share", "gap", "gap_low", "gap_high", "extra")]
        assert told == pytest.approx([n1, k1 / n1, k2 / n2, gap, low, high, round(gap * n1, 1)], abs=1e-5), (
            key
        )


def _wilson(k: int, n: int) -> tuple[float, float]:
    middle, wide = (k + Z * Z / 2) / (n + Z * Z), Z * sqrt(k * (n - k) / n + Z * Z / 4) / (n + Z * Z)
    return middle - wide, middle + wide


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])

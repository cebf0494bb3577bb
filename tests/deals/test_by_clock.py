"""Stages that go by time alone are looked at by the hour: nothing happens, and the deal goes on."""

from __future__ import annotations

from datetime import timedelta

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deals
from polku.deals.actions.advancing import advance_by_clock
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal, StageVisit
from polku.deals.tasks import BY_CLOCK
from polku.jobs.actions import enqueue_scheduled
from polku.jobs.models import Job
from polku.jobs.runner import run_pending
from polku.process.actions import publish_document
from tests.conftest import NOW, People

SLOW = {
    "polku": 1,
    "key": "slow",
    "name": "Slow",
    "stages": [
        {"key": "rest", "name": "Rest", "phase": "find", "advance": "days_in_stage >= 2.0"},
        {"key": "call", "name": "Call", "phase": "engage"},
        {"key": "pay", "name": "Pay", "phase": "close"},
    ],
}


def test_a_deal_goes_on_as_time_passes(people: People) -> None:
    publish_slow()
    rows = [
        NewDeal(title=f"D{n}", company="Dora Oy", owner_id=people.alice.id, team_id=people.helsinki.id)
        for n in range(2)
    ]
    open_deals(rows, actor=SYSTEM, at=NOW, process="slow")
    assert (advance_by_clock(at=NOW + timedelta(days=1)), stages()) == (0, ["rest", "rest"])
    assert (advance_by_clock(at=NOW + timedelta(days=2)), stages()) == (2, ["call", "call"])
    assert StageVisit.objects.filter(stage="call", automatic=True).count() == 2
    assert advance_by_clock(at=NOW + timedelta(days=9)) == 0


def test_the_clock_is_looked_at_every_hour(people: People) -> None:
    publish_slow()
    open_deals(
        [NewDeal(title="D", company="Dora Oy", owner_id=people.alice.id, team_id=people.helsinki.id)],
        actor=SYSTEM, at=NOW, process="slow",
    )  # fmt: skip
    enqueue_scheduled(at=NOW + timedelta(days=3))
    enqueue_scheduled(at=NOW + timedelta(days=3, hours=1))
    (due,) = Job.objects.filter(kind=BY_CLOCK)
    Job.objects.exclude(id=due.id).delete()
    run_pending(NOW + timedelta(days=3, hours=1))
    assert stages() == ["call"]


def publish_slow() -> None:
    publish_document(SLOW, actor=SYSTEM, at=NOW)


def stages() -> list[str]:
    return list(Deal.objects.order_by("id").values_list("stage", flat=True))

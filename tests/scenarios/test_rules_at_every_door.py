"""A1, principle 2: what one door forbids, every door forbids, with the same list; what is passed by is counted."""

import csv
import json
from collections.abc import Callable

import pytest

from polku.deals.actions.batches import run_batch, start_batch
from polku.deals.models import Deal, Override, StageVisit
from polku.deals.queries.health import course_agrees
from polku.eventlog.models import Event
from polku.insight import queries
from polku.insight.filters import Filter
from tests.scenarios.conftest import Story

LINE = """
polku: 1
key: line
name: Line
stages:
  - {key: find, name: Find, phase: find}
  - key: needs
    name: Needs
    phase: engage
    checklist: [{key: recap, text: Recap}]
    exit:
      - {key: recap_done, when: item_recap, say: The recap is confirmed}
      - {key: valued, when: deal_value > 0.0, say: The value is known}
  - key: offer
    name: Offer
    phase: offer
    entry:
      - {key: dated, when: expected_close_set, say: The day of the decision is known}
  - {key: care, name: Care, phase: care}
"""
UNMET = ["recap_done", "valued", "dated"]
SAID = ["The recap is confirmed", "The value is known", "The day of the decision is known"]


@pytest.fixture
def deal_id(story: Story) -> int:
    """A deal that stands in needs and lacks all that it takes to go on."""
    story.publish(LINE)
    made = story.open("Chairs", external_id="n1", owner_id=story.people.alice.id)
    assert story.move(made, "needs") == []
    return made


def by_api(story: Story, deal_id: int) -> list[str]:
    return story.move(deal_id, "offer")


def by_bulk_api(story: Story, deal_id: int) -> list[str]:
    answer = story.api("alice", "POST", "/deals/moves", {"ids": [deal_id], "stage": "offer"})
    return [one["key"] for one in answer.json()[0]["error"]["unmet"]]


def by_page(story: Story, deal_id: int) -> list[str]:
    page = story.page("alice").post(f"/deals/{deal_id}/stage/", {"stage": "offer"})
    assert page.status_code == 422
    text = page.content.decode()
    return [key for key, said in zip(UNMET, SAID, strict=True) if said in text]


def by_dialog(story: Story, deal_id: int) -> list[str]:
    page = story.page("alice").post(f"/deals/{deal_id}/stage/", {"stage": "offer", "asked": "1"})
    assert page.status_code == 422
    text = page.content.decode()
    return [key for key, said in zip(UNMET, SAID, strict=True) if said in text]


def by_bulk_page(story: Story, deal_id: int) -> list[str]:
    answer = story.page("alice").post("/deals/batches/", {"act": "move", "ids": [deal_id], "stage": "offer"})
    text = story.page("alice").get(answer.url).content.decode()
    return [key for key, said in zip(UNMET, SAID, strict=True) if said in text]


def by_batch(story: Story, deal_id: int) -> list[str]:
    batch = start_batch("move", {"stage": "offer"}, [deal_id], actor=story.actor("alice"), at=story.at)
    run_batch(batch, actor=story.actor("alice"), at=story.at)
    said = [one["en"] for one in batch.errors[str(deal_id)]["unmet"]]
    return [UNMET[SAID.index(one)] for one in said]


def by_file(story: Story, deal_id: int) -> list[str]:
    file = story.folder / "work.csv"
    file.write_text("id,stage,title\nn1,Offer,Renamed\n")
    words = ("import", "deals", file, "--map", "id=external_id,stage=stage,title=title", "--json")
    answer = json.loads(story.cli(*words, code=1))
    assert answer["failed"] == 1
    return [one["code"] for one in answer["errors"]]


def by_win(story: Story, deal_id: int) -> list[str]:
    answer = story.api("alice", "POST", f"/deals/{deal_id}/closures", {"outcome": "won"})
    return [one["key"] for one in answer.json()["unmet"]]


DOORS: list[Callable[[Story, int], list[str]]] = [
    by_api, by_bulk_api, by_page, by_dialog, by_bulk_page, by_batch, by_file,
]  # fmt: skip


def test_the_same_move_is_refused_at_every_door_with_the_same_list(story: Story, deal_id: int) -> None:
    before = list(Deal.objects.values()), Event.objects.filter(case_id=deal_id).count()
    assert {door.__name__: door(story, deal_id) for door in DOORS} == {door.__name__: UNMET for door in DOORS}
    assert (list(Deal.objects.values()), Event.objects.filter(case_id=deal_id).count()) == before
    assert list(course_agrees()) == []


def test_no_way_around_leads_past_the_criteria_of_the_stage_that_is_left(story: Story, deal_id: int) -> None:
    assert by_win(story, deal_id) == ["recap_done", "valued"]
    assert story.move(deal_id, "care") == ["recap_done", "valued"]
    end = {"outcome": "won"}
    assert story.page("alice").post(f"/deals/{deal_id}/closing/won/", {"words": ""}).status_code == 422
    assert story.api("bob", "POST", f"/deals/{deal_id}/closures", end).status_code == 409
    assert story.deal(deal_id).outcome == "open"


def test_every_door_lets_through_what_meets_the_criteria(story: Story, deal_id: int) -> None:
    story.api("alice", "PUT", f"/deals/{deal_id}/items/recap")
    fields = {"value_minor": 100, "value_currency": "EUR", "expected_close": "2026-12-24"}
    assert story.api("alice", "PATCH", f"/deals/{deal_id}", {"values": fields}).status_code == 200
    for door in (by_api, by_bulk_api_through):
        assert door(story, deal_id) == []
        assert story.deal(deal_id).stage == "offer"
        assert story.move(deal_id, "needs") == []
    file = story.folder / "work.csv"
    file.write_text("id,stage\nn1,Offer\n")
    answer = json.loads(story.cli("import", "deals", file, "--map", "id=external_id,stage=stage", "--json"))
    assert (answer["updated"], story.deal(deal_id).stage) == (1, "offer")


def by_bulk_api_through(story: Story, deal_id: int) -> list[str]:
    answer = story.api("alice", "POST", "/deals/moves", {"ids": [deal_id], "stage": "offer"}).json()
    return [] if answer[0]["error"] is None else [str(answer)]


def test_an_override_needs_the_right_and_a_reason_and_is_counted_apart_from_history(
    story: Story, deal_id: int
) -> None:
    reason = {"stage": "offer", "override_reason": "The board has said yes"}
    refused = story.api("alice", "POST", f"/deals/{deal_id}/moves", reason)
    assert (refused.status_code, refused.json()["rule"]) == (403, "deals.override")
    assert story.page("alice").post(f"/deals/{deal_id}/stage/", reason | {"asked": "1"}).status_code == 422
    assert story.move(deal_id, "offer", by="admin", override_reason="  ") == UNMET
    assert story.deal(deal_id).stage == "needs"

    assert story.page("admin").post(f"/deals/{deal_id}/stage/", reason | {"asked": "1"}).status_code == 303
    assert list(Override.objects.values_list("deal_id", "unmet", "reason")) == [
        (deal_id, UNMET, "The board has said yes")
    ]
    file = story.folder / "past.csv"
    file.write_text("id,stage,won\np1,Offer,\np2,,yes\np3,Care,\n")
    words = (
        "import",
        "deals",
        file,
        "--map",
        "id=external_id,stage=stage,won=won_at",
        "--mode",
        "history",
        "--json",
    )
    assert json.loads(story.cli(*words))["created"] == 3
    rows = StageVisit.objects.filter(stage="offer").values_list("deal__external_id", "history", "override")
    assert sorted(rows) == [("n1", False, True), ("p1", True, False)]

    table = story.page("admin").get("/process/line/map.csv").content.decode("utf-8-sig").splitlines()
    counts = {row["stage"]: row["overrides"] for row in csv.DictReader(table)}
    assert counts["offer"] == "1"
    assert sum(int(count or 0) for count in counts.values()) == 1


def test_a_win_past_criteria_is_counted_also_where_the_line_ends_with_it(story: Story) -> None:
    story.publish(
        "{polku: 1, key: short, name: Short, stages: [{key: ask, name: Ask, phase: close, exit: ["
        "{key: valued, when: deal_value > 0.0, say: The value is known}]}]}"
    )
    deal_id = story.open("Chairs")
    assert by_win(story, deal_id) == ["valued"]
    won = {"outcome": "won", "override_reason": "A gift"}
    event_id = story.api("admin", "POST", f"/deals/{deal_id}/closures", won).json()["event_id"]
    assert [one.override for one in queries.conformance(Filter(process="short")).stages] == [1]
    assert list(course_agrees()) == []
    assert story.api("admin", "POST", f"/events/{event_id}/undo").status_code == 200
    assert [one.override for one in queries.conformance(Filter(process="short")).stages] == [0]
    assert Override.objects.count() == 0

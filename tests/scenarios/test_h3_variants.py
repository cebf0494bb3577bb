"""H3 Variants: the ways deals really went, steps back, passed criteria; undone steps never were."""

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
    exit: [{key: recap_done, when: item_recap, say: The recap is confirmed}]
  - {key: offer, name: Offer, phase: offer}
  - {key: care, name: Care, phase: care}
"""


def test_the_lived_ways_stand_beside_the_designed_one(story: Story) -> None:
    story.publish(LINE)
    straight, back, past, waiting = (story.open(name) for name in "ABCD")
    for deal_id in (straight, back):
        assert story.move(deal_id, "needs") == []
        assert story.api("alice", "PUT", f"/deals/{deal_id}/items/recap").status_code == 200
        assert story.move(deal_id, "offer") == []
    assert story.move(back, "needs") == []
    assert story.move(past, "offer") == ["recap_done"]  # what is left out is asked for too
    assert story.api("alice", "PUT", f"/deals/{past}/items/recap").status_code == 200
    assert story.move(past, "offer") == []
    mistake = story.api("alice", "POST", f"/deals/{waiting}/moves", {"stage": "needs"}).json()["event_id"]
    assert story.api("alice", "POST", f"/events/{mistake}/undo").status_code == 200

    found = story.report("variants", "--process", "line")
    assert found["n"] == 4
    assert {tuple(one["path"]): one["n"] for one in found["variants"]} == {
        ("find", "needs", "offer"): 1,
        ("find", "needs", "offer", "needs"): 1,
        ("find", "offer"): 1,
        ("find",): 1,
    }
    moves = {(one.stage, one.next_stage): one.n for one in queries.moves(Filter(process="line")).moves}
    assert moves == {("find", "needs"): 2, ("needs", "offer"): 2, ("offer", "needs"): 1, ("find", "offer"): 1}
    backward = [one for one in queries.moves(Filter(process="line")).moves if not one.forward]
    assert [(one.stage, one.next_stage) for one in backward] == [("offer", "needs")]


def test_passed_criteria_are_counted_and_imported_history_is_not_among_them(story: Story) -> None:
    story.publish(LINE)
    deal_id = story.open("A")
    assert story.move(deal_id, "needs") == []
    assert story.move(deal_id, "offer", by="admin", override_reason="The buyer is in a hurry") == []
    file = story.folder / "past.csv"
    file.write_text("id,stage\n1,Offer\n2,Needs\n")
    story.cli("import", "deals", file, "--map", "id=external_id,stage=stage", "--mode", "history")
    stages = {stage.stage: stage.override for stage in queries.conformance(Filter(process="line")).stages}
    assert sum(stages.values()) == 1
    assert stages["offer"] == 1

"""A1 Own process: own stages, criteria at the door, going on by itself, stages not needed, several side by side."""

from polku.deals.models import StageVisit
from tests.scenarios.conftest import Story

MACHINES = """
polku: 1
key: machines
name: {en: Machine sale, fi: Konekauppa}
stages:
  - key: find
    name: {en: Find, fi: Etsintä}
    phase: find
    role: marketing
    purpose: {en: Find who needs a machine}
    expected_days: 2
    exit:
      - {key: reachable, when: contact_known, say: {en: Somebody can be reached}, hint: {en: Add a contact}}
      - {key: owned, when: owner_set, say: {en: Somebody is responsible}}
  - key: speak
    name: {en: Speak, fi: Puhu}
    phase: qualify
    expected_days: 3
    advance: call_held || meeting_held
    exit:
      - {key: spoken, when: call_held || meeting_held, say: {en: The buyer was spoken with}}
  - key: survey
    name: {en: Survey, fi: Kartoitus}
    phase: engage
    not_needed: deal_value < 1000.0
    checklist: [{key: measured, text: {en: The site was measured}}]
    exit:
      - {key: measured, when: item_measured, say: {en: The site was measured}}
  - key: offer
    name: {en: Offer, fi: Tarjous}
    phase: offer
  - key: deliver
    name: {en: Deliver, fi: Toimitus}
    phase: deliver
    entry:
      - {key: valued, when: deal_value > 0.0, say: {en: The value is known}}
"""


def _line(deal_id: int) -> list[tuple[str, str, bool]]:
    rows = StageVisit.objects.filter(deal_id=deal_id).order_by("seq")
    return list(rows.values_list("stage", "leaving", "automatic"))


def test_a_company_publishes_its_line_and_deals_keep_to_it(story: Story) -> None:
    story.publish(MACHINES)
    small = story.open("Small", value={"minor": 50_000, "currency": "EUR"})
    large = story.open("Large", value={"minor": 5_000_000, "currency": "EUR"})

    assert story.move(small, "speak") == ["reachable", "owned"]
    for deal_id in (small, large):
        person = {"name": "Dora", "email": f"dora{deal_id}@nosto.example"}
        assert story.page("alice").post(f"/deals/{deal_id}/people/", person).status_code == 303
        owner = {"owner_id": story.people.alice.id}
        assert story.api("alice", "PUT", f"/deals/{deal_id}/assignment", owner).status_code == 200
        assert story.move(deal_id, "speak") == []

    story.wait(days=3)
    call = {"kind": "call", "outcome": "reached", "text": "Wants it before the winter."}
    for deal_id in (small, large):
        assert story.page("alice").post(f"/deals/{deal_id}/activities/", call).status_code == 303

    assert _line(small) == [("find", "moved", False), ("speak", "moved", False), ("offer", "", True)]
    assert _line(large) == [("find", "moved", False), ("speak", "moved", False), ("survey", "", True)]
    assert story.move(large, "offer") == ["measured"]
    assert story.page("alice").post(f"/deals/{large}/checklist/measured/", {"done": "1"}).status_code == 303
    assert story.move(large, "offer") == []


def test_an_unanswered_call_does_not_move_a_deal(story: Story) -> None:
    story.publish(MACHINES)
    deal_id = story.open("Chairs", email="dora@nosto.example", contact="Dora", owner_id=story.people.alice.id)
    assert story.move(deal_id, "speak") == []
    call = {"kind": "call", "outcome": "no_answer", "text": ""}
    assert story.page("alice").post(f"/deals/{deal_id}/activities/", call).status_code == 303
    assert story.deal(deal_id).stage == "speak"


def test_processes_stand_side_by_side_and_a_published_version_never_changes(story: Story) -> None:
    story.publish(MACHINES)
    story.cli("process", "load", "three-step")
    stars = {
        line.split()[-1 if line[0] == " " else 1]: line[0]
        for line in story.cli("process", "list").splitlines()
    }
    assert list(stars.values()).count("*") == 1
    machine, step = story.open("Machine"), story.open("Step", process="three-step")
    assert story.deal(machine).process.key == "machines"
    assert story.deal(step).process.key == "three-step"

    story.publish(
        MACHINES.replace("  - key: deliver", "  - {key: sign, name: Sign, phase: close}\n  - key: deliver")
    )
    assert "version 2" in story.cli("process", "list")
    newer = story.open("Newer")
    assert (story.deal(machine).version.number, story.deal(newer).version.number) == (1, 2)
    answer = story.api("alice", "POST", f"/deals/{machine}/moves", {"stage": "sign"})
    assert (answer.status_code, answer.json()["field"]) == (422, "stage")

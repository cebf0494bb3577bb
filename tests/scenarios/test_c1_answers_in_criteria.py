"""C1 Question sets: BANT answers are asked for at the door, go stale, and are asked for again."""

from datetime import timedelta

from polku.access.logic import SYSTEM
from polku.kernel.money import Money
from polku.playbook.actions import load_ready
from polku.qualify.actions import answer
from tests.scenarios.conftest import Story

FOUR = ["budget_known", "authority_known", "need_known", "time_known"]


def _asked(story: Story, deal_id: int, **said: object) -> None:
    for question, value in said.items():
        answer(
            deal_id, "bant", question, value, source="Dora, by phone", actor=story.actor("alice"), at=story.at
        )


def test_a_deal_goes_on_to_needs_only_when_all_four_are_known_and_still_true(story: Story) -> None:
    story.cli("process", "load", "eight-stage", "--default")
    load_ready("bant", actor=SYSTEM, at=story.at)
    deal_id = story.open(
        "Coffee", contact="Dora Kivi", email="dora@nosto.example", owner_id=story.people.alice.id,
        value={"minor": 4_500_000, "currency": "EUR"}, next_step="Call",
    )  # fmt: skip
    assert story.move(deal_id, "contact") == []
    call = {"kind": "call", "outcome": "reached", "text": "Will see us."}
    assert story.page("alice").post(f"/deals/{deal_id}/activities/", call).status_code == 303
    assert story.deal(deal_id).stage == "qualify"

    assert story.move(deal_id, "needs") == FOUR
    _asked(story, deal_id, budget=Money(5_000_000, "EUR"), problem="A queue at nine")
    assert story.move(deal_id, "needs") == ["authority_known", "time_known"]
    story.wait(days=60)
    _asked(story, deal_id, decider="Pekka Heinonen", by_when=(story.at + timedelta(days=40)).date())

    story.wait(days=31)
    assert story.move(deal_id, "needs") == ["budget_known"]  # said 91 days ago, so no longer known
    _asked(story, deal_id, budget=Money(4_800_000, "EUR"))
    assert story.move(deal_id, "needs") == []
    assert story.deal(deal_id).stage == "needs"


def test_the_page_of_a_deal_shows_what_was_answered_and_by_whom(story: Story) -> None:
    story.cli("process", "load", "eight-stage", "--default")
    load_ready("bant", actor=SYSTEM, at=story.at)
    deal_id = story.open("Coffee")
    _asked(story, deal_id, problem="A queue at nine")
    page = story.page("bob").get(f"/deals/{deal_id}/").content.decode()
    assert "A queue at nine" in page
    assert "Dora, by phone" in page

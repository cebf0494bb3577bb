"""E4 Endings: won, upgraded, lost, paused, no decision, in the buyer's words; and taken up again."""

from polku.deals.models import Closure
from tests.scenarios.conftest import Story

PLAIN = """
polku: 1
key: plain
name: Plain
stages:
  - {key: find, name: Find, phase: find}
  - key: offer
    name: Offer
    phase: offer
    exit: [{key: valued, when: deal_value > 0.0, say: The value is known}]
  - {key: care, name: Care, phase: care}
"""


def test_every_ending_has_its_place_and_keeps_its_reason(story: Story) -> None:
    story.publish(PLAIN)
    names = ("Won", "Lost", "Paused", "Silent", "Open")
    won, lost, paused, silent, still_open = (
        story.open(name, value={"minor": 100_000, "currency": "EUR"}) for name in names
    )
    for deal_id in (won, lost, paused, silent):
        assert story.move(deal_id, "offer") == []
    story.wait(days=10)
    alice = story.page("alice")
    ends = {
        won: ("won", {"words": ""}),
        lost: ("lost", {"reasons": ["price", "rival"], "words": "Nine per cent dearer than the others."}),
        paused: ("paused", {"until": "2027-01-15", "reasons": ["not_now"]}),
        silent: ("no_decision", {"reasons": ["no_answer"]}),
    }
    for deal_id, (outcome, form) in ends.items():
        assert alice.post(f"/deals/{deal_id}/closing/{outcome}/", form).status_code == 303

    assert {one: story.deal(one).outcome for one in ends} == {one: end for one, (end, _) in ends.items()}
    assert (story.deal(won).stage, story.deal(lost).stage) == ("care", "offer")
    closure = Closure.objects.get(deal_id=lost)
    assert (closure.reasons, closure.words) == (["price", "rival"], "Nine per cent dearer than the others.")

    funnel = story.report("funnel", "--process", "plain")
    assert (funnel["n"], funnel["won"], funnel["lost"], funnel["open"]) == (5, 1, 1, 1)
    offer = funnel["stages"][1]
    assert (offer["reached"], offer["advanced"], offer["lost"], offer["open"]) == (4, 1, 1, 0)
    assert story.deal(still_open).outcome == "open"


def test_a_win_that_grows_is_a_win_with_its_added_value(story: Story) -> None:
    story.publish(PLAIN)
    deal_id = story.open("Coffee", value={"minor": 100_000, "currency": "EUR"})
    story.wait(days=3)
    closures = f"/deals/{deal_id}/closures"
    assert story.api("alice", "POST", closures, {"outcome": "won"}).status_code == 200
    won_at = story.deal(deal_id).closed_at
    story.wait(days=20)
    more = {"outcome": "upgraded", "added": {"minor": 25_000, "currency": "EUR"}}
    grown = story.api("alice", "POST", closures, more)
    assert (grown.status_code, story.deal(deal_id).value_minor) == (200, 125_000)
    assert (story.deal(deal_id).outcome, story.deal(deal_id).closed_at) == ("upgraded", won_at)
    assert story.report("time-to-win")["median_days_of_wins"] == 3.0
    assert story.report("sources")["won"] == 1

    undone = story.api("alice", "POST", f"/events/{grown.json()['event_id']}/undo")
    assert (undone.status_code, story.deal(deal_id).value_minor, story.deal(deal_id).outcome) == (
        200,
        100_000,
        "won",
    )


def test_an_upgrade_gives_a_deal_without_a_value_its_value_and_currency(story: Story) -> None:
    story.publish(PLAIN)
    deal_id = story.open("Gift")
    assert story.api("alice", "POST", f"/deals/{deal_id}/closures", {"outcome": "won"}).json()["unmet"] != []
    override = {"outcome": "won", "override_reason": "First year free"}
    assert story.api("admin", "POST", f"/deals/{deal_id}/closures", override).status_code == 200
    more = {"outcome": "upgraded", "added": {"minor": 25_000, "currency": "EUR"}}
    assert story.api("alice", "POST", f"/deals/{deal_id}/closures", more).status_code == 200
    deal = story.deal(deal_id)
    assert (deal.value_minor, deal.value_currency, deal.value_company_minor) == (25_000, "EUR", 25_000)
    assert story.page("alice").get(f"/deals/{deal_id}/").status_code == 200


def test_a_deal_taken_up_again_goes_on_where_it_was_sold(story: Story) -> None:
    story.publish(PLAIN)
    deal_id = story.open("Coffee", value={"minor": 100_000, "currency": "EUR"})
    assert story.move(deal_id, "offer") == []
    for outcome, back_in in (("paused", "offer"), ("lost", "offer"), ("won", "offer")):
        end = {"outcome": outcome, "reasons": ["not_now"] if outcome != "won" else []}
        assert story.api("alice", "POST", f"/deals/{deal_id}/closures", end).status_code == 200
        if outcome != "won":
            assert story.api("alice", "POST", f"/deals/{deal_id}/moves", {"stage": "find"}).status_code == 409
        story.wait(days=30)
        assert story.page("alice").post(f"/deals/{deal_id}/reopening/").status_code == 303
        deal = story.deal(deal_id)
        assert (deal.outcome, deal.stage, deal.closed_at) == ("open", back_in, None)

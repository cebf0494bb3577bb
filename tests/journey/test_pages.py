"""The journey's page, its editing in place, the panel of a deal, lists, Today, the timeline, the API."""

import json
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polku.access.actions import make_token
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.engage.actions import log_activity
from polku.engage.logic.incoming import NewActivity
from polku.eventlog.queries import case_events
from polku.journey.actions import (
    give_feedback,
    load_ready,
    mark_material,
    put_entry,
    raise_obstacles,
    undo_edit,
)
from polku.journey.logic.incoming import NewFeedback, NewObstacle
from polku.journey.models import Feedback, Journey, Material, Obstacle
from polku.journey.queries import journeys as queries
from polku.journey.queries.gaps import gaps_in, worklist
from polku.kernel.errors import NotFound, Refused
from polku.kernel.words import Text
from polku.process.queries import definition
from polku.ui import timeline
from tests.conftest import NOW, People
from tests.journey.conftest import signed_in


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_journey_the_page_says_how_to_begin(admin: Client, people: People) -> None:
    assert "Choose a journey" in page(admin, "/buyers/")
    assert "Take it" in page(admin, "/buyers/ready/")


def test_a_ready_journey_is_taken_with_one_press(admin: Client, people: People) -> None:
    answer = admin.post("/buyers/ready/consumer/")
    row = Journey.objects.get()
    assert (answer.headers["Location"], row.number, row.persona.customer_kind) == (
        f"/buyers/{row.id}/",
        1,
        "person",
    )


def test_the_matrix_counts_the_deals_for_which_an_entry_holds(
    alice: Client, deal: Deal, b2b: Journey, people: People
) -> None:
    actor = people.actor("alice")
    laid = queries.laid_over([Deal.objects.select_related("customer").get(id=deal.id)])[deal.id]
    step = laid.step_of(definition(deal.version_id), deal.stage)
    assert getattr(step, "key", "") == "problem_noticed"
    raise_obstacles([NewObstacle(deal.id, "no_need")], actor=actor, at=NOW)
    log_activity(NewActivity(deal.id, "call", outcome="reached"), actor=actor, at=NOW)
    text = page(alice, f"/buyers/{b2b.id}/")
    assert text.count('role="row"') == 8
    assert "100\u00a0%" in text or "100%" in text
    behind = page(alice, f"/buyers/{b2b.id}/deals/problem_noticed/?row=obstacle&entry=no_need")
    assert (f"/deals/{deal.id}/" in behind, "1 of 1 deals" in behind) == (True, True)


def test_who_sees_no_deals_of_the_team_counts_none_of_them(
    client: Client, deal: Deal, b2b: Journey, people: People
) -> None:
    text = page(signed_in(client, people, "charlie"), f"/buyers/{b2b.id}/")
    assert ("nobody here now" in text, "1 deal here" in text) == (True, False)
    assert "Chairs" not in page(client, f"/buyers/{b2b.id}/deals/problem_noticed/")


def test_an_entry_is_edited_in_place_and_taken_back(admin: Client, b2b: Journey) -> None:
    url = f"/buyers/{b2b.id}/steps/used/decision/"
    assert "Counts deals by" in page(admin, url)
    answer = admin.post(url, {"words": "Is it worth its keep?", "link": "fact:feedback_given"})
    assert answer.status_code == 303
    row = Journey.objects.get()
    assert [one.key for one in row.matrix.step("used").cell("decision")] == [
        "keep_it",
        "is_it_worth_its_keep",
    ]
    assert (row.number, queries.in_force(row).matrix == row.matrix) == (1, False)
    undo_url = json.loads(list(answer.wsgi_request._messages)[-1].extra_tags)["undo"]
    admin.post(undo_url)
    assert len(Journey.objects.get().matrix.step("used").cell("decision")) == 1


def test_steps_move_are_added_and_taken_out(admin: Client, b2b: Journey) -> None:
    def keys() -> list[str]:
        return [step.key for step in Journey.objects.get().matrix.steps]

    before = keys()
    admin.post(f"/buyers/{b2b.id}/steps/pains_named/", {"act": "later"})
    assert keys()[1:3] == [before[2], before[1]]
    admin.post(f"/buyers/{b2b.id}/steps/", {"name": "Asks around", "phase": "aware"})
    assert keys()[1] == "asks_around"
    admin.post(f"/buyers/{b2b.id}/steps/asks_around/", {"act": "remove"})
    assert len(keys()) == len(before)
    assert "Undo" in page(admin, f"/buyers/{b2b.id}/changes/")
    admin.post(f"/buyers/{b2b.id}/publication/")
    assert Journey.objects.get().number == 2


def test_an_edit_after_which_the_step_changed_is_not_taken_back(b2b: Journey, people: People) -> None:
    admin = people.actor("admin")
    first = put_entry(b2b.id, "used", "decision", words=Text.of("One"), actor=admin, at=NOW)
    put_entry(b2b.id, "used", "decision", words=Text.of("Two"), actor=admin, at=NOW)
    with pytest.raises(Refused):
        undo_edit(first or 0, actor=admin, at=NOW)


def test_a_draft_is_seen_by_editors_alone(people: People, eight_stage: Any) -> None:
    row = load_ready("consumer", actor=people.actor("admin"), at=NOW)
    assert queries.journey(row.id, people.actor("admin")).id == row.id
    with pytest.raises(NotFound):
        queries.journey(row.id, people.actor("alice"))


def test_an_obstacle_takes_two_keystrokes(alice: Client, deal: Deal, b2b: Journey) -> None:
    text = page(alice, f"/deals/{deal.id}/")
    assert f'href="/deals/{deal.id}/obstacles/" data-dialog aria-haspopup="dialog" data-key="o"' in text
    choices = page(alice, f"/deals/{deal.id}/obstacles/")
    assert 'name="code" value="price" data-key="p"' in choices
    assert choices.index('value="no_need"') < choices.index('value="price"')
    alice.post(f"/deals/{deal.id}/obstacles/", {"code": "price"})
    assert Obstacle.objects.get().code == "price"
    assert 'value="warmer" data-key="w"' in page(alice, f"/deals/{deal.id}/feedback/")
    alice.post(f"/deals/{deal.id}/feedback/", {"tone": "colder", "about": "price", "words": "Hm"})
    assert Feedback.objects.get().words == "Hm"


def test_the_panel_names_what_is_missing(alice: Client, deal: Deal, b2b: Journey, people: People) -> None:
    actor = people.actor("alice")
    raise_obstacles([NewObstacle(deal.id, "price")], actor=actor, at=NOW)
    text = page(alice, f"/deals/{deal.id}/")
    assert [
        one in text
        for one in ("Obstacle without an answer: Price", "No next step", "What the problem costs today")
    ] == [True] * 3
    alice.post(f"/deals/{deal.id}/materials/", {"key": "what_it_costs_today", "act": "sent"})
    alice.post(f"/deals/{deal.id}/materials/", {"key": "what_it_costs_today", "act": "opened"})
    assert Material.objects.get().opened_at is not None
    looked = gaps_in(deal.id, actor, NOW)
    assert looked is not None
    assert ([one.kind for one in looked.gaps], [one.state for one in looked.known]) == (
        ["unanswered", "no_next_step"],
        ["opened"],
    )


def test_the_worklist_counts_each_kind_of_gap(
    alice: Client, deal: Deal, b2b: Journey, people: People
) -> None:
    found, counts = worklist(people.actor("alice"), NOW, mine=True)
    assert (len(found), counts) == (1, {"no_next_step": 1, "no_material": 1})
    assert worklist(people.actor("charlie"), NOW, mine=False) == ([], {})
    assert "They lack what they must know: What the problem costs today" in page(
        alice, "/buyers/gaps/?kind=no_material"
    )


def test_a_hundred_deals_are_looked_at_by_as_many_queries_as_one(
    deal: Deal, b2b: Journey, people: People
) -> None:

    actor, counts = people.actor("alice"), []
    for more in (0, 60):
        open_deals([NewDeal(title=f"D{n}", company=f"E{n} Oy") for n in range(more)], actor=actor, at=NOW)
        with CaptureQueriesContext(connection) as queries_made:
            worklist(actor, NOW, mine=False)
        counts.append(len(queries_made))
    assert counts[1] <= counts[0]


@time_machine.travel(NOW)
def test_the_list_of_obstacles_takes_many_out_of_the_way(alice: Client, deal: Deal, people: People) -> None:
    assert "No obstacle was noted yet" in page(alice, "/buyers/obstacles/")
    raise_obstacles(
        [NewObstacle(deal.id, "price"), NewObstacle(deal.id, "trust")], actor=people.actor("alice"), at=NOW
    )
    text = page(alice, "/buyers/obstacles/")
    assert ("9,000" in text, "too few to say" in text) == (True, True)
    alice.post("/buyers/obstacles/removal/", {"ids": [str(row.id) for row in Obstacle.objects.all()]})
    assert Obstacle.objects.open().count() == 0
    assert "None of this kind." in page(alice, "/buyers/obstacles/")


def test_one_obstacle_is_changed_and_taken_back(alice: Client, deal: Deal, people: People) -> None:
    row_id = raise_obstacles([NewObstacle(deal.id, "price")], actor=people.actor("alice"), at=NOW)[
        0
    ].obstacle_id
    assert "Who sees to it" in page(alice, f"/obstacles/{row_id}/")
    alice.post(
        f"/obstacles/{row_id}/",
        {"code": "price", "remedy": "Parts", "note": "", "owner_id": str(people.bob.id)},
    )
    row = Obstacle.objects.get()
    assert (row.remedy, row.owner_id) == ("Parts", people.bob.id)
    alice.post(f"/obstacles/{row_id}/removal/")
    alice.post(f"/obstacles/{row_id}/removal/", {"back": "1"})
    assert Obstacle.objects.get().is_open
    alice.post(f"/obstacles/{row_id}/", {"act": "void"})
    assert Obstacle.objects.current().count() == 0


def test_the_timeline_says_it_in_whole_sentences(deal: Deal, people: People) -> None:
    actor = people.actor("alice")
    raise_obstacles([NewObstacle(deal.id, "price", note="12 % above")], actor=actor, at=NOW)
    give_feedback([NewFeedback(deal.id, "colder", "price", "Too dear for us")], actor=actor, at=NOW)
    mark_material(deal.id, "like_case", actor=actor, at=NOW)
    days = timeline.load(actor, case_events(deal.id), group="buyer").days
    items = [item for day in days for item in day.items]
    assert [str(item.said).replace("<b>", "").replace("</b>", "") for item in items][1:] == [
        "Alice noted feedback about Price: Colder", "Alice noted an obstacle: Price",
    ]  # fmt: skip
    assert [bool(item.undo_url) for item in items] == [True, True, True]


def test_the_buyers_line_stands_above_the_map(alice: Client, deal: Deal, b2b: Journey) -> None:
    text = page(alice, "/process/eight-stage/map/?show=designed")
    assert ("Problem noticed" in text, f"/buyers/{b2b.id}/" in text) == (True, True)


def test_the_link_is_made_and_shown(alice: Client, deal: Deal, people: People) -> None:
    assert "Dora Kivi" in page(alice, f"/deals/{deal.id}/buyer-link/")
    made = alice.post(f"/deals/{deal.id}/buyer-link/", {"to": "", "language": "pl", "message": ""})
    assert "http://testserver/b/" in made.content.decode()
    assert "too few" in page(alice, "/buyers/answers/")


def test_the_api_notes_obstacles_in_a_batch_and_reads_the_journey(
    alice: Client, deal: Deal, b2b: Journey, people: People
) -> None:

    _, secret = make_token(name="x", actor=people.actor("alice"), at=NOW)
    headers = {"Authorization": f"Bearer {secret}"}

    def call(method: str, path: str, body: object = None) -> Any:
        answer = alice.generic(
            method, f"/api/v1{path}", json.dumps(body) if body else "", "application/json", headers=headers
        )
        return answer.status_code, answer.json()

    status, told = call(
        "POST",
        "/obstacles",
        {"items": [{"deal_id": deal.id, "code": "price"}, {"deal_id": deal.id, "code": "no"}]},
    )
    assert (status, told[0]["problem"], told[1]["problem"]["field"]) == (200, None, "code")
    one = told[0]["obstacle_id"]
    assert (
        call("PATCH", f"/obstacles/{one}", {"state": "removed", "remedy": "Parts"})[1]["state"] == "removed"
    )
    assert call("GET", "/obstacle-kinds")[1][0]["name"] == "Price"
    assert call("POST", f"/deals/{deal.id}/feedback", {"tone": "warmer"})[0] == 201
    assert call("POST", f"/deals/{deal.id}/buyer-link", {"language": "fi"})[1]["language"] == "fi"
    steps = call("GET", f"/journeys/{b2b.id}")[1]
    assert (steps[0]["key"], steps[0]["deals"]) == ("problem_noticed", 1)
    assert [one["asked"] for one in call("GET", "/buyer-answers")[1]] == [1, 0, 0]

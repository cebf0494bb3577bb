"""D5 Cadence: every open deal has a next step; who has none, or a late one, is told so each morning."""

from tests.scenarios.conftest import Story


def test_a_seller_is_never_without_a_next_step(story: Story) -> None:
    story.cli("process", "load", "three-step", "--default")
    mine = {"owner_id": story.people.alice.id}
    with_step = story.open("Warm", **mine, next_step="Call Dora", next_step_at="2026-11-23T09:00:00+02:00")
    story.open("Forgotten", **mine)
    alice = story.page("alice")

    today = alice.get("/").content.decode()
    assert "Forgotten" in today

    story.wait(days=4)  # Tuesday: the call of Monday is late
    assert "Call Dora" in alice.get("/").content.decode()
    assert "Warm" in alice.get("/deals/?step=overdue&as=list").content.decode()
    assert "Warm" not in alice.get("/deals/?step=none&as=list").content.decode()

    done = alice.post(f"/deals/{with_step}/next-step/completion/")
    assert done.url == f"/deals/{with_step}/?ask=next-step"
    assert "Warm" in alice.get("/deals/?step=none&as=list").content.decode()
    form = {"next_step": "Send the offer", "day": "2026-11-25", "at": "10:00"}
    assert alice.post(f"/deals/{with_step}/next-step/", form).status_code == 303
    assert "Warm" not in alice.get("/deals/?step=none&as=list").content.decode()

    kinds = [
        event["kind"] for event in story.api("alice", "GET", f"/deals/{with_step}/events").json()["items"]
    ]
    assert kinds[:2] == ["deals.next_step_set", "deals.next_step_done"]


def test_what_has_ended_asks_for_no_next_step(story: Story) -> None:
    story.cli("process", "load", "three-step", "--default")
    deal_id = story.open("Gone", owner_id=story.people.alice.id)
    lost = {"outcome": "lost", "reasons": ["price"]}
    assert story.api("alice", "POST", f"/deals/{deal_id}/closures", lost).status_code == 200
    assert "Gone" not in story.page("alice").get("/").content.decode()

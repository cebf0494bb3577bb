"""Pages and papers: who sees what, what is mailed to whom, what can be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from polku.access.logic import SYSTEM
from polku.files.models import File
from polku.files.queries import opened
from polku.jobs.runner import run_pending
from polku.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from polku.mail.models import Outgoing
from polku.measures import entries, queries
from polku.measures.actions import (
    add_tile,
    change_tile,
    mail_dashboard,
    move_tile,
    remove_tile,
    save_dashboard,
    save_goal,
    save_indicator,
    undo,
)
from polku.measures.logic.tiles import READY_BOARDS, Spec, next_mailing
from polku.measures.measuring.goals import history, line, stand
from polku.measures.models import Dashboard, GoalCheck, Mailing, Tile
from polku.measures.tasks import DUE, LOOK
from tests.conftest import NOW, People

SignIn = Callable[[str], Client]
GOAL = {
    "indicator": "won",
    "from_date": date(2026, 10, 1),
    "to_date": date(2026, 12, 31),
    "target": Decimal(40),
}


def board_of(people: People, name: str, *refs: str, sharing: str = "private") -> Dashboard:
    specs = [Spec("indicator", ref) for ref in refs]
    values = {"name": "Ours", "sharing": sharing}
    return save_dashboard(None, values, tiles=specs, actor=people.actor(name), at=NOW)


def shown(board: Dashboard) -> list[str]:
    return [one.ref for one in queries.tiles(board)]


def test_bob_sees_his_teams_figures_on_a_page_and_in_the_list(selling: People, signed_in: SignIn) -> None:
    bob, admin = signed_in("bob"), signed_in("admin")
    address = "/indicators/value-won/row/?from=2026-11-01&to=2026-11-30"
    assert "€21,000" in bob.get(address).content.decode()
    assert "€22,000" in admin.get(address).content.decode()
    page = bob.get("/indicators/won/?from=2026-11-01&to=2026-11-30").content.decode()
    assert '<b class="figure-big">6</b>' in page


def test_a_goal_is_seen_by_who_may_see_its_figures(selling: People, signed_in: SignIn) -> None:
    ours = save_goal(None, GOAL | {"team_id": selling.helsinki.id}, actor=SYSTEM, at=NOW)
    theirs = save_goal(None, GOAL | {"team_id": selling.riga.id}, actor=SYSTEM, at=NOW)
    whole = save_goal(None, GOAL, actor=SYSTEM, at=NOW)
    bob = signed_in("bob")
    codes = [bob.get(f"/goals/{one.pk}/").status_code for one in (ours, theirs, whole)]
    assert codes == [200, 404, 404]
    assert list(queries.goals(selling.actor("bob"))) == [ours]
    stood = {one.goal.pk: one.standing.value for one in stand([ours, theirs, whole], NOW)}
    assert stood == {ours.pk: 6, theirs.pk: 1, whole.pk: 7}


def test_a_goals_line_adds_up_and_ends_at_its_target(selling: People) -> None:
    goal = save_goal(None, GOAL, actor=SYSTEM, at=NOW)
    (stood,) = stand([goal], NOW)
    points = line(stood, NOW)
    assert points[-1].pace == pytest.approx(40)
    values = [one.value for one in points if one.value is not None]
    assert (values[0], values[-1]) == (0, 7)
    assert history(stood, NOW).n == 0


def test_a_goal_off_track_stands_on_today_of_who_answers_for_it(selling: People) -> None:
    mine = GOAL | {"target": Decimal(400), "team_id": selling.helsinki.id, "responsible_id": selling.bob.id}
    goal = save_goal(None, mine, actor=SYSTEM, at=NOW - timedelta(days=14))
    assert entries.today(selling.actor("bob"), NOW) == []
    from polku.jobs.actions import enqueue

    enqueue(LOOK, {}, at=NOW)
    run_pending(NOW)
    assert GoalCheck.objects.get(goal=goal).state == "off_track"
    (row,) = entries.today(selling.actor("bob"), NOW)
    assert (row.signal, row.url) == ("stuck", f"/goals/{goal.pk}/")
    assert row.detail.startswith("6 of 400")
    assert entries.today(selling.actor("alice"), NOW) == []


def test_who_reaches_own_things_sets_goals_for_oneself_alone(selling: People) -> None:
    bob = selling.actor("bob")
    own = save_goal(None, GOAL | {"person_id": selling.bob.id}, actor=bob, at=NOW)
    assert own.team_id == selling.helsinki.id
    with pytest.raises(NotAllowed):
        save_goal(None, GOAL | {"person_id": selling.alice.id}, actor=bob, at=NOW)
    with pytest.raises(NotAllowed):
        save_goal(None, GOAL, actor=bob, at=NOW)


def test_two_people_change_different_fields_of_a_goal(selling: People) -> None:
    goal = save_goal(None, GOAL, actor=SYSTEM, at=NOW)
    base = {"target": "40", "aim": ""}
    save_goal(goal.pk, {"target": Decimal(50), "aim": ""}, base=base, actor=SYSTEM, at=NOW)
    both = save_goal(goal.pk, {"target": Decimal(40), "aim": "Grow"}, base=base, actor=SYSTEM, at=NOW)
    assert (both.target, both.aim) == (Decimal(50), "Grow")
    with pytest.raises(Conflict):
        save_goal(goal.pk, {"target": Decimal(60)}, base=base, actor=SYSTEM, at=NOW)


def test_a_pdf_mailed_to_bob_holds_his_scope_alone(selling: People) -> None:
    board = board_of(selling, "admin", "value-won", "won", sharing="everybody")
    for person in (selling.bob, selling.admin):
        mail_dashboard(
            board.pk, recipient_id=person.id, rhythm="daily", hour=7, actor=selling.actor("admin"), at=NOW
        )
    at = Mailing.objects.order_by("-next_at")[0].next_at + timedelta(minutes=1)
    from polku.jobs.actions import enqueue

    enqueue(DUE, {}, at=at)
    run_pending(at)
    told = {one.to: _text(one) for one in Outgoing.objects.filter(subject_type="dashboard")}
    assert sorted(told) == ["admin@example.org", "bob@example.org"]
    assert ("€21,000" in told["bob@example.org"], "€22,000" in told["bob@example.org"]) == (True, False)
    assert ("€21,000" in told["admin@example.org"], "€22,000" in told["admin@example.org"]) == (False, True)
    assert Mailing.objects.filter(next_at__lte=at).count() == 0


def _text(mail: Outgoing) -> str:
    with opened(File.objects.get(id=mail.files[0])) as content:
        return "".join(page.extract_text() for page in PdfReader(BytesIO(content.read())).pages)


def test_a_dashboard_no_longer_shared_is_mailed_to_nobody_else(selling: People) -> None:
    board = board_of(selling, "alice", "won", sharing="team")
    alice = selling.actor("alice")
    mail_dashboard(board.pk, recipient_id=selling.bob.id, rhythm="daily", hour=7, actor=alice, at=NOW)
    save_dashboard(board.pk, {"sharing": "private"}, actor=alice, at=NOW)
    at = NOW + timedelta(days=4)
    from polku.jobs.actions import enqueue

    enqueue(DUE, {}, at=at)
    run_pending(at)
    assert (Outgoing.objects.filter(subject_type="dashboard").count(), Mailing.objects.count()) == (0, 0)


def test_a_mailing_keeps_its_hour_by_the_clock_of_the_company() -> None:
    monday = next_mailing("weekly", 7, NOW, "Europe/Helsinki")
    assert monday.isoformat() == "2026-11-23T07:00:00+02:00"
    assert next_mailing("daily", 7, NOW, "Europe/Helsinki") == monday
    assert next_mailing("monthly", 7, NOW, "Europe/Helsinki").isoformat() == "2026-12-01T07:00:00+02:00"
    summer = next_mailing("weekly", 7, NOW.replace(month=7), "Europe/Helsinki")
    assert summer.isoformat() == "2026-07-27T07:00:00+03:00"


def test_tiles_are_moved_changed_taken_off_and_all_of_it_back(selling: People) -> None:
    alice = selling.actor("alice")
    board = board_of(selling, "alice", "won", "lost", "opened")
    first = queries.tiles(board)[0]
    moved = move_tile(first.pk, place=2, actor=alice, at=NOW)
    assert shown(board) == ["lost", "opened", "won"]
    added, event = add_tile(board.pk, Spec("figure", "funnel", 4), actor=alice, at=NOW)
    undo(moved, actor=alice, at=NOW)
    assert shown(board) == ["won", "lost", "opened", "funnel"]
    undo(event, actor=alice, at=NOW)
    gone = remove_tile(first.pk, actor=alice, at=NOW)
    assert shown(board) == ["lost", "opened"]
    undo(gone, actor=alice, at=NOW)
    assert shown(board) == ["won", "lost", "opened"]
    assert Tile.objects.get(id=added.pk).removed_at is not None


def test_what_was_changed_again_is_not_taken_back(selling: People) -> None:
    alice = selling.actor("alice")
    board = board_of(selling, "alice", "won")
    (tile,) = queries.tiles(board)
    _tile, wide = change_tile(tile.pk, {"width": 2}, actor=alice, at=NOW)
    change_tile(tile.pk, {"width": 4}, actor=alice, at=NOW)
    with pytest.raises(Refused):
        undo(wide, actor=alice, at=NOW)


def test_only_its_owner_changes_a_dashboard(selling: People) -> None:
    board = board_of(selling, "alice", "won", sharing="team")
    with pytest.raises(NotAllowed):
        add_tile(board.pk, Spec("indicator", "lost"), actor=selling.actor("bob"), at=NOW)
    with pytest.raises(NotFound):
        add_tile(board.pk, Spec("indicator", "lost"), actor=selling.actor("charlie"), at=NOW)
    with pytest.raises(NotAllowed):
        board_of(selling, "alice", "won", sharing="everybody")
    with pytest.raises(Invalid):
        add_tile(board.pk, Spec("figure", "secrets"), actor=selling.actor("alice"), at=NOW)


@pytest.mark.parametrize("board", READY_BOARDS, ids=lambda one: one.key)
def test_every_ready_dashboard_shows_all_its_tiles(selling: People, signed_in: SignIn, board: object) -> None:
    client, key = signed_in("admin"), board.key  # type: ignore[attr-defined]
    assert client.get(f"/dashboards/ready/{key}/").status_code == 200
    for number in range(len(board.tiles)):  # type: ignore[attr-defined]
        page = client.get(f"/dashboards/ready/{key}/tiles/{number}/")
        text = page.content.decode()
        assert (page.status_code, "may not" in text) == (200, False)
        assert re.search(r'<h2 class="tile-name">(<a [^>]*>)?\s*[^<\s]', text), (
            "a tile without a name over it"
        )


def test_a_dashboard_is_arranged_printed_and_its_forms_stand(selling: People, signed_in: SignIn) -> None:
    board = board_of(selling, "alice", "won", "win-rate")
    add_tile(board.pk, Spec("list", "deals", 1, "outcome=open"), actor=selling.actor("alice"), at=NOW)
    client = signed_in("alice")
    page = client.get(f"/dashboards/{board.pk}/?arrange=1").content.decode()
    assert page.count("data-handle") == 3
    assert client.get(f"/dashboards/{board.pk}.pdf").content[:5] == b"%PDF-"
    for address in ("settings/", "mailings/", "tiles/new/"):
        assert client.get(f"/dashboards/{board.pk}/{address}").status_code == 200
    tile = queries.tiles(board)[0]
    client.post(f"/dashboards/tiles/{tile.pk}/place/", {"place": "2"})
    assert shown(board)[-1] == "won"


def test_a_formula_is_checked_while_it_is_typed(selling: People, signed_in: SignIn) -> None:
    client = signed_in("admin")
    good = client.get("/indicators/check/", {"formula": "won"}).content.decode()
    assert "This month so far" in good
    bad = client.get("/indicators/check/", {"formula": "won + wom"}).content.decode()
    assert "<mark>w</mark>om" in bad
    answer = client.post("/indicators/new/", {"name": "A", "formula": "sum(value, won)", "unit": "count"})
    assert (answer.status_code, "This formula gives money" in answer.content.decode()) == (422, True)


def test_an_own_indicator_works_like_a_ready_one(selling: People, signed_in: SignIn) -> None:
    values = {"name": {"en": "Fair wins"}, "formula": 'won(source = "Fair")', "unit": "count"}
    own = save_indicator("", values, series={}, actor=selling.actor("admin"), at=NOW)
    assert own.key == "fair-wins"
    csv = signed_in("admin").get("/indicators/fair-wins.csv?from=2026-11-01&to=2026-11-30").content.decode()
    assert csv.splitlines()[1].split(",")[:4] == ["2026-11-01", "2026-11-30", "4", "4"]
    goal = save_goal(None, GOAL | {"indicator": "fair-wins"}, actor=SYSTEM, at=NOW)
    assert stand([goal], NOW)[0].standing.value == 4


def test_a_coaching_goal_is_seen_by_that_person_and_by_managers_alone(selling: People) -> None:
    told = GOAL | {"person_id": selling.bob.id, "coaching": True}
    goal = save_goal(None, told, actor=SYSTEM, at=NOW)
    seen = {
        name: list(queries.goals(selling.actor(name)).filter(coaching=True))
        for name in ("bob", "alice", "charlie", "admin")
    }
    assert seen == {"bob": [goal], "alice": [], "charlie": [], "admin": [goal]}


def test_only_who_coaches_sets_a_coaching_goal_for_another_and_never_for_a_team(selling: People) -> None:
    told = GOAL | {"person_id": selling.bob.id, "coaching": True}
    own = save_goal(None, told, actor=selling.actor("bob"), at=NOW)
    assert (own.person, own.coaching) == (selling.bob, True)
    with pytest.raises(NotAllowed):
        save_goal(None, told, actor=selling.actor("alice"), at=NOW)
    with pytest.raises(Invalid):
        save_goal(None, GOAL | {"coaching": True}, actor=SYSTEM, at=NOW)


def test_a_mailed_dashboard_leads_back_to_its_page(selling: People) -> None:
    board, alice = board_of(selling, "alice", "won", sharing="team"), selling.actor("alice")
    link = f"https://sales.example.org/dashboards/{board.pk}/"
    row = mail_dashboard(
        board.pk, recipient_id=selling.alice.id, rhythm="daily", hour=7, actor=alice, at=NOW, link=link
    )
    from polku.jobs.actions import enqueue

    enqueue(DUE, {}, at=row.next_at)
    run_pending(row.next_at)
    assert link in Outgoing.objects.get(subject_type="dashboard").text

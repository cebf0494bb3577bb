"""Teams: founded, renamed, put out of use; people change places unless deals hold them."""

import pytest

from polku.access.actions import move_member
from polku.access.models import Membership, Team
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.kernel.errors import Refused
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People
from tests.ui.conftest import SignIn


def members(team: Team) -> list[str]:
    return sorted(team.users.values_list("name", flat=True))


def test_a_team_is_founded_renamed_and_put_out_of_use(people: People, signed_in: SignIn) -> None:
    client = signed_in("admin")
    client.post("/settings/teams/", {"name": "Tallinn"})
    made = Team.objects.get(name="Tallinn")
    client.post(f"/settings/teams/{made.id}/", {"name": "Tartu"})
    client.post(f"/settings/teams/{made.id}/archiving/")
    made.refresh_from_db()
    assert (made.name, made.archived_at is not None) == ("Tartu", True)
    client.post(f"/settings/teams/{made.id}/restoration/")
    made.refresh_from_db()
    assert made.archived_at is None


def test_a_name_is_given_once(people: People, signed_in: SignIn) -> None:
    answer = signed_in("admin").post(f"/settings/teams/{people.riga.id}/", {"name": "Helsinki"})
    assert (answer.status_code, 'id="id_name_error"' in answer.content.decode()) == (422, True)


def test_a_team_with_people_stays_in_use(people: People, signed_in: SignIn) -> None:
    answer = signed_in("admin").post(f"/settings/teams/{people.riga.id}/archiving/")
    people.riga.refresh_from_db()
    assert (answer.status_code, people.riga.archived_at) == (422, None)


def test_a_person_changes_teams(people: People, signed_in: SignIn) -> None:
    form = {"user": people.bob.id, "from_team": people.helsinki.id}
    signed_in("admin").post(f"/settings/teams/{people.riga.id}/members/", form)
    assert (members(people.helsinki), members(people.riga)) == (["Admin", "Alice"], ["Bob", "Charlie"])


def test_a_person_keeps_at_least_one_team(people: People, signed_in: SignIn) -> None:
    answer = signed_in("admin").post(f"/settings/teams/{people.riga.id}/members/{people.charlie.id}/leaving/")
    assert (answer.status_code, members(people.riga)) == (400, ["Charlie"])


def test_open_deals_hold_their_owner_in_the_team(
    people: People, eight_stage: Definition, signed_in: SignIn
) -> None:
    open_deal(
        NewDeal(title="Puu", company="Puu Oy", owner_id=people.alice.id), actor=people.actor("alice"), at=NOW
    )
    form = {"user": people.alice.id, "from_team": people.helsinki.id}
    answer = signed_in("admin").post(f"/settings/teams/{people.riga.id}/members/", form)
    assert (answer.status_code, "Open deals of theirs in this team: 1" in answer.content.decode()) == (
        422,
        True,
    )
    assert Membership.objects.filter(user=people.alice).count() == 1


def test_the_same_holds_where_a_person_is_given_other_teams(
    people: People, eight_stage: Definition, signed_in: SignIn
) -> None:
    open_deal(
        NewDeal(title="Puu", company="Puu Oy", owner_id=people.alice.id), actor=people.actor("alice"), at=NOW
    )
    form = {"role": "seller", "reach": "", "teams": [people.riga.id], "is_active": "on"}
    answer = signed_in("admin").post(f"/settings/people/{people.alice.id}/", form)
    assert (answer.status_code, members(people.riga)) == (422, ["Charlie"])


def test_joining_a_second_team_takes_nothing_away(people: People) -> None:
    actor = people.actor("admin")
    move_member(people.bob.id, from_team_id=None, to_team_id=people.riga.id, actor=actor, at=NOW)
    assert people.actor("bob").team_ids == {people.helsinki.id, people.riga.id}


def test_a_refusal_leaves_the_person_where_they_were(people: People, eight_stage: Definition) -> None:
    open_deal(
        NewDeal(title="Puu", company="Puu Oy", owner_id=people.alice.id), actor=people.actor("alice"), at=NOW
    )
    teams = {"from_team_id": people.helsinki.id, "to_team_id": people.riga.id}
    with pytest.raises(Refused) as refusal:
        move_member(people.alice.id, **teams, actor=people.actor("admin"), at=NOW)
    assert len(refusal.value.unmet) == 1
    assert people.actor("alice").team_ids == {people.helsinki.id}

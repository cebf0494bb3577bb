"""The guided start: its five steps, what counts as done, when it shows on Today."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.access.models import Invitation
from polku.company.queries import day_of
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.journey.actions import load_ready as load_journey
from polku.kernel.errors import Invalid, NotAllowed, NotFound
from polku.measures.models import Goal
from polku.process.actions import load_ready
from polku.process.models import Process
from polku.start.actions import close_guide, mark_step, set_aim, take_up
from polku.start.logic import STEPS, Progress
from polku.start.models import Aim, Guide
from polku.start.queries import aim, is_offered, progress
from polku.start.web import today
from tests.conftest import NOW, People

UNTIL = date(2026, 12, 31)


@pytest.fixture
def admin(client: Client, people: People) -> Client:
    client.force_login(people.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_next_step_is_the_first_that_is_not_behind() -> None:
    assert [Progress({}, frozenset()).next, Progress({"aims": "skipped"}, frozenset({"people"})).next] == [
        "aims",
        "stages",
    ]
    whole = Progress(dict.fromkeys(STEPS, "done"), frozenset())
    assert (whole.next, whole.done) == ("publish", 5)


def test_what_stands_there_counts_as_done(people: People) -> None:
    assert progress().stands == {"people"}
    load_ready("three-step", actor=SYSTEM, at=NOW)
    load_journey("b2b", publish=True, actor=SYSTEM, at=NOW)
    assert (progress().stands, progress().next) == ({"people", "stages", "buyer"}, "aims")


def test_an_aim_is_measured_from_the_day_it_was_set(people: People) -> None:
    admin = people.actor("admin")
    set_aim(indicator="value", target=5_000_000, until=UNTIL, words="Twice as much", actor=admin, at=NOW)
    found = aim()
    assert found is not None
    assert (found.aim.target, found.reached, progress().state("aims")) == (5_000_000, 0, "done")
    goal = Goal.objects.get()
    assert (goal.indicator, int(goal.target), goal.to_date, goal.aim) == (
        "value-won",
        5_000_000,
        UNTIL,
        "Twice as much",
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"indicator": "fame"}, "indicator"), ({"target": 0}, "target"), ({"until": NOW.date()}, "until")],
)
def test_an_aim_that_is_none_is_refused(people: People, changed: dict[str, object], field: str) -> None:
    told: dict[str, object] = {"indicator": "wins", "target": 3, "until": UNTIL} | changed
    with pytest.raises(Invalid) as refused:
        set_aim(**told, actor=people.actor("admin"), at=NOW)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_sellers_do_not_lead_it(people: People) -> None:
    with pytest.raises(NotAllowed):
        mark_step("aims", actor=people.actor("alice"), at=NOW)
    with pytest.raises(NotFound):
        mark_step("nothing", actor=people.actor("admin"), at=NOW)


def test_it_is_on_today_until_it_is_finished_or_put_away(people: People) -> None:
    admin = people.actor("admin")
    assert [row.title for row in today.rows(admin, NOW)] == ["Guided start: Aims"]
    mark_step("aims", state="skipped", actor=admin, at=NOW)
    assert [str(row.act_label) for row in today.rows(admin, NOW)] == ["Go on"]
    close_guide(finished=False, actor=admin, at=NOW)
    assert (today.rows(admin, NOW), is_offered()) == ([], False)
    take_up(actor=admin, at=NOW)
    assert is_offered()


def test_a_company_that_sells_already_is_not_asked(people: People) -> None:
    load_ready("three-step", actor=SYSTEM, at=NOW)
    open_deal(NewDeal(title="Chairs", company="Dora Oy"), actor=people.actor("alice"), at=NOW)
    assert not is_offered()
    mark_step("aims", actor=people.actor("admin"), at=NOW)
    assert is_offered()


def test_the_five_steps_lead_to_a_process_and_a_journey(admin: Client) -> None:
    day = (day_of(timezone.now()) + timedelta(days=90)).isoformat()
    assert "What counts" in page(admin, "/start/")
    answer = admin.post("/start/aim/", {"indicator": "value", "target": "50000", "until": day})
    assert (answer.headers["Location"], Aim.objects.get().target) == ("/start/?step=people", 5_000_000)
    team = page(admin, "/start/?step=people").split('<option value="')
    team_id = next(one.split('"')[0] for one in team if one.split('"')[0].isdigit())
    invited = admin.post("/start/people/", {"email": "frida@example.org", "role": "seller", "team": team_id})
    assert ("/accounts/join/" in invited.content.decode(), Invitation.objects.count()) == (True, 1)
    admin.post("/start/steps/people/", {"state": "done"})
    assert "Import deals" in page(admin, "/start/?step=stages")
    admin.post("/start/process/", {"name": "three-step"})
    assert Process.objects.get(is_default=True).key == "three-step"
    assert admin.post("/start/journey/", {"name": "b2b"}).headers["Location"] == "/start/?step=publish"
    assert "Finish the start" in page(admin, "/start/")
    admin.post("/start/closing/", {"how": "finished"})
    assert (Guide.objects.get().finished, page(admin, "/").count("Guided start: ")) == (True, 0)


def test_a_step_can_be_passed_over_and_taken_up_again(admin: Client) -> None:
    assert admin.post("/start/steps/aims/", {"state": "skipped"}).headers["Location"] == "/start/?step=people"
    assert "passed over" in page(admin, "/start/?step=aims")
    wrong = admin.post("/start/aim/", {"indicator": "wins", "target": "3", "until": "2020-01-01"})
    assert wrong.status_code == 422

"""The page of the demo says exactly what goes and what stays, and does it."""

import re

import pytest

from polku.access.models import User
from polku.company.actions import update_company
from polku.company.queries import company, forget
from polku.contacts.models import Customer
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.demo.queries import going, staying
from polku.eventlog.events import Via
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People
from tests.ui.conftest import SignIn


@pytest.fixture
def _demo(people: People, eight_stage: Definition) -> None:
    update_company(company(), actor_id=None, via=Via.DEMO, at=NOW, is_demo=True)
    open_deal(NewDeal(title="Machines", company="Puu Oy"), actor=people.actor("alice"), at=NOW)
    forget()


@pytest.mark.usefixtures("_demo")
def test_every_page_of_a_demo_says_so_and_leads_admins_to_its_removal(signed_in: SignIn) -> None:
    pages = {name: signed_in(name).get("/settings/profile/").content.decode() for name in ("admin", "alice")}
    assert {name: "Demo company" in page for name, page in pages.items()} == {"admin": True, "alice": True}
    assert {name: "/settings/demo/" in page for name, page in pages.items()} == {
        "admin": True,
        "alice": False,
    }


@pytest.mark.usefixtures("_demo")
def test_the_page_counts_what_goes_and_what_stays(signed_in: SignIn) -> None:
    page = signed_in("admin").get("/settings/demo/").content.decode()
    counted = [int(number) for number in re.findall(r"<b>(\d+)</b>", page)]
    assert counted == [one.number for one in (*going(), *staying())]


@pytest.mark.usefixtures("_demo")
def test_the_removal_takes_what_goes_and_leaves_what_stays(signed_in: SignIn) -> None:
    client, people = signed_in("admin"), User.objects.count()
    answer = client.post("/settings/demo/removal/")
    forget()
    assert (answer.status_code, Deal.objects.count(), Customer.objects.count()) == (303, 0, 0)
    assert (User.objects.count(), company().is_demo) == (people, False)
    assert "Demo company" not in client.get("/settings/profile/").content.decode()


def test_what_is_no_demo_is_not_emptied(people: People, signed_in: SignIn) -> None:
    client = signed_in("admin")
    assert client.post("/settings/demo/removal/").status_code == 422
    assert "This company is no demo" in client.get("/settings/demo/").content.decode()

"""The first steps on an empty machine."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from polku.access.models import Team, User
from polku.catalogue.models import TaxRate
from polku.company.models import Company
from polku.db import guards
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.process.queries import published
from polku.site.commands.setup import country_of
from tests.conftest import People
from tests.site_commands.conftest import Run

pytestmark = pytest.mark.django_db


def test_init_makes_all_that_an_installation_has_and_a_second_time_nothing(run: Run) -> None:
    words = (
        "init",
        "--name",
        "Aava Oy",
        "--currency",
        "SEK",
        "--time-zone",
        "Europe/Helsinki",
        "--country",
        "FI",
    )
    done = run(*words)
    assert (done.exit_code, done.stdout) == (
        0, "Polku is set up. Add a user with: polku user add EMAIL --role admin\n",
    )  # fmt: skip
    firm = Company.objects.get()
    assert (firm.name, firm.currency, firm.time_zone, firm.country) == (
        "Aava Oy",
        "SEK",
        "Europe/Helsinki",
        "FI",
    )
    assert (Team.objects.count(), published().key, guards.missing()) == (1, "eight-stage", [])
    assert TaxRate.objects.filter(country="FI").exists()
    events = Event.objects.count()
    assert run("init", "--name", "Other Oy").exit_code == 0
    assert (Company.objects.get().name, Event.objects.count()) == ("Aava Oy", events)


@pytest.mark.parametrize(
    ("zone", "country"), [("Europe/Riga", "LV"), ("UTC", ""), ("Etc/UTC", ""), ("Asia/Taipei", "TW")]
)
def test_the_country_is_that_of_the_time_zone(zone: str, country: str) -> None:
    assert country_of(zone) == country


def test_a_user_is_added_with_a_password_from_standard_input(people: People, run: Run) -> None:
    done = run(
        "user", "add", "Aino@Example.org", "--role", "manager", "--name", "Aino", "--team", "Riga", "--password-stdin",
        given="a long enough one\n",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "long enough" not in done.output
    user = User.objects.get(name="Aino")
    assert (user.role, [team.name for team in user.teams.all()]) == ("manager", ["Riga"])
    request = RequestFactory().post("/account/login/")
    assert authenticate(request, email=user.email, password="a long enough one") == user
    assert Event.objects.filter(via=Via.CLI).exists()


def test_without_one_a_password_is_made_and_printed_once(people: People, run: Run) -> None:
    done = run("user", "add", "aino@example.org", "--role", "seller")
    password = done.stdout.strip().rsplit(" ", 1)[1]
    assert User.objects.get(email="aino@example.org").check_password(password)


@pytest.mark.parametrize(
    ("words", "given", "code", "said"),
    [
        (("alice@example.org", "--role", "seller"), "", 1, "Somebody signs in with this address already."),
        (("new@example.org", "--role", "king"), "", 2, "'king' is not one of"),
        (("new@example.org", "--role", "seller", "--team", "Mars"), "", 1, "there is no team “Mars”"),
        (("no address", "--role", "seller"), "", 1, "mail address"),
        (("new@example.org", "--role", "seller", "--password-stdin"), "short\n", 1, "password"),
        (("new@example.org", "--role", "seller", "--password-stdin"), "", 1, "password"),
    ],
)
def test_what_is_wrong_with_a_new_user_is_said(
    people: People, run: Run, words: tuple[str, ...], given: str, code: int, said: str
) -> None:
    before = User.objects.count()
    done = run("user", "add", *words, given=given)
    assert (done.exit_code, User.objects.count()) == (code, before)
    assert said in (done.output + str(done.exception))

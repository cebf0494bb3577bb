"""The company's settings: seen and changed by those who may, refused with the field named."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from polku.company.models import Company, ExchangeRate
from polku.company.queries import company, forget
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.jobs.actions import enqueue
from polku.jobs.models import Job
from polku.office.actions import state_rate
from polku.office.queries import findings
from polku.process.logic.definition import Definition
from polku.ui.events import ViewDeleted
from tests.conftest import NOW, People
from tests.ui.conftest import SignIn

PAGES = ("company", "rates", "working-time", "health", "health/checks", "teams", "people", "demo")


@pytest.fixture
def admin(signed_in: SignIn) -> Client:
    return signed_in("admin")


def form(**changes: str) -> dict[str, str]:
    return {
        "name": "Aava Oy", "currency": "EUR", "country": "FI", "time_zone": "Europe/Helsinki", "language": "fi",
        "line": "Coffee that waits for you", "colour": "#1F5C4A",
    } | changes  # fmt: skip


def a_deal_was_opened() -> None:
    entry = Entry(ViewDeleted(place="x"), ("view", 1), NOW, case_id=1)
    append([entry], actor_id=None, via=Via.WEB, recorded_at=NOW)


@pytest.mark.parametrize("page", PAGES)
def test_only_who_manages_it_sees_a_page(signed_in: SignIn, page: str) -> None:
    answers = [signed_in(name).get(f"/settings/{page}/").status_code for name in ("admin", "alice")]
    assert answers == [200, 403]


def test_the_settings_of_the_company_are_changed(admin: Client) -> None:
    answer = admin.post("/settings/company/", form())
    forget()
    firm = company()
    assert (answer.status_code, firm.country, firm.language) == (303, "FI", "fi")
    assert firm.brand == {"line": "Coffee that waits for you", "colour": "#1f5c4a"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "Finland"),
        ("country", "1!"),
        ("colour", "green"),
        ("currency", "XXX"),
        ("time_zone", "Mars/Base"),
        ("name", ""),
    ],
)
def test_a_bad_setting_is_refused_at_its_field(admin: Client, field: str, value: str) -> None:
    answer = admin.post("/settings/company/", form(**{field: value}))
    assert (answer.status_code, f'id="id_{field}_error"' in answer.content.decode()) == (422, True)


def test_the_currency_stays_once_a_deal_is_there(admin: Client, people: People) -> None:
    assert admin.post("/settings/company/", form(currency="PLN")).status_code == 303
    forget()
    a_deal_was_opened()
    page = admin.get("/settings/company/").content.decode()
    admin.post("/settings/company/", form(currency="EUR"))
    assert "deals are valued in it" in page
    assert Company.objects.get().currency == "PLN"


def week(**changes: str) -> dict[str, str]:
    hours = {f"d{day}_0_{edge}": clock for day in range(5) for edge, clock in enumerate(("08:30", "16:30"))}
    return hours | changes


def test_the_week_is_changed_and_drawn(admin: Client) -> None:
    answer = admin.post(
        "/settings/working-time/", week(d5_0_0="10:00", d5_0_1="12:00", d5_1_0="13:00", d5_1_1="00:00")
    )
    forget()
    page = admin.get("/settings/working-time/").content.decode()
    assert answer.status_code == 303
    assert company().week[4:] == [[["08:30", "16:30"]], [["10:00", "12:00"], ["13:00", "00:00"]], []]
    assert page.count('class="works"') == 7


@pytest.mark.parametrize(
    "hours",
    [
        {"d0_0_0": "17:00", "d0_0_1": "09:00"},
        {"d0_1_0": "12:00", "d0_1_1": "18:00"},
        {"d0_0_1": ""},
        {"d0_0_0": "soon"},
    ],
)
def test_hours_that_cannot_be_are_refused(admin: Client, hours: dict[str, str]) -> None:
    answer = admin.post("/settings/working-time/", week(**hours))
    forget()
    assert (answer.status_code, company().week[0]) == (422, [["09:00", "17:00"]])


def test_days_off_are_pasted_and_taken_away(admin: Client) -> None:
    admin.post(
        "/settings/days-off/", {"days": "2026-12-24 Christmas Eve\n\n2026-12-25\tChristmas Day\n2026-12-06\n"}
    )
    forget()
    assert company().holidays == {
        "2026-12-06": "",
        "2026-12-24": "Christmas Eve",
        "2026-12-25": "Christmas Day",
    }
    admin.post("/settings/days-off/2026-12-24/removal/")
    forget()
    assert list(company().holidays) == ["2026-12-06", "2026-12-25"]
    assert admin.post("/settings/days-off/2026-12-24/removal/").status_code == 404


def test_a_pasted_line_that_is_no_day_is_named_and_nothing_is_added(admin: Client) -> None:
    answer = admin.post("/settings/days-off/", {"days": "2026-12-24 Eve\n24.12.2026 Eve\n2026-02-30 Never"})
    page = answer.content.decode()
    forget()
    assert (answer.status_code, "Line 2" in page, "Line 3" in page, company().holidays) == (
        422,
        True,
        True,
        {},
    )


def test_a_rate_is_added_and_one_that_was_used_stays(admin: Client, people: People) -> None:
    first = admin.post("/settings/rates/", {"currency": "PLN", "from_date": "2026-01-01", "rate": "0.2345"})
    again = admin.post("/settings/rates/", {"currency": "PLN", "from_date": "2026-01-01", "rate": "0.25"})
    assert (first.status_code, again.status_code) == (303, 422)
    assert [str(one) for one in ExchangeRate.objects.all()] == ["PLN 2026-01-01: 0.2345"]


def test_a_rate_to_come_can_still_be_corrected(people: People) -> None:
    for rate in ("0.2", "0.3"):
        state_rate(
            currency="PLN",
            from_date=date(2027, 1, 1),
            rate=Decimal(rate),
            actor=people.actor("admin"),
            at=NOW,
        )
    assert [one.value for one in ExchangeRate.objects.all()] == [Decimal("0.3")]


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity", "99999999999"])
def test_what_is_no_rate_is_refused(admin: Client, rate: str) -> None:
    answer = admin.post("/settings/rates/", {"currency": "PLN", "from_date": "2026-01-01", "rate": rate})
    assert (answer.status_code, ExchangeRate.objects.count()) == (422, 0)


def test_a_job_that_gave_up_is_shown_with_its_reason_and_tried_again(admin: Client) -> None:
    job = enqueue("jobs.forget_finished", {}, at=NOW)
    Job.objects.filter(id=job.id).update(
        state=Job.State.PARKED, tries=3, reason="The disk is full", finished_at=NOW
    )
    page = admin.get("/settings/health/").content.decode()
    admin.post(f"/settings/health/jobs/{job.id}/retrial/")
    job.refresh_from_db()
    assert ("The disk is full" in page, job.state, job.tries) == (True, "waiting", 0)


def test_the_checks_name_every_fault(
    people: People, eight_stage: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    from polku.db import health

    with health.checks.holding("broken", lambda: iter(["a row stands alone"])):
        found = {one.name: one.faults for one in findings()}
    assert (found["broken"], found["guards"]) == (["a row stands alone"], [])

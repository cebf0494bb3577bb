"""Settings of number series: seen, changed, refused with the field named."""

import pytest
from django.test import Client

from polku.documents.models import Counter, Series
from polku.eventlog.models import Event
from tests.ui.conftest import SignIn


@pytest.fixture
def admin(signed_in: SignIn) -> Client:
    return signed_in("admin")


def test_only_who_manages_the_company_sees_the_numbers(signed_in: SignIn) -> None:
    answers = [
        signed_in(name).get(f"/settings/numbers/{page}").status_code
        for name in ("admin", "alice")
        for page in ("", "invoice/")
    ]
    assert answers == [200, 200, 403, 403]


def test_a_series_that_nobody_knows_is_not_there(admin: Client) -> None:
    assert admin.get("/settings/numbers/poems/").status_code == 404


def test_a_series_is_moved_forward_by_the_person_who_asks(admin: Client) -> None:
    form = {"prefix": "FI-", "year_in_number": "on", "digits": "5", "next_value": "200"}
    answer = admin.post("/settings/numbers/invoice/", form)
    assert answer.status_code == 303
    assert (Series.objects.get().prefix, Counter.objects.get().next_value) == ("FI-", 200)
    assert Event.objects.get(kind="documents.series_changed").actor_id is not None
    assert "-00200" in admin.get("/settings/numbers/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("prefix", "Q-"), ("prefix", "INV9"), ("digits", "0"), ("next_value", "3")]
)
def test_what_would_give_a_number_twice_is_refused_at_its_field(
    admin: Client, field: str, value: str
) -> None:
    form = {"prefix": "INV-", "year_in_number": "on", "digits": "4", "next_value": "10"}
    admin.post("/settings/numbers/invoice/", form)
    answer = admin.post("/settings/numbers/invoice/", form | {field: value})
    assert (answer.status_code, f'id="id_{field}_error"' in answer.content.decode()) == (422, True)

"""What a field may become: what fits is stored as it is, all else is told by its field, on both engines alike."""

import json
from typing import Any

import pytest

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deal
from polku.deals.actions.custom_fields import define_field
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from tests.conftest import NOW, People
from tests.deals.web.conftest import SignIn, signed_in
from tests.deals.web.test_api import Api

__all__ = ["signed_in"]
HUGE = "1" * 400


@pytest.fixture
def deal(people: People, plain: Any) -> Deal:
    define_field(label="Size", kind="number", actor=SYSTEM, at=NOW)
    return open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=people.actor("alice"), at=NOW)


def _patch(people: People, deal: Deal, values: str) -> Any:
    api = Api(people, "alice")
    body = f'{{"values": {values}}}'
    return api.client.generic(
        "PATCH", f"/api/v1/deals/{deal.id}", body, content_type="application/json", headers=api.headers
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("value_minor", value) for value in ("1e999", "NaN", "1.5", "true", HUGE, '"x"', "[1]")],
        *[("customer_id", value) for value in ("1e999", "null", "true", "1.0")],
        *[("expected_close", value) for value in ("5", '"2026-13-01"', '"99999-01-01"', "[1]")],
        *[("value_currency", value) for value in ("5", '"XX"', '"\\u0000"')],
        *[("title", value) for value in ("5", "null", "[1]", '"\\u0000"', '"\\ud800"')],
        *[("custom.size", value) for value in ("NaN", "1e999", HUGE, '"nan"', '"inf"', '"x"', "[1]", "{}", "true")],
        ("custom.nothing", "1"),
        ("stage", '"offer"'),
        ("outcome", '"won"'),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_by_its_field_and_stores_nothing(
    people: People, deal: Deal, name: str, value: str
) -> None:
    before = Deal.objects.values().get()
    answer = _patch(people, deal, f'{{"{name}": {value}}}')
    told = answer.json()
    assert answer.status_code in (404, 422), answer.content
    assert told.get("field", name) == name
    assert Deal.objects.values().get() == before


def test_a_number_of_the_company_may_be_written_as_a_number_or_text(people: People, deal: Deal) -> None:
    for sent, stored in (("3", 3), ("-2.5", -2.5), ('"1,5"', 1.5), ("null", None)):
        assert _patch(people, deal, f'{{"custom.size": {sent}}}').status_code == 200
        deal.refresh_from_db()
        assert deal.custom.get("size") == stored
    assert deal.custom == {}


def test_a_deal_goes_only_to_a_customer_that_the_person_sees(people: People, deal: Deal) -> None:
    foreign = open_deal(
        NewDeal(title="Tables", company="Pöytä Oy", owner_id=people.charlie.id),
        actor=people.actor("charlie"),
        at=NOW,
    )
    own = open_deal(NewDeal(title="Lamps", company="Lamppu Oy"), actor=people.actor("alice"), at=NOW)
    for customer_id in (foreign.customer_id, 999_999):
        answer = _patch(people, deal, json.dumps({"customer_id": customer_id}))
        assert (answer.status_code, answer.json()["field"]) == (404, "customer_id")
    assert _patch(people, deal, json.dumps({"customer_id": own.customer_id})).status_code == 200
    deal.refresh_from_db()
    assert deal.customer_id == own.customer_id


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "x", "3", ""])
def test_a_list_can_be_asked_for_any_value_of_a_field(deal: Deal, signed_in: SignIn, text: str) -> None:
    assert signed_in("alice").get(f"/deals/?custom.size={text}&as=list").status_code == 200

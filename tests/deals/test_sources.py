"""A source has one spelling, whichever door it comes by; known and ready ones are offered."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from polku.access.actions import make_token
from polku.deals.actions import open_deals, update_fields
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.deals.queries.sources import offered
from tests.conftest import NOW, People

pytestmark = pytest.mark.django_db


def open_from(people: People, *sources: str) -> list[str]:
    rows = [NewDeal(title="T", company=f"C {one}{n}", source=one) for n, one in enumerate(sources)]
    found = open_deals(rows, actor=people.actor("alice"), at=NOW)
    return [one.deal.source for one in found if one.deal]


def test_spellings_of_a_source_are_joined_within_a_batch_and_with_what_is_there(
    people: People, eight_stage: object
) -> None:
    assert open_from(people, "Fair", " fair ", "Web  form", "", "Messut") == [
        "Fair",
        "Fair",
        "Web form",
        "",
        "Messut",
    ]
    assert open_from(people, "FAIR", "web form", "fairs") == ["Fair", "Web form", "fairs"]


def test_an_edit_takes_the_usual_spelling_and_may_mend_ones_own(people: People, eight_stage: object) -> None:
    open_from(people, "Fair", "web")
    fair, web = Deal.objects.order_by("id")
    alice = people.actor("alice")
    update_fields(web.id, {"source": "fair"}, actor=alice, at=NOW)
    web.refresh_from_db()
    assert web.source == "Fair"
    update_fields(web.id, {"source": "website"}, actor=alice, at=NOW)
    update_fields(fair.id, {"source": "FAIR"}, actor=alice, at=NOW)
    assert list(Deal.objects.order_by("id").values_list("source", flat=True)) == ["FAIR", "website"]


def test_by_api_the_same_spelling_is_kept(client: Client, people: People, eight_stage: object) -> None:
    open_from(people, "Fair")
    token = make_token(name="t", actor=people.actor("alice"), at=NOW)[1]
    body = json.dumps({"title": "New", "company": "Uusi Oy", "source": "fair"})
    answer = client.post(
        "/api/v1/deals", body, content_type="application/json", headers={"authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["source"]) == (201, "Fair")


def test_used_and_ready_sources_are_offered_once(client: Client, people: People, eight_stage: object) -> None:
    open_from(people, "Fair", "Zebra")
    found = offered(people.actor("alice"))
    assert ("Fair" in found, "fair" in found, "Zebra" in found, "referral" in found) == (
        True,
        False,
        True,
        True,
    )
    assert "Zebra" not in offered(people.actor("charlie"))
    client.force_login(people.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert '<option value="Zebra">' in client.get("/deals/sources/").content.decode()
    assert 'list="sources-new"' in client.get("/deals/new/").content.decode()

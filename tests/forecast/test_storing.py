"""Categories, the night and its pages, on a small company of Alice's."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.forecast.actions import set_categories, undo_category
from polku.forecast.logic.learning import learn
from polku.forecast.making import night
from polku.forecast.models import Chance, DealCategory, Forecast
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.kernel.money import Money
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(people: People, eight_stage: Definition) -> Deal:
    """An open deal of Alice's."""
    new = NewDeal(title="Crane", company="Nosto Oy", value=Money(45_000_00, "EUR"))
    return open_deal(new, actor=people.actor("alice"), at=NOW)


def _learn(courses: Any, days: Any) -> Any:
    return [learn(courses, day) for day in days]


def test_the_owner_says_how_sure_it_is_and_takes_it_back(people: People, deal: Deal) -> None:
    alice = people.actor("alice")
    (event,) = set_categories([deal.id], "commit", actor=alice, at=NOW)
    assert DealCategory.objects.get(deal=deal).category == "commit"
    assert Event.objects.get(id=event).payload == {"category": "commit", "before": "pipeline"}
    undo_category(event, actor=alice, at=NOW)
    assert DealCategory.objects.get(deal=deal).category == "pipeline"
    with pytest.raises(Refused):
        undo_category(event, actor=alice, at=NOW)


def test_what_is_so_already_is_no_event(people: People, deal: Deal) -> None:
    assert set_categories([deal.id], "pipeline", actor=people.actor("alice"), at=NOW) == []


def test_another_team_and_a_word_that_is_none_are_refused(people: People, deal: Deal) -> None:
    with pytest.raises(NotFound):
        set_categories([deal.id], "commit", actor=people.actor("charlie"), at=NOW)
    with pytest.raises(Invalid):
        set_categories([deal.id], "sure", actor=people.actor("alice"), at=NOW)


def test_a_night_without_history_refuses_to_learn_keeps_forecasts_and_says_so_on_pages(
    people: People, deal: Deal
) -> None:
    model = night(at=NOW + timedelta(hours=1), learn=_learn)
    assert (model.data["refused"], model.data["closed"]) == ("closed", 0)
    assert not Chance.objects.exists()
    assert set(Forecast.objects.values_list("method", flat=True)) == {"commit", "weighted"}
    assert Forecast.objects.filter(scope="company", method="weighted").count() == 6
    kept = Forecast.objects.count()
    night(at=NOW + timedelta(hours=2), learn=_learn)
    assert Forecast.objects.count() == kept
    client = Client()
    client.force_login(people.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in ("/deals/?as=forecast", f"/deals/{deal.id}/"):
        assert "0 deals are closed, and 200 are needed" in client.get(address).content.decode()
    assert client.get("/forecast/back-test/").status_code == 200


def test_a_stored_forecast_cannot_be_changed(people: People, deal: Deal) -> None:
    from django.db import DatabaseError, transaction

    night(at=NOW, learn=_learn)
    with pytest.raises(DatabaseError), transaction.atomic():
        Forecast.objects.update(won=7)


def test_committed_deals_stand_in_the_month_of_their_close(people: People, deal: Deal) -> None:
    from polku.deals.actions import update_fields
    from polku.deals.queries.filters import DealFilter
    from polku.forecast.queries import outlook

    alice = people.actor("alice")
    update_fields(deal.id, {"expected_close": "2026-12-10"}, actor=alice, at=NOW)
    set_categories([deal.id], "commit", actor=alice, at=NOW)
    found = outlook(DealFilter(), alice, NOW)
    assert [round(month.value.mean) for month in found.by_method["commit"]] == [0, 45_000_00, 0, 0, 0, 0]


def test_who_may_not_see_forecasts_gets_none(people: People, deal: Deal) -> None:
    from dataclasses import replace

    from polku.deals.queries.filters import DealFilter
    from polku.forecast.queries import outlook

    with pytest.raises(NotAllowed):
        outlook(DealFilter(), replace(people.actor("alice"), role="warehouse"), NOW)

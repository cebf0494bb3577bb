"""A question made SQL once answers as the queryset does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.models import Membership, User
from polku.db.lists import among
from polku.db.prepared import Prepared
from tests.conftest import People

pytestmark = pytest.mark.django_db


def test_models_come_with_what_they_belong_to(people: People) -> None:
    of_person = Prepared(
        lambda pk, language: Membership.objects.filter(user_id=pk, user__language=language).select_related(
            "user", "team"
        )
    )
    for name in ("alice", "charlie", "bob"):
        user = getattr(people, name)
        with CaptureQueriesContext(connection) as seen:
            (found,) = of_person(user.id, user.language)
            assert (found.user, found.user.email, found.team.name) == (
                user,
                user.email,
                user.teams.get().name,
            )
        assert len([one for one in seen.captured_queries if "membership" in one["sql"]]) == 2
    assert of_person(0, "") == []


def test_lists_and_tuples(people: People) -> None:
    named = Prepared(
        lambda ids: User.objects.filter(id__in=among(ids)).order_by("email").values_list("id", "joined_at")
    )
    wanted = [people.alice.id, people.bob.id]
    assert named(wanted) == list(
        User.objects.filter(id__in=wanted).order_by("email").values_list("id", "joined_at")
    )
    assert named([people.charlie.id])[0][0] == people.charlie.id


def test_a_value_that_the_statement_does_not_take_as_it_is_is_refused() -> None:
    doubled = Prepared(lambda pk: User.objects.filter(id=pk * 0))
    with pytest.raises(ValueError, match="not in the statement"):
        doubled(7)


def test_moments_and_lists_of_texts(people: People) -> None:
    before = Prepared(
        lambda at, emails: User.objects.filter(joined_at__lt=at, email__in=among(emails, text=True)).order_by(
            "email"
        )
    )
    emails = [people.bob.email, people.alice.email]
    joined = User.objects.get(email=people.alice.email).joined_at
    assert before(joined, emails) == []
    assert before(joined + timedelta(days=1), emails) == [people.alice, people.bob]
    assert before(joined + timedelta(days=1), ["nobody"]) == []


def test_what_cannot_be_there_is_not_asked_for(django_assert_num_queries: Any) -> None:
    nobody = Prepared(lambda pk: User.objects.filter(id=pk).none())
    with django_assert_num_queries(0):
        assert nobody(1) == []

"""A filter is the same in the URL, on the command line and in a drill."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from polku.access.logic import Actor, Reach, Role, Scope
from polku.eventlog.events import Via
from polku.insight.filters import EVERYTHING, Drill, Filter
from polku.kernel.errors import Invalid, NotAllowed, NotFound

QUERY = (
    "process=plain&kind=person&from=2026-01-01&to=2026-03-31&value_from=5&value_to=10"
    "&source=web&source=fair&product=a&campaign=c&phase=find&phase=finding&version=1&version=2&owner=0&team=3"
)


def test_a_filter_reads_what_it_writes() -> None:
    found = Filter.parse(QueryDict(QUERY), scope=EVERYTHING)

    assert found == Filter(
        process="plain",
        version_ids=(1, 2),
        date_from=date(2026, 1, 1),
        date_to=date(2026, 3, 31),
        sources=("web", "fair"),
        campaigns=("c",),
        products=("a",),
        phases=("find", "finding"),
        owners=(0,),
        teams=(3,),
        value_from=5,
        value_to=10,
        customer_kind="person",
    )
    assert found.query() == QUERY
    assert Filter.parse(QueryDict(""), scope=EVERYTHING) == Filter()


def test_what_cannot_be_read_is_named_all_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        Filter.parse({"from": "tomorrow", "owner": ["x", "1"], "value_to": str(2**63)}, scope=EVERYTHING)

    assert set(refused.value.errors) == {"from", "owner", "value_to"}


def test_a_drill_comes_back_with_the_readers_own_scope() -> None:
    mine, yours = Scope(Reach.ALL, 1, frozenset()), Scope(Reach.TEAM, 2, frozenset({7}))
    token = Drill(Filter(scope=mine, sources=("web",)), "lost", stage="offer").token()

    assert Drill.read(token, scope=yours) == Drill(
        Filter(scope=yours, sources=("web",)), "lost", stage="offer"
    )


def test_a_token_made_elsewhere_is_refused() -> None:
    with pytest.raises(NotFound):
        Drill.read("WyJ4Il0:1abc:forged", scope=EVERYTHING)


def test_the_filter_of_a_person_has_the_persons_scope() -> None:
    seller = Actor(5, Role.SELLER, Via.WEB, team_ids=frozenset({2}))

    assert Filter.of(seller).scope == Scope(Reach.TEAM, 5, frozenset({2}))
    with pytest.raises(NotAllowed):
        Filter.of(Actor(6, Role.WAREHOUSE, Via.WEB))

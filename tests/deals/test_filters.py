"""Which deals an address means."""

from datetime import date, datetime, timedelta

import pytest
from django.http import QueryDict

from polku.deals.actions import close, move, open_deal, set_next_step, update_fields
from polku.deals.actions.custom_fields import define_field
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.deals.queries.filters import DealFilter
from polku.kernel.money import Money
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People


@pytest.fixture
def deals(people: People, plain: Definition) -> dict[str, Deal]:
    """Chairs (Alice, web, 120), tables (Bob, fair, 900, step overdue), beds (nobody, lost), Riga's lamps."""
    alice, charlie = people.actor("alice"), people.actor("charlie")
    chairs = open_deal(
        NewDeal(title="Chairs", company="Puu Oy", owner_id=people.alice.id, source="web", value=Money(12000, "EUR")),
        actor=alice, at=NOW,
    )  # fmt: skip
    tables = open_deal(
        NewDeal(
            title="Tables", company="Pöytä Oy", owner_id=people.bob.id, source="fair", value=Money(90000, "EUR"),
            expected_close=date(2026, 12, 3),
        ),
        actor=alice, at=NOW - timedelta(days=3),
    )  # fmt: skip
    set_next_step(
        tables.id, text="Call", due_at=NOW - timedelta(hours=2), actor=alice, at=NOW - timedelta(days=1)
    )
    beds = open_deal(NewDeal(title="Beds", company="Sänky Oy"), actor=alice, at=NOW)
    close(beds.id, "lost", reasons=("price",), actor=alice, at=NOW)
    lamps = open_deal(
        NewDeal(title="Lamps", company="Lampa SIA", owner_id=people.charlie.id), actor=charlie, at=NOW
    )
    return {"chairs": chairs, "tables": tables, "beds": beds, "lamps": lamps}


def _found(people: People, query: str, who: str = "alice", at: datetime = NOW) -> list[str]:
    f = DealFilter.parse(QueryDict(query))
    return list(f.rows(people.actor(who), at).order_by("title").values_list("title", flat=True))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Chairs", "Tables"]),
        ("outcome=all", ["Beds", "Chairs", "Tables"]),
        ("outcome=lost", ["Beds"]),
        ("outcome=ended", ["Beds"]),
        ("owner=me", ["Chairs"]),
        ("owner=none&outcome=all", ["Beds"]),
        ("source=web", ["Chairs"]),
        ("source=web&source=fair", ["Chairs", "Tables"]),
        ("source=none&outcome=all", ["Beds"]),
        ("value_from=500", ["Tables"]),
        ("value_to=120", ["Chairs"]),
        ("step=overdue", ["Tables"]),
        ("step=today", ["Tables"]),
        ("step=none", ["Chairs"]),
        ("close=next_month", ["Tables"]),
        ("close=2026-12-01..", ["Tables"]),
        ("close=..2026-12-02", []),
        ("close=none", ["Chairs"]),
        ("q=poyta", ["Tables"]),
        ("stage=find", ["Chairs", "Tables"]),
        ("stage=offer", []),
        ("process=plain", ["Chairs", "Tables"]),
        ("process=other", []),
    ],
)
def test_a_filter_means(people: People, deals: dict[str, Deal], query: str, titles: list[str]) -> None:
    assert _found(people, query) == titles


def test_a_person_filters_only_what_they_may_see(people: People, deals: dict[str, Deal]) -> None:
    assert _found(people, "outcome=all", "charlie") == ["Lamps"]
    assert _found(people, f"team={people.riga.id}") == []
    assert _found(people, "", "admin") == ["Chairs", "Lamps", "Tables"]


def test_what_cannot_be_read_is_left_out(people: People, deals: dict[str, Deal]) -> None:
    query = "outcome=nonsense&value_from=abc&close=2026-99-01..&age=old&owner=x%00y&customer=9e9&team=--"
    assert DealFilter.parse(QueryDict("outcome=nonsense&value_from=abc&close=x&age=old")) == DealFilter()
    assert _found(people, query) == []


def test_a_filter_survives_its_address() -> None:
    query = "stage=a&stage=b&owner=me&team=3&outcome=won&source=web&value_from=5&close=past&step=week&age=late&q=oy"
    f = DealFilter.parse(QueryDict(query))
    assert DealFilter.parse(QueryDict(f.query())) == f
    assert f.without("stages").stages == ()


def test_late_and_stuck_count_working_days_of_the_stage(people: People, eight_stage: Definition) -> None:
    alice = people.actor("alice")
    new = NewDeal(title="Late", company="A Oy")
    open_deal(new, actor=alice, at=NOW - timedelta(days=9))  # 7 working days in a stage of 5
    open_deal(NewDeal(title="Stuck", company="B Oy"), actor=alice, at=NOW - timedelta(days=60))
    open_deal(NewDeal(title="New", company="C Oy"), actor=alice, at=NOW)
    assert _found(people, "age=late") == ["Late", "Stuck"]
    assert _found(people, "age=stuck") == ["Stuck"]


def test_own_fields_are_filtered_by_what_they_hold(people: People, deals: dict[str, Deal]) -> None:
    define_field(label="Floor", kind="number", actor=people.actor("admin"), at=NOW)
    update_fields(deals["chairs"].id, {"custom.floor": "3"}, actor=people.actor("alice"), at=NOW)
    assert _found(people, "custom.floor=3") == ["Chairs"]


def test_an_after_win_stage_shows_on_the_board_of_open_deals(people: People, deals: dict[str, Deal]) -> None:
    from polku.deals.queries import board

    admin = people.actor("admin")
    move(deals["tables"].id, "care", actor=admin, at=NOW, override_reason="Agreed by phone")
    found = board(DealFilter(), admin, NOW)
    assert {column.stage.key: column.count for column in found.columns} == {
        "find": 2,
        "needs": 0,
        "offer": 0,
        "care": 1,
    }
    assert found.total == 2

"""The board and the list: exact, in few queries, from the indexes made for them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.actions import change_user
from polku.access.logic import SYSTEM
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.deals.queries import DealFilter, board, listing
from polku.deals.queries.boards import column, sums
from polku.deals.queries.parts import parts
from polku.kernel.money import Money
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People


def _open(people: People, number: int, who: str = "alice") -> None:
    owner = getattr(people, who)
    rows = [
        NewDeal(title=f"Deal {n}", company=f"{who} {n} Oy", owner_id=owner.id, value=Money(100 * n, "EUR"))
        for n in range(1, number + 1)
    ]
    open_deals(rows, actor=people.actor(who), at=NOW)


def test_a_column_goes_on_where_it_ended(people: People, plain: Definition) -> None:
    _open(people, 5)
    alice = people.actor("alice")
    first = board(DealFilter(), alice, NOW, cards=2).columns[0]
    assert ([card.deal.title for card in first.cards], first.count, first.left) == (
        ["Deal 5", "Deal 4"],
        5,
        3,
    )
    second = column(DealFilter(), "find", first.after, alice, NOW, cards=2)
    assert [card.deal.title for card in second.cards] == ["Deal 3", "Deal 2"]
    third = column(DealFilter(), "find", second.after, alice, NOW, cards=2)
    assert ([card.deal.title for card in third.cards], third.after) == (["Deal 1"], None)


def test_several_teams_are_merged_in_order(people: People, plain: Definition) -> None:
    _open(people, 2)
    _open(people, 2, "charlie")
    _open(people, 1, "bob")
    change_user(people.alice, teams=[people.helsinki.id, people.riga.id], actor=SYSTEM, at=NOW)
    alice = people.actor("alice")
    assert len(parts(DealFilter(), alice, NOW)) == 2
    found = board(DealFilter(), alice, NOW, cards=3).columns[0]
    newest = list(Deal.objects.order_by("-id").values_list("id", flat=True))
    assert [card.deal.id for card in found.cards] == newest[:3]
    assert found.count == 5
    after = column(DealFilter(), "find", found.after, alice, NOW)
    assert [card.deal.id for card in after.cards] == newest[3:]


def test_sums_count_value_and_late_ones(people: People, eight_stage: Definition) -> None:
    alice = people.actor("alice")
    for days, minor in ((0, 100), (9, 200), (90, 400)):
        row = NewDeal(
            title=f"{days}", company=f"{days} Oy", owner_id=people.alice.id, value=Money(minor, "EUR")
        )
        open_deals([row], actor=alice, at=NOW - timedelta(days=days))
    found = sums(DealFilter(), alice, NOW)["find"]
    assert (found.deals, found.value_minor, found.late, found.stuck, found.signal) == (3, 700, 2, 1, "stuck")


def test_the_list_pages_in_the_order_chosen_with_unknown_values_last(
    people: People, plain: Definition
) -> None:
    _open(people, 4)
    alice = people.actor("alice")
    Deal.objects.filter(title="Deal 2").update(value_company_minor=None)
    titles: list[str] = []
    after = ""
    while True:
        page = listing(DealFilter(), alice, NOW, sort="-value", after=after, size=2)
        titles += [card.deal.title for card in page.rows]
        after = page.after
        if not after:
            break
    assert titles == ["Deal 4", "Deal 3", "Deal 1", "Deal 2"]
    assert [card.deal.title for card in listing(DealFilter(), alice, NOW, sort="value", size=9).rows][
        -1
    ] == "Deal 2"
    assert [card.deal.title for card in listing(DealFilter(), alice, NOW, after="€", size=1).rows] == [
        "Deal 4"
    ]
    assert len(listing(DealFilter(), alice, NOW, sort="next", after='["x",1]').rows) == 4


@pytest.mark.parametrize("load", [board, listing])
def test_more_deals_need_no_more_queries(people: People, plain: Definition, load: object) -> None:
    _open(people, 1)
    alice = people.actor("alice")
    load(DealFilter(), alice, NOW)  # type: ignore[operator]
    with CaptureQueriesContext(
        connection,
    ) as one:
        load(DealFilter(), alice, NOW)  # type: ignore[operator]
    _open(people, 3)
    with CaptureQueriesContext(connection) as three:
        load(DealFilter(), alice, NOW)  # type: ignore[operator]
    assert len(one) == len(three)


def _plan(rows: object) -> str:
    return str(rows.explain()).replace("\n", " ") + " "  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("who", "query", "index"),
    [
        ("admin", DealFilter(), "deal_board"),
        ("alice", DealFilter(), "deal_board_team"),
        ("alice", DealFilter(owners=("me",)), "deal_board_owner"),
    ],
)
def test_the_common_boards_are_answered_by_their_index(
    people: People, plain: Definition, many: None, who: str, query: DealFilter, index: str
) -> None:
    """PostgreSQL may answer a team from the wide index as well: what counts is that nothing is sorted or scanned."""
    actor = people.actor(who)
    fits = f"{index} " if connection.vendor == "sqlite" else "deal_board"
    for part in parts(query, actor, NOW):
        here = part.filter(process_id=plain.process_id, stage="find", outcome="open", finished_at=None)
        cards = _plan(here.order_by("-id")[:13])
        assert fits in cards, cards
        assert "sort" not in cards.lower(), cards
        assert "TEMP B-TREE" not in cards, cards
        counted = _plan(here.order_by().values("id")[:10_001])
        assert connection.vendor == "postgresql" or f"COVERING INDEX {index} " in counted, counted


@pytest.fixture
def many(people: People, plain: Definition) -> None:
    """Enough deals in both teams and several stages for the planner to choose by cost."""
    _open(people, 300)
    _open(people, 300, "charlie")
    for stage, rest in (("needs", 1), ("offer", 2)):
        ids = [one for one in Deal.objects.values_list("id", flat=True) if one % 3 == rest]
        Deal.objects.filter(id__in=ids).update(stage=stage)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE deals_deal")
        if connection.vendor == "postgresql":
            # A few hundred rows fit a page or two, which is read whole; ask as if it were a million.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")

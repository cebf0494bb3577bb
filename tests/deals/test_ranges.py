"""Boards and lists read from ranges of their indexes say what the rows say, in a few statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.actions import change_user
from polku.access.logic import SYSTEM, Actor
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.models import Deal
from polku.deals.queries import DealFilter, board, filters, listing, listings
from polku.deals.queries.boards import column, sums
from polku.deals.queries.listings import counted, total_value
from polku.kernel.money import Money
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People
from tests.kept import kept

FILTERS = (
    DealFilter(),
    DealFilter(outcome="all"),
    DealFilter(outcome="won"),
    DealFilter(outcome="ended"),
    DealFilter(outcome="lost"),
    DealFilter(outcome="all", owners=("me",)),
    DealFilter(owners=("me", "none")),
    DealFilter(outcome="all", stages=("offer", "care")),
    DealFilter(outcome="all", process="plain"),
    DealFilter(process="nothing-such"),
    DealFilter(outcome="all", words="metal"),
    DealFilter(words="metal"),
    DealFilter(outcome="ended", sources=("fair",)),
)


@kept(shared=True)
def mixed(people: People, plain: Definition) -> None:
    """Deals of every outcome in every stage, of two teams, some without an owner, finished ones, one in the bin."""
    for who in ("alice", "charlie"):
        owner = getattr(people, who)
        rows = [
            NewDeal(title=f"{'Metal' if n % 2 else 'Wood'} {n}", company=f"{who} {n} Oy", owner_id=owner.id,
                    value=Money(100 + n, "EUR"), source="fair" if n % 3 else "")
            for n in range(48)
        ]  # fmt: skip
        open_deals(rows, actor=people.actor(who), at=NOW - timedelta(days=9))
    stages, outcomes = [stage.key for stage in plain.stages], [one.value for one in Outcome]
    changed = list(Deal.objects.order_by("id"))
    for n, deal in enumerate(changed):
        deal.stage, deal.outcome = stages[n % len(stages)], outcomes[n // 4 % len(outcomes)]
        deal.finished_at = NOW if deal.outcome in WINS and deal.stage == "care" and n % 8 > 4 else None
        deal.voided_at = NOW if n == 17 else None
        deal.owner_id = None if n % 7 == 0 else deal.owner_id
    Deal.objects.bulk_update(changed, ["stage", "outcome", "finished_at", "voided_at", "owner_id"])


def _actors(people: People) -> list[Actor]:
    change_user(people.bob, teams=[people.helsinki.id, people.riga.id], actor=SYSTEM, at=NOW)
    return [people.actor(who) for who in ("admin", "alice", "bob", "charlie")]


def _in_column(f: DealFilter, actor: Actor, of: Definition, stage: str) -> list[Deal]:
    """What a column holds, looked at row by row."""
    is_after = of.by_key[stage].after_win
    rows = f.narrow(Deal.objects.visible_to(actor).current(), actor, NOW).filter(process_id=of.process_id)
    wanted = sorted(WINS) if f.outcome == "open" and is_after else f.outcomes
    shows_finished = is_after and f.outcome in ("won", "ended", "all")
    return [
        deal
        for deal in rows.order_by("-id")
        if deal.stage == stage
        and deal.outcome in wanted
        and (deal.finished_at is None or (deal.outcome in WINS and shows_finished))
    ]


@pytest.mark.parametrize("f", [one for one in FILTERS if one.process != "nothing-such"], ids=repr)
def test_every_column_holds_what_the_rows_say(
    people: People, plain: Definition, mixed: None, f: DealFilter
) -> None:
    for actor in _actors(people):
        found, added = board(f, actor, NOW, cards=3), sums(f, actor, NOW)
        for one in found.columns:
            key = one.stage.key
            rows = _in_column(f, actor, plain, key) if not f.stages or key in f.stages else []
            assert [card.deal.id for card in one.cards] == [deal.id for deal in rows[:3]]
            assert one.count == len(rows)
            if key in added:
                assert (added[key].deals, added[key].value_minor) == (
                    len(rows), sum(deal.value_company_minor or 0 for deal in rows)
                )  # fmt: skip
            if one.after:
                rest = column(f, key, one.after, actor, NOW, cards=99)
                assert [card.deal.id for card in rest.cards] == [deal.id for deal in rows[3:]]
                assert rest.count == len(rows) - 3


@pytest.mark.parametrize("f", FILTERS, ids=repr)
def test_the_list_holds_what_the_rows_say(
    people: People, plain: Definition, mixed: None, f: DealFilter
) -> None:
    for actor in _actors(people):
        rows = list(f.rows(actor, NOW).order_by("-id"))
        ids: list[int] = []
        after = ""
        while True:
            page = listing(f, actor, NOW, after=after, size=20)
            ids += [card.deal.id for card in page.rows]
            after = page.after
            if not after:
                break
        assert ids == [deal.id for deal in rows if f.outcome == "all" or not _is_left_out(f, deal)]
        assert counted(f, actor, NOW) == page.count == len(ids)
        assert total_value(f, actor, NOW) == sum(deal.value_company_minor or 0 for deal in rows)


def _is_left_out(f: DealFilter, deal: Deal) -> bool:
    return deal.finished_at is not None and f.outcome not in ("won", "ended", "all")


@pytest.mark.parametrize(("load", "most"), [(board, 3), (sums, 1), (listing, 3), (total_value, 1)])
@pytest.mark.parametrize("f", FILTERS, ids=repr)
def test_a_page_takes_few_statements_however_many_columns(
    people: People, plain: Definition, mixed: None, load: object, most: int, f: DealFilter
) -> None:
    if f.process == "nothing-such" and load in (board, sums):
        return
    bob: Actor = _actors(people)[2]
    load(f, bob, NOW)  # type: ignore[operator]
    with CaptureQueriesContext(connection) as asked:
        load(f, bob, NOW)  # type: ignore[operator]
    of_deals = [one["sql"][:200] for one in asked if 'FROM "deals_deal"' in one["sql"]]
    assert len(of_deals) <= most, of_deals


def test_more_ranges_than_one_statement_may_join_are_asked_in_several(
    people: People, plain: Definition, mixed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, f = people.actor("admin"), DealFilter(outcome="all")
    whole = (board(f, admin, NOW), sums(f, admin, NOW))
    monkeypatch.setattr("polku.deals.queries.ranges.AT_ONCE", 3)
    assert (board(f, admin, NOW), sums(f, admin, NOW)) == whole
    page = listing(DealFilter(outcome="ended"), admin, NOW)
    monkeypatch.setattr(listings, "RANGES_MAX", 0)
    assert listing(DealFilter(outcome="ended"), admin, NOW) == page


def test_words_that_very_many_deals_hold_are_counted_to_a_limit_and_said_so(
    people: People, plain: Definition, mixed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = people.actor("admin")
    assert not DealFilter(words="metal").is_capped(admin, NOW)
    monkeypatch.setattr(filters, "FOUND_MAX", 5)
    f = DealFilter(words="metal", outcome="all")
    assert f.is_capped(admin, NOW)
    assert not DealFilter(words="metal 47", outcome="all").is_capped(admin, NOW)
    newest = Deal.objects.filter(title__startswith="Metal").order_by("-id").values_list("id", flat=True)
    assert [card.deal.id for card in listing(f, admin, NOW).rows] == list(newest[:5])

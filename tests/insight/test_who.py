"""Who leaves the line, what is known too late, and deals by the segment of their customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from polku.contacts.actions import update_customer
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.insight import queries, watermark
from polku.insight.analyses import causes, costs, deviating
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.asked import LOSS, SLOWNESS, UNWON, Asked
from polku.insight.logic.differences import false_discovery, family_wise, p_of_shares
from tests.conftest import NOW, People
from tests.deals.conftest import plain
from tests.insight.worlds import DAY, Case, walk

__all__ = ["plain"]

Load = Callable[[Sequence[Case]], Marts]
ALL = Filter(process="made")


def test_the_one_who_skips_is_named_with_the_stage_and_nobody_else(load: Load) -> None:
    cases = []
    for turn in range(240):
        steps = ("find", "offer") if turn % 4 == 1 and turn % 8 == 1 else ("find", "qualify", "offer")
        cases.append(walk(*steps, end="won" if turn % 3 else "lost", owner_id=turn % 4 + 1))

    found = deviating.who_deviates(load(cases), ALL)

    sure = [(one.owner, one.deviation.code) for one in found.people if one.q <= 0.05 and one.extra > 0]
    assert (sure, found.tested) == ([(2, "skipped:qualify")], 4)
    assert (found.people[0].share.k, found.people[0].share.n, found.people[0].rest.n) == (30, 60, 180)
    allowed = deviating.who_deviates(load(cases), ALL, (("skipped:qualify", "Renewals"),))
    assert allowed.people == ()


def test_what_only_won_deals_have_is_named_and_not_held_against_the_others(load: Load) -> None:
    old: dict[str, Any] = {"opened_at": NOW - 300 * DAY}
    won = [walk("find", end="won", source="web", owner_id=turn % 2 + 1, **old) for turn in range(60)]
    stand = [walk("find", source="web" if turn % 4 else "fair", owner_id=None, **old) for turn in range(240)]
    marts = load([*won, *stand])

    found = causes.causes(marts, ALL, NOW, Asked())

    assert (found.about, found.limit_days, found.n, found.with_effect) == (UNWON, 1.0, 300, 240)
    assert found.told_after == ("owner",)
    first = found.causes[0]
    assert (first.attribute, first.value, first.share.k, first.share.n) == ("source", "fair", 60, 60)
    assert "owner" not in {one.attribute for one in found.causes}
    assert causes.causes(marts, ALL, NOW, Asked(about=SLOWNESS)).told_after == ()
    assert [one.level for one in causes.like_for_like(marts, ALL).groups] == [None] * 3
    (stage,) = costs.bottlenecks(marts, ALL, NOW).stages
    assert (stage.lost, stage.stuck, stage.wins_lost, stage.score) == (0, 240, 240.0, 1.0)


def test_where_losses_are_written_down_loss_is_asked_and_nothing_counts_as_stuck(load: Load) -> None:
    cases = [walk("find", end="won" if turn % 2 else "lost") for turn in range(100)] + [walk("find")] * 40
    marts = load(cases)
    assert causes.causes(marts, ALL, NOW, Asked()).about == LOSS
    assert [one.stuck for one in costs.bottlenecks(marts, ALL, NOW).stages] == [0]


def test_holm_is_stricter_than_the_false_discovery_rate() -> None:
    p_values = [0.04, 0.01, 0.03, 0.5]
    assert family_wise(p_values) == pytest.approx([0.09, 0.04, 0.09, 0.5])
    assert false_discovery(p_values) == pytest.approx([0.04 * 4 / 3, 0.04, 0.04 * 4 / 3, 0.5])
    # Binomial tails by hand: of 200 at 5 % sixteen and more are likelier than the chi-square test says.
    assert p_of_shares(16, 200, 50, 1000) < 0.09 < p_of_shares(16, 200, 50, 1000, exact_below=100) < 0.1


def test_a_customer_that_gets_a_segment_takes_its_deals_along(people: People, plain: Any) -> None:
    pets, other = _deals_of_two(people)
    assert {one.key: one.n for one in queries.by(Filter(), "segment").groups} == {"pets": 1, "": 1}

    _sell_to_pets(people, other)

    assert queries.by(Filter(segments=("pets",)), "segment").n == 2
    assert Filter.parse({"segment": ["pets", "-"]}, scope=Filter().scope).segments == ("pets", "")
    assert pets.customer_id != other.customer_id


def test_the_deals_of_such_a_customer_are_read_anew(
    transactional_db: None, people: People, plain: Any, django_assert_max_num_queries: Any
) -> None:
    _, other = _deals_of_two(people)
    before = watermark.mark()

    _sell_to_pets(people, other)

    with django_assert_max_num_queries(4):
        assert watermark.touched(before, watermark.mark()).case_ids == {other.id}


def _deals_of_two(people: People) -> list[Deal]:
    rows = [NewDeal(title=name, company=name, segment=trade) for name, trade in (("A", "pets"), ("B", ""))]
    return [open_deal(row, actor=people.actor("alice"), at=NOW) for row in rows]


def _sell_to_pets(people: People, deal: Deal) -> None:
    alice = people.actor("alice")
    update_customer(deal.customer_id, values={"segment": "pets"}, base={"segment": ""}, actor=alice, at=NOW)

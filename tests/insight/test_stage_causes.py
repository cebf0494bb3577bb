"""Who loses more at which stage: counted by hand, weighed in wins, silent where chance will do."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from polku.insight.analyses import groups
from polku.insight.analyses.stage_causes import stage_causes
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic import contrast_tables
from tests.insight.worlds import NOW, Case, walk

Load = Callable[[Sequence[Case]], Marts]
ALL = Filter()


def at_offer(source: str, lost: int, won: int) -> list[Case]:
    """Deals that were lost at the offer, and deals that were won after it."""
    return [walk("find", "offer", end="lost", source=source) for _ in range(lost)] + [
        walk("find", "offer", "close", end="won", source=source) for _ in range(won)
    ]


def test_a_source_that_loses_more_at_a_stage_is_named_with_its_wins(load: Load) -> None:
    found = stage_causes(load([*at_offer("fair", 60, 40), *at_offer("web", 40, 160)]), ALL, NOW)

    (dearest,) = found.dearest.values()
    assert (dearest.stage, dearest.attribute, dearest.value) == ("offer", "source", "fair")
    assert (dearest.share.k, dearest.share.n, dearest.rest.k, dearest.rest.n) == (60, 100, 40, 200)
    assert (dearest.gap.value, dearest.wins) == (pytest.approx(0.4), pytest.approx(40.0))
    (most, *_) = found.stages
    assert (most.stage, most.lost.k, most.lost.n, most.later.k, most.later.n) == ("offer", 100, 300, 200, 200)
    assert (most.wins, found.n, found.is_stuck) == (100.0, 300, False)


def test_like_groups_and_small_ones_are_not_named(load: Load) -> None:
    alike = stage_causes(load([*at_offer("fair", 50, 50), *at_offer("web", 52, 48)]), ALL, NOW)
    small = stage_causes(load([*at_offer("fair", 20, 5), *at_offer("web", 5, 60)]), ALL, NOW)
    assert (alike.dearest, small.dearest, small.tested) == ({}, {}, 0)
    assert alike.tested > 0


def test_where_no_loss_is_written_who_stands_too_long_counts(load: Load) -> None:
    young = NOW - timedelta(hours=12)
    cases = [
        *(
            walk("find", "close", end="won", source="web", opened_at=NOW - timedelta(days=90))
            for _ in range(60)
        ),
        *(walk("find", source="fair", opened_at=NOW - timedelta(days=60)) for _ in range(40)),
        *(walk("find", source="web", opened_at=NOW - timedelta(days=60)) for _ in range(5)),
        *(walk("find", source="web", opened_at=young, days=0.1) for _ in range(3)),
    ]
    found = stage_causes(load(cases), ALL, NOW)
    assert found.is_stuck
    one = found.dearest["find"]
    assert (one.value, one.share.k, one.share.n, one.rest.k, one.rest.n) == ("fair", 40, 40, 5, 65)


def test_a_property_known_only_of_later_deals_is_named_and_not_tested(load: Load) -> None:
    cases = [*at_offer("web", 100, 0)] + [
        walk("find", "offer", "close", end="won", product="shop") for _ in range(60)
    ]
    found = stage_causes(load(cases), ALL, NOW)
    assert "product" in found.told_after
    assert [one for one in found.causes if one.attribute == "product"] == []


def test_its_table_has_a_row_for_each_group_and_what_leads_to_the_deals(load: Load) -> None:
    found = stage_causes(load([*at_offer("fair", 60, 40), *at_offer("web", 40, 160)]), ALL, NOW)
    table = contrast_tables.stage_causes(found)
    assert table.rows[0][:5] == ("source", "fair", "offer", 60, 100)
    assert (table.handles[0], len(table.rows)) == (("offer", "source:fair"), found.tested)


def test_a_group_known_of_won_deals_alone_is_said_to_say_nothing(load: Load) -> None:
    known = [walk("find", "close", end="won", product="saw") for _ in range(40)]
    unknown = [walk("find", end="lost") for _ in range(60)]
    marts = load([*known, *unknown])
    told = {name: groups.by(marts, ALL, name) for name in ("product", "source", "period")}
    late = {name: found.is_told_after for name, found in told.items()}
    assert late == {"product": True, "source": False, "period": False}
    shown = [(group.key, group.n, group.won) for group in told["product"].groups]
    assert shown == [("", 60, 0), ("saw", 40, 40)]

"""What is chosen, what it leaves, what differs: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from polku.quotes.logic import margin
from polku.quotes.logic.choosing import Part, taken, usual
from polku.quotes.logic.diff import Change, LineFacts, VersionFacts, difference

CHAIR = LineFacts(
    1, 7, "C", "Chair", Decimal(2), "C62", Decimal(10), Decimal(0), Decimal(24), False, "", 2000
)
LAMP = LineFacts(2, None, "", "Lamp", Decimal(1), "C62", Decimal(5), Decimal(0), Decimal(24), True, "", 500)
BASE = VersionFacts(
    (CHAIR, LAMP), "Offer", "", {"payment": "Soon"}, "due_date", 14, date(2026, 12, 1), False, 2000, 480, 2480
)


def test_what_is_the_same_differs_in_nothing() -> None:
    assert difference(BASE, BASE).is_empty


def test_lines_are_known_by_product_number_or_words() -> None:
    moved = replace(
        CHAIR, position=2, description="Oak chair", quantity=Decimal(3), discount_percent=Decimal(5)
    )
    table = replace(LAMP, position=1, description="Table")
    found = difference(BASE, replace(BASE, lines=(table, moved)))
    assert [one.description for one in found.added] == ["Table"]
    assert [one.description for one in found.removed] == ["Lamp"]
    (changed,) = found.changed
    assert changed.changes == (
        Change("description", "Chair", "Oak chair"),
        Change("quantity", Decimal(2), Decimal(3)),
        Change("discount_percent", Decimal(0), Decimal(5)),
    )


def test_a_line_whose_words_were_rewritten_stays_the_same_line() -> None:
    found = difference(BASE, replace(BASE, lines=(CHAIR, replace(LAMP, description="Green lamp"))))
    assert (found.added, found.removed) == ((), ())
    assert found.changed[0].changes == (Change("description", "Lamp", "Green lamp"),)


def test_two_lines_of_one_product_are_paired_by_what_is_alike() -> None:
    second = replace(CHAIR, position=2, quantity=Decimal(9))
    before = replace(BASE, lines=(CHAIR, second))
    found = difference(before, replace(BASE, lines=(second,)))
    assert (found.removed, found.changed) == ((CHAIR,), ())


def test_terms_and_sums_are_told() -> None:
    after = replace(
        BASE, terms={"payment": "Later", "delivery": "Here"}, due_days=30, net_minor=1, gross_minor=481
    )
    found = difference(BASE, after)
    assert [one.field for one in found.terms] == ["terms.payment", "terms.delivery", "due_days"]
    assert [one.field for one in found.totals] == ["net_minor", "gross_minor"]


_PARTS = st.lists(
    st.builds(
        margin.Part,
        net_minor=st.integers(0, 1000),
        cost_minor=st.integers(0, 1000),
        optional=st.booleans(),
        group=st.sampled_from(["", "", "a"]),
    ),
    min_size=1,
    max_size=6,
)


@given(_PARTS, st.integers(-50, 100))
def test_the_worst_choice_is_found_without_trying_all(parts: list[margin.Part], limit: int) -> None:
    def worth(chosen: tuple[int, ...]) -> Decimal:
        return sum(
            (Decimal(parts[n].net_minor) * (100 - limit) / 100 - (parts[n].cost_minor or 0) for n in chosen),
            Decimal(0),
        )

    numbered = [Part(n + 1, one.optional, one.group) for n, one in enumerate(parts)]
    group = [one for one in numbered if one.group]
    possible = []
    for size in range(len(parts) + 1):
        for chosen in combinations(range(len(parts)), size):
            picked = [numbered[n] for n in chosen]
            certain = all(one in picked for one in numbered if not one.optional and not one.group)
            one_of = sum(1 for one in picked if one.group)
            needed = any(not one.optional for one in group)
            if certain and (one_of == 1 if needed else one_of <= 1):
                possible.append(chosen)
    assert margin.falls_below(parts, Decimal(limit)) == any(worth(chosen) < 0 for chosen in possible)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", "a", "b"])), min_size=1, max_size=8), st.data())
def test_what_is_taken_has_all_that_is_certain_and_one_of_each_group_at_most(
    rows: list[tuple[bool, str]], data: st.DataObject
) -> None:
    lines = [Part(n, *row) for n, row in enumerate(rows, start=1)]
    certain = {one.position for one in lines if not one.optional and not one.group}
    free = [one.position for one in lines if one.optional and not one.group]
    ticked = set(data.draw(st.lists(st.sampled_from(free)))) if free else set()
    for name in {one.group for one in lines if one.group}:
        ticked.add(next(one.position for one in lines if one.group == name))
    if certain | ticked:
        assert taken(lines, ticked) == certain | ticked
    assert taken(lines, None) == usual(lines)

"""The order of a process that a history shows."""

from polku.exchange.logic.discovering import Seen, discovered, endings, ordered


def seen(*traces: str, times: int = 1) -> Seen:
    found = Seen()
    for trace in traces * times:
        found.add([(one, 1.0) for one in trace.split()])
    return found


def test_the_order_is_that_of_most_cases_and_a_loop_does_not_turn_it_around() -> None:
    found = seen("a b c b c b d", "a b c d", "a c b d", "b a c d")
    assert ordered(found, "dcba") == ["a", "b", "c", "d"]


def test_skipped_activities_find_their_place() -> None:
    assert ordered(seen("a c e", "a b c", "c d e", "b c d"), "edcba") == ["a", "b", "c", "d", "e"]


def test_an_ending_is_known_by_its_name_but_not_where_a_case_begins_with_it_or_two_mean_the_same() -> None:
    assert endings(seen("a won", "a lost")) == {"won": "won", "lost": "lost"}
    assert endings(seen("won a", "a lost")) == {"lost": "lost"}
    assert endings(seen("a won", "a Closed_Won")) == {}


def test_what_follows_the_win_comes_after_it_on_the_line() -> None:
    made, _ = discovered(seen("a b won ship", "a won ship", "a b lost", times=3), key="k", name="K")
    assert [(stage.key, stage.phase) for stage in made.stages] == [
        ("a", "find"),
        ("b", "engage"),
        ("ship", "deliver"),
    ]


def test_more_than_forty_activities_keep_the_most_frequent_and_one_for_the_rest() -> None:
    found = seen(*[f"a s{n:02}" for n in range(60)])
    made, keys = discovered(found, key="k", name="K")
    assert (len(made.stages), made.stages[0].key) == (40, "a")
    assert list(keys.values()).count("other_activities") == 22


def test_times_are_medians_and_need_five() -> None:
    made, _ = discovered(seen("a b", times=4), key="k", name="K")
    assert made.stages[0].expected_days is None
    made, _ = discovered(seen("a b", times=5), key="k", name="K")
    assert made.stages[0].expected_days == 1.0

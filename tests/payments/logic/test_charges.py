"""What letters ask for on top of a bill: each its fee, and the interest of the longest time."""

from polku.payments.logic.charges import asked_minor, on_top


def test_each_letter_has_its_fee_and_the_most_interest_counts_once() -> None:
    assert (asked_minor([(500, 200), (500, 450), (0, 300)]), asked_minor([])) == (1450, 0)


def test_who_pays_what_one_letter_or_all_of_them_asked_for_is_understood() -> None:
    one = on_top(1, 7, "EUR", [(500, 200), (500, 450)], 0)
    assert [one.explains(minor) for minor in (700, 950, 1450, 800)] == [True, True, True, False]


def test_what_came_lowers_what_is_left_and_which_letters_still_ask() -> None:
    one = on_top(1, 7, "EUR", [(500, 200), (500, 450)], 700)
    assert (one.left_minor, one.letters) == (750, frozenset({700}))
    assert on_top(1, 7, "EUR", [(500, 0)], 900).left_minor == 0

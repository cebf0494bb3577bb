"""Cash without the smallest coins."""

import pytest

from polku.payments.logic.cash import rounded, settling


@pytest.mark.parametrize(
    ("minor", "step", "handed"),
    [
        (1252, 5, 1250),
        (1253, 5, 1255),
        (1252, 0, 1252),
        (1252, 1, 1252),
        (1250, 100, 1300),
        (1249, 100, 1200),
        (2, 5, 0),
    ],
)
def test_cash_goes_to_the_nearest_coin(minor: int, step: int, handed: int) -> None:
    assert rounded(minor, step) == handed


def test_the_rounded_sum_settles_all_of_a_bill_and_another_sum_itself() -> None:
    assert settling(1252, 1250, 5) == (1252, -2)
    assert settling(1252, 1252, 5) == (1252, -2)
    assert settling(1253, 1255, 5) == (1253, 2)
    assert settling(1252, 1000, 5) == (1000, 0)
    assert settling(2, 2, 5) == (2, 0)

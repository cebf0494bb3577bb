"""What a column probably holds, guessed from its first rows, shown to the person and changeable."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from polku.imports.logic.moments import DateOrder, guess_order, looks_serial

SAMPLE_ROWS: Final = 1000
SHOWN_SAMPLES: Final = 3
_NUMBER: Final = re.compile(r"[-+\u2212]?[^\d,.]{0,4}\s?\d[\d\s.,'\u2019\u00a0\u202f]*\s?[^\d,.]{0,4}")
EMPTY_WORDS: Final = frozenset({"", "null", "#n/a"})


@dataclass(frozen=True)
class ColumnGuess:
    """How a column writes dates and numbers; `sure` is false where day and month could be either way round."""

    order: DateOrder = DateOrder.YMD
    decimal: str = "."
    dates: bool = False
    sure: bool = True
    samples: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For storing."""
        return {
            "order": self.order.value,
            "decimal": self.decimal,
            "dates": self.dates,
            "sure": self.sure,
            "samples": list(self.samples),
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "ColumnGuess":
        """Back from storing."""
        return cls(
            order=DateOrder(stored.get("order", "ymd")),
            decimal="," if stored.get("decimal") == "," else ".",
            dates=bool(stored.get("dates")),
            sure=bool(stored.get("sure", True)),
            samples=tuple(stored.get("samples", ())),
        )


def guess_columns(
    columns: Sequence[str], rows: Sequence[Sequence[str]], before: Mapping[str, ColumnGuess] | None = None
) -> dict[str, ColumnGuess]:
    """A guess for each column from the first rows of the file.

    `before` is what was known of the columns of a longer file; it counts where these rows leave a doubt.
    """
    guesses = {}
    for place, name in enumerate(columns):
        cells = dict.fromkeys(row[place].strip() for row in rows if len(row) > place)
        values = [cell for cell in cells if cell.lower() not in EMPTY_WORDS]
        known = (before or {}).get(name)
        guess = guess_column(values, known)
        if known and not (guess.dates and guess.sure):
            guess = replace(guess, order=known.order, dates=known.dates, sure=known.sure)
        guesses[name] = guess
    return guesses


def guess_column(values: Sequence[str], known: ColumnGuess | None = None) -> ColumnGuess:
    """A guess from the different values of one column."""
    samples = tuple(_shown(value) for value in values[:SHOWN_SAMPLES])
    decimal = guess_decimal(values, known.decimal if known else ".")
    found = guess_order(values)
    if found is not None:
        return ColumnGuess(found[0], decimal, True, found[1], samples)
    if looks_serial(values):
        return ColumnGuess(DateOrder.SERIAL, decimal, False, True, samples)
    mostly = guess_order(_fullest(values))
    if mostly is not None:
        return ColumnGuess(mostly[0], decimal, True, mostly[1], samples)
    return ColumnGuess(decimal=decimal, samples=samples)


def guess_decimal(values: Sequence[str], else_: str = ".") -> str:
    """The sign before the decimals: the last of two kinds, a comma that groups no thousands, else `else_`."""
    commas = points = 0
    for value in values:
        if not _NUMBER.fullmatch(value):
            continue
        comma, point = value.rfind(","), value.rfind(".")
        if comma >= 0 and point >= 0:
            commas, points = (commas + 1, points) if comma > point else (commas, points + 1)
        elif comma >= 0:
            commas += _is_decimal(value, ",")
            points += value.count(",") > 1
        elif point >= 0:
            points += _is_decimal(value, ".")
            commas += value.count(".") > 1
    if commas == points:
        return else_
    return "," if commas > points else "."


def _is_decimal(value: str, sign: str) -> bool:
    """Whether a sign can't be one between thousands: it stands once and not before exactly three digits."""
    digits = re.sub(r"\D*$", "", value)
    whole, _, rest = digits.partition(sign)
    return sign not in rest and (len(rest) != 3 or whole.strip("-+ ") in ("", "0"))


def _fullest(values: Sequence[str]) -> list[str]:
    """The values that are dates in some order, if they are nine of ten: a bad cell must not hide the rest."""
    dates = [value for value in values if guess_order([value]) is not None]
    return dates if len(dates) >= 0.9 * len(values) else []


def _shown(value: str) -> str:
    clean = value.replace("\x00", "").encode("utf-8", "replace").decode()
    return clean if len(clean) <= 80 else clean[:79] + "…"

"""How a number is spelled, and when two series could give the same one. Pure."""

import re
from dataclasses import dataclass
from typing import Final

DIGITS_MAX: Final = 12
_YEAR: Final = re.compile(r"\d{4}-")
_TAIL: Final = re.compile(r"^(.*?)(\d+)$", re.DOTALL)


@dataclass(frozen=True)
class Pattern:
    """The shape of a series' numbers. A head never ends in a digit, so head and count can be told apart."""

    prefix: str
    year_in_number: bool
    digits: int

    def head(self, year: int) -> str:
        """What stands before the count for documents of a year."""
        return f"{self.prefix}{year:04d}-" if self.year_in_number else self.prefix

    def meets(self, other: "Pattern") -> bool:
        """Whether both could ever give the same number."""
        mine, theirs = self.prefix.casefold(), other.prefix.casefold()
        if self.year_in_number == other.year_in_number:
            return mine == theirs
        with_year, without = (mine, theirs) if self.year_in_number else (theirs, mine)
        return without.startswith(with_year) and bool(_YEAR.fullmatch(without[len(with_year) :]))


DEFAULTS: Final[dict[str, Pattern]] = {
    "quote": Pattern("Q-", True, 4),
    "order": Pattern("O-", True, 4),
    "delivery": Pattern("D-", True, 4),
    "invoice": Pattern("INV-", True, 4),
    "credit_note": Pattern("CN-", True, 4),
    "receipt": Pattern("R-", True, 4),
    "return": Pattern("RT-", True, 4),
}
"""How each kind of document is numbered until somebody chooses otherwise."""


def default_pattern(key: str) -> Pattern:
    """The shape of a series nobody has set up: its own key where it is none of the known ones."""
    return DEFAULTS.get(key) or Pattern(f"{key.upper().replace('_', '-')[:18].rstrip('-')}-", True, 4)


def spelled(head: str, value: int, digits: int) -> str:
    """The number as it stands on the document; a count that outgrows its digits gets longer."""
    return f"{head}{value:0{digits}d}"


def parted(number: str) -> tuple[str, int] | None:
    """A number's head and count; None where it does not end in a digit."""
    found = _TAIL.match(number)
    return (found[1], int(found[2])) if found else None

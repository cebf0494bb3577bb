"""The buyer's three questions and what their answers mean; how often the door takes something in. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from polku.journey.logic.codes import Tone
from polku.kernel.errors import DomainError, gettext_noop
from polku.kernel.stats import wilson

EASE: Final = (5, 4, 3, 2, 1)
"""How easy it was to deal with us, from very easy to very hard."""
KNEW: Final = ("yes", "partly", "no")
"""Whether they got what they needed to decide."""
AGAIN: Final = ("yes", "maybe", "no")
"""Whether they would come to us again."""
WORDS_MAX: Final = 2000
TOKEN_BYTES: Final = 16
"""128 bits."""
TOKEN_MIN: Final = 22
VALID_DAYS: Final = 60
LEAST: Final = 5
"""Below so many answers no share is shown."""

WINDOW: Final = timedelta(minutes=10)
PER_ADDRESS: Final = 20
PER_LINK: Final = 10


class TooMany(DomainError):
    """More came in than people send."""

    default_code = "too_many"
    default_message = gettext_noop("Too much came in at once. Please try again in some minutes.")

    @property
    def retry_after(self) -> int:
        """After how many seconds to try again."""
        return int(WINDOW.total_seconds())


def tone(ease: int) -> Tone:
    """How the buyer came out of it."""
    return Tone.WARMER if ease >= 4 else Tone.COLDER if ease <= 2 else Tone.SAME


@dataclass(frozen=True)
class Share:
    """So many of so many, with the interval of the true share (Wilson 1927)."""

    k: int
    n: int

    @property
    def share(self) -> float | None:
        """None where there are too few to say."""
        return self.k / self.n if self.n >= LEAST else None

    @property
    def interval(self) -> tuple[float, float]:
        """Of 95 %."""
        return wilson(self.k, self.n)


@dataclass(frozen=True)
class Told:
    """What buyers of one outcome answered."""

    outcome: str
    asked: int
    answered: int
    easy: Share
    knew: Share
    again: Share

    @property
    def replied(self) -> Share:
        """How many of those asked answered."""
        return Share(self.answered, self.asked)


def told(outcome: str, asked: int, answers: Iterable[tuple[int, str, str]]) -> Told:
    """Sum up answers (ease, knew, again) of one outcome."""
    rows = list(answers)
    return Told(
        outcome,
        asked,
        len(rows),
        Share(sum(ease >= 4 for ease, _, _ in rows), len(rows)),
        Share(sum(knew == "yes" for _, knew, _ in rows), len(rows)),
        Share(sum(again == "yes" for _, _, again in rows), len(rows)),
    )


def group(outcome: str) -> str:
    """Under which of open, won and lost an outcome is shown."""
    if outcome in ("won", "upgraded"):
        return "won"
    return "lost" if outcome in ("lost", "no_decision") else "open"

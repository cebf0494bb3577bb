"""How often the buyer's page takes something in. Pure."""

from datetime import timedelta
from typing import Final

from polku.kernel.errors import DomainError, gettext_noop

WINDOW: Final = timedelta(minutes=10)
PER_ADDRESS: Final = 20
PER_QUOTE: Final = 60
AGAIN: Final = timedelta(minutes=30)
"""Within this time one reader's openings of a version are one visit."""


class TooMany(DomainError):
    """More came in than people send."""

    default_code = "too_many"
    default_message = gettext_noop("Too much came in at once. Please try again in some minutes.")

    @property
    def retry_after(self) -> int:
        """After how many seconds to try again."""
        return int(WINDOW.total_seconds())

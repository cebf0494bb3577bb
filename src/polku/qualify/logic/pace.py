"""How often a form takes something in: per sender and per form. Pure."""

from datetime import timedelta
from typing import Final

from polku.kernel.errors import DomainError, gettext_noop

WINDOW: Final = timedelta(minutes=10)
PER_ADDRESS: Final = 20
PER_FORM: Final = 600
FILL_SECONDS_MIN: Final = 2


class TooMany(DomainError):
    """More came in than people send."""

    default_code = "too_many"
    default_message = gettext_noop("Too much came in at once. Please try again in some minutes.")

    @property
    def retry_after(self) -> int:
        """After how many seconds to try again."""
        return int(WINDOW.total_seconds())

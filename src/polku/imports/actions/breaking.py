"""Why an import was broken off, in the words of who started it; what only a programmer can read goes to the log."""

import logging
from typing import Final

from django.utils.translation import gettext

from polku.imports.logic.telling import storable
from polku.kernel.errors import DomainError, Invalid, say

REASON_MAX: Final = 500
_log = logging.getLogger(__name__)


def why_broken_off(error: Exception) -> str:
    """A refusal as it says itself; of anything else, where it can be read."""
    if isinstance(error, Invalid):
        said = [one for messages in error.errors_in(gettext).values() for one in messages]
        return storable(" ".join(said))[:REASON_MAX]
    if isinstance(error, DomainError):
        return storable(say(error.message, gettext))[:REASON_MAX]
    _log.error("an import was broken off", exc_info=error)
    return gettext("Something happened that nobody foresaw. The log of the server says what.")

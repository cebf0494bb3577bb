"""The reader's language, and how processes are put into it."""

from django.utils.translation import get_language, gettext

from polku.kernel.words import language as known
from polku.process.logic.wording import Wording


def language() -> str:
    """The reader's language."""
    return get_language() or "en"


def own_language() -> str:
    """The reader's language, as words are kept by."""
    return known(language()) or "en"


def known_language(code: str) -> str:
    """A language asked for by its code, else the reader's own."""
    return known(code) or language()


def wording() -> Wording:
    """How the reader is spoken to."""
    return Wording(language(), gettext)

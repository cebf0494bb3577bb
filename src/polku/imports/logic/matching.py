"""Names that look alike."""

import difflib
import re
from collections.abc import Iterable

from polku.kernel.text import fold


def plain(name: str) -> str:
    """A heading without case, accents and punctuation: `E-Mail_Address` and `email address` are one."""
    return re.sub(r"[\W_]+", "", fold(name))


def near(name: str, known: Iterable[str], count: int = 3) -> str:
    """The names most like this one, for an error that helps."""
    by_plain = {plain(one): one for one in known}
    found = difflib.get_close_matches(plain(name), by_plain, n=count, cutoff=0.4)
    return ", ".join(by_plain[one] for one in found) or ", ".join(list(by_plain.values())[:8]) or "–"

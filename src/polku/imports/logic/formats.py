"""Which number formats of a spreadsheet show a date."""

import re
from typing import Final

BUILT_IN_DATES: Final = frozenset(
    str(number) for number in (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))
)
"""Formats that every spreadsheet knows by number alone, those of East Asia included."""

_UNREAD: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


def is_date_format(code: str) -> bool:
    """Whether a format has letters of days or hours outside of quotes and colours."""
    bare = _UNREAD.sub("", code.split(";")[0])
    return (
        bare.lower() not in ("", "general", "standard", "@")
        and re.search("[ymdhs]", bare.lower()) is not None
    )


def is_elapsed_format(code: str) -> bool:
    """Whether a format counts hours beyond a day: `[h]:mm`."""
    return _ELAPSED.search(code) is not None

"""A bank statement from bytes, by what the file looks like."""

from __future__ import annotations

from typing import Final

from polku.kernel.errors import gettext_noop
from polku.payments.logic.statements.camt import from_camt
from polku.payments.logic.statements.model import Statement, UnreadableStatement
from polku.payments.logic.statements.mt940 import from_mt940

SIZE_MAX: Final = 50 * 1024 * 1024


def read(raw: bytes) -> list[Statement]:
    """The statements of a file, one per account and day or page.

    Raises UnreadableStatement where the file is too large, of no known format, or a part of it can't be read.
    """
    if len(raw) > SIZE_MAX:
        raise UnreadableStatement(gettext_noop("The file is larger than 50 MB."), code="too_large")
    if b"\x00" in raw:
        raise UnreadableStatement(
            gettext_noop("This is neither a camt.053 nor an MT940 file."), code="no_statement"
        )
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return from_camt(raw)
    return from_mt940(_decoded(raw))


def _decoded(raw: bytes) -> str:
    """MT940 is ASCII by its rules; banks write UTF-8 or Windows' alphabet all the same."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")

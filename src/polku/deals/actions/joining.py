"""One spelling for each source at every door: "Fair" and " fair" are one, else every figure by source has two rows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from polku.deals.logic.incoming import NewDeal
from polku.deals.queries.sources import read, spellings

K = TypeVar("K")


def joined(source: str, *, but: int | None = None) -> str:
    """A source as the other deals spell it; a new one as it was typed, without blanks around."""
    plain = " ".join(source.split())
    return spellings(but=but).get(read(plain), plain) if plain else plain


def joined_rows(rows: Mapping[K, NewDeal]) -> dict[K, NewDeal]:
    """The same for new deals: one statement for all of them, none where no source is named."""
    if not any(row.source for row in rows.values()):
        return dict(rows)
    known, found = spellings(), {}
    for key, row in rows.items():
        plain = " ".join(row.source.split())
        spelled = known.setdefault(read(plain), plain) if plain else ""
        found[key] = row if spelled == row.source else replace(row, source=spelled)
    return found

"""A company with deals of two teams whose figures can be counted by hand."""

from __future__ import annotations

from datetime import timedelta

from polku.access.logic import SYSTEM
from polku.deals.actions import open_deals
from polku.deals.logic.incoming import NewDeal
from polku.kernel.money import Money
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People
from tests.deals.conftest import plain
from tests.kept import kept
from tests.ui.conftest import signed_in

__all__ = ["plain", "selling", "signed_in"]


@kept(shared=True)
def selling(people: People, eight_stage: Definition) -> People:
    """Opened on 2 November: eight deals of Helsinki, six of Riga, of 1,000.00 to 8,000.00.

    Helsinki won six (on the 12th) and lost two; Riga won one and lost four, one is open.
    """
    opened, ended = NOW - timedelta(days=18), NOW - timedelta(days=8)
    rows = [
        NewDeal(title=f"H{n}", company=f"H{n}", source="Fair" if n < 4 else "Call", owner_id=people.bob.id,
                team_id=people.helsinki.id, value=Money(100_000 * (n + 1), "EUR"), opened_at=opened, stage="find",
                won=n < 6, won_at=ended if n < 6 else None, lost=n >= 6, lost_at=ended if n >= 6 else None)
        for n in range(8)
    ] + [
        NewDeal(title=f"R{n}", company=f"R{n}", source="Call", owner_id=people.charlie.id, team_id=people.riga.id,
                value=Money(100_000, "EUR"), opened_at=opened, stage="find",
                won=n == 0, won_at=ended if n == 0 else None, lost=0 < n < 5,
                lost_at=ended if 0 < n < 5 else None)
        for n in range(6)
    ]  # fmt: skip
    answers = open_deals(rows, actor=SYSTEM, at=NOW, history=True)
    assert [one.error for one in answers if one.error] == []
    return people

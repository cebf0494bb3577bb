"""What-if questions put to the log: which deals, which stage, how much quicker, how many fewer lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from polku.company.queries import day_of
from polku.insight import trials
from polku.insight.filters import Filter
from polku.proposals.logic import whatif
from polku.proposals.logic.whatif import Answer, Change, Stay

PAST_DAYS: Final = 540
"""Deals of the last year and a half are lived again: older ones tell of another time."""
DEALS: Final = 4_000


def answered(f: Filter, change: Change, *, months: int, at: datetime) -> Answer | None:
    """Wins and value a month as it is and changed; None for too few deals. `f` names the process."""
    if f.date_from is None:
        f = f.having(date_from=day_of(at - timedelta(days=PAST_DAYS)))
    stays = [Stay(*row) for row in trials.stays(f, at, most=DEALS)]
    n, first, last = trials.opened_span(f)
    return whatif.answer(stays, change, per_month=whatif.inflow(first, last, n), months=months)

"""Steps that look needless: without them no fewer deals are won, and they are decided sooner.

A test of non-inferiority (Piaggio et al. 2012): the 95 % interval of the won share may not reach more than five points
to the worse, and that of the days lies wholly on the better side. What goes together need not cause: who left a step
out may have known why.
"""

from __future__ import annotations

from typing import Final

from polku.insight.logic.deviations import SKIPPED
from polku.insight.logic.findings import DeviationPrice, ReworkStage

MARGIN: Final = 0.05
"""So much of the won share is the most that may be at stake."""


def looks_needless(one: DeviationPrice) -> bool:
    """Whether deals that left the stage out were won no less often, and decided sooner."""
    win, days = one.price.win, one.price.days
    if one.deviation.kind != SKIPPED or win is None or days is None:
        return False
    return win.low >= -MARGIN and days.high < 0


def repeats_needlessly(one: ReworkStage) -> bool:
    """Whether deals that came to the stage again were won no more often, and decided later."""
    win, days = one.price.win, one.price.days
    return win is not None and days is not None and win.high <= MARGIN and days.low > 0

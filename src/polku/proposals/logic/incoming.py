"""Findings and proposals as a door hands them in."""

from dataclasses import dataclass
from datetime import date

from polku.proposals.logic.indicators import Indicator
from polku.proposals.logic.origins import Origin


@dataclass(frozen=True)
class NewFinding:
    """What was seen: words, the stage, who sees to it by when; `link` leads back to the figure and its rows."""

    process: str
    text: str
    stage: str = ""
    owner_id: int | None = None
    due_date: date | None = None
    link: str = ""
    origin: Origin = Origin.FIGURES


@dataclass(frozen=True)
class NewProposal:
    """A change to be tried. `effect` is in parts of `indicators.SCALE`, always positive: so much better.

    `new_number` is the version's number; None means the draft of the process, published later. `query` is the segment
    as a filter's query string.
    """

    process: str
    title: str
    hypothesis: str
    indicator: Indicator
    effect: int
    stage: str = ""
    old_number: int | None = None
    new_number: int | None = None
    period_days: int = 182
    window_days: int = 90
    query: str = ""
    owner_id: int | None = None
    finding_id: int | None = None

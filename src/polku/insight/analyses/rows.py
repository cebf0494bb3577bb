"""The deals behind a figure: the same conditions as the figure, as ids for the list of deals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from polku.insight.analyses.cohort import GONE, LOST, WON, backward, cohort, onward, settled, visits
from polku.insight.analyses.finding_rows import FINDING_DRILLS
from polku.insight.analyses.shapes import shapes_sparing
from polku.insight.drilling import drills
from polku.insight.engine import Marts
from polku.insight.filters import Drill
from polku.insight.logic.reasons import split_reasons
from polku.insight.worktime import worked

_OF_DEALS: Final[dict[str, Callable[[Any], Any]]] = {
    "cohort": lambda deals: deals.case_id.notnull(),
    "won": lambda deals: deals.outcome.isin(WON),
    "lost": lambda deals: deals.outcome == "lost",
    "paused": lambda deals: deals.outcome == "paused",
    "no_decision": lambda deals: deals.outcome == "no_decision",
    "open": lambda deals: deals.outcome == "open",
    "undated": lambda deals: deals.opened_at.isnull() | (deals.outcome.isin(WON) & deals.closed_at.isnull()),
}
_OF_STAGE: Final[dict[str, Callable[[Any], Any]]] = {
    "reached": lambda rows: rows.last_of_stage,
    "advanced": lambda rows: rows.last_of_stage & onward(rows),
    "judged": lambda rows: rows.last_of_stage & (onward(rows) | rows.leaving.isin(LOST)),
    "back": lambda rows: rows.last_of_stage & backward(rows),
    "lost": lambda rows: rows.last_of_stage & (rows.leaving == "lost"),
    "paused": lambda rows: rows.last_of_stage & (rows.leaving == "paused"),
    "no_decision": lambda rows: rows.last_of_stage & (rows.leaving == "no_decision"),
    "open": lambda rows: rows.last_of_stage & (rows.leaving == ""),
    "won": lambda rows: rows.last_of_stage & rows.outcome.isin(WON),
    "gone": lambda rows: rows.last_of_stage & rows.leaving.isin(GONE),
    "automatic": lambda rows: rows.automatic,
    "override": lambda rows: rows.override,
    "history": lambda rows: rows.history,
    "went_back": backward,
    "repeated": lambda rows: ~rows.last_of_stage,
}
_OTHER: Final = ("period", "skipped", "late", "move", "variant", "reason")
DRILLS: Final = tuple(dict.fromkeys((*_OF_DEALS, *_OF_STAGE, *_OTHER)))


def drill(marts: Marts, wanted: Drill, now: datetime) -> Any:
    """The ids of the deals that a figure counted, newest first."""
    if (own := FINDING_DRILLS.get(wanted.what) or drills.find(wanted.what)) is not None:
        ids = own(marts, wanted, now)
        return ids.select("case_id").distinct().order_by(lambda rows: rows.case_id.desc())
    f = settled(marts, wanted.filter) if wanted.stage or wanted.path_id else wanted.filter
    ids = _of_line(marts, wanted, f, now) if wanted.stage or wanted.path_id else _of_deals(marts, wanted, f)
    return ids.select("case_id").distinct().order_by(lambda rows: rows.case_id.desc())


def _of_deals(marts: Marts, wanted: Drill, f: Any) -> Any:
    deals = cohort(marts, f)
    if wanted.what == "period":
        return deals.filter(deals.opened_at.strftime("%Y-%m") == wanted.other)
    return deals.filter(_OF_DEALS[wanted.what](deals))


def _of_line(marts: Marts, wanted: Drill, f: Any, now: datetime) -> Any:
    rows = visits(marts, f)
    if wanted.what == "variant":
        return rows.filter(rows.is_last, rows.path_id == wanted.path_id)
    if wanted.what == "skipped":
        return _skipped(marts, f, wanted.stage)
    here = rows.filter(rows.stage == wanted.stage)
    if wanted.what == "move":
        return here.filter(here.leaving.isin(["moved", "won"]), here.next_stage == wanted.other)
    if wanted.what == "reason":
        outcome, _, reason = wanted.other.partition(":")
        gone = here.filter(here.last_of_stage, here.leaving == outcome)
        why = gone.is_last.ifelse(gone.reason.fill_null(""), "").cast("string")
        known = [row[0] for row in marts.rows(gone.select(why=why).distinct())]
        return gone.filter(why.isin([text for text in known if reason in split_reasons(text)]))
    if wanted.what == "late":
        return _late(marts, here, f, wanted.stage, now)
    return here.filter(_OF_STAGE[wanted.what](here))


def _skipped(marts: Marts, f: Any, stage: str) -> Any:
    rows = visits(marts, f)
    inside = rows.filter(rows.stage == stage).select("case_id").distinct()
    deals = cohort(marts, f)
    places = [
        row[0]
        for row in marts.rows(
            marts.stages.filter(marts.stages.key == stage, marts.stages.process_key == f.process)
            .order_by(lambda rows: rows.number.desc())
            .select("position")
            .limit(1)
        )
    ]
    place = places[0] if places else -1
    passed = deals.filter(deals.low < place, deals.high > place).anti_join(inside, "case_id")
    return passed.filter(~passed.shape_id.isin(shapes_sparing(marts, stage)))


def _late(marts: Marts, here: Any, f: Any, stage: str, now: datetime) -> Any:
    stages = marts.stages.filter(marts.stages.key == stage, marts.stages.process_key == f.process)
    newest = marts.rows(stages.order_by(lambda rows: rows.number.desc()).select("expected_seconds").limit(1))
    limit = newest[0][0] if newest else None
    if limit is None:
        return here.filter(here.case_id.isnull())
    return here.filter(here.leaving == "", worked(marts.calendar, now) - here.entered_work > limit)

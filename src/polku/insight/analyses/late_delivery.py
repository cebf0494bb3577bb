"""How content buyers say they are after a delivery that kept its promised day, and after one that did not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from polku.insight.analyses.satisfaction import last_scores
from polku.insight.engine import Marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic.buyers import SCORES
from polku.insight.logic.late_delivery import WAITING, AfterDelivery, band, counted, groups_of

_UTC: Final = ZoneInfo("UTC")
_NEVER: Final = float("inf")
_UNKNOWN: Final = float("-inf")


def late_delivery(marts: Marts, f: Filter) -> AfterDelivery:
    """The last score of each deal by how its delivery had kept its day when the buyer spoke.

    Late is all of it delivered after the promised day; waiting is the promised day over and not all of it there. Who
    spoke before the delivery and before that day was over could not know, and is counted apart. Of several orders the
    worst that the buyer knew of counts. Days are those of the company's time zone.
    """
    said = last_scores(marts, f)
    ((scored,),) = marts.rows(said.agg(n=said.count()))
    judged = list(_judged(marts, f))
    known = [(group, score) for _case, score, group in judged if group]
    return counted(scored, len(judged) - len(known), known)


def drilled(score: int | None = None) -> Callable[[Marts, Drill, datetime], Any]:
    """The deals of a group, those with one score where one is named."""

    def found(marts: Marts, wanted: Drill, now: datetime) -> Any:
        ids = {
            case_id
            for case_id, given, group in _judged(marts, wanted.filter)
            if group and wanted.other in groups_of(group) and score in (None, given)
        }
        return marts.cases.filter(marts.cases.case_id.isin(sorted(ids)))

    return found


DRILLS: Final = {"delivered": drilled(), **{f"delivered_{score}": drilled(score) for score in SCORES}}


def _judged(marts: Marts, f: Filter) -> Iterator[tuple[int, int, str]]:
    """Of each deal with a score and a promised day: deal, score, group; '' where the buyer could not know yet."""
    zone = ZoneInfo(marts.calendar.zone)
    said = last_scores(marts, f)
    said = said.select("case_id", "score", said_at=said["at"])
    orders = marts.orders.filter(marts.orders.promised_on.notnull())
    orders = orders.select("case_id", "promised_on", "delivered_at")
    rows = said.inner_join(orders, "case_id")
    rows = rows.select("case_id", "score", "said_at", "promised_on", "delivered_at")
    worst: dict[int, tuple[int, float]] = {}
    for case_id, score, said_at, promised, delivered in marts.rows(rows):
        late = _late(_day(said_at, zone), promised.date(), _day(delivered, zone) if delivered else None)
        worst[case_id] = (score, max(late, worst.get(case_id, (score, _UNKNOWN))[1]))
    for case_id, (score, days) in worst.items():
        yield case_id, score, "" if days == _UNKNOWN else WAITING if days == _NEVER else band(int(days))


def _late(said: date, promised: date, delivered: date | None) -> float:
    """Days late as the buyer knew them that day; `_NEVER` not there yet, `_UNKNOWN` where they could not know."""
    if delivered is not None and delivered <= said:
        return (delivered - promised).days
    return _NEVER if promised < said else _UNKNOWN


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.replace(tzinfo=_UTC).astimezone(zone).date()

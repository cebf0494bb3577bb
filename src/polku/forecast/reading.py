"""Courses of all deals, read from the marts of insight: what a forecast is made from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from polku.deals.logic.outcomes import WINS, Outcome
from polku.forecast.logic.courses import LOST, OPEN, WON, Course
from polku.insight.engine import Marts, engine

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 -- marts hold UTC without a zone
_ENDED: Final = (Outcome.LOST.value, Outcome.NO_DECISION.value, Outcome.PAUSED.value)


def courses() -> list[Course]:
    """Every dated deal that is not in the bin, the oldest first."""
    with engine().marts() as marts:
        return read(marts)


def read(marts: Marts) -> list[Course]:
    """As `courses`, from marts at hand."""
    stages = _stages(marts)
    acts = _acts(marts)
    cases = marts.cases
    wanted = cases.filter(~cases.voided.fill_null(False), cases.opened_at.notnull()).select(
        "case_id", "process_id", "version_id", "source", "product", "value_company_minor", "outcome", "opened_at",
        "closed_at", "owner_id", "team_id",
    )  # fmt: skip
    found = []
    for case, process, version, source, product, value, outcome, opened, closed, owner, team in marts.rows(
        wanted
    ):
        walked = stages.get(case, [])
        ended = day(closed) if closed is not None else (walked[-1][2] if walked else None)
        kind = WON if outcome in WINS else LOST if outcome in _ENDED else OPEN
        ended = ended if kind != OPEN else None
        first = day(opened)
        steps = tuple(
            (max(at, first), f"{process}:{stage}")
            for at, stage, _left in walked
            if ended is None or at <= ended
        )
        contacts = acts[case] if case in acts else () if acts else tuple(at for at, _stage in steps)
        found.append(
            Course(
                case, first, None if ended is None else max(ended, first), kind, steps, str(process),
                str(version or ""), source or "", product or "", value, owner or 0, team or 0, tuple(contacts),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.opened)


def day(at: datetime) -> float:
    """Days since 1970."""
    return (at - _EPOCH).total_seconds() / 86_400


def _stages(marts: Marts) -> dict[int, list[tuple[float, str, float | None]]]:
    visits = marts.visits
    dated = visits.filter(visits.entered_at.notnull()).order_by("case_id", "seq")
    found: dict[int, list[tuple[float, str, float | None]]] = {}
    for case, stage, entered, left in marts.rows(dated.select("case_id", "stage", "entered_at", "left_at")):
        found.setdefault(case, []).append((day(entered), stage, None if left is None else day(left)))
    return found


def _acts(marts: Marts) -> dict[int, list[float]]:
    """Days on which something was done with the buyer; nothing where no domain tells of acts."""
    acts: Any = getattr(marts, "acts", None)
    if acts is None:
        return {}
    done = acts.filter(acts.took_place, acts.at.notnull()).order_by("case_id", "at")
    found: dict[int, list[float]] = {}
    rows: Iterable[tuple[int, datetime]] = marts.rows(done.select("case_id", "at"))
    for case, at in rows:
        found.setdefault(case, []).append(day(at))
    return found

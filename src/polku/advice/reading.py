"""First stays of all deals in their stages, read from the marts of insight."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from polku.advice.logic.comparing import KEYS_MAX, Stay
from polku.deals.logic.outcomes import WINS
from polku.insight.engine import Marts, engine

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 -- marts hold UTC without a zone
# What ends a deal is not something that was done for it.
_NO_ACTS: Final = ("quotes.quote_accepted",)


def stays() -> list[Stay]:
    """One row per deal and stage, with what was done in the deal."""
    with engine().marts() as marts:
        return read(marts)


def read(marts: Marts) -> list[Stay]:
    """As `stays`, from marts at hand."""
    cases = {row[0]: row[1:] for row in _cases(marts)}
    acts: dict[int, list[tuple[float, str]]] = {}
    done = marts.acts.filter(marts.acts.took_place, marts.acts.at.notnull()).order_by("case_id", "at")
    for case, at, kind in marts.rows(done.select("case_id", "at", "kind")):
        if kind not in _NO_ACTS:
            acts.setdefault(case, []).append((day(at), kind))
    visits = marts.visits.filter(marts.visits.entered_at.notnull()).order_by("case_id", "seq")
    columns = ("case_id", "process_id", "stage", "position", "entered_at", "left_at", "leaving")
    walked: dict[int, list[tuple[Any, ...]]] = {}
    for case, *visit in marts.rows(visits.select(*columns)):
        if case in cases:
            walked.setdefault(case, []).append(tuple(visit))
    frequent = _frequent(cases.values())
    found = []
    for case, rows in walked.items():
        source, product, value, outcome, opened, closed, owner = cases[case]
        won = day(closed) if outcome in WINS and closed is not None else None
        seen: set[str] = set()
        for place, (process, stage, position, entered, left, _leaving) in enumerate(rows):
            if stage in seen or (won is not None and day(entered) >= won):
                continue
            seen.add(stage)
            later = next((day(one[3]) for one in rows[place + 1 :] if one[2] > position), None)
            found.append(
                Stay(
                    case, f"{process}:{stage}", day(entered), None if left is None else day(left),
                    later if later is not None else won, won, day(opened),
                    source if ("source", source) in frequent else "",
                    product if ("product", product) in frequent else "",
                    owner or 0, value, tuple(acts.get(case, ())),
                )
            )  # fmt: skip
    return found


def day(at: datetime) -> float:
    """Days since 1970."""
    return (at - _EPOCH).total_seconds() / 86_400


def _cases(marts: Marts) -> list[Any]:
    cases = marts.cases
    dated = cases.filter(~cases.voided.fill_null(False), cases.opened_at.notnull())
    return marts.rows(
        dated.select(
            "case_id",
            "source",
            "product",
            "value_company_minor",
            "outcome",
            "opened_at",
            "closed_at",
            "owner_id",
        )
    )


def _frequent(rows: Any) -> set[tuple[str, str]]:
    """The sources and products that most deals have; the others count as one."""
    found: set[tuple[str, str]] = set()
    for place, name in enumerate(("source", "product")):
        counts: dict[str, int] = {}
        for row in rows:
            counts[row[place] or ""] = counts.get(row[place] or "", 0) + 1
        found |= {(name, key) for key in sorted(counts, key=lambda key: -counts[key])[:KEYS_MAX]}
    return found

"""The months of the forecast as rows of a file, and as plain values for API and command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from polku.company.queries import company
from polku.forecast.logic.outlook import Month
from polku.forecast.queries import Outlook
from polku.forecast.words import METHODS
from polku.ui.export import Cell, Column


@dataclass(frozen=True)
class Line:
    """A month by one method."""

    month: date
    method: str
    found: Month


def rows(found: Outlook) -> Iterator[Line]:
    """One row for each month and method."""
    for method, months in found.by_method.items():
        for month, made in zip(found.months, months, strict=True):
            yield Line(month, method, made)


def columns() -> list[Column[Line]]:
    """Month, method, wins and value with their marks."""

    def money(name: str) -> Any:
        def value(line: Line) -> Cell:
            return round(float(getattr(line.found.value, name))) / 100

        return value

    def wins(name: str) -> Any:
        def value(line: Line) -> Cell:
            return round(float(getattr(line.found.count, name)), 2)

        return value

    return [
        Column[Line](_("Month"), lambda line: line.month),
        Column[Line](_("Forecast"), lambda line: str(METHODS[line.method])),
        Column[Line](_("Won so far"), lambda line: line.found.won),
        *(Column[Line](f"{_('Wins')} {name.upper()}", wins(name)) for name in ("p10", "p50", "p90")),
        *(Column[Line](f"{_('Value')} {name.upper()}", money(name)) for name in ("p10", "p50", "p90")),
        Column[Line](_("Currency"), lambda _line: company().currency),
    ]


def plain(found: Outlook) -> dict[str, Any]:
    """As JSON: values in minor units of company currency."""
    data = found.model.data if found.model else {}
    proof = data.get("proof") or {}
    return {
        "currency": company().currency,
        "open": found.open_count,
        "with_deals_to_come": found.whole,
        "learned": {
            "closed": data.get("closed"),
            "won": data.get("won"),
            "refused": data.get("refused", "not_yet") if data else "not_yet",
            "better_than_by_stage": bool(proof.get("n") and proof["weighted"]["low"] > 0),
            "brier": proof["weighted"]["score"] if proof.get("n") else None,
            "brier_by_stage": proof.get("weighted_score"),
            "brier_naive_bayes": proof.get("bayes_score"),
        },
        "months": [
            {
                "month": month.isoformat()[:7],
                **{method: _said(months[place]) for method, months in found.by_method.items()},
            }
            for place, month in enumerate(found.months)
        ],
    }


def _said(month: Month) -> dict[str, Any]:
    count, value = month.count, month.value
    return {
        "won": month.won,
        "wins": {"mean": round(count.mean, 2), "p10": round(count.p10, 2), "p50": round(count.p50, 2),
                 "p90": round(count.p90, 2)},
        "value_minor": {"mean": round(value.mean), "p10": round(value.p10), "p50": round(value.p50),
                        "p90": round(value.p90)},
    }  # fmt: skip

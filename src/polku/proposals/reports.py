"""Verdicts as plain values: the same for the API and the command line."""

from typing import Any

from polku.proposals.logic.indicators import Indicator, natural
from polku.proposals.models import Proposal

FIGURES = ("old", "new", "old_n", "new_n", "difference", "low", "high", "plain", "covered")


def verdict_values(row: Proposal) -> dict[str, Any]:
    """One decided proposal; shares between 0 and 1, days, or minor units."""
    decision = row.decision
    return {
        "proposal_id": row.pk,
        "title": row.title,
        "process": row.process.key,
        "indicator": row.indicator,
        "stage": row.stage,
        "effect": natural(Indicator(row.indicator), row.effect),
        "old_version": row.old_version.number,
        "new_version": row.new_version.number if row.new_version else 0,
        "verdict": decision.verdict,
        "why": decision.why,
        **{name: decision.figures.get(name) for name in FIGURES},
        "decided_at": decision.at.isoformat(),
    }

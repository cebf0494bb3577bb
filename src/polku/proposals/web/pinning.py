"""Findings and proposals as pins of the process map."""

from collections.abc import Sequence

from polku.access.logic import Actor
from polku.process import pins
from polku.proposals import queries
from polku.proposals.addresses import finding_url, proposal_url
from polku.proposals.logic.states import ProposalState
from polku.proposals.words import INDICATORS, STATES, VERDICTS


def pins_of(actor: Actor, asked: pins.Asked) -> Sequence[pins.Pin]:
    """Open findings with who sees to them by when, and proposals that run or are decided."""
    findings, proposals = queries.on_map(actor, asked.definition.key)
    found = [
        pins.Pin(
            row.stage, row.text, "finding", owner=str(row.owner) if row.owner else "", due=row.due_date,
            url=finding_url(row.pk),
        )
        for row in findings
    ]  # fmt: skip
    for row in proposals:
        said = VERDICTS[row.decision.verdict] if row.state == ProposalState.DECIDED else STATES[row.state]
        owner = str(row.owner) if row.owner else ""
        detail = f"{INDICATORS[row.indicator]}: {said}"
        found.append(pins.Pin(row.stage, row.title, "action", detail, owner, url=proposal_url(row.pk)))
    return found

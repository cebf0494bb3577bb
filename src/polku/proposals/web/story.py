"""The way of a proposal as stops of a line: finding, proposal, start, verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from polku.proposals.logic.states import ProposalState
from polku.proposals.models import Proposal
from polku.proposals.web.showing import Shown


@dataclass(frozen=True)
class Stop:
    """One stop: `place` is '', here or ahead."""

    label: str
    place: str
    at: datetime | None = None


def stops(row: Proposal, found: Shown) -> list[Stop]:
    """How far a proposal is."""
    here = {
        ProposalState.DRAFT: 1,
        ProposalState.RUNNING: 2,
        ProposalState.DECIDED: 3,
        ProposalState.DROPPED: 3,
    }[ProposalState(row.state)]
    last = found.verdict or (_("Given up") if row.state == ProposalState.DROPPED else _("Verdict"))
    said = [
        (_("Finding"), row.finding.noted_at if row.finding else None),
        (_("Proposal"), row.written_at),
        (_("Deals are followed"), row.counts_from),
        (last, row.ended_at or found.due),
    ]
    first = 0 if row.finding else 1
    return [
        Stop(label, "here" if place == here else "ahead" if place > here else "", at)
        for place, (label, at) in enumerate(said)
        if place >= first
    ]

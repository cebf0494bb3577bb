"""Proposals: decided by their verdict, or given up."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.kernel.errors import Refused, gettext_noop
from polku.proposals.actions.finding import tell
from polku.proposals.actions.proposing import reached
from polku.proposals.events import ProposalDecided, ProposalDropped
from polku.proposals.logic.states import ProposalState
from polku.proposals.logic.verdicts import Found
from polku.proposals.models import Decision, Proposal


def decide_proposal(proposal_id: int, found: Found, *, actor: Actor, at: datetime) -> Decision:
    """Write the verdict down with its figures, once. Raises: NotFound, Refused (not running), NotAllowed."""
    with write():
        row = reached(proposal_id, actor)
        _require_running(row)
        figures = found.figures()
        decision = Decision.objects.create(
            proposal=row, verdict=found.verdict.value, why=found.why.value, figures=figures, at=at
        )
        row.state, row.ended_at = ProposalState.DECIDED.value, at
        row.save(update_fields=["state", "ended_at"])
        event = ProposalDecided(
            row.pk, row.process_id, found.verdict.value, found.why.value, found.old_n, found.new_n,
            figures["difference"], figures["low"], figures["high"],
        )  # fmt: skip
        tell(event, ("proposal", row.pk), actor, at, row.new_version_id)
    return decision


def drop_proposal(proposal_id: int, *, actor: Actor, at: datetime) -> Proposal:
    """Give it up without a verdict. Raises: NotFound, Refused (it has ended), NotAllowed."""
    with write():
        row = reached(proposal_id, actor)
        if row.state not in (ProposalState.DRAFT, ProposalState.RUNNING):
            raise Refused(gettext_noop("This proposal has ended."))
        row.state, row.ended_at = ProposalState.DROPPED.value, at
        row.save(update_fields=["state", "ended_at"])
        tell(ProposalDropped(row.pk, row.process_id), ("proposal", row.pk), actor, at)
    return row


def _require_running(row: Proposal) -> None:
    if row.state != ProposalState.RUNNING:
        raise Refused(gettext_noop("Only a running proposal comes to a verdict."))

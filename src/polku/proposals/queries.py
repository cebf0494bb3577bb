"""Reads of findings and proposals."""

from collections.abc import Sequence

from polku.access.logic import Actor
from polku.kernel.errors import NotFound, gettext_noop
from polku.proposals.logic.states import ProposalState
from polku.proposals.models import Finding, Proposal
from polku.proposals.models.proposal import ProposalQuerySet
from polku.proposals.rules import ProposalPermission

SHOWN = 100
_ORDER = {
    ProposalState.RUNNING: 0,
    ProposalState.DRAFT: 1,
    ProposalState.DECIDED: 2,
    ProposalState.DROPPED: 3,
}


def proposals(actor: Actor) -> list[Proposal]:
    """The newest proposals a person may see: running ones first, then drafts, decided and dropped ones."""
    actor.require(ProposalPermission.SEE)
    rows = _whole(Proposal.objects.visible_to(actor)).order_by("-id")[:SHOWN]
    return sorted(rows, key=lambda row: _ORDER[ProposalState(row.state)])


def decided(actor: Actor) -> list[Proposal]:
    """Every proposal with a verdict, the newest first."""
    rows = _whole(Proposal.objects.visible_to(actor).filter(state=ProposalState.DECIDED))
    return list(rows.order_by("-ended_at", "-id"))


def proposal_of(actor: Actor, proposal_id: int) -> Proposal:
    """One proposal that a person may see. Raises: NotFound, NotAllowed."""
    actor.require(ProposalPermission.SEE)
    row = _whole(Proposal.objects.visible_to(actor)).filter(id=proposal_id).first()
    if row is None:
        raise NotFound(gettext_noop("This proposal does not exist, or you may not see it."))
    return row


def open_findings(actor: Actor) -> list[Finding]:
    """Findings of which something is left to do, the one due first at the top."""
    rows = Finding.objects.visible_to(actor).open().select_related("process", "owner", "noted_by")
    return sorted(
        rows.order_by("id")[:SHOWN], key=lambda row: (row.due_date is None, row.due_date or 0, row.pk)
    )


def finding_of(actor: Actor, finding_id: int) -> Finding:
    """One finding that a person may see. Raises: NotFound."""
    rows = Finding.objects.visible_to(actor).select_related("process", "owner", "noted_by")
    row = rows.filter(id=finding_id).first()
    if row is None:
        raise NotFound(gettext_noop("This finding does not exist, or you may not see it."))
    return row


def on_map(actor: Actor, process_key: str) -> tuple[Sequence[Finding], Sequence[Proposal]]:
    """What stands on the map of a process: open findings, and proposals that run or are decided. Two queries."""
    findings = Finding.objects.visible_to(actor).open().filter(process__key=process_key).exclude(stage="")
    rows = Proposal.objects.visible_to(actor).filter(process__key=process_key).exclude(stage="")
    rows = rows.filter(state__in=[ProposalState.RUNNING, ProposalState.DECIDED]).select_related(
        "owner", "decision"
    )
    return (
        list(findings.select_related("owner").order_by("id")[:SHOWN]),
        list(rows.order_by("-id")[:SHOWN]),
    )


def _whole(rows: ProposalQuerySet) -> ProposalQuerySet:
    return rows.select_related(
        "process", "owner", "old_version", "new_version", "decision", "finding", "finding__owner"
    )

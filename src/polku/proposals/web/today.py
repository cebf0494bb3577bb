"""What of findings and proposals waits for a person: a verdict to act on, findings that are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.proposals.addresses import finding_url, proposal_url
from polku.proposals.logic.states import ProposalState
from polku.proposals.models import Finding, Proposal
from polku.proposals.words import VERDICTS
from polku.ui.registry import TodayRow

SHOWN_DAYS = 14
MOST = 50
_KIND = gettext_lazy("Proposals")


def rows(actor: Actor, at: datetime) -> Sequence[TodayRow]:
    """Verdicts of this person's proposals, for a fortnight; this person's open findings that are due."""
    decided = Proposal.objects.visible_to(actor).filter(
        owner_id=actor.user_id, state=ProposalState.DECIDED, ended_at__gte=at - timedelta(days=SHOWN_DAYS)
    )
    due = Finding.objects.visible_to(actor).open().filter(owner_id=actor.user_id, due_date__lte=day_of(at))
    found = [_verdict(row) for row in decided.select_related("decision").order_by("-id")[:MOST]]
    return found + [_finding(row, at) for row in due.order_by("due_date", "id")[:MOST]]


def _verdict(row: Proposal) -> TodayRow:
    return TodayRow(
        key=f"proposal-{row.pk}",
        why=_("A proposal came to its verdict"),
        title=row.title,
        url=proposal_url(row.pk),
        detail=str(VERDICTS[row.decision.verdict]),
        due=row.ended_at,
        kind=_KIND,
        act_label=_("Read it"),
        act_url=proposal_url(row.pk),
    )


def _finding(row: Finding, at: datetime) -> TodayRow:
    late = row.due_date is not None and row.due_date < day_of(at)
    return TodayRow(
        key=f"finding-{row.pk}",
        why=_("A finding is due"),
        title=row.text.splitlines()[0][:120],
        url=finding_url(row.pk),
        signal="late" if late else "",
        rank=30 if late else 40,
        kind=_KIND,
        act_label=_("Close"),
        act_url=reverse("proposals:finding_closure", args=[row.pk]),
        act_post=True,
    )

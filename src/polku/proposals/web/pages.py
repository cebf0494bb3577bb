"""The list of proposals and findings, and the story of one proposal."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.eventlog.models import Event
from polku.proposals import queries, weighing
from polku.proposals.logic.states import ProposalState
from polku.proposals.models import Proposal
from polku.proposals.rules import ProposalPermission
from polku.proposals.web.findings import finding_rows
from polku.proposals.web.showing import sample_facts, shown
from polku.proposals.web.story import stops
from polku.proposals.words import ORIGINS
from polku.ui import timeline


@require_safe
@login_required
def proposals(request: Request) -> HttpResponse:
    """What runs, what is drafted, what was decided, and findings that wait."""
    at = timezone.now()
    rows = [shown(row, at) for row in queries.proposals(request.actor)]
    context = {
        "running": [one for one in rows if one.row.state == ProposalState.RUNNING],
        "drafts": [one for one in rows if one.row.state == ProposalState.DRAFT],
        "decided": [one for one in rows if one.row.state == ProposalState.DECIDED],
        "dropped": [one for one in rows if one.row.state == ProposalState.DROPPED],
        "findings": finding_rows(request.actor, at),
        "may": _may(request),
        "is_empty": not rows,
    }
    return render(request, "proposals/proposals.html", context)


@require_safe
@login_required
def proposal(request: Request, proposal_id: int) -> HttpResponse:
    """One proposal as a story: finding, hypothesis, sample, verdict."""
    row = queries.proposal_of(request.actor, proposal_id)
    at = timezone.now()
    found = shown(row, at, whole=True)
    context: dict[str, Any] = {
        "row": row,
        "shown": found,
        "origin": str(ORIGINS[row.finding.origin]) if row.finding else "",
        "stops": stops(row, found),
        "may": _may(request),
        "can_start": row.state == ProposalState.DRAFT and _may(request)["propose"],
        "timeline": timeline.load(request.actor, _events(row)),
        "timeline_url": reverse("proposals:timeline", args=[proposal_id]),
    }
    return render(request, "proposals/proposal.html", context)


@require_safe
@login_required
def sample(request: Request, proposal_id: int) -> HttpResponse:
    """The sample a draft needs, counted from the deals before."""
    row = queries.proposal_of(request.actor, proposal_id)
    at = timezone.now()
    told = weighing.stated(weighing.asked(row), at)
    context = {"row": row, "told": told, "facts": sample_facts(row, told, at)}
    return render(request, "proposals/sample.html", context)


@require_safe
@login_required
def stream(request: Request, proposal_id: int) -> HttpResponse:
    """An earlier page of the timeline, as a fragment."""
    row = queries.proposal_of(request.actor, proposal_id)
    group, after = request.GET.get("group", "")[:40], request.GET.get("after", "")[:60]
    found = timeline.load(request.actor, _events(row), group=group, after=after)
    template = "ui/components/timeline_items.html" if after else "ui/components/timeline.html"
    url = reverse("proposals:timeline", args=[proposal_id])
    return render(request, template, {"timeline": found, "url": url})


def _events(row: Proposal) -> QuerySet[Event]:
    return Event.objects.filter(subject_type="proposal", subject_id=row.pk)


def _may(request: Request) -> dict[str, bool]:
    return {
        "note": request.actor.may(ProposalPermission.NOTE),
        "propose": request.actor.may(ProposalPermission.PROPOSE),
    }

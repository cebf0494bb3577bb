"""What is done with proposals: written, started, given up."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.request import Request
from polku.kernel.errors import DomainError
from polku.process import queries as process
from polku.process.models import Process
from polku.proposals import actions, queries, weighing
from polku.proposals.addresses import proposal_url
from polku.proposals.logic.incoming import NewProposal
from polku.proposals.models import Finding
from polku.proposals.rules import ProposalPermission
from polku.proposals.web.forms import ProposalForm, initial_of, newest, put_errors
from polku.proposals.web.prefilling import proposal_of_figure, proposal_of_finding, segment_words
from polku.proposals.weighing import Asked
from polku.ui.answers import go, refill


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Propose a change, from a figure, a finding or nothing; see `prefilling` for what may come with the address."""
    request.actor.require(ProposalPermission.PROPOSE)
    finding = _finding(request)
    of = finding.process if finding else _process(request)
    first = proposal_of_finding(finding) if finding else proposal_of_figure(request.GET, of)
    first["owner_id"] = request.actor.user_id
    form = ProposalForm(request.POST if request.method == "POST" else None, of=of, initial=first)
    return _written(request, form, None, finding, _("New proposal"), reverse("proposals:proposals"))


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: Request, proposal_id: int) -> HttpResponse:
    """Rewrite a proposal that has not started."""
    request.actor.require(ProposalPermission.PROPOSE)
    row = queries.proposal_of(request.actor, proposal_id)
    sent = request.POST if request.method == "POST" else None
    form = ProposalForm(sent, of=row.process, initial=initial_of(row))
    return _written(request, form, proposal_id, row.finding, row.title, proposal_url(proposal_id))


@require_POST
@login_required
def start(request: Request, proposal_id: int) -> HttpResponse:
    """State the sample and begin to follow."""
    request.actor.require(ProposalPermission.PROPOSE)
    row, at = queries.proposal_of(request.actor, proposal_id), timezone.now()
    told = weighing.stated(weighing.asked(row), at)
    actions.start_proposal(proposal_id, told.sample, told.per_week, actor=request.actor, at=at)
    return go(request, proposal_url(proposal_id), said=_("The deals of the new version are followed."))


@require_POST
@login_required
def drop(request: Request, proposal_id: int) -> HttpResponse:
    """Give a proposal up without a verdict."""
    request.actor.require(ProposalPermission.PROPOSE)
    actions.drop_proposal(proposal_id, actor=request.actor, at=timezone.now())
    return go(request, proposal_url(proposal_id), said=_("The proposal is given up."))


def _written(
    request: Request,
    form: ProposalForm,
    proposal_id: int | None,
    finding: Finding | None,
    title: str,
    back: str,
) -> HttpResponse:
    if form.is_valid():
        try:
            wanted = _with_window(form.wanted(finding.pk if finding else None))
            row = actions.write_proposal(
                wanted, proposal_id=proposal_id, actor=request.actor, at=timezone.now()
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, proposal_url(row.pk), said=_("The proposal is written."))
    label = _("Proposals") if proposal_id is None else title
    context = {
        "form": form, "title": title, "back": back, "back_label": label, "finding": finding,
        "segment": segment_words(str(form["query"].value() or "")),
    }  # fmt: skip
    show = refill if form.errors else render
    return show(request, "proposals/act.html", context)


def _with_window(wanted: NewProposal) -> NewProposal:
    """Where no window was given: as long as nearly all wins took so far."""
    if wanted.window_days:
        return wanted
    of = process.process(wanted.process)
    old = newest(of) if wanted.new_number is None else process.version(of, wanted.new_number - 1)
    one = Asked(
        wanted.process, old.pk if old else 0, wanted.indicator, wanted.effect, 0, wanted.stage, wanted.query
    )
    return replace(wanted, window_days=weighing.usual_window(one, timezone.now()))


def _finding(request: Request) -> Finding | None:
    asked = request.GET.get("finding", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return queries.finding_of(request.actor, int(asked))


def _process(request: Request) -> Process:
    """The process named, else the one new deals start in. Raises: NotFound."""
    return process.process(process.published(request.GET.get("process", "")[:40] or None).key, request.actor)

"""Findings: noted from any figure or word of mouth, listed, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.access.logic import Actor
from polku.access.request import Request
from polku.company.queries import day_of
from polku.kernel.errors import DomainError
from polku.process import queries as process
from polku.proposals import actions, queries
from polku.proposals.addresses import finding_url
from polku.proposals.models import Finding
from polku.proposals.rules import ProposalPermission
from polku.proposals.web.forms import FindingForm, put_errors
from polku.proposals.words import ORIGINS
from polku.ui.answers import go, refill


@dataclass(frozen=True)
class FindingRow:
    """A finding in the list."""

    row: Finding
    stage: str
    is_late: bool
    origin: str


def finding_rows(actor: Actor, at: datetime) -> list[FindingRow]:
    """Open findings a person may see."""
    language = get_language() or "en"
    rows = queries.open_findings(actor)
    known = process.published_of({row.process_id for row in rows})
    found = []
    for row in rows:
        definition = known.get(row.process_id)
        stage = definition.by_key.get(row.stage) if definition else None
        late = row.due_date is not None and row.due_date < day_of(at)
        found.append(
            FindingRow(row, stage.name.to(language) if stage else row.stage, late, str(ORIGINS[row.origin]))
        )
    return found


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Write down what was seen; `process`, `stage`, `text`, `link` and `origin` may come with the address."""
    request.actor.require(ProposalPermission.NOTE)
    key = _process(request)
    first = {name: request.GET.get(name, "")[:1000] for name in ("stage", "text", "link", "origin")}
    first["owner_id"] = str(request.actor.user_id or "")
    form = FindingForm(request.POST if request.method == "POST" else None, key=key, initial=first)
    if form.is_valid():
        try:
            row = actions.note_finding(form.wanted(), actor=request.actor, at=timezone.now())
        except DomainError as error:
            put_errors(form, error)
        else:
            return go(request, finding_url(row.pk), said=_("The finding stands on the map."))
    back = reverse("proposals:proposals")
    context = {"form": form, "title": _("New finding"), "back": back, "back_label": _("Proposals")}
    show = refill if form.errors else render
    return show(request, "proposals/act.html", context)


@require_POST
@login_required
def closure(request: Request, finding_id: int) -> HttpResponse:
    """Say that nothing more is to be done about a finding."""
    actions.close_finding(finding_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("proposals:proposals"), said=_("The finding is closed."))


def _process(request: Request) -> str:
    """The process named, else the one new deals start in. Raises: NotFound."""
    return process.published(request.GET.get("process", "")[:40] or None).key

"""How the installation is: at once what is known, then what the checks find."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.office import queries
from polku.office.actions import retry_job
from polku.ui.answers import go


@require_safe
@login_required
def health(request: Request) -> HttpResponse:
    """Release, engine, disk and background work; the checks load by themselves."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    context = {"installation": queries.installation(), "queue": queries.queue(), "at": timezone.now()}
    return render(request, "office/health.html", context)


@require_safe
@login_required
def checks(request: Request) -> HttpResponse:
    """Every check with what it found: a part of the page, or a page of its own."""
    request.actor.require(AccessPermission.MANAGE_COMPANY)
    found = queries.findings()
    context = {"findings": found, "faults": sum(len(one.faults) for one in found), "at": timezone.now()}
    return render(request, "office/checks.html", context)


@require_POST
@login_required
def retrial(request: Request, job_id: int) -> HttpResponse:
    """Try a job again that gave up."""
    retry_job(job_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("office:health"), said=_("It is tried again."))

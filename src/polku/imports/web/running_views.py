"""Third and fourth step: try it, run it, watch it, take it back."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from polku.access.request import Request
from polku.imports import queries
from polku.imports.actions import stop_for_undo
from polku.imports.models import Import
from polku.imports.rules import ImportPermission
from polku.imports.web import shown
from polku.jobs.actions import enqueue
from polku.jobs.models import Job
from polku.ui.answers import go


def start(found: Import, what: str, *, at: datetime) -> Job:
    """Ask for it in the background; once, however often it is pressed."""
    return enqueue(shown.JOBS[what], {"import_id": found.id}, at=at, key=shown.key_of(found))


@require_safe
@login_required
def trial(request: Request, import_id: int) -> HttpResponse:
    """What the import would do."""
    found = queries.visible_import(import_id, actor=request.actor)
    job = shown.job_of(found, "trial")
    if found.state != Import.State.READY or job is None:
        return HttpResponseRedirect(reverse("imports:import", args=[found.id]))
    report = found.report
    context = shown.base(found) | {
        "job": job,
        "busy": shown.is_busy(job),
        "what": "trial",
        "report": report,
        "tally": shown.tally(report.get("counts", {})),
        "issues": shown.told(report.get("issues", [])[: shown.SHOWN_ISSUES]),
        "more": sum(report.get("by_code", {}).values()) > shown.SHOWN_ISSUES,
    }
    return render(request, "imports/trial.html", context)


@require_POST
@login_required
def run(request: Request, import_id: int) -> HttpResponse:
    """Import the rows, or go on where it was broken off."""
    request.actor.require(ImportPermission.IMPORT)
    found = queries.visible_import(import_id, actor=request.actor)
    if found.state in (Import.State.READY, Import.State.RUNNING, Import.State.FAILED):
        start(found, "run", at=timezone.now())
    return go(request, reverse("imports:import", args=[found.id]))


@require_POST
@login_required
def undo(request: Request, import_id: int) -> HttpResponse:
    """Take the whole import back."""
    request.actor.require(ImportPermission.IMPORT)
    found = queries.visible_import(import_id, actor=request.actor)
    if found.state != Import.State.UNDONE:
        stop_for_undo(found, actor=request.actor)
        start(found, "undo", at=timezone.now())
    return go(request, reverse("imports:import", args=[found.id]))


@require_safe
@login_required
def progress(request: Request, import_id: int) -> HttpResponse:
    """How far it is; once it is over, the way to what came of it."""
    found = queries.visible_import(import_id, actor=request.actor)
    what = request.GET.get("what", "run")
    job = shown.job_of(found, what if what in shown.JOBS else "run")
    context = shown.base(found) | {"job": job, "what": what}
    response = render(request, "imports/parts/progress.html", context)
    if not shown.is_busy(job):
        response["HX-Redirect"] = reverse(
            "imports:trial" if what == "trial" else "imports:import", args=[found.id]
        )
    return response

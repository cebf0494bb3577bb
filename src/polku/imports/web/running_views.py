"""Third and fourth step: try it, run it, watch it, take it back."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.access.request import Request
from polku.eventlog.events import Via
from polku.imports import queries
from polku.imports.actions import start_mended, stop_for_undo
from polku.imports.models import Import
from polku.imports.rules import ImportPermission
from polku.imports.web import shown
from polku.imports.web.forms import MendedForm
from polku.jobs.actions import enqueue
from polku.jobs.models import Job
from polku.kernel.errors import Invalid
from polku.ui.answers import go, refill

SEE_OTHER = 303


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
    counts = report.get("counts", {})
    rows, failed = report.get("rows", 0), counts.get("failed", 0)
    context = shown.base(found) | {
        "job": job,
        "busy": shown.is_busy(job),
        "what": "trial",
        "report": report,
        "failed": failed,
        "act": shown.run_label(rows, failed) if rows > failed else "",
        "tally": shown.tally(counts),
        "issues": shown.told(report.get("issues", [])[: shown.SHOWN_ISSUES], queries.columns_of(found)),
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


@require_POST
@login_required
def mended(request: Request, import_id: int) -> HttpResponse:
    """Take the mended rows in and try them at once: columns and choices are those of before."""
    request.actor.require(ImportPermission.IMPORT)
    before = queries.visible_import(import_id, actor=request.actor)
    form, at = MendedForm(request.POST, request.FILES), timezone.now()
    if not form.is_valid():
        return refill(request, "imports/mended.html", shown.base(before) | {"form": form})
    file, actor = form.cleaned_data["file"], request.actor.through(Via.IMPORT)
    try:
        found = start_mended(before, file, name=file.name, actor=actor, at=at)
    except Invalid as error:
        for message in (one for every in error.errors_in(_).values() for one in every):
            form.add_error("file", message)
        return refill(request, "imports/mended.html", shown.base(before) | {"form": form})
    start(found, "trial", at=at)
    return HttpResponseRedirect(reverse("imports:trial", args=[found.id]), status=SEE_OTHER)


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

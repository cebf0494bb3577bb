"""The list of imports, a new one, and what became of one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.request import Request
from polku.eventlog.events import Via
from polku.imports import queries
from polku.imports.actions import start_import
from polku.imports.models import Import
from polku.imports.rules import ImportPermission
from polku.imports.web import shown
from polku.imports.web.forms import MendedForm, UploadForm
from polku.kernel.errors import Invalid
from polku.ui.answers import refill

LISTED = 50
SEE_OTHER = 303


@require_safe
@login_required
def imports(request: Request) -> HttpResponse:
    """What was imported, the newest first."""
    request.actor.require(ImportPermission.IMPORT)
    found = queries.imports_of(request.actor)[:LISTED]
    context = {"imports": found, "states": shown.state_names()}
    return render(request, "imports/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request) -> HttpResponse:
    """Take a file in."""
    request.actor.require(ImportPermission.IMPORT)
    asked = {"kind": request.GET.get("kind")}
    form = UploadForm(request.POST or None, request.FILES or None, actor=request.actor, initial=asked)
    if not form.is_valid():
        return (refill if form.is_bound else render)(request, "imports/new.html", {"form": form})
    file, second = form.cleaned_data["file"], form.cleaned_data["second"]
    actor = request.actor.through(Via.IMPORT)
    try:
        found = start_import(
            form.cleaned_data["kind"], file, name=file.name, second=second, actor=actor, at=timezone.now(),
            second_name=second.name if second else "",
        )  # fmt: skip
    except Invalid as error:
        for message in (one for every in error.messages.values() for one in every):
            form.add_error("file", str(message))
        return refill(request, "imports/new.html", {"form": form})
    return HttpResponseRedirect(reverse("imports:mapping", args=[found.id]), status=SEE_OTHER)


@require_safe
@login_required
def one(request: Request, import_id: int) -> HttpResponse:
    """How far an import is and what became of it; one not begun goes on with its columns."""
    found = queries.visible_import(import_id, actor=request.actor)
    job = shown.job_of(found, "undo" if found.state == Import.State.UNDOING else "run")
    if found.state in (Import.State.DRAFT, Import.State.READY) and not shown.is_busy(job):
        return HttpResponseRedirect(reverse("imports:mapping", args=[found.id]))
    issues = list(found.report.get("told", []))
    issues += queries.first_issues(found.id, shown.SHOWN_ISSUES - min(len(issues), shown.SHOWN_ISSUES))
    context = shown.base(found)
    context |= {
        "job": job,
        "busy": shown.is_busy(job),
        "mended": MendedForm() if found.failed and found.state == Import.State.DONE else None,
        "undone": queries.undone(found),
        "kept": shown.kept_rows(found, context["kind"].url),
        "issues": shown.told(issues[: shown.SHOWN_ISSUES], queries.columns_of(found)),
        "more": found.warned + found.failed > len(issues),
        "further": context["kind"].acts(found.id)
        if context["kind"].acts and found.state == Import.State.DONE
        else (),
        "may_undo": found.state in (Import.State.DONE, Import.State.FAILED) and found.rows > 0,
    }
    return render(request, "imports/import.html", context)


@require_safe
@login_required
def rows(request: Request, import_id: int) -> HttpResponse:
    """What became of every row, a batch to a page."""
    found = queries.visible_import(import_id, actor=request.actor)
    page = int(number) if (number := request.GET.get("page", "0")).isdecimal() else 0
    listed, more = queries.outcomes_page(found.id, min(page, 10**6))
    context = shown.base(found)
    address, columns = context["kind"].url, queries.columns_of(found)
    for row in listed:
        row["issues"] = shown.told(row["issues"], columns)
        row["url"] = address(row["ref"]) if address and row["ref"] else ""
    return render(request, "imports/rows.html", context | {"rows": listed, "page": page, "more": more})


@require_safe
@login_required
def rejects(request: Request, import_id: int) -> StreamingHttpResponse:
    """The rows that failed as a CSV file, with the reason of each."""
    found = queries.visible_import(import_id, actor=request.actor)
    lines = queries.reject_lines(found, shown.voice())
    response = StreamingHttpResponse(
        (line.encode() for line in lines), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="rejects-{found.id}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response

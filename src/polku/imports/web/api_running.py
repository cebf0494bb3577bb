"""Trying, running, watching and undoing an import by API."""

from itertools import islice
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Router

from polku.imports import queries
from polku.imports.actions import stop_for_undo
from polku.imports.models import Import
from polku.imports.rules import ImportPermission
from polku.imports.web import shown
from polku.imports.web.api_schemas import ImportIssuePage, ImportOut, ImportRowPage, import_out, issue_out
from polku.imports.web.running_views import start
from polku.kernel.errors import Invalid, Refused, gettext_noop
from polku.ui.api import PROBLEMS, Id, Limit, actor, once

router = Router(tags=["imports"])
_PLACE_MAX = 10**9
_RUNS = (Import.State.READY, Import.State.RUNNING, Import.State.FAILED)
_CSV: dict[str, Any] = {
    "responses": {200: {"description": "A CSV file", "content": {"text/csv": {"schema": {"type": "string"}}}}}
}


@router.post("/imports/{import_id}/trials", response={202: ImportOut} | PROBLEMS, summary="Try an import")
@once
def try_import(request: HttpRequest, import_id: Id) -> tuple[int, dict[str, Any]]:
    """Find out in the background what the import would do; the answer stands in `trial` once its job is done."""
    found = _mine(request, import_id)
    if found.state != Import.State.READY:
        raise Refused(gettext_noop("This import is not ready to be tried."))
    start(found, "trial", at=timezone.now())
    return 202, import_out(found)


@router.post("/imports/{import_id}/runs", response={202: ImportOut} | PROBLEMS, summary="Run an import")
@once
def run_import(request: HttpRequest, import_id: Id) -> tuple[int, dict[str, Any]]:
    """Import the rows in the background, or go on where it was broken off."""
    found = _mine(request, import_id)
    if found.state not in _RUNS:
        raise Refused(gettext_noop("This import is not ready to run, or it is finished."))
    start(found, "run", at=timezone.now())
    return 202, import_out(found)


@router.post("/imports/{import_id}/undo", response={202: ImportOut} | PROBLEMS, summary="Take an import back")
@once
def undo_import(request: HttpRequest, import_id: Id) -> tuple[int, dict[str, Any]]:
    """Take back all that the import did, in the background; once it is done, `undone` says what was left and why."""
    found = _mine(request, import_id)
    stop_for_undo(found, actor=actor(request))
    start(found, "undo", at=timezone.now())
    return 202, import_out(queries.visible_import(import_id, actor=actor(request)))


@router.get(
    "/imports/{import_id}/issues",
    response={200: ImportIssuePage} | PROBLEMS,
    summary="What is told of its rows",
)
def list_issues(
    request: HttpRequest, import_id: Id, level: str = "", after: str = "", limit: Limit = 50
) -> dict[str, Any]:
    """Warnings and errors, row by row; `level` is `warning` or `error`."""
    found = queries.visible_import(import_id, actor=actor(request))
    place = _place(after)
    listed = list(islice(queries.issues(found.pk, level), place, place + limit + 1))
    more = str(place + limit) if len(listed) > limit else None
    columns = queries.columns_of(found)
    return {"items": [issue_out(one, columns) for one in listed[:limit]], "next": more}


@router.get(
    "/imports/{import_id}/rows", response={200: ImportRowPage} | PROBLEMS, summary="What became of its rows"
)
def list_rows(request: HttpRequest, import_id: Id, after: str = "") -> dict[str, Any]:
    """What became of every row, a batch to a page."""
    found = queries.visible_import(import_id, actor=actor(request))
    place = _place(after)
    rows, more = queries.outcomes_page(found.pk, place)
    items = [{name: row[name] for name in ("number", "outcome", "ref")} for row in rows]
    return {"items": items, "next": str(place + 1) if more else None}


@router.get(
    "/imports/{import_id}/rejects.csv", response=PROBLEMS, summary="The rows that failed", openapi_extra=_CSV
)
def read_rejects(request: HttpRequest, import_id: Id) -> StreamingHttpResponse:
    """The rows that failed, their cells as they came, led by a column `problems` that names every bad cell.

    Mend the rows in place and send the file to `/imports/{import_id}/mended`; the column may stay in it.
    """
    found = queries.visible_import(import_id, actor=actor(request))
    lines = queries.reject_lines(found, shown.voice())
    return StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")


def _mine(request: HttpRequest, import_id: int) -> Import:
    actor(request).require(ImportPermission.IMPORT)
    return queries.visible_import(import_id, actor=actor(request))


def _place(after: str) -> int:
    if not after:
        return 0
    if not (after.isascii() and after.isdigit() and int(after[:12]) <= _PLACE_MAX and len(after) <= 10):
        raise Invalid(gettext_noop("This cursor is not one of ours."), field="after")
    return int(after)

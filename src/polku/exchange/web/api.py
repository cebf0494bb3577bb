"""The log as files, diagrams in and out, by API."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Query, Router, Schema
from pydantic import Field

from polku.exchange.actions import begin_draft, draw_history
from polku.exchange.web.bpmn import MEDIA, answered, role_words
from polku.exchange.web.views import answered as log_file
from polku.insight.asking import ReportQuery
from polku.kernel.errors import say
from polku.process import queries
from polku.process.logic import bpmn as diagrams
from polku.process.models import ProcessVersion
from polku.process.rules import ProcessPermission
from polku.ui.api import PROBLEMS, actor, once

router = Router(tags=["exchange"])
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class LogQuery(ReportQuery):
    """Which deals a file is about; filters are those of the reports."""

    activities: str = "stages"
    own_names: bool = False


class NoteOut(Schema):
    """Something of the file that is not in the draft, with its line."""

    line: int
    message: str


class DraftOut(Schema):
    """The process whose draft it is, and what of the file was left out."""

    key: str
    own: bool
    stages: int
    notes: list[NoteOut]


def _file(*kinds: str) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"description": "The file", "content": content}}}


@router.get(
    "/exports/events.{file_format}",
    response=PROBLEMS,
    summary="The event log",
    openapi_extra=_file("text/csv", "application/vnd.apache.parquet", "application/xml", "application/json"),
)
def export_events(request: HttpRequest, file_format: str, query: Query[LogQuery]) -> HttpResponseBase:
    """The log as csv, parquet, xes or ocel (2.0 JSON), streamed; ids only, no personal data.

    OCEL cannot hold events without a time: they are left out of it, and are in the other formats.
    """
    given = query.model_dump(by_alias=True, exclude_none=True, mode="json")
    texts: dict[str, Any] = {
        name: [str(one) for one in value] if isinstance(value, list) else str(value)
        for name, value in given.items()
        if name not in ("activities", "own_names")
    }
    wanted = {"format": file_format, "activities": query.activities, "own_names": query.own_names}
    return log_file(actor(request), texts | wanted)


@router.get(
    "/processes/{key}/process.bpmn",
    response=PROBLEMS,
    summary="A process as BPMN",
    openapi_extra=_file(MEDIA.split(";")[0]),
)
def export_bpmn(request: HttpRequest, key: str, number: Number | None = None) -> HttpResponse:
    """The version in force, or the one with a number, as BPMN 2.0 XML with its diagram."""
    actor(request).require(ProcessPermission.SEE)
    process = queries.process(key, actor(request))
    if number is None:
        return answered(queries.published(process.key), f"{key}.bpmn")
    found = queries.version(process, number, actor(request))
    return answered(queries.definition(found.pk), f"{key}-{number}.bpmn")


@router.post(
    "/process-diagrams",
    response={201: DraftOut} | PROBLEMS,
    summary="Begin a draft with a BPMN file",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/bpmn+xml": {"schema": {"type": "string"}}}}
    },
)
@once
def import_bpmn(request: HttpRequest, into: str = "") -> tuple[int, dict[str, Any]]:
    """Keep the process of a file as a draft of a new process, or of `into`; what was left out is told by line."""
    actor(request).require(ProcessPermission.EDIT)
    found = diagrams.read(request.body, role_words())
    version = begin_draft(found.definition, into=into, actor=actor(request), at=timezone.now())
    notes = [{"line": note.line, "message": say(note.message, gettext)} for note in found.notes]
    return 201, _drafted(version) | {"own": found.own, "notes": notes}


@router.post(
    "/processes/{key}/history-drafts",
    response={201: DraftOut} | PROBLEMS,
    summary="Draw a process of a history",
)
@once
def draw_of_history(request: HttpRequest, key: str) -> tuple[int, dict[str, Any]]:
    """Draw a first process of the history imported into a process, as the draft of a new one."""
    actor(request).require(ProcessPermission.EDIT)
    process = queries.process(key, actor(request))
    version = draw_history(process.key, actor=actor(request), at=timezone.now())
    return 201, _drafted(version) | {"own": False, "notes": []}


def _drafted(version: ProcessVersion) -> dict[str, Any]:
    return {"key": version.process.key, "stages": len(version.document["stages"])}

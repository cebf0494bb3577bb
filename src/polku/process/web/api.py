"""Processes by API: read them, publish a document, load a ready-made one, take the map as a picture."""

import json
from datetime import datetime
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from ninja import Query, Router, Schema
from pydantic import Field

from polku.insight.asking import PartQuery, texts
from polku.kernel.errors import Invalid, gettext_noop
from polku.process import actions, queries
from polku.process.logic import editing, ready_made
from polku.process.logic.document import from_document, to_document
from polku.process.logic.drawing import draw_lying, draw_upright
from polku.process.logic.yaml_source import BYTES_MAX, DEPTH_MAX, read
from polku.process.models import Process, ProcessVersion
from polku.process.rules import ProcessPermission
from polku.process.web import lived, showing
from polku.ui.api import PROBLEMS, actor, dumped, once

router = Router(tags=["processes"])
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Note = Annotated[str, Field(max_length=500)]

_DOCUMENT: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The process as a document: JSON, or the same as YAML.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/yaml": {"schema": {"type": "string"}},
        },
    }
}
_PICTURE: Final[dict[str, Any]] = {
    "responses": {200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}}
}


class ProcessOut(Schema):
    """A process of the company and the version in force."""

    key: str
    name: dict[str, str]
    is_default: bool
    archived_at: datetime | None
    version: int
    version_id: int
    has_draft: bool


class DefinitionOut(Schema):
    """A version as a document; sent back to POST /processes it is published."""

    key: str
    number: int
    version_id: int
    document: dict[str, Any]


class VersionOut(Schema):
    """A published version."""

    id: int
    number: int
    note: str
    published_at: datetime
    published_by_id: int | None


class PublishedOut(Schema):
    """What is in force now."""

    key: str
    version: int
    version_id: int


class DrawingQuery(PartQuery):
    """How the map is drawn: with figures, standing, and in which language; the figures are of the deals chosen."""

    figures: bool = False
    upright: bool = False
    language: Annotated[str, Field(max_length=10)] = ""


@router.get("/processes", response={200: list[ProcessOut]} | PROBLEMS, summary="List processes")
def list_processes(request: HttpRequest, archived: bool = False) -> list[dict[str, Any]]:
    """The company's processes, the default one first."""
    actor(request).require(ProcessPermission.SEE)
    rows = list(queries.processes(actor(request), archived=archived))
    in_force = queries.published_of({row.pk for row in rows})
    drafts = set(
        ProcessVersion.objects.visible_to(actor(request)).drafts().values_list("process_id", flat=True)
    )
    return [
        {
            "key": row.key,
            "name": row.name.as_dict(),
            "is_default": row.is_default,
            "archived_at": row.archived_at,
            "version": in_force[row.pk].number,
            "version_id": in_force[row.pk].version_id,
            "has_draft": row.pk in drafts,
        }
        for row in rows
        if row.pk in in_force
    ]


@router.get("/processes/{key}", response={200: DefinitionOut} | PROBLEMS, summary="Read a process")
def read_process(request: HttpRequest, key: str, number: Number | None = None) -> dict[str, Any]:
    """The version in force, or the one with a number, as a document."""
    actor(request).require(ProcessPermission.SEE)
    process = queries.process(key, actor(request))
    if number is None:
        made = queries.published(process.key)
    else:
        made = queries.definition(queries.version(process, number, actor(request)).pk)
    return {
        "key": made.key,
        "number": made.number,
        "version_id": made.version_id,
        "document": to_document(made),
    }


@router.get("/processes/{key}/versions", response={200: list[VersionOut]} | PROBLEMS, summary="List versions")
def list_versions(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    """Every published version, the newest first."""
    actor(request).require(ProcessPermission.SEE)
    found = queries.versions(queries.process(key, actor(request)), actor(request))
    return [dumped(VersionOut, row) for row in found]


@router.get("/processes/{key}/map.svg", summary="Draw the map", openapi_extra=_PICTURE, response=PROBLEMS)
def draw_map(request: HttpRequest, key: str, query: Query[DrawingQuery]) -> HttpResponse:
    """The map as an SVG picture; with `figures` the lived one, within what the token's person may see."""
    actor(request).require(ProcessPermission.SEE)
    process = queries.process(key, actor(request))
    definition, figures = queries.published(process.key), None
    if query.figures:
        chosen = lived.filter_of(actor(request), process, texts(query))
        found = lived.lived_process(chosen, now=timezone.now())
        definition, figures = found.definition, found.figures
    pen = draw_upright if query.upright else draw_lying
    with override(showing.known_language(query.language)):
        svg = pen(definition, figures, wording=showing.wording(), standalone=True)
    return HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")


@router.post(
    "/processes",
    response={201: PublishedOut} | PROBLEMS,
    summary="Publish a process",
    openapi_extra=_DOCUMENT,
)
@once
def publish_process(request: HttpRequest, note: Note = "") -> tuple[int, dict[str, Any]]:
    """Put a document in force as the next version of its process; a new key makes a new process.

    A refusal (422) lists every fault with its place, in YAML with its line.
    """
    actor(request).require(ProcessPermission.EDIT)
    body = request.body
    if request.content_type in ("application/yaml", "application/x-yaml", "text/yaml", "text/plain"):
        made = queries.examined(body)
    else:
        made = from_document(_json(body))
    version = actions.publish_document(made, note=note, actor=actor(request), at=timezone.now())
    return 201, _published(version)


@router.post(
    "/processes/ready/{name}", response={201: PublishedOut} | PROBLEMS, summary="Load a ready-made process"
)
@once
def load_ready_process(request: HttpRequest, name: str) -> tuple[int, dict[str, Any]]:
    """Publish a ready-made process: under its own name, or beside a process of that name that is another one."""
    made = ready_made.definition(name)
    taken = Process.objects.filter(key=made.key).first()
    if taken is not None and to_document(queries.published(taken.key)) != to_document(made):
        made = editing.copied(made, set(Process.objects.values_list("key", flat=True)))
    return 201, _published(actions.publish_document(made, actor=actor(request), at=timezone.now()))


def _published(version: ProcessVersion) -> dict[str, Any]:
    return {"key": version.process.key, "version": version.number, "version_id": version.pk}


def _json(body: bytes) -> object:
    """A JSON body as plain values, within the same bounds as YAML.

    Raises: Invalid, DocumentError where it is too large, too deep or no JSON.
    """
    if len(body) > BYTES_MAX:
        read(body)
    try:
        document = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Invalid(gettext_noop("This is not JSON."), code="bad_document") from None
    if _depth(document) > DEPTH_MAX:
        raise Invalid(gettext_noop("The document nests too deep or holds too much."), code="bad_document")
    return document


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _depth(value: object) -> int:
    """How deep a document nests; counted level by level, so that no depth is too much to count."""
    depth, level = 0, [value]
    while level and depth <= DEPTH_MAX:
        inner = [
            one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)
        ]
        level = [item for items in inner for item in items]
        depth += 1
    return depth

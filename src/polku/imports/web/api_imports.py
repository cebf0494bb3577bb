"""Taking a file in by API, and saying how it is read."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from polku.imports import queries
from polku.imports.actions import configure_import, discard_import, start_import, start_mended
from polku.imports.logic.mapping import read_pairs
from polku.imports.models import Import
from polku.imports.rules import ImportPermission
from polku.imports.web.api_schemas import (
    ImportIn,
    ImportKindOut,
    ImportOut,
    ImportPage,
    ImportPatch,
    import_out,
)
from polku.kernel.errors import DomainError, Invalid, gettext_noop
from polku.ui.api import PROBLEMS, Id, Limit, actor, once, page

router = Router(tags=["imports"])


@router.get("/import-kinds", response={200: list[ImportKindOut]} | PROBLEMS, summary="What can be imported")
def list_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """The kinds that the token's person may import, with their fields."""
    return [
        {
            "key": kind.key,
            "label": gettext(kind.label),
            "fields": [
                {
                    "key": field.key,
                    "label": gettext(field.label),
                    "kind": field.kind.value,
                    "required": field.required,
                    "choices": list(field.choices),
                }
                for field in kind.fields
            ],
            "open_prefixes": list(kind.open_prefixes),
            "keys": [*kind.keys, *kind.other_keys],
            "processes": [key for key, _label in kind.processes()],
        }
        for kind in queries.kinds_for(actor(request))
    ]


@router.get("/imports", response={200: ImportPage} | PROBLEMS, summary="List imports")
def list_imports(request: HttpRequest, after: str = "", limit: Limit = 50) -> dict[str, Any]:
    """Imports the token's person may see, the newest first."""
    actor(request).require(ImportPermission.IMPORT)
    rows, following = page(queries.imports_of(actor(request)), after=after, limit=limit)
    return {"items": [import_out(one) for one in rows], "next": following}


@router.post("/imports", response={201: ImportOut} | PROBLEMS, summary="Send a file")
@once
def start(
    request: HttpRequest,
    body: Form[ImportIn],
    file: UploadedFile = File(..., description="CSV or XLSX"),  # type: ignore[type-arg]
    second: UploadedFile | None = File(None, description="Joined by the column `join`"),  # type: ignore[type-arg]
) -> tuple[int, dict[str, Any]]:
    """Take a CSV or XLSX file in and find out how it is written; nothing is imported yet.

    The way of a file: send it here (`state` is `ready` where its columns were understood or mapped, else `draft`);
    look at `mapping` and change it with PATCH; POST `trials` and read `trial` once `job.state` is `done`; POST `runs`
    and read `counts`. What failed stands in `issues` and, to be mended, in `rejects.csv`.
    """
    if bool(second) != bool(body.join):
        raise Invalid(gettext_noop("A second file and the column that joins it go together."), field="join")
    pairs, asks, at = read_pairs(body.mapping), actor(request), timezone.now()
    found = start_import(
        body.kind,
        file,
        name=file.name or "",
        second=second,
        second_name=second.name or "" if second else "",
        options=body.options(),
        actor=asks,
        at=at,
    )
    try:
        _configured(found, body, pairs or [(pair[0], pair[1]) for pair in found.mapping], request)
    except DomainError:
        discard_import(found, actor=asks, at=at)
        raise
    return 201, import_out(found)


@router.get("/imports/{import_id}", response={200: ImportOut} | PROBLEMS, summary="How far an import is")
def read_import(request: HttpRequest, import_id: Id) -> dict[str, Any]:
    """One import: what was understood of its file, its counts, its trial, its background work."""
    return import_out(queries.visible_import(import_id, actor=actor(request)))


@router.post("/imports/{import_id}/mended", response={201: ImportOut} | PROBLEMS, summary="Send mended rows")
@once
def start_again(
    request: HttpRequest,
    import_id: Id,
    file: UploadedFile = File(..., description="CSV or XLSX"),  # type: ignore[type-arg]
) -> tuple[int, dict[str, Any]]:
    """Take the mended `rejects.csv` of an import in as a new one: columns, mode and all choices are as they were.

    It is `ready`: try it or run it. An import that was never run is replaced by the new one.
    """
    before = queries.visible_import(import_id, actor=actor(request))
    found = start_mended(before, file, name=file.name or "", actor=actor(request), at=timezone.now())
    return 201, import_out(found)


@router.patch("/imports/{import_id}", response={200: ImportOut} | PROBLEMS, summary="Say how a file is read")
@once
def configure(request: HttpRequest, import_id: Id, body: ImportPatch) -> tuple[int, dict[str, Any]]:
    """Change columns, options, mode or process of an import that has not begun."""
    found = queries.visible_import(import_id, actor=actor(request))
    configure_import(
        found,
        mapping=None if body.mapping is None else [(pair.column, pair.field) for pair in body.mapping],
        rest=body.rest,
        options=body.options.options() if body.options else None,
        mode=body.mode,
        process=body.process,
        actor=actor(request),
        at=timezone.now(),
    )
    return 200, import_out(found)


@router.delete("/imports/{import_id}", response={204: None} | PROBLEMS, summary="Forget a file")
def discard(request: HttpRequest, import_id: Id) -> Status[None]:
    """Forget a file that was not imported."""
    found = queries.visible_import(import_id, actor=actor(request))
    discard_import(found, actor=actor(request), at=timezone.now())
    return Status(204, None)


def _configured(found: Import, body: ImportIn, pairs: list[tuple[str, str]], request: HttpRequest) -> None:
    """Ready at once where the columns are known; a draft to be mapped where none is."""
    configure_import(
        found,
        mapping=pairs or None,
        rest=body.rest,
        mode=body.mode,
        process=body.process,
        actor=actor(request),
        at=timezone.now(),
    )

"""Reads of imports: the list, one with its issues, the file of rejected rows."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from polku.access.logic import Actor
from polku.imports.logic.kinds import ImportKind
from polku.imports.logic.options import Options
from polku.imports.logic.telling import ERROR, OUTCOMES, Stored, said
from polku.imports.models import Import, ImportBatch, RememberedMapping
from polku.imports.registry import kinds
from polku.kernel.errors import Message, NotFound, gettext_noop


def imports_of(actor: Actor) -> QuerySet[Import]:
    """The imports a person may see, newest first."""
    return Import.objects.visible_to(actor).select_related("file", "second", "actor").order_by("-id")


def visible_import(import_id: int, *, actor: Actor) -> Import:
    """One import.

    Raises: NotFound.
    """
    found = imports_of(actor).filter(id=import_id).first()
    if found is None:
        raise NotFound(Message(gettext_noop("There is no import %(number)s."), number=import_id))
    return found


def kind_named(key: str) -> ImportKind:
    """The kind of import of a key.

    Raises: NotFound, naming what there is.
    """
    found = kinds.find(key)
    if found is None:
        message = gettext_noop("“%(key)s” can't be imported; there are: %(known)s.")
        raise NotFound(Message(message, key=key, known=", ".join(kinds.keys())))
    return found


def kinds_for(actor: Actor) -> list[ImportKind]:
    """What this person may import."""
    return [kind for kind in kinds if actor.may(kind.permission) or actor.may(kind.history_permission)]


def remembered(kind: str, fingerprint: str) -> RememberedMapping | None:
    """How the last file with these headings was mapped."""
    return RememberedMapping.objects.filter(kind=kind, fingerprint=fingerprint).first()


def issues(import_id: int, level: str = "") -> Iterator[Stored]:
    """What is to be told of an import, row by row, read a batch at a time."""
    batches = ImportBatch.objects.filter(of_id=import_id).order_by("id").values_list("issues", flat=True)
    for batch in batches.iterator(chunk_size=20):
        yield from (issue for issue in batch if not level or issue[1] == level)


def first_issues(import_id: int, limit: int) -> list[Stored]:
    """The first of them, for a page."""
    return list(islice(issues(import_id), limit))


def outcomes_page(import_id: int, page: int) -> tuple[list[dict[str, Any]], bool]:
    """What became of each row, one batch to a page, and whether there are more."""
    found = list(ImportBatch.objects.filter(of_id=import_id).order_by("id")[page : page + 2])
    if not found:
        return [], False
    told: dict[int, list[Stored]] = {}
    for issue in found[0].issues:
        told.setdefault(issue[0], []).append(issue)
    rows = [
        {
            "number": number,
            "outcome": OUTCOMES[letter].value,
            "ref": rest[0] if rest else None,
            "issues": told.get(number, ()),
        }
        for number, letter, *rest in found[0].outcomes
    ]
    return rows, len(found) > 1


def reject_lines(found: Import, columns: list[str], translate: Any = str) -> Iterator[str]:
    """The rows that failed, as they came, with the reason in a last column: to be mended and imported again."""
    delimiter = Options.of(found.options).delimiter or ","
    yield "\ufeff" + _line([*columns, translate(gettext_noop("Reason"))], delimiter)
    batches = ImportBatch.objects.filter(of_id=found.id).exclude(rejects=[]).order_by("id")
    for batch in batches.iterator(chunk_size=5):
        reasons: dict[int, list[str]] = {}
        for number, level, field, _, template, values in batch.issues:
            if level == ERROR:
                words = said(template, values, translate)
                reasons.setdefault(number, []).append(f"{field}: {words}" if field else words)
        for number, cells in batch.rejects:
            reason = f"{number}: {' '.join(reasons.get(number, []))}"
            yield _line([*cells[: len(columns)], *[""] * (len(columns) - len(cells)), reason], delimiter)


def resumable(found: Import) -> Import | None:
    """An import of the same files, in the same way and by the same person, that was begun and not finished."""
    same = Import.objects.filter(
        kind=found.kind,
        file__sha256=found.file.sha256,
        second__sha256=found.second.sha256 if found.second else None,
        mapping=found.mapping,
        mode=found.mode,
        process_key=found.process_key,
        actor_id=found.actor_id,
        state=Import.State.RUNNING,
        rows__gt=0,
    )
    return same.exclude(id=found.id).order_by("-id").first()


def _line(cells: list[str], delimiter: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerow(cells)
    return out.getvalue()

"""Reads of imports: the list, one with its issues, the file of rejected rows."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from polku.access.logic import Actor
from polku.access.models import User
from polku.eventlog.models import Event
from polku.imports.events import ImportUndone
from polku.imports.logic.kinds import ImportKind
from polku.imports.logic.mapping import PROBLEMS, own_columns
from polku.imports.logic.options import Options
from polku.imports.logic.telling import ENGLISH, ERROR, OUTCOMES, Stored, Voice, as_told, sentence
from polku.imports.logic.telling import said as said
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


def columns_of(found: Import) -> dict[str, str]:
    """The column of the file that fills each field."""
    return {pair[1].lstrip("!"): pair[0] for pair in found.mapping}


def reject_lines(found: Import, voice: Voice = ENGLISH) -> Iterator[str]:
    """The rows that failed, their cells as they came, led by all their problems: to be mended and imported again.

    The problems stand first, so that a row with too many or too few cells keeps every one of them in its place.
    """
    delimiter = Options.of(found.options).delimiter or ","
    columns = columns_of(found)
    yield "\ufeff" + _line([PROBLEMS, *own_columns(Options.of(found.options).columns)], delimiter)
    batches = ImportBatch.objects.filter(of_id=found.id).exclude(rejects=[]).order_by("id")
    led = own_columns(Options.of(found.options).columns) != Options.of(found.options).columns
    for batch in batches.iterator(chunk_size=5):
        problems: dict[int, list[str]] = {}
        for stored in batch.issues:
            if stored[1] == ERROR:
                problems.setdefault(stored[0], []).append(sentence(as_told(stored, columns, voice)))
        for number, cells in batch.rejects:
            words = Message(_ROW, row=number).translated(voice.translate)
            told = " | ".join([words, *problems.get(number, [])])
            yield _line([told, *cells[1 if led else 0 :]], delimiter)


_ROW = gettext_noop("Row %(row)s")


@dataclass(frozen=True)
class Undone:
    """When an import was taken back, by whom, and how many rows that touched and left."""

    at: datetime
    by: str
    rows: int
    kept: int


def undone(found: Import) -> Undone | None:
    """How an import was taken back; None where it was not."""
    if found.state != Import.State.UNDONE:
        return None
    event = (
        Event.objects.filter(subject_type="import", subject_id=found.id, kind=ImportUndone.kind)
        .order_by("-id")
        .first()
    )
    person = User.objects.filter(id=event.actor_id).first() if event and event.actor_id else None
    kept = len({issue[0] for issue in found.report.get("kept", [])})
    at = event.at if event else found.finished_at or found.created_at
    by = person.get_full_name() if person else "Polku"
    return Undone(at, by, found.report.get("taken_back", 0), kept)


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

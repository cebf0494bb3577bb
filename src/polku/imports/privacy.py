"""What imports hold of a person: their files, samples, rejected rows and what was told of rows; told and erased.

A file is not rewritten: the file of an import that held the person goes whole. What it made stays, and so does what
became of each of its rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from polku.access.privacy import Holding, Row, Subject
from polku.files.actions import empty, remove
from polku.imports.models import Import, ImportBatch, RememberedMapping
from polku.imports.plans import source_for
from polku.kernel.errors import Message, Refused, gettext_noop
from polku.kernel.redaction import Marks, blanked

_BUSY: Final = (Import.State.RUNNING, Import.State.UNDOING)
_WAITING: Final = (Import.State.DRAFT, Import.State.READY)
_UNDER_WAY = gettext_noop("Import %(number)s is under way and may hold this person. Erase when it is done.")


@dataclass
class _Hit:
    """The numbers of the rows of a batch that are about the person."""

    batch: ImportBatch
    rows: set[int] = field(default_factory=set)


def export(subject: Subject, marks: Marks) -> Iterator[Row]:
    """Which rows of which files are about the person, and the cells of those that were rejected."""
    for hit in _hits(subject, marks):
        cells = dict(hit.batch.rejects)
        for number in sorted(hit.rows):
            yield {
                "import": hit.batch.of_id, "file": hit.batch.of.file.name, "row": number,
                "rejected": cells.get(number),
            }  # fmt: skip


def erase(subject: Subject, marks: Marks, _at: datetime) -> int:
    """Rejected rows and samples go, and the files that held the person.

    Raises: Refused while an import is under way that could hold the person.
    """
    hits = list(_hits(subject, marks))
    linked = {hit.batch.of_id for hit in hits}
    rows = Import.objects.select_related("file", "second").order_by("id").select_for_update(of=("self",))
    done = 0
    for found in rows:
        if found.pk not in linked and not _holds(found, marks):
            continue
        if found.state in _BUSY:
            raise Refused(Message(_UNDER_WAY, number=found.pk))
        done += 1
        if found.state in _WAITING:
            _discard(found)
        else:
            _clear(found, marks)
    for hit in hits:
        _clear_batch(hit, marks)
    for kept in RememberedMapping.objects.all():
        if marks.finds(kept.mapping) or marks.finds(kept.options):
            kept.delete()
            done += 1
    return done + len(hits)


def _hits(subject: Subject, marks: Marks) -> Iterator[_Hit]:
    """Batches with rows that became, or touched, something of the person, or that name the person."""
    people = {"customer": subject.mine("customer"), "contact": subject.mine("contact")}
    people["met"] = people["contact"]
    for batch in ImportBatch.objects.select_related("of__file").order_by("id").iterator(chunk_size=20):
        hit = _Hit(batch)
        deals = subject.mine(batch.of.kind.removesuffix("s"))
        for number, _letter, *rest in batch.outcomes:
            also = rest[1] if len(rest) > 1 else {}
            if rest and (rest[0] in deals or any(also.get(key) in ids for key, ids in people.items())):
                hit.rows.add(number)
        hit.rows |= {number for number, cells in batch.rejects if _is_named(cells, marks)}
        hit.rows |= {issue[0] for issue in batch.issues if marks.finds(list(issue[4:]))}
        if hit.rows:
            yield hit


def _is_named(cells: Sequence[str], marks: Marks) -> bool:
    """Whether a row names the person, also with first and last name in cells of their own."""
    return marks.finds(list(cells)) or marks.finds(" ".join(cells))


def _holds(found: Import, marks: Marks) -> bool:
    """Whether an import whose rows say nothing may still hold the person: in what was noted, or in its file."""
    if any(marks.finds(value) for value in (found.options, found.mapping, found.report, found.reason)):
        return True
    if marks.finds(found.file.name) or (found.second is not None and marks.finds(found.second.name)):
        return True
    is_unread = found.state in (*_WAITING, *_BUSY, Import.State.FAILED) or found.skipped > 0
    return is_unread and found.file.size > 0 and _in_file(found, marks)


def _in_file(found: Import, marks: Marks) -> bool:
    try:
        return any(_is_named(record.cells, marks) for record in source_for(found).rows())
    except Exception:  # a file that nobody can read may hold anybody
        return True


def _discard(found: Import) -> None:
    files = [file for file in (found.file, found.second) if file]
    found.delete()
    for file in files:
        remove(file)


def _clear(found: Import, marks: Marks) -> None:
    for file in (found.file, found.second):
        if file is not None and file.size:
            empty(file)
    guesses = [
        [marks.redacted(name), {**guess, "samples": []}] for name, guess in found.options.get("guesses", ())
    ]
    found.options = {**_cleared(found.options, marks), "guesses": guesses}
    found.mapping = marks.redacted_json(found.mapping)
    found.report = _cleared({**found.report, **_without_values(found.report, marks)}, marks)
    found.reason = marks.redacted(found.reason)
    found.save(update_fields=["options", "mapping", "report", "reason"])


def _without_values(report: dict[str, Any], marks: Marks) -> dict[str, Any]:
    """What was told of rows, without the cells it quotes: the report does not say whose rows they were."""
    return {
        name: [_unsaid(issue, marks) for issue in report[name]]
        for name in ("issues", "told", "kept")
        if name in report
    }


def _unsaid(issue: Sequence[Any], marks: Marks) -> list[Any]:
    """An issue with its row, field, code and sentence, without the values in it and the cell it quotes."""
    kept, said, values = issue[:4], marks.redacted(str(issue[4])), [blanked(one) for one in issue[5:]]
    return [*kept, said, *values]


def _cleared(value: dict[str, Any], marks: Marks) -> dict[str, Any]:
    told = marks.redacted_json(value)
    return told if isinstance(told, dict) else {}


def _clear_batch(hit: _Hit, marks: Marks) -> None:
    batch = hit.batch
    batch.rejects = [[number, cells] for number, cells in batch.rejects if number not in hit.rows]
    batch.issues = [_unsaid(issue, marks) if issue[0] in hit.rows else issue for issue in batch.issues]
    batch.save(update_fields=["rejects", "issues"])


IMPORTS = Holding(
    models=("imports.Import", "imports.ImportBatch", "imports.RememberedMapping"),
    goes=_("Rejected rows, samples, and the whole files of imports that held the person"),
    stays=_("What those imports made, and what became of each row"),
    export=export,
    erase=erase,
)

"""Files of the bank on their way in: short ones at once, long ones in the background, tables once explained."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.files.actions import remove, store
from polku.files.models import File
from polku.files.queries import local_path, opened
from polku.imports.logic.mapping import fingerprint
from polku.imports.models import RememberedMapping
from polku.jobs.actions import enqueue
from polku.kernel.errors import DomainError, Message, NotFound, Refused, gettext_noop
from polku.payments.actions.statements import Taken, take_read, take_statement
from polku.payments.logic import statements as reading
from polku.payments.logic.statements.tables import Reading, bookings_about, from_table, is_table, look
from polku.payments.models import StatementFile
from polku.payments.queries.readings import KIND, is_remembered, looked
from polku.payments.rules import PaymentPermission

JOB: Final = "payments.take_file"
AT_ONCE_BYTES: Final = 200_000
"""A file up to this size is read while the person waits: some hundred bookings."""
AT_ONCE_BOOKINGS: Final = 5_000
"""A file of another system with up to about so many is answered with its statements: a second at most."""
HEAD: Final = 4096
READING, COLUMNS, DONE, FAILED = "reading", "columns", "done", "failed"


def bring_file(raw: bytes, *, name: str, actor: Actor, at: datetime) -> StatementFile:
    """Keep a file of the bank and read it: at once, in the background if it is long, or after its columns are told.

    Raises: UnreadableStatement and Invalid (nothing is kept then), NotAllowed.
    """
    actor.require(PaymentPermission.REGISTER)
    kept = store(io.BytesIO(raw), name=name or "statement", at=at, uploaded_by_id=actor.user_id)
    try:
        row = StatementFile(file=kept, state=READING, by_id=actor.user_id, at=at)
        if is_table(raw[:HEAD]):
            table = looked(Path(local_path(kept)))
            row.reading = table.reading.as_dict()
            if not (is_remembered(table) and table.reading.is_complete):
                row.state = COLUMNS
        with write():
            row.save()
            if row.state == READING and len(raw) > AT_ONCE_BYTES:
                enqueue(JOB, {"file": row.id}, at=at, key=str(row.id))
        if row.state == READING and len(raw) <= AT_ONCE_BYTES:
            read_in(row, actor=actor, at=at)
    except DomainError:
        with write():
            StatementFile.objects.filter(file=kept).delete()
            remove(kept)
        raise
    return row


def send_file(raw: bytes, *, name: str, actor: Actor, at: datetime) -> list[Taken] | StatementFile:
    """Take a file in that another system sends: its statements at once, or the file, read in the background if long.

    Raises: UnreadableStatement and Invalid (nothing is kept then), NotAllowed.
    """
    actor.require(PaymentPermission.REGISTER)
    told = _told(raw) if is_table(raw) else {}
    if bookings_about(raw) <= AT_ONCE_BOOKINGS or told is None:
        return take_statement(raw, name=name, actor=actor, at=at)
    with write():
        kept = store(io.BytesIO(raw), name=name or "statement", at=at, uploaded_by_id=actor.user_id)
        row = StatementFile.objects.create(file=kept, state=READING, reading=told, by_id=actor.user_id, at=at)
        enqueue(JOB, {"file": row.id, "via": int(actor.via)}, at=at, key=str(row.id))
    return row


def tell_columns(file_id: int, told: Mapping[str, Any], *, actor: Actor, at: datetime) -> StatementFile:
    """Say how a table is read, and read it; files with the same headings are read so from now on.

    Raises: UnreadableStatement, Invalid, Refused (it was read already), NotFound, NotAllowed.
    """
    actor.require(PaymentPermission.REGISTER)
    row = _row(file_id)
    if row.state not in {COLUMNS, FAILED}:
        raise Refused(gettext_noop("The file is read already."), code="read_already")
    chosen = Reading.of(told)
    path = Path(local_path(_file(row)))
    from_table(path, chosen)
    columns = look(path, currency=chosen.currency).columns
    with write():
        RememberedMapping.objects.update_or_create(
            kind=KIND,
            fingerprint=fingerprint(columns),
            defaults={
                "mapping": [list(pair) for pair in chosen.columns.items()],
                "options": {key: value for key, value in chosen.as_dict().items() if key != "columns"},
                "used_at": at,
            },
        )
        row.reading, row.state, row.problem = chosen.as_dict(), READING, {}
        row.save(update_fields=["reading", "state", "problem"])
        if _file(row).size > AT_ONCE_BYTES:
            enqueue(JOB, {"file": row.id}, at=at, key=str(row.id))
    if _file(row).size <= AT_ONCE_BYTES:
        read_in(row, actor=actor, at=at)
    return row


def forget_file(file_id: int, *, actor: Actor, at: datetime) -> None:
    """Throw a file away that was not read. Raises: Refused, NotFound, NotAllowed."""
    actor.require(PaymentPermission.REGISTER)
    row = _row(file_id)
    if row.state not in {COLUMNS, FAILED}:
        raise Refused(gettext_noop("The file is read already."), code="read_already")
    file = row.file
    with write():
        row.delete()
        if file is not None:
            remove(file)


def read_in(
    row: StatementFile, *, actor: Actor, at: datetime, tell: Callable[[int, int], None] | None = None
) -> StatementFile:
    """Take the statements of a kept file in, and write down what became of it.

    Raises: UnreadableStatement, Invalid (the file is marked as failed), NotAllowed.
    """
    file = _file(row)
    try:
        if row.reading:
            read = [from_table(Path(local_path(file)), Reading.of(row.reading))]
        else:
            with opened(file) as content:
                read = reading.read(content.read())
        taken = take_read(read, file, actor=actor, at=at, tell=tell)
    except DomainError as error:
        told = error.message
        params = dict(told.params) if isinstance(told, Message) else {}
        template = told.template if isinstance(told, Message) else str(told)
        row.state, row.problem = FAILED, {"template": template, "params": params}
        with write():
            row.save(update_fields=["state", "problem"])
        raise
    row.state = DONE
    row.taken = sum(not one.known for one in taken)
    row.known = sum(one.known for one in taken)
    row.lines = sum(len(one.bookings) for one in read)
    row.matched = sum(one.matched for one in taken)
    with write():
        row.save(update_fields=["state", "taken", "known", "lines", "matched"])
    return row


def _told(raw: bytes) -> dict[str, Any] | None:
    """How a table is read, as far as its headings or a person told; None where that is not enough."""
    with NamedTemporaryFile() as file:
        file.write(raw)
        file.flush()
        found = looked(Path(file.name)).reading
    return found.as_dict() if found.is_complete else None


def _row(file_id: int) -> StatementFile:
    row = StatementFile.objects.select_related("file").filter(id=file_id).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such file."))
    return row


def _file(row: StatementFile) -> File:
    if row.file is None:
        raise NotFound(gettext_noop("There is no such file."))
    return row.file

"""Backups that hold every row of one moment and can be brought back on either engine.

A backup is a ZIP: `manifest.json`, one file of JSON lines per table, and the attachments. It is read in one snapshot,
so it is whole while others write; it is restored only into an empty place, in one transaction.
"""

import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from polku.db import guards
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop

FORMAT = 1
_BATCH = 2000
_BROKEN = (
    OSError, EOFError, LookupError, ValueError, TypeError, zipfile.BadZipFile, zlib.error, DataError, IntegrityError,
)  # fmt: skip
_LEFT_OUT = frozenset({"contenttypes", "auth"})


def store(file: Path, attachments: Path, *, at: datetime) -> dict[str, int]:
    """Write a backup; the number of rows by table. The file appears only when it is whole.

    Raises: Invalid where the file is there already.
    """
    if file.exists():
        raise Invalid(Message(gettext_noop("“%(name)s” is there already."), name=file.name), field="file")
    part = file.with_name(f"{file.name}.part")
    try:
        counts = _written(part, attachments, at)
        part.rename(file)
    except BaseException:  # also Ctrl C: half a backup is no backup, and it is as large as one
        part.unlink(missing_ok=True)
        raise
    return counts


def bring_back(file: Path, attachments: Path) -> dict[str, int]:
    """Restore a backup into an empty database of the same release; the number of rows by table. All or nothing.

    Raises: Invalid (no backup, a broken one, another release), Refused (the place is not empty).
    """
    with _opened(file) as archive:
        manifest = _manifest(archive)
        if manifest["format"] != FORMAT or manifest["migrations"] != _migrations():
            raise Invalid(gettext_noop("This backup is of another release of Polku."), field="file")
        found = _models()
        if any(model._default_manager.exists() for model in found):
            raise Refused(gettext_noop("A backup is restored only into an empty place: there are rows here."))
        with transaction.atomic(), guards.lifted():
            _checks_later()
            counts = {model._meta.db_table: _load(model, archive) for model in found}
            _next_ids(found)
            if counts != manifest["rows"]:
                raise Invalid(gettext_noop("The backup does not hold as many rows as it says."), field="file")
            connection.check_constraints()
        _put_back(archive, attachments.resolve())
    return counts


def _written(part: Path, attachments: Path, at: datetime) -> dict[str, int]:
    counts: dict[str, int] = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive, _snapshot():
        for model in _models():
            with archive.open(f"rows/{model._meta.db_table}.jsonl", "w", force_zip64=True) as out:
                counts[model._meta.db_table] = _dump(model, out)
        manifest = {"format": FORMAT, "at": at.isoformat(), "migrations": _migrations(), "rows": counts}
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        for one in sorted(attachments.rglob("*")) if attachments.exists() else ():
            if one.is_file():
                archive.write(one, f"files/{one.relative_to(attachments)}")
    return counts


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; what can't be read of it, now or later, is said in one sentence."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _BROKEN as error:
        raise Invalid(gettext_noop("This file is no backup of Polku."), field="file") from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest = json.loads(archive.read("manifest.json"))
    if not isinstance(manifest, dict) or not {"format", "migrations", "rows"} <= manifest.keys():
        raise ValueError("no manifest of a backup")
    return manifest


def _put_back(archive: zipfile.ZipFile, attachments: Path) -> None:
    for name in archive.namelist():
        if name.startswith("files/") and not name.endswith("/"):
            target = (attachments / name.removeprefix("files/")).resolve()
            if attachments in target.parents:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))


def _models() -> list[type[models.Model]]:
    """Every table, each after those it points to."""
    rest = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in _LEFT_OUT
    ]
    ordered: list[type[models.Model]] = []
    while rest:
        free = [model for model in rest if not any(other in rest for other in _pointed(model))]
        if not free:
            raise RuntimeError("the tables point at each other in a circle")
        ordered += free
        rest = [model for model in rest if model not in free]
    return ordered


def _pointed(model: type[models.Model]) -> list[Any]:
    return [
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not model
    ]


def _snapshot() -> Any:
    """A transaction that sees one moment and keeps no writer waiting."""
    return _SqliteSnapshot() if connection.vendor == "sqlite" else _PostgresSnapshot()


class _SqliteSnapshot:
    """A deferred transaction: Django's own would take the write lock."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            if not connection.in_atomic_block:
                cursor.execute("BEGIN DEFERRED")

    def __exit__(self, *_: object) -> None:
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


class _PostgresSnapshot:
    """A repeatable read."""

    def __enter__(self) -> None:
        self._atomic = transaction.atomic()
        outer = connection.in_atomic_block
        self._atomic.__enter__()
        if not outer:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def __exit__(self, *raised: Any) -> None:
        self._atomic.__exit__(*raised)


def _dump(model: type[models.Model], out: Any) -> int:
    fields = _stored(model)
    count, last = 0, None
    while True:
        rows = model._base_manager.order_by("pk")
        part = list((rows if last is None else rows.filter(pk__gt=last))[:_BATCH])
        if not part:
            return count
        for row in part:
            values = {field.attname: _plain(field, row) for field in fields}
            out.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")
        count, last = count + len(part), part[-1].pk


def _stored(model: type[models.Model]) -> list[Any]:
    """The columns that hold data; what each database fills for itself (the number of a transaction) stays there."""
    return [field for field in model._meta.concrete_fields if field.db_default is models.NOT_PROVIDED]


def _plain(field: Any, row: models.Model) -> Any:
    value = field.value_from_object(row)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(field, models.JSONField):
        return value.as_dict() if hasattr(value, "as_dict") else value
    return field.value_to_string(row)


def _load(model: type[models.Model], archive: zipfile.ZipFile) -> int:
    count = 0
    for part in _batches(_lines(model, archive)):
        model._base_manager.bulk_create(part)
        count += len(part)
    return count


def _lines(model: type[models.Model], archive: zipfile.ZipFile) -> Iterator[models.Model]:
    fields = {field.attname: field for field in _stored(model)}
    with archive.open(f"rows/{model._meta.db_table}.jsonl") as lines:
        for line in lines:
            yield model(**{name: _read(fields[name], value) for name, value in json.loads(line).items()})


def _read(field: Any, value: Any) -> Any:
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def _batches(rows: Iterable[models.Model]) -> Iterator[list[models.Model]]:
    part: list[models.Model] = []
    for row in rows:
        part.append(row)
        if len(part) == _BATCH:
            yield part
            part = []
    if part:
        yield part


def _checks_later() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _next_ids(found: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)


def _migrations() -> list[str]:
    names = MigrationRecorder.Migration.objects.using(connection.alias).values_list("app", "name")
    return sorted(f"{app}.{name}" for app, name in names)

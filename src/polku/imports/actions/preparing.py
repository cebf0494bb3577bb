"""Taking a file in and saying how it is read."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Final

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.files.actions import Upload, remove, store
from polku.files.models import File
from polku.files.queries import local_path
from polku.imports.logic.guessing import SAMPLE_ROWS, guess_columns
from polku.imports.logic.kinds import ImportKind, Mode
from polku.imports.logic.mapping import (
    Mapped,
    Pairs,
    as_pairs,
    automatic,
    fingerprint,
    known_pairs,
    missing_fields,
    own_columns,
    resolve,
    with_rest,
)
from polku.imports.logic.options import Options
from polku.imports.models import Import
from polku.imports.plans import located, shared_columns, source_of
from polku.imports.queries import kind_named, remembered
from polku.imports.rules import ImportPermission
from polku.kernel.errors import DomainError, Invalid, Message, Refused, gettext_noop

FILE_BYTES_MAX: Final = 1024**3
_OPEN: Final = (Import.State.DRAFT, Import.State.READY)


def start_import(
    kind: str,
    upload: Upload,
    *,
    name: str,
    second: Upload | None = None,
    second_name: str = "",
    options: Options | None = None,
    actor: Actor,
    at: datetime,
) -> Import:
    """Take a file in: find out how it is written and what its columns probably are.

    Raises: NotAllowed, NotFound (the kind), Invalid (a file that can't be read, named).
    """
    actor.require(ImportPermission.IMPORT)
    offered = kind_named(kind)
    if not actor.may(offered.history_permission):
        actor.require(offered.permission)
    team_id = actor.home_team_id
    with ExitStack() as opened:
        if offered.unpack is not None and (unpacked := offered.unpack(upload, name))[0] is not upload:
            upload, name = opened.enter_context(closing(unpacked[0])), unpacked[1]
        pairs = ((upload, name), (second, second_name))
        kept = [_kept(one, label, actor, team_id, at) for one, label in pairs if one]
    found = Import(
        kind=kind,
        file=kept[0],
        second=kept[1] if len(kept) > 1 else None,
        actor_id=actor.user_id,
        team_id=team_id,
        created_at=at,
        mode=Mode.HISTORY if offered.history_only else Mode.WORK,
    )
    try:
        with write():
            _look(found, offered, options or Options())
            found.save()
            return found
    except Exception:
        for file in kept:
            remove(file)
        raise


def start_mended(before: Import, upload: Upload, *, name: str, actor: Actor, at: datetime) -> Import:
    """Take the mended rows of an import in: read, mapped and treated like the first time, ready to be tried.

    Where the first one was never run, the new file takes its place.
    Raises: NotAllowed, Invalid (a file that can't be read, or that lacks a column the import used).
    """
    options = replace(
        Options.of(before.options),
        encoding="",
        delimiter="",
        sheet="",
        second_encoding="",
        second_delimiter="",
        join="",
        mends=before.id,
    )
    found = start_import(before.kind, upload, name=name, options=options, actor=actor, at=at)
    try:
        columns = Options.of(found.options).columns
        pairs = [(pair[0], pair[1]) for pair in before.mapping]
        if lost := [column for column, _ in pairs if column not in columns]:
            message = gettext_noop("The file lacks the column “%(name)s”, which the import had.")
            raise Invalid(Message(message, name=lost[0]), code="unknown_column", field="file")
        configure_import(
            found, mapping=pairs, mode=before.mode, process=before.process_key, actor=actor, at=at
        )
    except DomainError:
        discard_import(found, actor=actor, at=at)
        raise
    if before.state in _OPEN:
        discard_import(before, actor=actor, at=at)
    return found


def configure_import(
    found: Import,
    *,
    mapping: Pairs | None = None,
    rest: str = "",
    options: Options | None = None,
    mode: str | None = None,
    process: str | None = None,
    actor: Actor,
    at: datetime,
) -> Import:
    """Say how the file is read, which column is which field, and in which mode. What is left out stays as it is.

    Raises: Invalid (an unknown column, field, encoding ... named), NotAllowed (history), Refused (it has begun).
    """
    kind = kind_named(found.kind)
    with write():
        if found.state not in _OPEN:
            raise Refused(gettext_noop("This import has begun; it can't be changed any more."))
        if options is not None:
            _look(found, kind, options)
        if mode is not None:
            found.mode = Mode.HISTORY if kind.history_only else _mode(mode)
        actor.require(kind.history_permission if found.mode == Mode.HISTORY else kind.permission)
        if process is not None:
            found.process_key = _process(process, kind)
        if mapping is not None or rest:
            found.mapping = as_pairs(_mapped(found, kind, mapping, rest))
            found.state = Import.State.READY
        if found.state == Import.State.READY:
            _check(found, kind)
        found.report = {}
        found.save()
    return found


def discard_import(found: Import, *, actor: Actor, at: datetime) -> None:
    """Forget a file that was not imported.

    Raises: Refused where something of it was.
    """
    actor.require(ImportPermission.IMPORT)
    if found.state not in _OPEN:
        raise Refused(gettext_noop("This import has begun. Undo it instead."))
    with write():
        files = [file for file in (found.file, found.second) if file]
        found.delete()
        for file in files:
            remove(file)


def _kept(upload: Upload, name: str, actor: Actor, team_id: int | None, at: datetime) -> File:
    return store(
        upload,
        name=name,
        at=at,
        owner_id=actor.user_id,
        team_id=team_id,
        uploaded_by_id=actor.user_id,
        size_max=FILE_BYTES_MAX,
    )


def _look(found: Import, kind: ImportKind, options: Options) -> None:
    """Read the head of the file as the options say, and guess the rest."""
    if found.second is not None and not options.join:
        options = replace(options, join=_meeting(found))
    options = located(options, local_path(found.file), local_path(found.second) if found.second else "")
    source = source_of(options, local_path(found.file), local_path(found.second) if found.second else "")
    sample = [record.cells for record in islice(source.rows(), SAMPLE_ROWS) if not record.problem]
    guesses = guess_columns(source.columns, sample, options.guesses if options.mends else None)
    found.options = replace(options, guesses=guesses).as_dict()
    found.total = source.file.estimated_rows()
    before = None if found.id else remembered(kind.key, fingerprint(source.columns))
    if before is not None and not options.empty:
        found.options["empty"] = before.options.get("empty", [])
    chosen = before.mapping if before is not None else found.mapping
    pairs = known_pairs([(pair[0], pair[1]) for pair in chosen], source.columns, kind)
    found.mapping = [list(pair) for pair in pairs] or as_pairs(automatic(source.columns, kind))


def _meeting(found: Import) -> str:
    """The first column that both files have."""
    shared = shared_columns(found)
    if not shared:
        raise Invalid(gettext_noop("The two files have no column in common."), code="no_join", field="second")
    return shared[0]


def _mapped(found: Import, kind: ImportKind, mapping: Pairs | None, rest: str) -> Sequence[Mapped]:
    columns = Options.of(found.options).columns
    pairs = mapping if mapping is not None else [(pair[0], pair[1]) for pair in found.mapping]
    mapped: Sequence[Mapped] = resolve(pairs, columns, kind)
    if rest:
        prefix = rest.rstrip(".") + "."
        if prefix not in kind.open_prefixes:
            message = gettext_noop("The other columns can't go to “%(name)s”; there is: %(known)s.")
            known = ", ".join(one.rstrip(".") for one in kind.open_prefixes) or "–"
            raise Invalid(Message(message, name=rest, known=known), field="rest")
        guesses = Options.of(found.options).guesses
        mended = Options.of(found.options).mends
        named = [
            one
            for one in (own_columns(columns) if mended else columns)
            if not one.startswith("Column ") or guesses[one].samples
        ]
        mapped = with_rest(mapped, named, prefix)
    return mapped


def _check(found: Import, kind: ImportKind) -> None:
    columns = Options.of(found.options).columns
    mapped = resolve([(pair[0], pair[1]) for pair in found.mapping], columns, kind)
    if not mapped:
        raise Invalid(
            gettext_noop("No column is used. Say which column is which field."),
            code="no_mapping",
            field="map",
        )
    if missing := missing_fields(mapped, kind):
        message = gettext_noop("No column gives “%(fields)s”.")
        raise Invalid(Message(message, fields=", ".join(missing)), code="field_missing", field="map")
    key = Options.of(found.options).key
    allowed = (*kind.keys, *kind.other_keys)
    if key and key not in allowed:
        message = gettext_noop("“%(name)s” can't be the key; there are: %(known)s.")
        raise Invalid(Message(message, name=key, known=", ".join(allowed)), field="key")
    if key and key not in {one.field for one in mapped}:
        raise Invalid(Message(gettext_noop("No column gives “%(fields)s”."), fields=key), field="key")


def _mode(mode: str) -> str:
    if mode not in tuple(Mode):
        raise Invalid(
            Message(gettext_noop("“%(value)s” is not a mode: work or history."), value=mode), field="mode"
        )
    return mode


def _process(process: str, kind: ImportKind) -> str:
    known = [key for key, _ in kind.processes()]
    if process and process not in known:
        message = gettext_noop("There is no process “%(name)s”; there are: %(known)s.")
        raise Invalid(Message(message, name=process, known=", ".join(known)), field="process")
    return process

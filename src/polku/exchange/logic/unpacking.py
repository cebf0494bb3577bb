"""A history in any of its formats as the CSV that the import engine reads: XES is written out, gzip unpacked."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, Protocol, cast
from xml.parsers import expat

from polku.kernel.errors import Invalid, Message, gettext_noop

CHUNK: Final = 256 * 1024
UNPACKED_MAX: Final = 4 * 1024**3
RATIO_MAX: Final = 400
RATIO_MATTERS: Final = 64 * 1024**2
COLUMNS_MAX: Final = 200
DEPTH_MAX: Final = 50
VALUE_MAX: Final = 10_000
CASE: Final = "case:"
_FIRST: Final = (
    "case:concept:name",
    "concept:name",
    "time:timestamp",
    "lifecycle:transition",
    "org:resource",
)
_VALUES: Final = frozenset(("string", "date", "int", "float", "boolean", "id"))

_TOO_LARGE: Final = gettext_noop("Unpacked, the file is larger than can be read.")
_BROKEN_GZIP: Final = gettext_noop("The packed file is broken.")
_NO_XES: Final = gettext_noop("This XES file can't be read: %(why)s (line %(line)s).")
_DOCTYPE: Final = gettext_noop("An XES file has no document type; this one can't be read.")
_NO_LOG: Final = gettext_noop("This is XML, but not XES: it begins with “%(name)s”.")
_EMPTY: Final = gettext_noop("The file holds no event.")


class Readable(Protocol):
    """What can be read from its beginning again."""

    def read(self, size: int = ..., /) -> bytes: ...

    def seek(self, offset: int, whence: int = ..., /) -> object: ...


def unpacked(upload: Readable, name: str) -> tuple[Any, str]:
    """The same file, or what it holds as CSV, with a name to match.

    Raises: Invalid (broken, too large, no XES).
    """
    upload.seek(0)
    head = upload.read(2)
    upload.seek(0)
    source: Readable = upload
    if head == b"\x1f\x8b":
        source, name = _gunzipped(upload), name.removesuffix(".gz").removesuffix(".GZ")
    if not _begin(source).startswith((b"<?xml", b"<log")):
        return source, name
    stem = name[:-4] if name.lower().endswith((".xes", ".xml")) else name
    try:
        return _flat(source), f"{stem}.csv"
    finally:
        if source is not upload:
            cast("IO[bytes]", source).close()


def _begin(source: Readable) -> bytes:
    source.seek(0)
    start = source.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    source.seek(0)
    return start


def _gunzipped(upload: Readable) -> Readable:
    found = SpooledTemporaryFile(max_size=8 * 1024**2)  # noqa: SIM115 -- the caller reads it
    size = read = 0
    upload.seek(0)
    counted = _Counted(upload)
    try:
        with gzip.GzipFile(fileobj=cast("IO[bytes]", counted)) as packed:
            while chunk := packed.read(CHUNK):
                size += len(chunk)
                read = counted.done
                if size > UNPACKED_MAX or (size > RATIO_MATTERS and size > RATIO_MAX * max(1, read)):
                    raise Invalid(_TOO_LARGE, code="too_large", field="file")
                found.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        found.close()
        raise Invalid(_BROKEN_GZIP, code="broken_gzip", field="file") from error
    except Invalid:
        found.close()
        raise
    found.seek(0)
    return cast("Readable", found)


class _Counted:
    """Counts what was read of a packed file."""

    def __init__(self, inner: Readable) -> None:
        self._inner = inner
        self.done = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._inner.read(size)
        self.done += len(chunk)
        return chunk


def _flat(source: Readable) -> IO[bytes]:
    """XES as CSV: one row per event, what the case says repeated in each."""
    columns = list(_FIRST[:3])
    extra: dict[str, None] = {}
    events = 0
    for row in _events(source):
        events += 1
        if len(extra) < COLUMNS_MAX:
            extra.update(dict.fromkeys(row))
    if not events:
        raise Invalid(_EMPTY, code="empty_file", field="file")
    columns += [name for name in _FIRST[3:] if name in extra]
    columns += [name for name in extra if name not in columns][: COLUMNS_MAX - len(columns)]
    found = SpooledTemporaryFile(max_size=8 * 1024**2)  # noqa: SIM115 -- the caller reads it
    text = io.TextIOWrapper(cast("IO[bytes]", found), encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in _events(source):
        writer.writerow([row.get(name, "") for name in columns])
    text.flush()
    text.detach()
    found.seek(0)
    return cast("IO[bytes]", found)


def _events(source: Readable) -> Iterator[dict[str, str]]:
    """Every event with its attributes; those of its case begin with `case:`."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = _refuse
    source.seek(0)
    try:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
            yield from reader.ready
            reader.ready.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        message = Message(_NO_XES, why=expat.ErrorString(error.code), line=error.lineno)
        raise Invalid(message, code="broken_xes", field="file") from error
    yield from reader.ready


def _refuse(*_: object) -> None:
    raise Invalid(_DOCTYPE, code="broken_xes", field="file")


class _Reader:
    """Takes the elements as they come. Attributes within attributes are left out."""

    def __init__(self) -> None:
        self.ready: list[dict[str, str]] = []
        self._path: list[str] = []
        self._case: dict[str, str] = {}
        self._event: dict[str, str] | None = None
        self._waiting: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if not self._path and name != "log":
            raise Invalid(Message(_NO_LOG, name=name[:60]), code="broken_xes", field="file")
        around = self._path[-1] if self._path else ""
        if name == "trace" and around == "log":
            self._case = {}
        elif name == "event" and around in ("trace", "log"):
            self._event = {}
        elif name in _VALUES and around in ("trace", "event") and "key" in attributes:
            value = attributes.get("value", "")[:VALUE_MAX]
            if around == "event" and self._event is not None:
                self._event[attributes["key"]] = value
            else:
                self._case[CASE + attributes["key"]] = value
        self._path.append(name)
        if len(self._path) > DEPTH_MAX:
            raise Invalid(_TOO_LARGE, code="too_large", field="file")

    def end(self, _name: str) -> None:
        name = self._path.pop()
        if name == "event" and self._event is not None:
            # What the case says may stand behind its events: they wait for its end.
            self._waiting.append(self._event)
            self._event = None
        if name == "trace" or (name == "event" and self._path == ["log"]):
            self.ready += [self._case | event for event in self._waiting]
            self._waiting = []

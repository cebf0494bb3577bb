"""Reading XLSX: sheet by sheet as a stream of XML, so that neither a wrong dimension nor a bomb can hurt.

A spreadsheet library that loads a whole sheet takes 90 bytes a cell; this reader holds the shared texts and one row.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from polku.imports.logic.formats import BUILT_IN_DATES, is_date_format, is_elapsed_format
from polku.imports.logic.tables import Record
from polku.kernel.errors import Invalid, Message, gettext_noop

UNPACKED_BYTES_MAX: Final = 600 * 1024**2
RATIO_MAX: Final = 250
RATIO_MATTERS_BYTES: Final = 64 * 1024**2
ENTRIES_MAX: Final = 5_000
SHEETS_MAX: Final = 250
TEXTS_MAX: Final = 2_000_000
TEXT_CHARS_MAX: Final = 64 * 1024**2
COLUMNS_MAX: Final = 2_000
CHUNK_BYTES: Final = 256 * 1024
_ROW_MARK: Final = re.compile(rb"<(?:\w+:)?row[\s/>]")

_TOO_LARGE = gettext_noop(
    "This workbook is too large to be read safely. Save the sheet as CSV and import that."
)
_BROKEN = gettext_noop("This is not a readable XLSX file. Open it and save it again as XLSX or CSV.")

_OLD = gettext_noop(
    "This is an old or password-protected workbook. Save it as XLSX or CSV without a password."
)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook and the part of the package that holds it."""

    name: str
    part: str
    hidden: bool


@dataclass
class _Styles:
    """Which cell styles show a number as a date."""

    dates: set[str] = field(default_factory=set)
    elapsed: set[str] = field(default_factory=set)


class Workbook:
    """An XLSX file whose size and structure were checked before anything was unpacked."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            _check_size(self._zip, path)
            self.sheets, self._from_1904 = _sheets(self._zip)
        except (zipfile.BadZipFile, KeyError, expat.ExpatError, OSError, NotImplementedError) as error:
            raise Invalid(_BROKEN, code="broken_workbook", field="file") from error

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()

    def sheet(self, name: str = "") -> Sheet:
        """The named sheet, or the first one that is shown.

        Raises: Invalid, naming the sheets there are.
        """
        for one in self.sheets:
            if one.name == name or (not name and not one.hidden):
                return one
        message = gettext_noop("There is no sheet “%(name)s”; there are: %(sheets)s.")
        raise Invalid(
            Message(message, name=name, sheets=", ".join(one.name for one in self.sheets)),
            code="unknown_sheet",
            field="sheet",
        )

    def records(self, name: str = "") -> Iterator[Record]:
        """Every row that holds something, numbered as the sheet numbers it."""
        try:
            texts = _texts(self._zip)
            reader = _SheetReader(texts, _styles(self._zip), self._from_1904)
            with self._zip.open(self.sheet(name).part) as stream:
                yield from reader.read(stream)
        except (
            zipfile.BadZipFile,
            KeyError,
            expat.ExpatError,
            OSError,
            EOFError,
            NotImplementedError,
        ) as error:
            raise Invalid(_BROKEN, code="broken_workbook", field="file") from error

    def row_marks(self, name: str = "") -> int:
        """How many rows the sheet's XML holds, empty ones too; the sheet's own dimension is often wrong."""
        count, tail = 0, b""
        with self._zip.open(self.sheet(name).part) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                data = tail + chunk
                count += len(_ROW_MARK.findall(data))
                cut = data.rfind(b"<")
                tail = data[cut:] if cut >= 0 and not _ROW_MARK.match(data, cut) else b""
        return count


def is_workbook(path: Path) -> bool:
    """Whether a file is a zip package, as XLSX is.

    Raises: Invalid for the older binary format and for encrypted files.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        message = gettext_noop(
            "This is an old or password-protected workbook. Save it as XLSX or CSV without a password."
        )
        raise Invalid(message, code="old_workbook", field="file")
    return head.startswith(b"PK\x03\x04")


def _check_size(package: zipfile.ZipFile, path: Path) -> None:
    """What the package declares is also all that can be unpacked: reading stops there."""
    entries = package.infolist()
    size = sum(entry.file_size for entry in entries)
    ratio = size / max(1, path.stat().st_size)
    if (
        len(entries) > ENTRIES_MAX
        or size > UNPACKED_BYTES_MAX
        or (size > RATIO_MATTERS_BYTES and ratio > RATIO_MAX)
    ):
        raise Invalid(_TOO_LARGE, code="workbook_too_large", field="file")


def _parse(stream: IO[bytes], start: object, end: object = None, text: object = None) -> Iterator[None]:
    """Feed a part through the parser in pieces; yields after each. A document type is refused: no entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.EndElementHandler = end  # type: ignore[assignment]
    parser.CharacterDataHandler = text  # type: ignore[assignment]
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while chunk := stream.read(CHUNK_BYTES):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def _refuse_doctype(*_: object) -> None:
    raise Invalid(_BROKEN, code="broken_workbook", field="file")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _all_elements(package: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part with its attributes, names without prefix."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((_local(name), {_local(key): value for key, value in attributes.items()}))
        if len(found) > 500_000:
            raise Invalid(_TOO_LARGE, code="workbook_too_large", field="file")

    with package.open(part) as stream:
        for _ in _parse(stream, start):
            pass
    return found


def _sheets(package: zipfile.ZipFile) -> tuple[list[Sheet], bool]:
    relations = {
        attributes["Id"]: attributes["Target"]
        for name, attributes in _all_elements(package, "xl/_rels/workbook.xml.rels")
        if name == "Relationship"
    }
    sheets: list[Sheet] = []
    from_1904 = False
    for name, attributes in _all_elements(package, "xl/workbook.xml"):
        if name == "workbookPr":
            from_1904 = attributes.get("date1904", "") in ("1", "true")
        elif name == "sheet" and "id" in attributes:
            target = relations[attributes["id"]]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            sheets.append(Sheet(attributes["name"], part, attributes.get("state", "visible") != "visible"))
    if not sheets or len(sheets) > SHEETS_MAX:
        raise Invalid(_TOO_LARGE if sheets else _BROKEN, code="broken_workbook", field="file")
    return sheets, from_1904


def _styles(package: zipfile.ZipFile) -> _Styles:
    styles = _Styles()
    if "xl/styles.xml" not in package.namelist():
        return styles
    codes: dict[str, str] = {}
    within, place = False, -1
    for name, attributes in _all_elements(package, "xl/styles.xml"):
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyles", "dxfs"):
            within = name == "cellXfs"
        elif name == "xf" and within:
            place += 1
            number = attributes.get("numFmtId", "0")
            code = codes.get(number, "")
            if is_elapsed_format(code) or (not code and number == "46"):
                styles.elapsed.add(str(place))
            elif is_date_format(code) or (not code and number in BUILT_IN_DATES):
                styles.dates.add(str(place))
    return styles


def _texts(package: zipfile.ZipFile) -> list[str]:
    """The texts that cells share, without the reading aids of East Asian ones."""
    part = "xl/sharedStrings.xml"
    if part not in package.namelist():
        return []
    texts: list[str] = []
    pieces: list[str] = []
    depth = {"t": 0, "rPh": 0}
    size = 0

    def start(name: str, _: dict[str, str]) -> None:
        local = _local(name)
        if local in depth:
            depth[local] += 1

    def end(name: str) -> None:
        nonlocal size
        local = _local(name)
        if local in depth:
            depth[local] -= 1
        elif local == "si":
            texts.append("".join(pieces))
            size += len(texts[-1])
            pieces.clear()
            if len(texts) > TEXTS_MAX or size > TEXT_CHARS_MAX:
                raise Invalid(_TOO_LARGE, code="workbook_too_large", field="file")

    def text(data: str) -> None:
        if depth["t"] and not depth["rPh"]:
            pieces.append(data)

    with package.open(part) as stream:
        for _ in _parse(stream, start, end, text):
            if sum(map(len, pieces)) > TEXT_CHARS_MAX:
                raise Invalid(_TOO_LARGE, code="workbook_too_large", field="file")
    return texts


class _SheetReader:
    """Turns the elements of one sheet into rows. Cells hold what a person would read, dates in ISO form."""

    def __init__(self, texts: list[str], styles: _Styles, from_1904: bool) -> None:
        self._texts = texts
        self._styles = styles
        self._from_1904 = from_1904
        self._ready: list[Record] = []
        self._cells: list[str] = []
        self._row = 0
        self._column = -1
        self._kind = ""
        self._style = ""
        self._pieces: list[str] = []
        self._reading = False
        self._silent = False
        self._letters: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def read(self, stream: IO[bytes]) -> Iterator[Record]:
        """Every row that holds a value."""
        for _ in _parse(stream, self._start, self._end, self._text):
            yield from self._ready
            self._ready.clear()
            if sum(map(len, self._pieces)) > TEXT_CHARS_MAX:
                raise Invalid(_TOO_LARGE, code="workbook_too_large", field="file")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._names.get(name) or self._names.setdefault(name, _local(name))
        if local == "c":
            get = attributes.get
            place = get("r")
            self._column = self._column + 1 if place is None else self._index(place)
            self._kind = get("t", "n")
            self._style = get("s", "")
            if self._pieces:
                self._pieces.clear()
        elif local == "v" or local == "t":
            self._reading = not self._silent
        elif local == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1
            self._cells = []
        elif local == "rPh":
            self._silent = True

    def _end(self, name: str) -> None:
        local = self._names[name]
        if local == "c":
            pieces = self._pieces
            if pieces:
                self._keep(pieces[0] if len(pieces) == 1 else "".join(pieces))
        elif local == "v" or local == "t":
            self._reading = False
        elif local == "row":
            if any(self._cells):
                self._ready.append(Record(self._row, self._cells))
        elif local == "rPh":
            self._silent = False

    def _text(self, data: str) -> None:
        if self._reading:
            self._pieces.append(data)

    def _keep(self, raw: str) -> None:
        if self._column >= COLUMNS_MAX:
            message = gettext_noop("The sheet has more than %(max)s columns.")
            raise Invalid(Message(message, max=COLUMNS_MAX), code="too_many_columns", field="file")
        missing = self._column - len(self._cells)
        if missing > 0:
            self._cells += [""] * missing
        kind = self._kind
        if kind == "n":
            value = self._number(raw)
        elif kind == "s":
            place = int(raw)
            value = self._texts[place] if 0 <= place < len(self._texts) else ""
        elif kind == "b":
            value = "true" if raw.strip() == "1" else "false"
        else:
            value = raw
        self._cells.append(value)

    def _number(self, raw: str) -> str:
        if not self._style:
            return raw if raw.isdigit() else plain_number(raw)
        if self._style in self._styles.dates:
            return date_of_serial(raw, from_1904=self._from_1904)
        if self._style in self._styles.elapsed:
            return _elapsed(raw)
        return plain_number(raw)

    def _index(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        index = self._letters.get(letters)
        if index is None:
            index = 0
            for letter in letters[:4]:
                index = index * 26 + (ord(letter) & 31)
            index -= 1
            self._letters[letters] = index
        return index


def plain_number(raw: str) -> str:
    """A number as a person writes it: whole ones without `.0`, no trace of how floats are stored."""
    if raw.isdigit():
        return raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def date_of_serial(raw: str, *, from_1904: bool = False) -> str:
    """The day, moment or time of day that a spreadsheet keeps as a number of days; else the number itself."""
    try:
        days = float(raw)
        start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if days < 60 else 30)  # noqa: DTZ001 -- a sheet has no zone
        moment = start + timedelta(seconds=round(days * 86400))
    except (ValueError, OverflowError):
        return plain_number(raw)
    if 0 <= days < 1:
        return moment.strftime("%H:%M:%S")
    if moment.hour or moment.minute or moment.second:
        return moment.isoformat(sep=" ")
    return moment.date().isoformat()


def _elapsed(raw: str) -> str:
    try:
        seconds = round(float(raw) * 86400)
    except (ValueError, OverflowError):
        return raw
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"

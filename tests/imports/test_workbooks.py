"""XLSX: what a person sees in the cell, whatever the file says of itself."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from polku.imports.logic.sources import FileFormat, Source
from polku.imports.logic.workbooks import Workbook, date_of_serial, plain_number
from polku.kernel.errors import Invalid

Fill = Callable[[Any, Any], None]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def make(fill: Fill, **options: Any) -> Path:
        path = tmp_path / "given.xlsx"
        with xlsxwriter.Workbook(path, options) as made:
            fill(made, made.add_worksheet("First"))
        return path

    return make


def rows_of(path: Path, sheet: str = "") -> list[list[str]]:
    source = Source.opened(FileFormat(path, sheet=sheet).found())
    return [source.columns, *(record.cells for record in source.rows())]


def changed(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The same package with one part rewritten."""
    out = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name == part else data)
    return out


SHEET = "xl/worksheets/sheet1.xml"


def plain(made: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["name", "size", "on"])
    sheet.write_row(1, 0, ["Åbo & Łódź 漢字", 5, True])
    sheet.write_row(3, 0, ["after an empty row", 0.1, False])


def test_texts_numbers_and_yes_no_are_read_as_seen(book: Callable[..., Path]) -> None:
    assert rows_of(book(plain)) == [
        ["name", "size", "on"],
        ["Åbo & Łódź 漢字", "5", "true"],
        ["after an empty row", "0.1", "false"],
    ]


def test_rows_have_the_numbers_of_the_sheet(book: Callable[..., Path]) -> None:
    source = Source.opened(FileFormat(book(plain)).found())
    assert [record.number for record in source.rows()] == [2, 4]


def test_dates_come_in_iso_form(book: Callable[..., Path]) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["day", "moment", "time", "long", "money"])
        sheet.write(1, 0, date(2024, 2, 29), made.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write(1, 1, datetime(2024, 2, 29, 13, 5), made.add_format({"num_format": 22}))
        sheet.write(1, 2, time(7, 30), made.add_format({"num_format": "h:mm AM/PM"}))
        sheet.write(1, 3, 1.5, made.add_format({"num_format": "[h]:mm:ss"}))
        sheet.write(1, 4, 1234.5, made.add_format({"num_format": '#,##0.00 "days";[Red]-#,##0.00 "days"'}))

    assert rows_of(book(fill))[1] == ["2024-02-29", "2024-02-29 13:05:00", "07:30:00", "36:00:00", "1234.5"]


def test_errors_are_text_and_formulas_give_their_value(book: Callable[..., Path]) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["sum", "text", "broken"])
        sheet.write_formula(1, 0, "=1+2", None, 3)
        sheet.write_formula(1, 1, '="a"&"b"', None, "ab")
        sheet.write_formula(1, 2, "=#REF!", None, "#REF!")

    assert rows_of(book(fill))[1] == ["3", "ab", "#REF!"]


def test_a_wrong_dimension_loses_no_row(book: Callable[..., Path]) -> None:
    def fill(made: Any, sheet: Any) -> None:
        for row in range(1002):
            sheet.write_row(row, 0, [f"name {row}", row])

    path = changed(
        book(fill), SHEET, lambda xml: re.sub('dimension ref="[^"]*"', 'dimension ref="A1:B2"', xml)
    )
    book_ = Workbook(path)
    assert (len(list(book_.records())), book_.row_marks()) == (1002, 1002)
    assert len(rows_of(path)) == 1002
    book_.close()


def test_cells_without_places_and_with_prefixes_are_read(book: Callable[..., Path]) -> None:
    def other_program(xml: str) -> str:
        bare = (
            re.sub(r'<(row|c) r="[^"]*"', r"<\1", xml)
            .replace("<row ", "<x:row ")
            .replace("</row>", "</x:row>")
        )
        return bare.replace("<worksheet ", '<worksheet xmlns:x="http://x" ')

    path = changed(
        book(lambda made, sheet: sheet.write_column(0, 0, ["name", "A", "B"])), SHEET, other_program
    )
    assert rows_of(path) == [["name"], ["A"], ["B"]]


def test_inline_and_rich_texts_are_read_without_reading_aids(book: Callable[..., Path]) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write(0, 0, "name")
        sheet.write_rich_string(1, 0, "plain ", made.add_format({"bold": True}), "bold")
        sheet.write(2, 0, "東京")

    path = book(fill)
    aided = changed(
        path,
        "xl/sharedStrings.xml",
        lambda xml: xml.replace("<t>東京</t>", '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>'),
    )
    assert rows_of(aided) == [["name"], ["plain bold"], ["東京"]]
    assert rows_of(book(fill, in_memory=True, constant_memory=False))[2] == ["東京"]


def test_a_sheet_can_be_chosen_and_hidden_ones_are_passed_by(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as made:
        first, second = made.add_worksheet("Notes"), made.add_worksheet("Leads")
        first.write(0, 0, "note")
        second.write(0, 0, "name")
        second.activate()
        first.hide()
    assert rows_of(path) == [["name"]]
    assert rows_of(path, "Notes") == [["note"]]
    with pytest.raises(Invalid, match="no sheet “Orders”; there are: Notes, Leads"):
        rows_of(path, "Orders")


def test_it_agrees_with_another_reader(book: Callable[..., Path]) -> None:
    def fill(made: Any, sheet: Any) -> None:
        for row in range(50):
            for column in range(8):
                if (row * 7 + column * 3) % 5:
                    sheet.write(row, column, row * 1.25 if column % 2 else f"t{row}\n{column}")

    path = book(fill)
    theirs = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    ours = {record.number: record.cells for record in Workbook(path).records()}
    for number, row in enumerate(theirs, 1):
        seen = [plain_number(repr(cell)) if isinstance(cell, float) else cell for cell in row]
        assert ours[number] == seen[: len(ours[number])]
        assert not any(seen[len(ours[number]) :])


def bomb(path: Path, megabytes: int) -> Path:
    """A small package that unpacks to a lot."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package,
        package.open(SHEET, "w", force_zip64=True) as part,
    ):
        for _ in range(megabytes):
            part.write(b"\0" * 1024**2)
    path.write_bytes(buffer.getvalue())
    return path


def test_a_workbook_that_unpacks_to_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.xlsx", 100)
    assert path.stat().st_size < 200_000
    with pytest.raises(Invalid, match="too large to be read safely"):
        FileFormat(path).found()


def test_entities_are_refused(book: Callable[..., Path]) -> None:
    lol = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = changed(book(plain), SHEET, lambda xml: xml.replace("?>", "?>" + lol, 1))
    with pytest.raises(Invalid, match="not a readable XLSX"):
        rows_of(path)


def test_a_sheet_as_wide_as_a_bomb_is_refused(book: Callable[..., Path]) -> None:
    with pytest.raises(Invalid, match="more than 2000 columns"):
        rows_of(book(lambda made, sheet: sheet.write(0, 16_000, "far")))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 not a package", "not a readable XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old or password-protected"),
    ],
)
def test_other_things_called_xlsx_are_refused_with_a_way_out(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "given.xlsx"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=words):
        FileFormat(path).found()


def test_a_truncated_workbook_is_refused(book: Callable[..., Path]) -> None:
    path = book(plain)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Invalid, match="not a readable XLSX"):
        rows_of(path)


@pytest.mark.parametrize(
    ("serial", "from_1904", "seen"),
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("61", False, "1900-03-01"),
        ("45351.999999", False, "2024-03-01"),
        ("43889", True, "2024-02-29"),
        ("1e99", False, "1e+99"),
        ("x", False, "x"),
    ],
)
def test_days_are_counted_as_spreadsheets_do(serial: str, from_1904: bool, seen: str) -> None:
    assert date_of_serial(serial, from_1904=from_1904) == seen

"""CSV as the world writes it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from polku.imports.logic.sources import FileFormat, Join, Source
from polku.kernel.errors import Invalid
from tests.environment import data_folder

Write = Callable[..., Path]
SPECTRUM = [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
    "quotes_and_newlines", "simple", "simple_crlf", "utf8", "location_coordinates",
]  # fmt: skip


def read(path: Path, **format_: str) -> tuple[list[str], list[list[str]]]:
    source = Source.opened(FileFormat(path, **format_).found())
    return source.columns, [record.cells for record in source.rows()]


@pytest.mark.data
@pytest.mark.parametrize("name", SPECTRUM)
def test_a_file_of_the_spectrum_reads_as_its_twin(name: str) -> None:
    folder = data_folder()
    assert folder is not None
    twin = json.loads((folder / "csv-spectrum" / "json" / f"{name}.json").read_text("utf-8"))
    twins = [twin] if isinstance(twin, dict) else twin
    if name == "location_coordinates":
        # The data set's own slip: the twin has another phone number than the file.
        twins[0]["Contact Phone Number"] = "2095257564"
    columns, rows = read(folder / "csv-spectrum" / "csvs" / f"{name}.csv")
    assert [dict(zip(columns, row, strict=True)) for row in rows] == twins


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write: Write, sign: str) -> None:
    path = write(f'name{sign}note{sign}sum\nA{sign}"x, y; z"{sign}"1,5"\nB{sign}{sign}2\n')
    assert FileFormat(path).found().delimiter == sign
    assert read(path)[1] == [["A", "x, y; z", "1,5"], ["B", "", "2"]]


def test_decimal_commas_do_not_make_a_comma_the_delimiter(write: Write) -> None:
    assert FileFormat(write("a;b\n1,5;2,5\n3,5;4,5\n")).found().delimiter == ";"


def test_excels_own_first_line_names_the_delimiter_and_is_no_row(write: Write) -> None:
    path = write("sep=;\nname;size\nA,B;1\n")
    source = Source.opened(FileFormat(path).found())
    assert (source.columns, [(row.number, row.cells) for row in source.rows()]) == (
        ["name", "size"],
        [(2, ["A,B", "1"])],
    )


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_unicode_in_any_form_is_found(write: Write, encoding: str, found: str) -> None:
    path = write("nimi,paikka\nÄijä Öljy,Łódź\n漢字,Рига\n".encode(encoding))
    assert FileFormat(path).found().encoding == found
    assert read(path) == (["nimi", "paikka"], [["Äijä Öljy", "Łódź"], ["漢字", "Рига"]])


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "Hämäläinen,Jyväskylän käsityöläisyhdistys,Pääkatu viisi"),
        ("cp1250", "Wójcik,Zażółć gęślą jaźń,Łódź Księży Młyn"),
        ("koi8-r", "Иванов,Общество с ограниченной ответственностью,Санкт-Петербург"),
        ("gb18030", "王小明,北京市海淀区信息技术有限公司,中国北京市"),
        ("iso8859-2", "Wójcik,Zażółć gęślą jaźń,Łódź Księży Młyn"),
        ("cp1252", "Conceição,São João da Boa Vista,Avenida Getúlio"),
        ("cp1251", "Иванов,Общество с ограниченной ответственностью,Санкт-Петербург"),
        ("cp1257", "Bērziņš,Rīgas šokolādes fabrika,Ķīpsalas iela"),
        ("big5", "王小明,臺北市政府資訊局有限公司,臺灣臺北市"),
    ],
)
def test_old_encodings_of_our_languages_are_guessed(write: Write, encoding: str, words: str) -> None:
    text = "name,company,street\n" + f"{words}\n" * 20
    assert read(write(text.encode(encoding)))[1][0] == words.split(",")


def test_an_encoding_can_be_said(write: Write) -> None:
    path = write("name\nÄ\n".encode("cp850"))
    assert read(path, encoding="cp850")[1] == [["Ä"]]
    with pytest.raises(Invalid, match="not an encoding"):
        FileFormat(path, encoding="klingon").found()


def test_a_broken_letter_in_a_utf8_file_is_no_reason_to_misread_the_rest(write: Write) -> None:
    good = "Äijä,Töölö\n" * 30
    path = write(b"a,b\n" + good.encode() + b"bad \x96 dash,x\n")
    assert FileFormat(path).found().encoding == "utf-8"
    assert read(path)[1][0] == ["Äijä", "Töölö"]


def test_ragged_rows_are_told_and_the_others_read(write: Write) -> None:
    source = Source.opened(FileFormat(write("a,b,c\n1,2,3\n1,2\n1,2,3,4\n\n,,\n1,2,3,,\n4,5,6\n")).found())
    assert [(row.number, row.problem) for row in source.rows()] == [
        (2, ""),
        (3, "too_few_cells"),
        (4, "too_many_cells"),
        (7, ""),
        (8, ""),
    ]


def test_a_quote_that_is_never_closed_costs_one_row(write: Write) -> None:
    source = Source.opened(FileFormat(write('a,b\n1,"x\n2,y\n3,z\n'), delimiter=",").found())
    assert [(row.number, row.problem) for row in source.rows()] == [(2, "unclosed_quote"), (3, ""), (4, "")]


def test_a_runaway_quote_in_a_long_file_is_bounded(write: Write) -> None:
    path = write('a,b\n1,"x\n' + "2,yyyyyyyyyyyyyyyyyyyyyyyy\n" * 60_000)
    source = Source.opened(FileFormat(path, delimiter=",").found())
    problems = [row.problem for row in source.rows()]
    assert (len(problems), problems[0], set(problems[1:])) == (60_001, "unclosed_quote", {""})


def test_a_line_without_end_is_refused(write: Write) -> None:
    with pytest.raises(Invalid, match="more than a million characters"):
        read(write("x" * 1_100_000))


def test_columns_are_all_named_and_all_different(write: Write) -> None:
    assert read(write("name,,name,Name,\n1,2,3,4,\n"))[0] == ["name", "Column 2", "name (Column 3)", "Name"]


def test_line_breaks_in_quotes_are_one_row_and_numbers_are_the_spreadsheets(write: Write) -> None:
    source = Source.opened(FileFormat(write('\na,b\n"1\n\n2",x\n\ny,z\n')).found())
    assert [(row.number, row.cells[0]) for row in source.rows()] == [(3, "1\n\n2"), (5, "y")]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_refused(write: Write, content: str) -> None:
    with pytest.raises(Invalid, match=r"The file (is empty|has no rows)"):
        read(write(content))


def test_a_header_alone_has_no_rows(write: Write) -> None:
    assert read(write("a,b\n")) == (["a", "b"], [])


def test_a_nul_is_read_and_left_to_the_cell_to_refuse(write: Write) -> None:
    assert read(write(b"a,b\nx\x00y,2\n"))[1] == [["x\x00y", "2"]]


def test_a_delimiter_must_be_able_to_part(write: Write) -> None:
    with pytest.raises(Invalid, match="can't part columns"):
        FileFormat(write("a,b\n"), delimiter="ab").found()


def test_a_second_file_is_joined_by_its_column_and_both_sides_leftovers_are_told(write: Write) -> None:
    first = write("id,name,note\n1,A,x\n2,B,y\n3,C,z\n", "first.csv")
    second = write("won;id;note\n2020-01-01;2;p\n2021-01-01;2;q\n2022-01-01;9;r\n;;\n5;6;7;8\n", "second.csv")
    source = Source.opened(FileFormat(first).found(), Join(FileFormat(second).found(), "id"))
    rows = [record.cells for record in source.rows()]
    assert source.columns == ["id", "name", "note", "won", "note (2)"]
    assert rows == [["1", "A", "x", "", ""], ["2", "B", "y", "2020-01-01", "p"], ["3", "C", "z", "", ""]]
    assert [(number, issue.code) for number, issue in source.told] == [
        (3, "join_repeated"),
        (6, "too_many_cells"),
        (4, "join_unmatched"),
    ]


def test_the_column_of_a_join_must_stand_in_both_files(write: Write) -> None:
    first, second = write("id,name\n1,A\n", "first.csv"), write("key,won\n1,2\n", "second.csv")
    with pytest.raises(Invalid, match=r"There is no column “id”\. Near: key, won"):
        Source.opened(FileFormat(first).found(), Join(FileFormat(second).found(), "id"))

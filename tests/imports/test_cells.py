"""Cells become values, or are told."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from polku.imports.logic.cells import BadCell, parse_money, parse_number, parser
from polku.imports.logic.guessing import ColumnGuess, guess_column, guess_decimal
from polku.imports.logic.kinds import FieldKind, ImportField
from polku.imports.logic.moments import DateOrder, parse_bool, parse_moment
from polku.kernel.money import Money

HELSINKI = ZoneInfo("Europe/Helsinki")


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=HELSINKI)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "order", "read"),
    [
        ("2024-02-29", "ymd", moment(2024, 2, 29)),
        ("2024/2/9 7:05", "ymd", moment(2024, 2, 9, 7, 5)),
        ("2018-02-26 19:58:54", "ymd", moment(2018, 2, 26, 19, 58, 54)),
        ("2024年2月29日", "ymd", moment(2024, 2, 29)),
        ("29.2.2024", "dmy", moment(2024, 2, 29)),
        ("29.2.2024 klo 13.05", "dmy", moment(2024, 2, 29, 13, 5)),
        ("29/02/24", "dmy", moment(2024, 2, 29)),
        ("2/29/2024 1:05 PM", "mdy", moment(2024, 2, 29, 13, 5)),
        ("12/31/99", "mdy", moment(1999, 12, 31)),
        ("45351", "serial", moment(2024, 2, 29)),
        ("45351.5", "serial", moment(2024, 2, 29, 12)),
    ],
)
def test_a_date_is_read_in_the_order_of_its_column(text: str, order: str, read: datetime) -> None:
    assert parse_moment(text, DateOrder(order), HELSINKI) == read


def test_a_zone_in_the_text_counts() -> None:
    read = parse_moment("2024-02-29T10:00:00Z", DateOrder.YMD, HELSINKI)
    assert read == moment(2024, 2, 29, 12)
    assert parse_moment("29.2.2024 10:00 +02:00", DateOrder.DMY, HELSINKI) == moment(2024, 2, 29, 10)


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-02-30", "29.2.2023", "0001-01-01", "9999-12-31", "13/13/2024"]
)
def test_what_is_no_plausible_date_is_none(text: str) -> None:
    assert [parse_moment(text, order, HELSINKI) for order in DateOrder] == [None] * 4


@pytest.mark.parametrize(
    ("values", "order", "sure"),
    [
        (["2024-01-05", "2024-02-03 10:00"], "ymd", True),
        (["5.1.2024", "31.1.2024"], "dmy", True),
        (["01/05/2024", "01/31/2024"], "mdy", True),
        (["01/05/2024", "02/06/2024"], "dmy", False),
        (["45351", "45352.25"], "serial", True),
    ],
)
def test_the_order_of_dates_is_guessed_and_doubt_is_said(values: list[str], order: str, sure: bool) -> None:
    guess = guess_column(values)
    assert (guess.order, guess.sure) == (order, sure)


def test_one_bad_cell_does_not_hide_that_a_column_holds_dates() -> None:
    assert guess_column(["31.1.2024"] * 9 + [f"{day}.1.2024" for day in range(1, 20)] + ["soon"]).dates


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        (["1234.5", "0.25"], "."),
        (["1 234,50", "0,5"], ","),
        (["1.234,50"], ","),
        (["1,234.50"], "."),
        (["1.234.567"], ","),
        (["1,234"], "."),
        (["€ 12,5"], ","),
        (["12"], "."),
    ],
)
def test_the_decimal_sign_is_guessed(values: list[str], sign: str) -> None:
    assert guess_decimal(values) == sign


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("5", ".", 5),
        ("5.0", ".", 5),
        ("-1 234,5", ",", Decimal("-1234.5")),
        ("1,234", ".", 1234),
        ("1e3", ".", 1000),
    ],
)
def test_numbers_are_exact(text: str, decimal: str, number: int | Decimal) -> None:
    assert parse_number(text, decimal) == number


@pytest.mark.parametrize("text", ["x", "", "1.2.3.4e", "nan", "inf", str(2**63), "1e400", "٣x"])
def test_what_is_no_number_we_keep_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        parse_number(text, ".")


@pytest.mark.parametrize(
    ("text", "decimal", "money"),
    [
        ("1234.5", ".", Money(123450, "EUR")),
        ("1 234,50 €", ",", Money(123450, "EUR")),
        ("PLN 10", ".", Money(1000, "PLN")),
        ("10 zł", ".", Money(1000, "PLN")),
        ("$1,000", ".", Money(100000, "USD")),
        ("-5", ".", Money(-500, "EUR")),
        ("(5.00)", ".", Money(-500, "EUR")),
        ("0.0", ".", Money(0, "EUR")),
        ("JPY 1000", ".", Money(1000, "JPY")),
    ],
)
def test_amounts_are_read_with_their_currency(text: str, decimal: str, money: Money) -> None:
    assert parse_money(text, "EUR", decimal) == money


@pytest.mark.parametrize("text", ["ten", "1.234", "1 2", "9" * 19, "1" * 100, "5 XYZ", "5 euros and more"])
def test_amounts_that_could_be_two_things_are_refused(text: str) -> None:
    with pytest.raises(BadCell):
        parse_money(text, "EUR", ".")


@pytest.mark.parametrize("text", ["1", "Yes", "TRUE", "kyllä", "jā", "tak", "да", "是", "x", "on"])
def test_yes_is_understood_in_six_languages(text: str) -> None:
    assert parse_bool(text) is True


@pytest.mark.parametrize("text", ["0", "No", "false", "ei", "nē", "nie", "нет", "否", "-", "off"])
def test_no_is_understood_in_six_languages(text: str) -> None:
    assert parse_bool(text) is False


def read(kind: FieldKind, text: str, **field: object) -> object:
    return parser(ImportField("f", "F", kind, **field), ColumnGuess(), HELSINKI)(text)  # type: ignore[arg-type]


def test_a_date_or_yes_and_no_is_either() -> None:
    kind = FieldKind.DATETIME_OR_BOOL
    assert [read(kind, text) for text in ("1", "no", "2024-02-29")] == [True, False, moment(2024, 2, 29)]


def test_a_day_has_no_time() -> None:
    assert read(FieldKind.DATE, "2024-02-29 23:30") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["a@b.fi", "mailto:a@b.fi", "Äijä <a@b.fi>"])
def test_mail_addresses_are_taken_out_of_their_wrapping(text: str) -> None:
    assert read(FieldKind.EMAIL, text) == "a@b.fi"


@pytest.mark.parametrize("text", ["a", "a@b", "a b@c.fi", "a@b.fi, c@d.fi", "@b.fi"])
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        read(FieldKind.EMAIL, text)


def test_yes_and_no_can_be_turned_around() -> None:
    assert parser(ImportField("f", "F", FieldKind.BOOL), ColumnGuess(), HELSINKI, negate=True)("yes") is False


def test_line_breaks_become_spaces_where_a_text_has_one_line() -> None:
    assert read(FieldKind.TEXT, "Main Street 5\r\n00100 Helsinki") == "Main Street 5 00100 Helsinki"
    assert read(FieldKind.TEXT, "a\nb", multiline=True) == "a\nb"


def test_a_choice_is_found_in_any_case_and_nothing_else() -> None:
    assert read(FieldKind.CHOICE, "RED", choices=("red", "blue")) == "red"
    with pytest.raises(BadCell):
        read(FieldKind.CHOICE, "green", choices=("red", "blue"))

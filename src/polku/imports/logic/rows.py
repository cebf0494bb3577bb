"""From the cells of a record to the values of a row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from polku.imports.logic.advice import NO_SUCH_CHARACTER, right
from polku.imports.logic.cells import BadCell, Parse, parse_money, parser
from polku.imports.logic.guessing import EMPTY_WORDS, ColumnGuess
from polku.imports.logic.kinds import FieldKind, ImportField, ImportKind, Issue, Outcome, Row, RowOutcome
from polku.imports.logic.mapping import Mapped
from polku.imports.logic.sources import problem_of
from polku.imports.logic.tables import Record
from polku.kernel.errors import gettext_noop

_BROKEN = gettext_noop("The cell holds a character that does not exist in the file's encoding.")
_REQUIRED = gettext_noop("This must not be empty.")


@dataclass(frozen=True)
class _Column:
    place: int
    key: str
    parse: Parse
    right: object


@dataclass(frozen=True)
class _Amount:
    place: int
    field: ImportField
    decimal: str
    right: object


class RowParser:
    """Reads the records of one file by one mapping. Every bad cell of a row is told, not only the first."""

    def __init__(
        self,
        kind: ImportKind,
        columns: Sequence[str],
        mapped: Sequence[Mapped],
        guesses: Mapping[str, ColumnGuess],
        *,
        zone: ZoneInfo,
        currency: str,
        empty_words: Sequence[str] = (),
    ) -> None:
        self._names = list(columns)
        self._currency = currency
        self._empty = EMPTY_WORDS | {word.strip().lower() for word in empty_words}
        self._columns: list[_Column] = []
        self._amounts: list[_Amount] = []
        self._required = [field.key for field in kind.fields if field.required]
        for one in mapped:
            field = kind.field(one.field)
            assert field is not None  # the mapping was checked against the kind
            guess = guesses.get(one.column, ColumnGuess())
            place = self._names.index(one.column)
            if field.kind == FieldKind.MONEY:
                self._amounts.append(_Amount(place, field, guess.decimal, right(field, guess)))
            else:
                parse = parser(field, guess, zone, negate=one.negate)
                self._columns.append(_Column(place, one.field, parse, right(field, guess)))

    def parse(self, record: Record) -> Row | RowOutcome:
        """The row, with what is wrong with its cells; an outcome where they can't even be told apart."""
        if record.problem:
            return RowOutcome(record.number, Outcome.FAILED, errors=(problem_of(record, len(self._names)),))
        cells, empty = record.cells, self._empty
        values: dict[str, Any] = {}
        errors: list[Issue] = []
        for column in self._columns:
            text = cells[column.place].strip()
            if not text or text.lower() in empty:
                continue
            try:
                values[column.key] = column.parse(text)
            except BadCell as bad:
                errors.append(_told(column.key, bad, column.right))
        for amount in self._amounts:
            self._read_amount(amount, cells, values, errors)
        told = {issue.field for issue in errors}
        errors += [
            Issue(key, "required", _REQUIRED)
            for key in self._required
            if key not in values and key not in told
        ]
        return Row(record.number, values, dict(zip(self._names, cells, strict=False)), tuple(errors))

    def _read_amount(
        self, amount: _Amount, cells: Sequence[str], values: dict[str, Any], errors: list[Issue]
    ) -> None:
        text = cells[amount.place].strip()
        if not text or text.lower() in self._empty:
            return
        currency = values.get(amount.field.currency_field) or self._currency
        try:
            values[amount.field.key] = parse_money(text, currency, amount.decimal)
        except BadCell as bad:
            errors.append(_told(amount.field.key, bad, amount.right))


Progress = Callable[[int], None]


def _told(key: str, bad: BadCell, right: object) -> Issue:
    if bad.code == "surrogate":
        return Issue(key, "broken_character", _BROKEN, NO_SUCH_CHARACTER)
    return Issue(key, bad.code, bad.message, right)

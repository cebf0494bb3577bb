"""A report as a table that a page shows and a file holds alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http.response import HttpResponseBase
from django.utils.functional import Promise

from polku.books.words import amount
from polku.kernel.money import Money
from polku.ui.export import Cell as FileCell
from polku.ui.export import Column, export_response

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Heading:
    """A column; `kind` is text, money (minor units of the sheet's currency), number or day."""

    said: Words
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it leads: to the rows it was made of."""

    value: str | int | date | None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as a page shows it."""

    said: str | date | None
    href: str
    kind: str


@dataclass(frozen=True)
class Row:
    """Cells in the order of the headings; `is_total` closes what stands above it."""

    cells: Sequence[Cell]
    is_total: bool = False


@dataclass(frozen=True)
class Sheet:
    """A report."""

    title: Words
    headings: Sequence[Heading]
    rows: Sequence[Row]
    currency: str
    filename: str
    note: Words = ""
    nothing: Words = ""
    alarms: Sequence[Words] = field(default=())

    @property
    def shown(self) -> list[tuple[Row, list[Shown]]]:
        """Rows with their cells as a page shows them."""
        return [
            (row, [self._shown(cell, head) for cell, head in zip(row.cells, self.headings, strict=True)])
            for row in self.rows
        ]

    def _shown(self, cell: Cell, heading: Heading) -> Shown:
        if heading.kind == "money" and isinstance(cell.value, int):
            return Shown(amount(cell.value, self.currency), cell.href, "money")
        said = str(cell.value) if isinstance(cell.value, int) else cell.value
        return Shown(said, cell.href, heading.kind)

    def file(self, file_format: str) -> HttpResponseBase:
        """The same as a download; amounts to the last decimal. Raises: Invalid for another format."""
        columns = [
            Column[Row](heading.said, self._getter(place)) for place, heading in enumerate(self.headings)
        ]
        return export_response(self.rows, columns, format=file_format, filename=self.filename)

    def _getter(self, place: int) -> "Getter":
        return Getter(place, self.currency if self.headings[place].kind == "money" else "")


@dataclass(frozen=True, slots=True)
class Getter:
    """Gives one cell of a row as a file holds it."""

    place: int
    currency: str

    def __call__(self, row: Row) -> FileCell:
        value = row.cells[self.place].value
        if self.currency and isinstance(value, int):
            return Money(value, self.currency).decimal
        return value

"""The lines of an offer as a form holds them: a table of inputs, read and written back as typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.rounding import half_up
from polku.catalogue.meaning import products_meant
from polku.catalogue.rules import sees_costs
from polku.company.queries import company
from polku.kernel.errors import Invalid
from polku.kernel.money import Money, exponent
from polku.quotes.logic.costs import Costs, Running
from polku.quotes.logic.incoming import OfferedLine
from polku.quotes.models import QuoteLine

NAMES = (
    "product", "sku", "description", "quantity", "unit", "unit_price", "discount", "tax_category", "tax", "optional",
    "group", "cost", "kind",
)  # fmt: skip
BLANK_ROWS = 1
COST_BLANKS = 2
NUMBERS = {
    "quantity": "quantity",
    "unit_price": "unit_price",
    "discount": "discount_percent",
    "tax": "tax_percent",
}
DIGITS_MAX = 30
COST_NAMES = ("run_text", "run_amount", "run_first", "run_last")


@dataclass
class Row:
    """A line as it stands in the form; `errors` by the input's name."""

    number: int
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    total: str = ""
    margin: str = ""

    @property
    def is_long(self) -> bool:
        """Whether its words take more than a line: an input would lose the others."""
        return "\n" in self.values["description"]

    @property
    def is_fresh(self) -> bool:
        """Whether it was typed now and no product was chosen: a line that stood there has its kind."""
        values = self.values
        return bool(values["description"].strip()) and not (
            values["product"] or values["kind"] or self.is_long
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(self.values[name].strip() for name in ("product", "description", "unit_price"))


def rows_of(lines: Sequence[QuoteLine], *, shows_cost: bool) -> list[Row]:
    """Lines of a version as the form shows them."""
    return [
        Row(
            number,
            {
                "product": str(line.product_id or ""),
                "sku": line.sku,
                "description": line.description,
                "quantity": _written(line.quantity),
                "unit": line.unit,
                "unit_price": _written(line.unit_price),
                "discount": _written(line.discount_percent) if line.discount_percent else "",
                "tax_category": line.tax_category,
                "tax": _written(line.tax_percent),
                "optional": "1" if line.optional else "",
                "group": line.group,
                "cost": _cost_each(line) if shows_cost else "",
                "kind": line.kind,
            },
        )
        for number, line in enumerate(lines)
    ]


def _cost_each(line: QuoteLine) -> str:
    """What one of a line of no product costs, as somebody told it; empty where nobody did, or a card tells it."""
    if line.product_id is not None or line.cost_minor is None:
        return ""
    each = Money(line.cost_minor, company().currency).decimal / line.quantity
    return _written(round(each, 6))


def blank(number: int) -> Row:
    """A row to be filled in."""
    return Row(number, dict.fromkeys(NAMES, "") | {"quantity": "1"})


def with_blanks(rows: Sequence[Row]) -> list[Row]:
    """The rows, and some empty ones below."""
    return [*rows, *(blank(len(rows) + more) for more in range(BLANK_ROWS))]


def typed(data: QueryDict) -> list[Row]:
    """The rows of a form that was sent, without empty ones."""
    columns: Mapping[str, list[str]] = {name: data.getlist(name) for name in NAMES}
    height = max((len(column) for column in columns.values()), default=0)
    rows = [
        Row(
            number, {name: column[number] if number < len(column) else "" for name, column in columns.items()}
        )
        for number in range(height)
    ]
    kept = [row for row in rows if not row.is_empty]
    for number, row in enumerate(kept):
        row.number = number
    return kept


def offered(rows: Sequence[Row], actor: Actor) -> tuple[OfferedLine, ...]:
    """The rows as the domain takes them; a product that was typed, and not chosen, is one too.

    Raises: Invalid, its field `lines.<number>.<name>`, where a number cannot be read or several products are meant.
    """
    fresh = {row.number + 1: row.values["description"] for row in rows if row.is_fresh}
    meant = products_meant(fresh, actor, field=lambda line: f"lines.{line - 1}.description")
    sees = sees_costs(actor)
    return tuple(_offered(row, meant.get(row.number + 1), sees=sees) for row in rows)


def _cost(row: Row, quantity: Decimal) -> int | None:
    """What a line of no product costs, by what each is said to cost in company currency; None where it is not told."""
    text, place = row.values["cost"].strip(), f"lines.{row.number}.cost"
    if not text:
        return None
    try:
        each = read_number(text)
    except ValueError as error:
        raise Invalid(_("“%(text)s” is not a number.") % {"text": text[:40]}, field=place) from error
    if each < 0:
        raise Invalid(_("A cost is not negative."), field=place)
    return half_up(Fraction(each * quantity) * 10 ** exponent(company().currency))


def _offered(row: Row, meant: int | None, *, sees: bool) -> OfferedLine:
    values = row.values
    numbers: dict[str, Any] = {}
    for name, column in NUMBERS.items():
        text = values[name].strip()
        try:
            numbers[column] = read_number(text) if text else None
        except ValueError as error:
            message = _("“%(text)s” is not a number.") % {"text": text[:40]}
            raise Invalid(message, field=f"lines.{row.number}.{column}") from error
    product = values["product"].strip()
    product_id = int(product) if product.isdecimal() and len(product) < 19 else meant
    quantity = numbers["quantity"] if numbers["quantity"] is not None else Decimal(1)
    return OfferedLine(
        AskedLine(
            product_id=product_id,
            quantity=quantity,
            description="" if meant else values["description"].replace("\r\n", "\n"),
            sku=values["sku"],
            kind=values["kind"],
            unit=values["unit"],
            unit_price=numbers["unit_price"],
            discount_percent=numbers["discount_percent"],
            tax_category=values["tax_category"] if numbers["tax_percent"] is not None else "",
            tax_percent=numbers["tax_percent"],
            cost_minor=_cost(row, quantity) if product_id is None and sees else None,
        ),
        bool(values["optional"]),
        values["group"],
    )


@dataclass
class CostRow:
    """What runs every year, as it stands in the form."""

    number: int
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def cost_rows(costs: Costs, currency: str) -> list[CostRow]:
    """The yearly costs of a version as the form shows them."""
    return [
        CostRow(
            number,
            {
                "run_text": one.text,
                "run_amount": f"{Money(one.minor, currency).decimal:f}",
                "run_first": str(one.first),
                "run_last": str(one.last or costs.years),
            },
        )
        for number, one in enumerate(costs.running)
    ]


def cost_blanks(rows: Sequence[CostRow]) -> list[CostRow]:
    """The rows, and empty ones below."""
    blanks = range(len(rows), len(rows) + COST_BLANKS)
    return [*rows, *(CostRow(number, dict.fromkeys(COST_NAMES, "")) for number in blanks)]


def cost_typed(data: QueryDict) -> list[CostRow]:
    """The yearly costs of a form that was sent, without empty rows."""
    rows = zip_longest(*(data.getlist(name) for name in COST_NAMES), fillvalue="")
    filled = [dict(zip(COST_NAMES, row, strict=True)) for row in rows if any(text.strip() for text in row)]
    return [CostRow(number, values) for number, values in enumerate(filled)]


def costs(rows: Sequence[CostRow], years: int | None, now: str, currency: str) -> Costs:
    """The yearly costs as the domain takes them. Raises: Invalid, naming row and field."""
    place = "costs.now_minor"
    now_minor = read_minor(now, currency, place) if now.strip() else None
    return Costs(years or 0, tuple(_running(row, currency) for row in rows), now_minor)


def _running(row: CostRow, currency: str) -> Running:
    place = f"costs.running.{row.number}"
    values = {name: text.strip() for name, text in row.values.items()}
    first = _whole(values["run_first"], f"{place}.first") or 1
    last = _whole(values["run_last"], f"{place}.last")
    return Running(
        values["run_text"], read_minor(values["run_amount"], currency, f"{place}.minor"), first, last
    )


def read_minor(text: str, currency: str, place: str) -> int:
    """An amount as typed, in minor units. Raises: Invalid, its field `place`."""
    try:
        return Money.from_decimal(read_number(text), currency).minor
    except ValueError as error:
        raise Invalid(_("“%(text)s” is not a number.") % {"text": text[:40]}, field=place) from error


def _whole(text: str, place: str) -> int | None:
    if text and not (text.isdecimal() and text.isascii() and len(text) < 4):
        raise Invalid(_("“%(text)s” is not a number.") % {"text": text[:40]}, field=place)
    return int(text) if text else None


def put_cost_errors(rows: Sequence[CostRow], error: Invalid) -> None:
    """Put what was refused of the yearly costs beside its cell."""
    names = {"text": "run_text", "minor": "run_amount", "first": "run_first", "last": "run_last"}
    for place, messages in error.errors.items():
        parts = place.split(".")
        if len(parts) == 4 and parts[:2] == ["costs", "running"] and int(parts[2]) < len(rows):
            rows[int(parts[2])].errors[names.get(parts[3], "run_text")] = messages[0]


def put_errors(rows: Sequence[Row], error: Invalid) -> list[str]:
    """Put what was refused beside its cell; what belongs to no cell is given back."""
    back = {column: name for name, column in NUMBERS.items()} | {"product_id": "description"}
    rest: list[str] = []
    for place, messages in error.errors.items():
        parts = place.split(".")
        if len(parts) == 3 and parts[0] == "lines" and parts[1].isdecimal() and int(parts[1]) < len(rows):
            name = back.get(parts[2], parts[2])
            rows[int(parts[1])].errors[name if name in NAMES else "description"] = messages[0]
        rest.append(messages[0])
    return rest


def read_number(text: str) -> Decimal:
    """An exact number, however its decimals are marked. Raises: ValueError."""
    plain = "".join(text.split()).replace("\u2212", "-")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    digits = plain.lstrip("+-").replace(".", "", 1)
    if len(plain) > DIGITS_MAX or not digits.isdecimal() or not plain.isascii():
        raise ValueError(text)
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error


def _written(number: Decimal) -> str:
    return f"{number.normalize():f}"

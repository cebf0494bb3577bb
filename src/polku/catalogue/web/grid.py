"""The table in which the prices of a list are typed: its rows, and what was typed into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.catalogue.actions import PriceRow, PriceWritten
from polku.catalogue.models import PriceList, Product
from polku.catalogue.queries import prices_in
from polku.catalogue.rules import sees_costs
from polku.catalogue.web.forms import language
from polku.catalogue.web.inputs import read_number, written
from polku.catalogue.web.shown import price_text
from polku.kernel.errors import Conflict, DomainError, Invalid


@dataclass(frozen=True)
class Cell:
    """A price with its quantity as they stand in the inputs; `name` tells them apart."""

    product: Product
    name: str
    label: str
    quantity: str
    price: str
    old_quantity: str = ""
    old_price: str = ""
    cost: str = ""
    is_first: bool = True
    error: str = ""


def cells(of: PriceList, products: Sequence[Product], actor: Actor, more: int | None) -> list[Cell]:
    """A row for every price of these products, an empty one where there is none (or one `more` was asked for)."""
    known = prices_in(of.pk, [one.pk for one in products])
    found: list[Cell] = []
    for product in products:
        label = product.name.to(language())
        cost = product.cost if sees_costs(actor) else None
        told = price_text(cost.decimal, cost.currency) if cost else ""
        rows = [(written(one.min_quantity), written(one.unit_price)) for one in known.get(product.pk, [])]
        rows += [("", "")] if not rows or product.pk == more else []
        found += [
            Cell(
                product,
                f"{product.pk}-{n}",
                label,
                _zero(quantity),
                price,
                _zero(quantity),
                price,
                told,
                n == 0,
            )
            for n, (quantity, price) in enumerate(rows)
        ]
    return found


def typed(rows: Sequence[Cell], data: Mapping[str, str]) -> list[Cell]:
    """The rows with what was typed and with what the page held when it was opened."""
    return [
        replace(
            row,
            quantity=data.get(f"q-{row.name}", row.quantity)[:30],
            price=data.get(f"p-{row.name}", row.price)[:30],
            old_quantity=data.get(f"oq-{row.name}", row.old_quantity)[:30],
            old_price=data.get(f"op-{row.name}", row.old_price)[:30],
        )
        for row in rows
    ]


def changes(rows: Sequence[Cell]) -> tuple[list[PriceRow], list[Cell]]:
    """What to write of what was typed, with the row of each; a row that cannot be read says so.

    Raises: Invalid where a row cannot be read (its `error` is set by `with_errors`).
    """
    wanted, of = [], []
    for row in rows:
        if (row.quantity.strip(), row.price.strip()) == (row.old_quantity, row.old_price):
            continue
        quantity, price = _number(row.quantity) or Decimal(0), _number(row.price)
        old_quantity, old_price = _number(row.old_quantity) or Decimal(0), _number(row.old_price)
        moved = old_price is not None and quantity != old_quantity
        if moved:
            wanted.append(PriceRow(row.product.pk, None, old_quantity, old_price, has_base=True))
            of.append(row)
        base = None if moved else old_price
        wanted.append(PriceRow(row.product.pk, price, quantity, base, has_base=True))
        of.append(row)
    return wanted, of


def unreadable(rows: Sequence[Cell]) -> dict[str, str]:
    """What is wrong with what was typed, by row."""
    found = {}
    for row in rows:
        try:
            _number(row.quantity), _number(row.price)
        except Invalid as error:
            found[row.name] = error.errors["__all__"][0]
    return found


def refused(answers: Sequence[PriceWritten], of: Sequence[Cell]) -> dict[str, str]:
    """What the action refused, by row."""
    return {row.name: _said(one.error) for one, row in zip(answers, of, strict=True) if one.error}


def with_errors(rows: Sequence[Cell], errors: Mapping[str, str]) -> list[Cell]:
    """The rows, each with what is wrong with it."""
    return [replace(row, error=errors.get(row.name, "")) for row in rows]


def _said(error: DomainError) -> str:
    if isinstance(error, Conflict):
        theirs = error.fields["unit_price"]["theirs"]
        return _("Somebody set it to %(price)s meanwhile. Save again to put yours in its place.") % {
            "price": theirs or "–"
        }
    return _(str(error.message))


def _number(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return read_number(text)
    except ValueError as error:
        raise Invalid(_("“%(text)s” is not a number.") % {"text": text[:30]}) from error


def _zero(quantity: str) -> str:
    return "" if quantity == "0" else quantity

"""Lines as people type them, in a form of any domain: texts in, lines for the catalogue out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from polku.access.logic import Actor
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.meaning import products_meant
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.orders.models import OrderLine

LINES_MAX = 200
PARTS = ("line_id", "what", "quantity", "unit_price", "discount", "tax", "codes")


def exact(text: str, label: str, line: int) -> Decimal | None:
    """A number as people type it; None for nothing. Raises: Invalid, naming the line."""
    plain = "".join(text.split()).replace("\u2212", "-").replace(",", ".")
    if not plain:
        return None
    if len(plain) <= 20 and plain.isascii() and plain.lstrip("+-").replace(".", "", 1).isdecimal():
        return Decimal(plain)
    message = gettext_noop("Line %(line)s: “%(text)s” is not a number.")
    raise Invalid(Message(message, line=line, text=text[:20]), field=label)


@dataclass(frozen=True)
class Typed:
    """A line as it was typed: texts, as the form shows them again; `codes` are serial numbers or lots."""

    line_id: str = ""
    what: str = ""
    quantity: str = ""
    unit_price: str = ""
    discount: str = ""
    tax: str = ""
    codes: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed; a line that is there already counts while it has a quantity."""
        return not (self.quantity if self.line_id else self.what).strip()


def typed_lines(post: QueryDict) -> list[Typed]:
    """The lines of a form, each part sent as often as there are lines."""
    columns: Mapping[str, list[str]] = {name: post.getlist(name) for name in PARTS}
    number = min(max((len(found) for found in columns.values()), default=0), LINES_MAX)
    return [
        Typed(**{name: found[at][:500] if at < len(found) else "" for name, found in columns.items()})
        for at in range(number)
    ]


def of_lines(lines: Sequence[OrderLine]) -> list[Typed]:
    """The lines of an order as a form shows them."""
    return [
        Typed(
            str(line.pk),
            line.description or line.sku,
            plain(line.quantity),
            plain(line.unit_price),
            plain(line.discount_percent) if line.discount_percent else "",
            plain(line.tax_percent),
        )
        for line in lines
    ]


def asked_lines(typed: Sequence[Typed], actor: Actor) -> list[tuple[int | None, AskedLine]]:
    """The lines as the domain takes them, with their ids: the number or name of a product is it, other words are free.

    Raises: Invalid, naming the line.
    """
    meant = [one for one in typed if not one.is_empty]
    fresh = {number: one.what for number, one in enumerate(meant, start=1) if not one.line_id}
    known = products_meant(fresh, actor, field=lambda _line: "what")
    found = []
    for number, one in enumerate(meant, start=1):
        key = int(one.line_id) if one.line_id.isascii() and one.line_id.isdigit() else None
        found.append((key, _asked(one, known.get(number), number)))
    return found


def plain(number: Decimal) -> str:
    """A number as an input holds it."""
    return f"{number.normalize():f}"


def _asked(one: Typed, product_id: int | None, line: int) -> AskedLine:
    quantity = exact(one.quantity, "quantity", line)
    return AskedLine(
        product_id=product_id,
        quantity=Decimal(1) if quantity is None else quantity,
        description="" if product_id else one.what.strip(),
        kind="" if product_id or one.line_id else "service",
        unit_price=exact(one.unit_price, "unit_price", line),
        discount_percent=exact(one.discount, "discount", line),
        tax_percent=None if one.line_id else exact(one.tax, "tax", line),
    )

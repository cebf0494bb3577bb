"""Lines whose cost nobody knows and from whose price something was taken off: no margin tells of them."""

from collections.abc import Mapping, Sequence
from typing import Final

from polku.catalogue.logic.pricing import Wanted
from polku.catalogue.queries.filling import turned
from polku.catalogue.queries.pricing import price_lines
from polku.kernel.errors import Message, gettext_noop
from polku.quotes.models import Quote, QuoteLine, QuoteVersion

_BLIND: Final = gettext_noop(
    "The cost of %(lines)s is not known: somebody must approve what is taken off the price."
)


def given_blindly(
    row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine], costs: Mapping[int, int | None]
) -> Message | None:
    """Names lines of no known cost with a discount, or below the list price as of when the version was made."""
    blind = [line for line in lines if costs[line.position] is None]
    below = _below_list(row, version, [line for line in blind if not line.discount_percent])
    found = [line for line in blind if line.discount_percent or line.position in below]
    if not found:
        return None
    return Message(_BLIND, lines=", ".join(line.description.partition("\n")[0] for line in found))


def _below_list(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine]) -> set[int]:
    """The positions of lines below their list price; what no list prices is below none."""
    wanted = {
        line.position: Wanted(line.product_id, line.quantity) for line in lines if line.product_id is not None
    }
    if not wanted:
        return set()
    found = price_lines(
        list(wanted.values()),
        customer_id=row.customer_id,
        currency=row.currency,
        at=version.made_at,
        codes=(),
    )
    listed = dict(zip(wanted, found, strict=True))
    below = set()
    for line in lines:
        one = listed.get(line.position)
        if one is None or one.list_price is None:
            continue
        tax = (one.prices_include_tax, version.prices_include_tax, line.tax_percent)
        if line.unit_price < turned(one.list_price, *tax):
            below.add(line.position)
    return below

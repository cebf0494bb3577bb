"""What a scanner reads at the counter: the number of a product, or of one piece of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from polku.catalogue.meaning import number_of
from polku.catalogue.models import Product
from polku.orders.typed import Typed
from polku.stock.models import Unit


def scanned(typed: Sequence[Typed]) -> list[Typed]:
    """Lines as they were typed; where a serial number or lot was, its product stands there and it is among the codes.

    The number of a product is taken for that first; a code of two products stays as it was typed. Two statements.
    """
    words = {number_of(one.what) for one in typed if one.what.strip() and not one.line_id}
    numbers = set(Product.objects.filter(sku__in=words).values_list("sku", flat=True)) if words else set()
    pieces: dict[str, set[str]] = defaultdict(set)
    if words - numbers:
        rows = Unit.objects.filter(code__in=words - numbers, location__isnull=False)
        for code, sku in rows.values_list("code", "product__sku"):
            pieces[code].add(sku)
    found = []
    for one in typed:
        code = number_of(one.what)
        known = pieces.get(code, set())
        if len(known) == 1 and not one.line_id:
            found.append(replace(one, what=next(iter(known)), codes=f"{code} {one.codes}".strip()))
        else:
            found.append(one)
    return found

"""Which product people mean by what they type into a line of any document."""

from collections.abc import Callable, Mapping

from polku.access.logic import Actor
from polku.catalogue.models import Product
from polku.catalogue.queries import called
from polku.kernel.errors import Invalid, Message, gettext_noop


def products_meant(
    words: Mapping[int, str], actor: Actor, *, field: Callable[[int], str]
) -> Mapping[int, int]:
    """The products by the numbers of lines: the number or the name of a product is it, other words are free.

    Raises: Invalid, naming the line, where several products are called so.
    """
    numbers = {number_of(what) for what in words.values()}
    rows = Product.objects.visible_to(actor).current().filter(sku__in=numbers) if numbers else ()
    known = {row.sku: row.pk for row in rows}
    found = {}
    for line, what in words.items():
        product_id = known.get(number_of(what)) or _called(what, actor, line, field(line))
        if product_id is not None:
            found[line] = product_id
    return found


def number_of(what: str) -> str:
    """The number of the product that was chosen: what stands before its name."""
    return what.split(" – ")[0].strip()


def _called(what: str, actor: Actor, line: int, field: str) -> int | None:
    """The product that goes by these words alone. Raises: Invalid where several do, with their numbers."""
    found = called(actor, what)
    if len(found) > 1:
        message = gettext_noop("Line %(line)s: several products are called so: %(numbers)s.")
        numbers = ", ".join(one.sku for one in found)
        raise Invalid(Message(message, line=line, numbers=numbers), field=field)
    return found[0].pk if found else None

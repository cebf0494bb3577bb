"""What is left open of an order, on its page."""

from collections.abc import Mapping
from typing import Any

from polku.access.logic import Actor
from polku.cycle import queries
from polku.cycle.web.linking import links_of
from polku.cycle.web.views import rows_of_order


def of_order(actor: Actor, order_id: int) -> Mapping[str, Any]:
    """What is left open, each with what settles it, and all that belongs to the order."""
    found = queries.review_of(order_id, actor=actor)
    return {"rows": rows_of_order(found.discrepancies, actor), "links": links_of(found.order, actor)}

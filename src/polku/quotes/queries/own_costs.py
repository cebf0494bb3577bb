"""Costs by which an offer is judged: whoever writes it does not make its margin better by lowering a cost first."""

from collections.abc import Mapping, Sequence
from typing import Final

from polku.catalogue.models import Product
from polku.catalogue.queries.filling import card_cost
from polku.db.lists import among
from polku.eventlog.models import Change
from polku.quotes.models import Quote, QuoteLine, QuoteVersion

_FIELDS: Final = ("cost_minor", "cost_currency")


def judged_costs(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine]) -> dict[int, int | None]:
    """The cost of each line, by its position, that its margin is judged by; None where nobody else knows one.

    Where the author of the version set a product's cost since the deal began, what it was before counts, unless that
    makes the margin look better. One query, a second where there is such a cost.
    """
    before = _before(row, version, {line.product_id for line in lines if line.product_id is not None})
    cards = Product.objects.in_bulk(list(before)) if before else {}
    for product_id, fields in before.items():
        for name, value in fields.items():
            setattr(cards[product_id], name, value)
    costs: dict[int, int | None] = {}
    for line in lines:
        costs[line.position] = line.cost_minor
        if line.product_id in cards and line.cost_minor is not None:
            known = card_cost(cards[line.product_id], line.quantity)
            costs[line.position] = None if known is None else max(known, line.cost_minor)
    return costs


def _before(row: Quote, version: QuoteVersion, product_ids: set[int]) -> Mapping[int, dict[str, object]]:
    """What the fields of costs were before the author changed them first."""
    if not product_ids or version.by_id is None:
        return {}
    changes = Change.objects.filter(
        table="product",
        row_id__in=among(product_ids),
        field__in=_FIELDS,
        event__actor_id=version.by_id,
        event__recorded_at__gte=row.deal.recorded_at,
    )
    found: dict[int, dict[str, object]] = {}
    for change in changes.order_by("id"):
        found.setdefault(change.row_id, {}).setdefault(change.field, change.before)
    return found

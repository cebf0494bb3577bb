"""Money of customers that waits to be matched: who has paid is not reminded."""

from collections.abc import Collection, Mapping

from django.db.models import Sum

from polku.db.lists import among
from polku.payments.logic.kinds import Side
from polku.payments.models import Item


def with_credit(customer_ids: Collection[int]) -> Mapping[tuple[int, str], int]:
    """What is open of payments and credit notes, by customer and currency: one query."""
    rows = Item.objects.filter(customer_id__in=among(customer_ids), side=Side.CREDIT, open_minor__gt=0)
    sums = rows.order_by().values_list("customer_id", "currency").annotate(total=Sum("open_minor"))
    return {(customer_id or 0, currency): total for customer_id, currency, total in sums}

"""What went wrong with goods that left: how much of them may go out again, and which orders do that."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from polku.db.lists import among
from polku.orders.logic.states import LineKind, Trouble
from polku.orders.models import OrderLine, OrderTrouble
from polku.orders.progress import Step, away, so_far

OF_GOODS = frozenset({Trouble.SHORT_DELIVERY, Trouble.DAMAGED})
"""Of these it must be said how much goes out again."""


def replaceable(order_id: int, line_id: int | None = None) -> Mapping[int, Decimal]:
    """How much of each line of goods the customer has and was not made up for yet; of one line where it is named."""
    goods = OrderLine.objects.filter(order_id=order_id, kind=LineKind.GOODS).order_by("position")
    rows = goods.filter(id=line_id) if line_id else goods
    made_up = OrderTrouble.objects.filter(order_id=order_id, replacement__isnull=False)
    done = dict(made_up.order_by().values_list("line_id").annotate(Sum("replacement__quantity")))
    known: QuerySet[Any] = so_far(rows, Step.SHIPPED).annotate(away=away())
    left = {row.pk: row.shipped - row.away - done.get(row.pk, 0) for row in known}
    return {key: most for key, most in left.items() if most > 0}


def made_up_by(order_ids: Sequence[int]) -> list[OrderTrouble]:
    """What these orders make up for."""
    rows = OrderTrouble.objects.filter(replacement__order_id__in=among(order_ids))
    return list(rows.select_related("replacement").order_by("id"))

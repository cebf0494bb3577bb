"""By which steps orders are billed, and which of the steps are due."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from polku.access.logic import Actor
from polku.billing.logic.plans import amounts
from polku.billing.models import PlanStep
from polku.billing.rules import BillingPermission
from polku.db.lists import among
from polku.orders.logic.states import State
from polku.orders.models import Order


@dataclass(frozen=True)
class Planned:
    """A step with its order, its place among so many, and what it comes to with tax."""

    step: PlanStep
    order: Order
    place: int
    steps: int
    amount_minor: int


def plan_of(order: Order) -> list[Planned]:
    """The steps of an order."""
    return _planned([order])


def due(actor: Actor, *, on: date, limit: int) -> list[Planned]:
    """Steps whose day has come and that are not billed, the oldest first; three statements."""
    orders = Order.objects.visible_to(actor).reached_by(actor, BillingPermission.DRAFT)
    orders = orders.filter(state=State.CONFIRMED, held_at=None)
    late = PlanStep.objects.filter(invoice=None, on_date__lte=on, order__in=orders).order_by("on_date", "id")
    ids = dict(late.values_list("id", "order_id")[:limit])
    found = Order.objects.filter(id__in=among(set(ids.values()))).select_related("customer")
    planned = [one for one in _planned(list(found)) if one.step.id in ids]
    return sorted(planned, key=lambda one: (one.step.on_date, one.step.id))


def _planned(orders: Collection[Order]) -> list[Planned]:
    by_order: dict[int, list[PlanStep]] = defaultdict(list)
    rows = PlanStep.objects.filter(order_id__in=among([one.id for one in orders])).select_related("invoice")
    for row in rows.order_by("order_id", "position"):
        by_order[row.order_id].append(row)
    found = []
    for order in orders:
        steps = by_order[order.id]
        sums = amounts(order.gross_minor, [one.percent for one in steps])
        found += [
            Planned(step, order, place, len(steps), minor)
            for place, (step, minor) in enumerate(zip(steps, sums, strict=True), start=1)
        ]
    return found

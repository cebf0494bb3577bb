"""What other pages show of returns: orders, deliveries, deals, customers, Today."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.returns.addresses import return_url
from polku.returns.logic.states import State
from polku.returns.models import Return
from polku.returns.queries.listing import waiting, waits_for
from polku.returns.queries.returnable import returnable
from polku.returns.rules import ReturnPermission
from polku.returns.web.shown import row_of
from polku.returns.words import REASONS
from polku.stock.models import Shipment
from polku.ui.registry import TodayRow

SHOWN = 10
TODAY = 100
RETURNS = gettext_lazy("Returns")
ACTS = {
    "requested": gettext_lazy("Decide"),
    "approved": gettext_lazy("Receive goods"),
    "received": gettext_lazy("Settle"),
}
DOORS = {"requested": "returns:approval", "approved": "returns:receipt", "received": "returns:settlement"}
RANKS = {"requested": 30, "approved": 45, "received": 30}


def of(name: str) -> Callable[[Actor, int], Mapping[str, Any] | None]:
    """The panel of a `deal` or a `customer`; nothing where nothing came back."""

    def load(actor: Actor, record_id: int) -> Mapping[str, Any] | None:
        rows = _rows(actor, **{f"order__{name}_id": record_id})
        return {"rows": rows} if rows else None

    return load


def of_order(actor: Actor, order_id: int) -> Mapping[str, Any] | None:
    """The returns of an order, and the way to take one up."""
    rows = _rows(actor, order_id=order_id)
    can = actor.may(ReturnPermission.REQUEST) and bool(returnable(order_id))
    url = reverse("returns:new", args=[order_id]) if can else ""
    return {"rows": rows, "new_url": url} if rows or can else None


def of_shipment(actor: Actor, shipment_id: int) -> Mapping[str, Any] | None:
    """The returns of a delivery, and the way to take one up."""
    rows = _rows(actor, lines__shipment_line__shipment_id=shipment_id)
    order_id = Shipment.objects.values_list("order_id", flat=True).get(id=shipment_id)
    can = actor.may(ReturnPermission.REQUEST) and bool(returnable(order_id, shipment_id=shipment_id))
    url = f"{reverse('returns:new', args=[order_id])}?shipment={shipment_id}" if can else ""
    return {"rows": rows, "new_url": url} if rows or can else None


def _rows(actor: Actor, **which: int) -> list[dict[str, Any]]:
    found = Return.objects.visible_to(actor).filter(**which).distinct().select_related("order__customer")
    return [row_of(row) for row in found.prefetch_related("lines__order_line").order_by("-id")[:SHOWN]]


def today(actor: Actor, _at: datetime) -> Sequence[TodayRow]:
    """Returns that wait for this person: for a decision, for their goods to be taken in, to be settled."""
    found = []
    for row in waiting(actor, TODAY):
        left = [line.resolution for line in row.lines.all() if line.settled_at is None]
        if waits_for(row, left, actor):
            found.append(_today_row(row))
    return found


def _today_row(row: Return) -> TodayRow:
    since = {"requested": row.requested_at, "approved": row.approved_at, "received": row.received_at}
    why = {
        "requested": _("A return waits for a decision"),
        "approved": _("Returned goods are to come"),
        "received": _("A return waits to be settled"),
    }
    reasons = ", ".join(dict.fromkeys(str(REASONS[line.reason]) for line in row.lines.all()))
    return TodayRow(
        key=f"return-{row.pk}",
        why=why[row.state],
        title=f"{row.number}, {row.order.customer.name}",
        url=return_url(row.pk),
        detail=reasons,
        due=since[row.state],
        rank=RANKS[row.state],
        kind=RETURNS,
        act_label=ACTS[row.state],
        act_url=reverse(DOORS[row.state], args=[row.pk]),
        act_dialog=True,
        soon=row.state == State.APPROVED,
    )

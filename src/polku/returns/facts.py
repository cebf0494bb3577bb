"""What criteria may ask of the returns of a deal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from polku.db.lists import among
from polku.orders.models import OrderLine
from polku.orders.progress import Step, so_far
from polku.process.facts import Fact
from polku.returns import events as happened
from polku.returns.models import Return
from polku.stock.events import ShipmentDelivered

GROUP = "returns.returns"
ZERO = Decimal(0)
_CHANGED = frozenset(event.kind for event in happened.ALL)


def of_returns(names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Whether a return of each deal is open; the share by value of what arrived that came back for good."""
    found: dict[int, dict[str, object]] = {}
    if "return_open" in names:
        rows = Return.objects.open().filter(order__deal_id__in=among(deal_ids))
        for deal_id in rows.values_list("order__deal_id", flat=True):
            found.setdefault(deal_id, {})["return_open"] = True
    if "returned_share" in names:
        for deal_id, share in _shares(deal_ids).items():
            found.setdefault(deal_id, {})["returned_share"] = share
    return found


def _shares(deal_ids: Sequence[int]) -> dict[int, float]:
    goods = OrderLine.objects.filter(order__deal_id__in=among(deal_ids), kind="goods").select_related("order")
    sums: dict[int, list[Decimal]] = {}
    for line in so_far(goods, Step.DELIVERED, Step.RETURNED):
        each = Decimal(line.net_minor) / line.quantity
        of = sums.setdefault(line.order.deal_id, [ZERO, ZERO])
        of[0] += each * line.delivered
        of[1] += each * line.returned
    return {deal_id: round(float(part / whole), 6) for deal_id, (whole, part) in sums.items() if whole}


FACTS = (
    Fact("return_open", "bool", _("Return open"), _("Settle the return"), _CHANGED, group=GROUP),
    Fact(
        "returned_share",
        "number",
        _("Share of the goods that came back, from 0 to 1"),
        _("Say what arrived"),
        _CHANGED | {ShipmentDelivered.kind},
        group=GROUP,
    ),
)

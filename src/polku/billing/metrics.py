"""Figures of billing for indicators: what was billed, and what of it is left after the cost of the goods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import BigIntegerField, Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.billing.logic.permission import BillingPermission
from polku.billing.logic.states import Kind, State
from polku.billing.models import Invoice
from polku.insight.filters import Filter
from polku.measures.registry import Source, by_day, of_deals
from polku.stock.logic.permission import StockPermission
from polku.stock.models import Shipment, ShipmentLine

_SIGNED = Case(
    When(kind=Kind.CREDIT_NOTE, then=F("company_net_minor") * Value(-1)),
    default=F("company_net_minor"),
    output_field=BigIntegerField(),
)


def _billed(
    actor: Actor, f: Filter, bounds: tuple[datetime, ...], _now: datetime
) -> Sequence[tuple[int, int]]:
    rows = Invoice.objects.visible_to(actor).filter(of_deals(f), state=State.ISSUED)
    return by_day(rows.annotate(signed=_SIGNED), "issue_date", "signed", bounds)


def _margin(
    actor: Actor, f: Filter, bounds: tuple[datetime, ...], now: datetime
) -> Sequence[tuple[int, int]]:
    """Billed less the cost of goods that left in the same periods, within the same reach."""
    gone = ShipmentLine.objects.filter(
        of_deals(f, "shipment__order__deal__"),
        shipment__shipped_at__isnull=False,
        shipment__canceled_at=None,
        shipment__in=Shipment.objects.visible_to(actor).values("pk"),
    )
    costs = by_day(gone, "shipment__shipped_at__date", "cost_minor", bounds)
    billed = _billed(actor, f, bounds, now)
    return [(sold - cost, n) for (sold, n), (cost, _n) in zip(billed, costs, strict=True)]


BILLED = Source(
    key="billed",
    label=_("Billed"),
    definition=_("Invoices issued less credit notes, without tax, by the day of issue."),
    unit="money",
    load=_billed,
    permission=BillingPermission.SEE,
)
MARGIN = Source(
    key="margin",
    label=_("Margin"),
    definition=_("Billed without tax, less the cost of goods that left then. Services have no cost here."),
    unit="money",
    load=_margin,
    permission=StockPermission.COST,
)

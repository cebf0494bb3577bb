"""Lists of stock: levels by product and place, deliveries, orders of which something is to be shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from polku.access.logic import Actor
from polku.db.fields import ExactField
from polku.db.lists import among
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.models import Order, OrderLine
from polku.search.queries import row_ids
from polku.stock.logic.states import GONE, State
from polku.stock.models import Level, Shipment, ShipmentLine
from polku.stock.queries.documents import SHIPMENT
from polku.stock.rules import StockPermission

PAGE = 50
COUNTED_MAX = 10_000
PRODUCT = "product"


@dataclass(frozen=True)
class Page:
    """One page of rows, and the place after which the next one begins."""

    rows: Sequence[Any]
    after: str


def levels(actor: Actor, *, words: str = "", location_id: int | None = None) -> QuerySet[Level]:
    """What lies where, by number of the product."""
    actor.require(StockPermission.SEE)
    rows = Level.objects.select_related("product", "location").filter(Q(on_hand__gt=0) | Q(reserved__gt=0))
    if words:
        rows = rows.filter(product_id__in=among(row_ids(actor, words, kind=PRODUCT)))
    if location_id:
        rows = rows.filter(location_id=location_id)
    return rows.order_by("product__sku", "location_id")


def levels_page(rows: QuerySet[Any], offset: int) -> Page:
    """One page of levels, or of what is expected."""
    found = list(rows[offset : offset + PAGE + 1])
    return Page(found[:PAGE], str(offset + PAGE) if len(found) > PAGE else "")


def shipments(actor: Actor, *, words: str = "", state: str = "") -> QuerySet[Shipment]:
    """Deliveries that a person may see."""
    actor.require(StockPermission.SEE)
    rows = Shipment.objects.visible_to(actor).select_related("order__customer")
    if words:
        known = Q(id__in=among(row_ids(actor, words, kind=SHIPMENT)))
        rows = rows.filter(known | Q(tracking=words))
    if state in set(State):
        rows = rows.filter(state=state)
    return rows


def shipments_page(rows: QuerySet[Shipment], after: str) -> Page:
    """One page of deliveries, the newest first."""
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(id__lt=int(after))
    found = list(rows.order_by("-id")[: PAGE + 1])
    return Page(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def shipment_of(actor: Actor, shipment_id: int) -> Shipment:
    """One delivery that a person may see. Raises: NotFound."""
    rows = Shipment.objects.visible_to(actor).select_related(
        "order__customer", "order__deal", "proof", "note"
    )
    found = rows.filter(id=shipment_id).first()
    if found is None:
        raise NotFound(gettext_noop("This delivery does not exist, or you may not see it."))
    return found


def to_ship(rows: QuerySet[Order]) -> QuerySet[Order]:
    """Confirmed orders that are not held, of which something has not left."""
    gone = ShipmentLine.objects.filter(order_line=OuterRef("pk"), shipment__state__in=GONE)
    total = gone.order_by().values("order_line").annotate(total=Sum("quantity")).values("total")
    left = OrderLine.objects.filter(order=OuterRef("pk")).annotate(
        gone=Coalesce(Subquery(total, output_field=ExactField()), Value(0, output_field=ExactField()))
    )
    waits = left.filter(quantity__gt=F("waived_quantity") + F("gone"))
    return rows.filter(Exists(waits), state="confirmed", held_at=None)


def note_lines(shipment: Shipment) -> list[ShipmentLine]:
    """What is in a delivery, with its serial numbers and lots, in the order of the order."""
    rows = ShipmentLine.objects.filter(shipment=shipment).select_related("order_line")
    return list(rows.prefetch_related("units__unit").order_by("order_line__position", "id"))

"""Lists of invoices, one invoice, and orders with something to bill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, OuterRef, Q, QuerySet

from polku.access.logic import Actor
from polku.billing.logic.states import Kind, State
from polku.billing.models import Invoice, InvoiceLine
from polku.billing.queries.billed import SIGNED, Bills, bills
from polku.billing.queries.search import INVOICE
from polku.billing.rules import BillingPermission
from polku.contacts.models import Contact
from polku.db.lists import among
from polku.deals.models import DealContact
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.logic.states import State as OrderState
from polku.orders.models import Order, OrderLine
from polku.orders.progress import Step, so_far, summed
from polku.search.queries import row_ids
from polku.stock.logic.states import GONE
from polku.stock.models import ShipmentLine

PAGE: Final = 50
COUNT_MAX: Final = 10_000
FOUND_MAX: Final = 1000
SORTS: Final = {"number": "id", "date": "issue_date", "due": "due_date", "sum": "company_gross_minor"}
STATES: Final = ("draft", "issued", "unsent")
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Listed:
    """A list of invoices as its address states it."""

    words: str = ""
    state: str = ""
    kind: str = ""
    date_from: date | None = None
    date_to: date | None = None
    deal_id: int | None = None
    customer_id: int | None = None
    order_id: int | None = None
    sort: str = "-number"


@dataclass(frozen=True)
class ToBill:
    """An order with something to bill: what its lines come to without tax, about."""

    order: Order
    net_minor: int


def invoices(actor: Actor, wanted: Listed) -> QuerySet[Invoice]:
    """The invoices a list shows, in its order."""
    rows = Invoice.objects.visible_to(actor).select_related("customer", "order")
    if wanted.words.strip():
        found = row_ids(actor, wanted.words, kind=INVOICE, limit=FOUND_MAX)
        rows = rows.filter(id__in=among(found))
    if wanted.state == "unsent":
        rows = rows.filter(state=State.ISSUED, sent_at=None, history=False)
    elif wanted.state in set(State):
        rows = rows.filter(state=wanted.state)
    if wanted.kind in set(Kind):
        rows = rows.filter(kind=wanted.kind)
    if wanted.date_from:
        rows = rows.filter(issue_date__gte=wanted.date_from)
    if wanted.date_to:
        rows = rows.filter(issue_date__lte=wanted.date_to)
    for name in ("deal_id", "customer_id", "order_id"):
        if (value := getattr(wanted, name)) is not None:
            rows = rows.filter(**{name: value})
    column = SORTS.get(wanted.sort.removeprefix("-"), "id")
    by = F(column).desc(nulls_last=True) if wanted.sort.startswith("-") else F(column).asc(nulls_last=True)
    return rows.order_by(by, "-id")


def page(actor: Actor, wanted: Listed, *, after: str = "") -> tuple[list[Invoice], str]:
    """A page of a list, and where the next one begins."""
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 8 else 0
    found = list(invoices(actor, wanted)[start : start + PAGE + 1])
    return found[:PAGE], str(start + PAGE) if len(found) > PAGE else ""


def count(actor: Actor, wanted: Listed) -> int:
    """How many a list holds, counted no further than one beyond 10,000."""
    return invoices(actor, wanted).order_by()[: COUNT_MAX + 1].count()


def invoice(actor: Actor, invoice_id: int) -> Invoice:
    """One invoice. Raises: NotFound."""
    rows = Invoice.objects.visible_to(actor).select_related("order", "deal", "customer", "corrects")
    found = rows.filter(id=invoice_id).first()
    if found is None:
        raise NotFound(gettext_noop("This invoice does not exist, or you may not see it."))
    return found


def to_bill(actor: Actor, *, order_ids: Sequence[int] | None = None, limit: int = PAGE) -> list[ToBill]:
    """Orders of which more left the house than is billed, the newest first; five statements."""
    rows = Order.objects.visible_to(actor).reached_by(actor, BillingPermission.DRAFT)
    rows = rows.filter(state=OrderState.CONFIRMED, held_at=None, history=False).exclude(gross_minor=0)
    if order_ids is not None:
        rows = rows.filter(id__in=among(order_ids))
    gone = ShipmentLine.objects.filter(shipment__order_id=OuterRef("pk"), shipment__state__in=list(GONE))
    billed = InvoiceLine.objects.filter(invoice__order_id=OuterRef("pk"), order_line_id__isnull=False)
    billed = billed.exclude(invoice__kind=Kind.CREDIT_NOTE, invoice__state=State.DRAFT)
    rows = rows.annotate(
        gone=summed(gone, by="shipment__order_id"), billed=summed(billed, SIGNED, by="invoice__order_id")
    ).filter(gone__gt=F("billed"))
    found = list(rows.select_related("customer", "deal").order_by("-id")[:limit])
    return _worth(found)


def _worth(orders: Sequence[Order]) -> list[ToBill]:
    """What is to be billed of each; those of which all was taken back are left out."""
    ids = [order.id for order in orders]
    lines: dict[int, list[Any]] = {one: [] for one in ids}
    rows = OrderLine.objects.filter(order_id__in=among(ids)).order_by("order_id", "position")
    for line in so_far(rows, Step.SHIPPED, Step.RETURNED):
        lines[line.order_id].append(line)
    known = bills(ids)
    found = []
    for order in orders:
        billed = known.get(order.id, Bills()).quantities
        net = 0
        for line in lines[order.id]:
            left = line.shipped - line.returned - billed[line.id]
            net += round(line.net_minor * left / line.quantity) if left > 0 else 0
        if net > 0 or any(one.shipped - one.returned > billed[one.id] for one in lines[order.id]):
            found.append(ToBill(order, net))
    return found


def address_of(row: Invoice) -> str:
    """Where an invoice usually goes by mail: to the first person of the deal who has an address."""
    people = DealContact.objects.filter(deal_id=row.deal_id).exclude(contact__email="").order_by("id")
    found = people.values_list("contact__email", flat=True).first()
    if found:
        return str(found)
    contacts = Contact.objects.filter(Q(customer_id=row.customer_id), voided_at=None).exclude(email="")
    return str(contacts.order_by("id").values_list("email", flat=True).first() or "")

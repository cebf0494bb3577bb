"""The list of returns, one return, who to write to about it, orders to take a return up of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from polku.access.logic import Actor
from polku.contacts.models import Contact
from polku.db.lists import among
from polku.deals.models import DealContact
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.models import Order
from polku.returns.logic.states import MONEY, OPEN, State
from polku.returns.models import Return, ReturnLine
from polku.returns.queries.documents import RETURN
from polku.returns.rules import ReturnPermission
from polku.search.queries import row_ids
from polku.stock.models import Shipment

PAGE: Final = 50
COUNTED_MAX: Final = 10_000
OPEN_ONES: Final = "open"


@dataclass(frozen=True)
class Wanted:
    """What is listed: `words` of a number or the customer; `which` state, or all open ones; of one order."""

    words: str = ""
    which: str = ""
    order_id: int | None = None


def listed(actor: Actor, wanted: Wanted) -> QuerySet[Return]:
    """The returns a person means, of those the person may see."""
    actor.require(ReturnPermission.SEE)
    rows = Return.objects.visible_to(actor).select_related("order__customer")
    if wanted.words:
        rows = rows.filter(id__in=among(row_ids(actor, wanted.words, kind=RETURN)))
    if wanted.which in set(State):
        rows = rows.filter(state=wanted.which)
    elif wanted.which == OPEN_ONES:
        rows = rows.open()
    if wanted.order_id is not None:
        rows = rows.filter(order_id=wanted.order_id)
    return rows


def page(actor: Actor, wanted: Wanted, after: str) -> tuple[list[Return], str]:
    """One page, the newest first, and the place after which the next one begins."""
    rows = listed(actor, wanted).prefetch_related("lines__order_line")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(id__lt=int(after))
    found = list(rows.order_by("-id")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def count(actor: Actor, wanted: Wanted) -> int:
    """How many there are; exact up to a bound."""
    return listed(actor, wanted).order_by()[: COUNTED_MAX + 1].count()


def return_of(actor: Actor, return_id: int) -> Return:
    """One return that a person may see. Raises: NotFound."""
    rows = Return.objects.visible_to(actor).select_related("order__customer", "order__deal")
    people = ("requested_by", "approved_by", "received_by", "settled_by", "refused_by")
    found = rows.select_related(*people).filter(id=return_id).first()
    if found is None:
        raise NotFound(gettext_noop("This return does not exist, or you may not see it."))
    return found


def lines_of(row: Return) -> list[ReturnLine]:
    """The lines of a return with all they point to."""
    rows = row.lines.select_related(
        "shipment_line__shipment", "shipment_line__order_line__product", "order_line", "location",
        "replacement__order",
    )  # fmt: skip
    more = ("credits__credit_note", "credits__invoice_line__invoice", "credits__refund", "units__unit")
    return list(rows.prefetch_related(*more).order_by("id"))


def waiting(actor: Actor, limit: int) -> Sequence[Return]:
    """Open returns with their lines, the oldest first."""
    rows = Return.objects.visible_to(actor).filter(state__in=OPEN).select_related("order__customer")
    return list(rows.prefetch_related("lines").order_by("id")[:limit])


def waits_for(row: Return, resolutions: Sequence[str], actor: Actor) -> bool:
    """Whether it is this person's turn; `resolutions` are those not settled yet."""
    if row.state == State.REQUESTED:
        return actor.may(ReturnPermission.DECIDE)
    if row.state == State.APPROVED:
        return actor.may(ReturnPermission.RECEIVE)
    if row.state != State.RECEIVED:
        return False
    money = any(one in MONEY for one in resolutions)
    goods = any(one not in MONEY for one in resolutions)
    return (money and actor.may(ReturnPermission.SETTLE)) or (goods and actor.may(ReturnPermission.RECEIVE))


def order_to_return(actor: Actor, order_id: int) -> Order:
    """An order of which this person may take a return up. Raises: NotAllowed, NotFound."""
    actor.require(ReturnPermission.REQUEST)
    rows = Order.objects.reached_by(actor, ReturnPermission.SEE).reached_by(actor, ReturnPermission.REQUEST)
    found = rows.filter(id=order_id).select_related("customer", "deal").first()
    if found is None:
        raise NotFound(gettext_noop("This order does not exist, or you may not see it."))
    return found


def order_by_number(actor: Actor, number: str) -> Order | None:
    """The order that a number names: its own, or that of a delivery."""
    rows = Order.objects.reached_by(actor, ReturnPermission.SEE).reached_by(actor, ReturnPermission.REQUEST)
    delivered = Shipment.objects.filter(number__iexact=number).values("order_id")
    return rows.filter(Q(number__iexact=number) | Q(id__in=delivered)).order_by("id").first()


def address_of(order: Order) -> str:
    """Where mail about an order usually goes: to the first person of the deal who has an address."""
    people = DealContact.objects.filter(deal_id=order.deal_id).exclude(contact__email="").order_by("id")
    found = people.values_list("contact__email", flat=True).first()
    if found:
        return str(found)
    contacts = Contact.objects.filter(customer_id=order.customer_id, voided_at=None).exclude(email="")
    return str(contacts.order_by("id").values_list("email", flat=True).first() or "")

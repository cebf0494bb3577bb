"""The way to settle what is left open: a button that does it, or opens the dialog or page where it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.billing.models import Invoice
from polku.billing.rules import BillingPermission
from polku.cycle.logic.judging import Act, Kind, Paper, Step
from polku.cycle.queries import Discrepancy
from polku.cycle.queries.reviewing import review
from polku.db.lists import among
from polku.orders.logic.states import State
from polku.orders.models import Order, OrderLine, OrderTrouble
from polku.orders.queries import OrderProgress
from polku.orders.registry import Deed
from polku.orders.rules import OrderPermission
from polku.orders.words import HELD
from polku.payments.logic.kinds import Side
from polku.payments.models import Item
from polku.payments.rules import PaymentPermission
from polku.returns.addresses import return_url
from polku.returns.models import Return
from polku.returns.rules import ReturnPermission
from polku.stock.guards import objections
from polku.stock.models import Reservation, Shipment
from polku.stock.rules import StockPermission


@dataclass
class Known:
    """What the ways depend on, by order: one query each for any number of orders."""

    shipments: dict[int, tuple[int, str]] = field(default_factory=dict)
    reserved: set[int] = field(default_factory=set)
    kinds: dict[int, set[str]] = field(default_factory=dict)
    drafts: dict[int, int] = field(default_factory=dict)
    invoices: dict[int, int] = field(default_factory=dict)
    bills: dict[int, int] = field(default_factory=dict)
    money: dict[int, int] = field(default_factory=dict)
    notes: dict[int, int] = field(default_factory=dict)
    troubles: dict[int, int] = field(default_factory=dict)
    returns: dict[int, int] = field(default_factory=dict)
    stopped: set[int] = field(default_factory=set)


def known_of(orders: Sequence[Order]) -> Known:
    """Look it up."""
    ids, found = among([order.id for order in orders]), Known()
    found.stopped = set(objections([order for order in orders if order.goes_on]))
    going = Shipment.objects.filter(order_id__in=ids, state__in=("picking", "packed", "shipped"))
    for order_id, pk, state in going.order_by("-id").values_list("order_id", "id", "state"):
        found.shipments[order_id] = (pk, state)
    kept = Reservation.objects.filter(order_line__order_id__in=ids)
    found.reserved = set(kept.values_list("order_line__order_id", flat=True))
    lines = OrderLine.objects.filter(order_id__in=ids, quantity__gt=F("waived_quantity"))
    for order_id, kind in lines.order_by().values_list("order_id", "kind"):
        found.kinds.setdefault(order_id, set()).add(kind)
    bills = Invoice.objects.filter(order_id__in=ids).exclude(kind="credit_note").order_by("-id")
    for order_id, pk, state in bills.values_list("order_id", "id", "state"):
        (found.drafts if state == "draft" else found.invoices)[order_id] = pk
    items = Item.objects.filter(order_id__in=ids, open_minor__gt=0).order_by("-id")
    for order_id, pk, side, receipt_id in items.values_list("order_id", "id", "side", "receipt_id"):
        if side == Side.DEBIT:
            found.bills[order_id] = pk
        elif receipt_id:
            found.money[order_id] = receipt_id
        else:
            found.notes[order_id] = pk
    open_ones = OrderTrouble.objects.filter(order_id__in=ids, settled_at=None).order_by("-id")
    found.troubles = dict(open_ones.values_list("order_id", "id"))
    back = Return.objects.filter(order_id__in=ids, state__in=("requested", "approved", "received"))
    found.returns = dict(back.order_by("-id").values_list("order_id", "id"))
    return found


def deeds(actor: Actor, rows: Sequence[Discrepancy]) -> list[Deed]:
    """The way for each; where the person has no right to it, the order's page."""
    known = known_of(list({row.order.id: row.order for row in rows}.values()))
    return [deed(actor, row.order, _act_of(row), known) or _page(row.order) for row in rows]


def deed(actor: Actor, order: Order, act: Act | Kind | Paper, known: Known) -> Deed | None:
    """The way to settle something of an order; None where the person has no right to it."""
    right, way = _WAYS.get(act, (None, None))
    if way is None or (right is not None and not actor.may(right)):
        return None
    return way(order, known, actor)


def next_of(actor: Actor, one: OrderProgress) -> Deed | None:
    """What is to be done next with an order; None where it is closed, held, or another has the right to it."""
    order = one.order
    if order.is_held:
        return None
    (found,) = review([order])
    known = known_of([order])
    acts = [_act_of(row) for row in found.discrepancies if row.act != Act.EXPLAIN]
    wanted = [_STEPS[found.step]] if found.step in _STEPS else acts
    if order.id in known.stopped and Act.DELIVER not in wanted:
        wanted.append(Act.DELIVER)
    return next((way for act in wanted if (way := deed(actor, order, act, known))), None)


def _act_of(row: Discrepancy) -> Act | Kind | Paper:
    """What settles it: the act, or where one act means several things, what it is about."""
    if row.act == Act.SETTLE:
        return row.kind
    return Paper(row.detail) if row.act == Act.ISSUE and row.detail in set(Paper) else row.act


def _page(order: Order) -> Deed:
    return Deed(_("Look into it"), reverse("orders:order", args=[order.id]))


def _confirm(order: Order, _known: Known, _actor: Actor) -> Deed:
    url = reverse("orders:confirmation", args=[order.id])
    return Deed(_("Confirm the order"), url, "check", "dialog")


def _deliver(order: Order, known: Known, actor: Actor) -> Deed | None:
    """The next step of what is on its way: begin, ship, say that it arrived; services are done."""
    if order.id in known.shipments:
        pk, state = known.shipments[order.id]
        if state == "shipped":
            return Deed(_("It arrived"), reverse("stock:arrival", args=[pk]), "check", "dialog")
        if actor.may(StockPermission.SHIP) and order.id in known.stopped:
            return Deed(_("Waits for payment"), "", "clock", "wait")
        if actor.may(StockPermission.SHIP):
            return Deed(_("Ship the delivery"), reverse("stock:departure", args=[pk]), "send", "dialog")
        return None
    if order.state == State.PLACED:
        return deed(actor, order, Act.CONFIRM, known)
    if order.is_held:
        return Deed(HELD, "", "pause", "wait")
    if order.id in known.stopped:
        way = None if order.id in known.invoices else _collect(order, known, actor)
        return way or Deed(_("Waits for payment"), "", "clock", "wait")
    if order.id in known.reserved and actor.may(StockPermission.SHIP):
        return Deed(_("Begin the delivery"), reverse("stock:picking", args=[order.id]), "box", "post")
    kinds = known.kinds.get(order.id, set())
    if "goods" in kinds and actor.may(StockPermission.SHIP):
        return Deed(_("Reserve stock"), reverse("stock:reservation", args=[order.id]), "lock", "post")
    if "service" in kinds:
        return Deed(_("The services were done"), reverse("stock:services", args=[order.id]), "check", "post")
    return None


def _bill(order: Order, known: Known, _actor: Actor) -> Deed:
    if order.id in known.drafts:
        return Deed(_("Issue"), reverse("billing:invoice", args=[known.drafts[order.id]]), "file")
    fields = (("id", str(order.id)),)
    return Deed(_("Bill"), reverse("billing:to_bill"), "file", "post", fields)


def _collect(order: Order, known: Known, actor: Actor) -> Deed | None:
    if order.id in known.drafts and actor.may(BillingPermission.SEE):
        return Deed(_("Issue"), reverse("billing:invoice", args=[known.drafts[order.id]]), "file")
    if order.id not in known.invoices and actor.may(BillingPermission.DRAFT):
        return Deed(_("Bill in advance"), reverse("billing:prepayment", args=[order.id]), "file", "dialog")
    if not actor.may(PaymentPermission.REGISTER):
        return None
    asked = f"?item={known.bills[order.id]}" if order.id in known.bills else f"?order={order.id}"
    return Deed(_("Register a payment"), reverse("payments:new") + asked, "coins", "dialog")


def _match(order: Order, known: Known, _actor: Actor) -> Deed | None:
    if order.id not in known.money:
        return None
    return Deed(_("Match"), reverse("payments:payment", args=[known.money[order.id]]), "coins")


def _refund(order: Order, known: Known, _actor: Actor) -> Deed | None:
    if order.id in known.money:
        url = reverse("payments:refund", args=[known.money[order.id]])
        return Deed(_("Pay money back"), url, "undo", "dialog")
    if order.id in known.notes:
        url = reverse("payments:item_refund", args=[known.notes[order.id]])
        return Deed(_("Pay money back"), url, "undo", "dialog")
    return _credit(order, known, _actor)


def _credit(order: Order, known: Known, _actor: Actor) -> Deed | None:
    if order.id not in known.invoices:
        return None
    url = reverse("billing:crediting", args=[known.invoices[order.id]])
    return Deed(_("Give credit note"), url, "undo", "dialog")


def _trouble(order: Order, known: Known, _actor: Actor) -> Deed | None:
    if order.id not in known.troubles:
        return None
    return Deed(_("Settle"), reverse("orders:settlement", args=[known.troubles[order.id]]), "check", "dialog")


def _return(order: Order, known: Known, _actor: Actor) -> Deed | None:
    return Deed(_("Settle"), return_url(known.returns[order.id])) if order.id in known.returns else None


def _confirmation(order: Order, _known: Known, _actor: Actor) -> Deed:
    return Deed(_("Send the confirmation"), reverse("orders:letter", args=[order.id]), "mail", "dialog")


Way = Callable[[Order, Known, Actor], Deed | None]
_WAYS: Final[dict[Act | Kind | Paper, tuple[Any, Way]]] = {
    Act.CONFIRM: (OrderPermission.CONFIRM, _confirm),
    Act.DELIVER: (StockPermission.DELIVER, _deliver),
    Act.BILL: (BillingPermission.DRAFT, _bill),
    Act.COLLECT: (None, _collect),
    Act.MATCH: (PaymentPermission.MATCH, _match),
    Act.REFUND: (PaymentPermission.REFUND, _refund),
    Act.REFUND_OR_DELIVER: (PaymentPermission.REFUND, _refund),
    Act.CREDIT: (BillingPermission.CREDIT, _credit),
    Kind.TROUBLE_OPEN: (OrderPermission.SETTLE, _trouble),
    Kind.RETURN_OPEN: (ReturnPermission.SEE, _return),
    Paper.CONFIRMATION: (OrderPermission.CONFIRM, _confirmation),
    Paper.DELIVERY_NOTE: (StockPermission.DELIVER, _deliver),
    Paper.INVOICE: (BillingPermission.DRAFT, _bill),
    Paper.RECEIPT: (PaymentPermission.MATCH, _match),
}
_STEPS: Final = {
    Step.CONFIRM: Act.CONFIRM,
    Step.SHIP: Act.DELIVER,
    Step.ARRIVE: Act.DELIVER,
    Step.BILL: Act.BILL,
    Step.PAY: Act.COLLECT,
}

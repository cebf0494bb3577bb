"""What other pages show of invoices: orders, deals, customers, Today."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.billing.queries import listing, planning
from polku.billing.queries.settings import settings
from polku.billing.registry import standings
from polku.billing.rules import BillingPermission
from polku.billing.words import KINDS
from polku.company.queries import company, day_of
from polku.office.posted import newest
from polku.orders.models import Order
from polku.ui.locale_formats import money
from polku.ui.registry import TodayRow

SHOWN = 5
TODAY = 50
TO_BILL = gettext_lazy("To bill")


def of(name: str) -> Callable[[Actor, int], Mapping[str, Any] | None]:
    """The panel of a `deal`, a `customer` or an `order`."""

    def load(actor: Actor, record_id: int) -> Mapping[str, Any] | None:
        wanted = listing.Listed(**{f"{name}_id": record_id})  # type: ignore[arg-type]
        rows = list(listing.invoices(actor, wanted)[: SHOWN + 1])
        waiting = []
        if name == "order" and actor.may(BillingPermission.DRAFT):
            waiting = listing.to_bill(actor, order_ids=[record_id])
        order = Order.objects.visible_to(actor).filter(id=record_id).first() if name == "order" else None
        steps = planning.plan_of(order) if order else []
        may_plan = order is not None and actor.may(BillingPermission.DRAFT)
        may_prepay = may_plan and not rows and not steps
        if not rows and not waiting and not steps and not may_plan:
            return None
        return {
            "rows": [(row, KINDS[row.kind]) for row in rows[:SHOWN]],
            "unsent": newest("invoice", [row.id for row in rows[:SHOWN]], at=timezone.now()),
            "standings": standings(actor, [row.id for row in rows[:SHOWN]]),
            "waiting": waiting,
            "steps": steps,
            "may_plan": may_plan,
            "may_prepay": may_prepay,
            "record": record_id,
            "more": f"{reverse('billing:invoices')}?{name}={record_id}" if len(rows) > SHOWN else "",
        }

    return load


def today(actor: Actor, at: datetime) -> Sequence[TodayRow]:
    """What waits for its invoice, by plan or because it left the house: for who issues invoices."""
    if not actor.may(BillingPermission.ISSUE):
        return []
    return [*_due(actor, at), *_left(actor)]


def unready(actor: Actor, at: datetime) -> list[TodayRow]:
    """What bills still lack of their sender, once there is something to bill: said before the first one is wrong."""
    mine = settings()
    asked = ((mine.line1, _("Address")), (mine.vat_id, _("VAT number")), (mine.iban, _("Account (IBAN)")))
    lacking = [name for told, name in asked if not told]
    if not lacking or company().is_demo or not Order.objects.exists():
        return []
    page = reverse("billing:settings")
    return [
        TodayRow(
            key="seller",
            why=_("Your bills do not say this yet"),
            title=", ".join(lacking),
            url=page,
            rank=40,
            kind=_("Settings"),
            act_label=_("Settings"),
            act_url=page,
        )
    ]


def _due(actor: Actor, at: datetime) -> list[TodayRow]:
    """Steps of plans whose day has come."""
    return [
        TodayRow(
            key=f"plan-{one.step.id}",
            why=_("To bill: %(sum)s") % {"sum": money(one.amount_minor, one.order.currency)},
            title=f"{one.order.number}, {one.order.customer.name}",
            url=reverse("billing:to_bill"),
            detail=_("Instalment %(step)s of %(steps)s is due.") % {"step": one.place, "steps": one.steps},
            rank=40,
            kind=TO_BILL,
            act_label=_("Bill"),
            act_url=reverse("billing:to_bill"),
            own=one.order.owner_id == actor.user_id,
        )
        for one in planning.due(actor, on=day_of(at), limit=TODAY)
    ]


def _left(actor: Actor) -> list[TodayRow]:
    """Orders of which more left the house than is billed."""
    return [
        TodayRow(
            key=f"bill-{one.order.id}",
            why=_("To bill: %(sum)s") % {"sum": money(one.net_minor, one.order.currency)},
            title=f"{one.order.number}, {one.order.customer.name}",
            url=reverse("billing:to_bill"),
            detail=_("It left the house and is not billed."),
            rank=40,
            kind=TO_BILL,
            act_label=_("Bill"),
            act_url=reverse("billing:to_bill"),
            own=one.order.owner_id == actor.user_id,
        )
        for one in listing.to_bill(actor, limit=TODAY)
    ]

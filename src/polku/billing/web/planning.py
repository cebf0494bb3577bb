"""How an order is billed step by step: the dialog of its plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.access.request import Request
from polku.billing.actions import plan
from polku.billing.logic.plans import Step
from polku.billing.queries.planning import plan_of
from polku.billing.rules import BillingPermission
from polku.kernel.errors import DomainError, Invalid, say
from polku.orders.models import Order
from polku.ui import locale_formats
from polku.ui.answers import go, refill

ROWS = 4


@dataclass
class Row:
    """A step as it stands in the dialog; a billed one is only read."""

    on_date: str = ""
    percent: str = ""
    is_billed: bool = False


@require_http_methods(["GET", "POST"])
@login_required
def planning(request: Request, order_id: int) -> HttpResponse:
    """Say which part of an order is billed on which day."""
    request.actor.require(BillingPermission.DRAFT)
    order = Order.objects.visible_to(request.actor).filter(id=order_id).select_related("customer").first()
    if order is None:
        raise Http404
    if request.method == "GET":
        return render(request, "billing/plan.html", {"order": order, "rows": _rows(order)})
    try:
        plan(order.id, _steps(request.POST), actor=request.actor, at=timezone.now())
    except DomainError as error:
        told = error.messages if isinstance(error, Invalid) else {}
        problem = say(next(iter(told.values()))[0] if told else error.message, _)
        context = {"order": order, "rows": _typed(request.POST), "problem": problem}
        return refill(request, "billing/plan.html", context)
    return go(request, reverse("orders:order", args=[order.id]), said=_("Saved."))


def _rows(order: Order) -> list[Row]:
    known = [
        Row(
            one.step.on_date.isoformat(),
            locale_formats.number(one.step.percent, 6),
            one.step.invoice_id is not None,
        )
        for one in plan_of(order)
    ]
    return known + [Row() for _number in range(ROWS)]


def _typed(data: QueryDict) -> list[Row]:
    days, percents, billed = (data.getlist(name) for name in ("on_date", "percent", "billed"))
    rows = [Row(*pair) for pair in zip(days, percents, strict=False)]
    for place, one in enumerate(rows):
        one.is_billed = place < len(billed) and billed[place] == "1"
    return rows


def _steps(data: QueryDict) -> Sequence[Step]:
    """What was typed; a row without a percentage is none. Raises: Invalid."""
    found = []
    for one in _typed(data):
        if not one.percent.strip():
            continue
        try:
            percent = Decimal("".join(one.percent.split()).replace(",", ".").rstrip("%"))
            found.append(Step(date.fromisoformat(one.on_date), percent))
        except (ValueError, ArithmeticError) as error:
            raise Invalid(_("Each step has a day and a percentage."), field="steps") from error
    return found

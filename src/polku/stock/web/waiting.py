"""Orders that wait for goods which are free now: said on Stock and on Today, served by one button, undone."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from polku.access.logic import Actor
from polku.access.request import Request
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.models import Order
from polku.stock import actions
from polku.stock.actions.reserving import Reserved
from polku.stock.actions.waiting import ORDERS_MAX
from polku.stock.queries.waiting import Waiting, waiting
from polku.stock.rules import StockPermission
from polku.stock.web.forms import language
from polku.stock.web.shown import number
from polku.ui.answers import go
from polku.ui.registry import TodayRow

NAMED = 5


def said(one: Waiting) -> str:
    """How many orders wait for a product, and how much of it is free."""
    count = len(one.order_ids)
    told = ngettext(
        "%(n)d order waits for %(product)s: %(free)s free.",
        "%(n)d orders wait for %(product)s: %(free)s free.",
        count,
    )
    return told % {"n": count, "product": one.product.name.to(language()), "free": number(one.free)}


def rows(actor: Actor, at: datetime) -> Sequence[TodayRow]:
    """Goods that came in and are free while orders wait for them."""
    return [
        TodayRow(
            key=f"waiting-{one.product.pk}",
            why=said(one),
            title=f"{one.product.sku} {one.product.name.to(language())}",
            url=f"{reverse('stock:levels')}?product={one.product.pk}",
            rank=40,
            kind=_("Reserve for waiting orders"),
            act_label=_("Reserve for waiting orders"),
            act_url=reverse("stock:serving", args=[one.product.pk]),
            act_post=True,
        )
        for one in waiting(actor)
    ]


@require_POST
@login_required
def serving(request: Request, product_id: int) -> HttpResponse:
    """Keep what is free of a product for the orders that wait for it."""
    made = actions.reserve_waiting(product_id, actor=request.actor, at=timezone.now())
    url = reverse("stock:levels")
    if not made:
        return go(request, url, said=_("Nothing is left to do."))
    kept = [("kept", f"{line_id}:{part:f}") for one in made for line_id, part in one.reserved.items()]
    undo = f"{reverse('stock:letting_go')}?{urlencode(kept)}"
    return go(request, url, said=_("Reserved: %(orders)s") % {"orders": _numbers(made)}, undo=undo)


def _numbers(made: Sequence[Reserved]) -> str:
    """The orders that got something, in their turn."""
    numbers = Order.objects.in_bulk([one.order_id for one in made[:NAMED]])
    told = [numbers[one.order_id].number for one in made[:NAMED]]
    return ", ".join([*told, "…"] if len(made) > NAMED else told)


@require_POST
@login_required
def letting_go(request: Request) -> HttpResponse:
    """Let go again what was kept for orders."""
    actions.release(_kept(request.GET.getlist("kept")), actor=request.actor, at=timezone.now())
    return go(request, reverse("stock:levels"), said=_("Undone."))


def _kept(told: Sequence[str]) -> dict[int, Decimal]:
    """How much of each line, as the address of undoing spells it. Raises: NotFound."""
    found = {}
    for one in told[: ORDERS_MAX * 10]:
        line_id, _colon, part = one.partition(":")
        try:
            quantity = Decimal(part)
        except InvalidOperation:
            quantity = Decimal("NaN")
        if not (line_id.isascii() and line_id.isdigit() and len(line_id) < 19 and quantity.is_finite()):
            raise NotFound(gettext_noop("This order does not exist, or you may not deliver it."))
        found[int(line_id)] = quantity
    return found


def offered(actor: Actor, product_id: int | None) -> list[tuple[Waiting, str]]:
    """What Stock says of waiting orders: of the product that just came in, or of all, in words."""
    if not actor.may(StockPermission.SHIP):
        return []
    return [(one, said(one)) for one in waiting(actor, product_id)]

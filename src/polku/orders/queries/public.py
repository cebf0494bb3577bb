"""How far an order has come, as its buyer sees it on the page of the offer: no cost, no note, no name of ours."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from polku.orders.logic.states import State
from polku.orders.models import Order
from polku.orders.queries.coming import OrderProgress, progress
from polku.orders.registry import public_steps
from polku.quotes.following import Fact, Step, Way
from polku.ui import locale_formats


def way_of(quote_id: int, token: str) -> Way | None:
    """The order of a quote with all that later domains tell of it; of a canceled one, what happened only."""
    for one in progress(list(Order.objects.filter(quote_id=quote_id).order_by("id")[:1])):
        is_off = one.order.state == State.CANCELED
        later = [tell(one, token) for tell in public_steps]
        return Way([_ordered(one), *(step for step in later if step.facts or not is_off)], is_off)
    return None


def _ordered(one: OrderProgress) -> Step:
    order = one.order
    coming = _("Next we confirm your order in writing and tell you when it comes.")
    detail = ""
    if order.state == State.CANCELED:
        coming = _("Your order was called off. If that is not right, write to us below.")
        detail = pgettext("an order", "Called off")
    elif order.confirmed_at:
        day = locale_formats.full_day(locale_formats.local(order.confirmed_at))
        detail = _("Confirmed on %(day)s") % {"day": day}
    total = locale_formats.money(one.agreed.gross_minor, order.currency)
    fact = Fact(_("Order %(number)s") % {"number": order.number}, total, detail)
    return Step(_("Order"), order.state == State.CONFIRMED, coming, (fact,), 10)

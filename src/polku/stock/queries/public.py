"""How far an order is delivered, as its buyer sees it: what left and arrived, how it travels, what is still to come."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from polku.catalogue.words import counted_unit
from polku.company.queries import day_of
from polku.orders.logic.states import Terms
from polku.orders.queries import LineProgress, OrderProgress
from polku.orders.registry import expected_of
from polku.quotes.following import Fact, Step
from polku.stock.logic.states import GONE
from polku.stock.models import Shipment
from polku.stock.words import STATES
from polku.ui.locale_formats import full_day, local

SHOWN: Final = 50


def delivery(one: OrderProgress, token: str) -> Step:
    """The deliveries of an order; one that is paid first comes after its money."""
    rows = Shipment.objects.filter(order=one.order, state__in=GONE).order_by("id")
    gone = [_shipment(row) for row in rows[:SHOWN]]
    days = expected_of(one.order, day_of(timezone.now())) if one.is_short else {}
    left = [_left(line, days.get(line.line.pk)) for line in one.lines if line.due] if gone else []
    is_last = one.order.payment_terms == Terms.PAY_FIRST
    is_done = one.delivered in (None, 1)
    return Step(_("Delivery"), is_done, _coming(one, days), [*gone, *left], 50 if is_last else 20)


def _coming(one: OrderProgress, days: Mapping[int, date]) -> str:
    told = [_next(one)]
    if days:
        told.append(_("What is missing is expected on %(day)s.") % {"day": full_day(max(days.values()))})
    return " ".join(told)


def _next(one: OrderProgress) -> str:
    day = one.order.promised_date
    if one.shipped == 1:
        return _("It is on its way to you.")
    if one.shipped:
        return _("We get the rest ready for you.")
    if day is not None:
        return _("We get it ready for you; it is promised for %(day)s.") % {"day": full_day(day)}
    return _("We get it ready for you.")


def _shipment(row: Shipment) -> Fact:
    told = [row.carrier, row.tracking]
    if row.delivered_at:
        told.insert(0, full_day(local(row.delivered_at)))
    elif row.promised_date:
        told.insert(0, _("promised for %(day)s") % {"day": full_day(row.promised_date)})
    title = _("Delivery %(number)s") % {"number": row.number}
    return Fact(title, str(STATES[row.state]), " · ".join(part for part in told if part))


def _left(line: LineProgress, day: date | None) -> Fact:
    title = line.line.description.partition("\n")[0]
    comes = _("expected on %(day)s") % {"day": full_day(day)} if day else _("still to come")
    return Fact(title, counted_unit(line.due, line.line.unit), comes)

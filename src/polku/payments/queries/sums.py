"""How much was paid for orders."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, Sum, Value

from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.payments.logic.kinds import MONEY, Kind, Side
from polku.payments.models import Allocation, Item


def written_off(order_ids: Sequence[int]) -> Mapping[int, int]:
    """What of the bills of each order will not be paid and is booked as such, minor units: one query."""
    links = Allocation.objects.filter(undone_at=None, credit__kind=Kind.DIFFERENCE)
    links = links.filter(debit__order_id__in=among(order_ids)).order_by()
    return dict(links.values_list("debit__order_id").annotate(total=Sum("amount_minor")))


def paid(order_ids: Sequence[int]) -> Mapping[int, int]:
    """Money that came for each order less what went back, minor units of the order's currency: one query.

    Money that names the order counts for it, less what of it pays bills of other orders; money that names none counts
    where it pays the order's bills; so does money in another currency, for what it settles, and a credit note that pays
    another order's. What was taken back (bounced) counts nowhere, nor does
    what was kept as fee and interest.
    """
    found: dict[int, int] = dict.fromkeys(order_ids, 0)
    for order_id, total, sign in _paid(list(order_ids)):
        found[order_id] += sign * total
    return found


def _moved(order_ids: Sequence[int]) -> QuerySet[Any, tuple[int, int, int]]:
    """Sums and whether they came or went, each kind on its own."""
    wanted = among(order_ids)
    own = Q(currency=F("order__currency"))
    money = Item.objects.filter(own, kind__in=MONEY, receipt__reversed_at=None)
    named = money.filter(order_id__in=wanted).values_list("order_id").annotate(total=Sum("amount_minor"))
    links = Allocation.objects.filter(undone_at=None, credit__kind__in=(*MONEY, Kind.CREDIT_NOTE))
    elsewhere = ~Q(debit__order_id=F("credit__order_id"))
    changed = ~Q(credit__currency=F("debit__currency"))
    came = (
        links.filter(debit__order_id__in=wanted, debit__side=Side.DEBIT)
        .filter(Q(credit__order=None) | elsewhere | changed)
        .values_list("debit__order_id")
        .annotate(total=Sum("amount_minor"))
    )
    other = Q(elsewhere | changed, debit__order__isnull=False)
    went = (
        links.filter(other | Q(debit__kind=Kind.LATE_CHARGE), credit__order_id__in=wanted)
        .filter(credit__currency=F("credit__order__currency"))
        .values_list("credit__order_id")
        .annotate(total=Sum("credit_minor"))
    )
    back = (
        Item.objects.filter(own, kind=Kind.REFUND, order_id__in=wanted, receipt__reversed_at=None)
        .values_list("order_id")
        .annotate(total=Sum("amount_minor"))
    )
    signed = [
        rows.order_by().annotate(sign=Value(sign, output_field=IntegerField()))
        for rows, sign in ((named, 1), (came, 1), (went, -1), (back, -1))
    ]
    return signed[0].union(*signed[1:], all=True)


_paid = Prepared(_moved)

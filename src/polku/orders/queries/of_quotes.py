"""What quotes ask of orders: the order an accepted one became."""

from django.urls import reverse

from polku.db.prepared import Prepared
from polku.orders.models import Order
from polku.quotes.following import Followed


def order_of(quote_id: int) -> Followed | None:
    """The order of a quote."""
    for pk, number in _of_quote(quote_id):
        return Followed("order", pk, number, reverse("orders:order", args=[pk]))
    return None


_of_quote = Prepared(
    lambda quote_id: Order.objects.filter(quote_id=quote_id).order_by("id").values_list("id", "number")[:1]
)

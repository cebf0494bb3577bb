"""What quotes ask of orders: the order an accepted one became."""

from django.urls import reverse

from polku.orders.models import Order
from polku.quotes.following import Followed


def order_of(quote_id: int) -> Followed | None:
    """The order of a quote."""
    found = Order.objects.filter(quote_id=quote_id).values_list("id", "number").first()
    if found is None:
        return None
    return Followed("order", found[0], found[1], reverse("orders:order", args=[found[0]]))

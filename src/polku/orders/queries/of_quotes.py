"""What quotes ask of orders: the number of the order an accepted one became."""

from polku.orders.models import Order


def number_of(quote_id: int) -> str:
    """The number of the order of a quote; empty where there is none."""
    return Order.objects.filter(quote_id=quote_id).values_list("number", flat=True).first() or ""

"""Where orders are shown, and where they go."""

from collections.abc import Mapping

from django.urls import reverse


def order_url(order_id: int) -> str:
    """The page of an order."""
    return reverse("orders:order", args=[order_id])


def address_text(address: Mapping[str, str]) -> str:
    """An address in one line."""
    place = " ".join(part for part in (address.get("post_code"), address.get("city")) if part)
    parts = [address.get("name"), address.get("line1"), address.get("line2"), place]
    return ", ".join(part for part in (*parts, address.get("region"), address.get("country")) if part)

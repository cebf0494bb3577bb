"""Where deliveries are shown."""

from django.urls import reverse


def shipment_url(shipment_id: int) -> str:
    """The page of a delivery."""
    return reverse("stock:shipment", args=[shipment_id])

"""Where things of the catalogue are shown."""

from django.urls import reverse


def product_url(product_id: int) -> str:
    """The page of a product."""
    return reverse("catalogue:product", args=[product_id])

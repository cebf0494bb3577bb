"""Where customers and contacts stand on the web."""

from django.urls import reverse


def customer_url(customer_id: int) -> str:
    """The customer's page."""
    return reverse("customer", args=[customer_id])


def contact_url(contact_id: int) -> str:
    """The customer's page, at this contact."""
    return reverse("contact", args=[contact_id])

"""Where customers and contacts stand on the web."""

from django.urls import reverse


def customer_url(customer_id: int) -> str:
    """The customer's page."""
    return reverse("contacts:customer", args=[customer_id])


def contact_url(contact_id: int) -> str:
    """The way to the contact on the customer's page."""
    return reverse("contacts:contact", args=[contact_id])

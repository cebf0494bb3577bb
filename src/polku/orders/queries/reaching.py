"""Where the customer of an order is written to."""

from polku.contacts.models import Contact
from polku.deals.models import DealContact
from polku.orders.models import Order


def person_of(order: Order) -> Contact | None:
    """The first person of the deal who has an address, else the first of the customer."""
    of_deal = DealContact.objects.filter(deal_id=order.deal_id).exclude(contact__email="")
    linked = of_deal.select_related("contact").order_by("id").first()
    if linked is not None:
        return linked.contact
    people = Contact.objects.current().filter(customer_id=order.customer_id).exclude(email="")
    return people.order_by("id").first()


def address_of(order: Order) -> str:
    """The address an order is confirmed to, empty where none is known."""
    found = person_of(order)
    return found.email if found else ""

"""Labels of the codes of quotes, for every door that shows them; numbers as offers write them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from polku.catalogue.words import price_text as price_text
from polku.ui import locale_formats

Words = Mapping[str, str | Promise]

STATES: Final[Words] = {
    "draft": _("Draft"),
    "waiting": _("Waits for approval"),
    "approved": _("Approved"),
    "sent": _("Sent"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "expired": _("Run out"),
    "withdrawn": _("Withdrawn"),
}
NOT_SENT: Final = _("Not sent yet")
"""A quote that was given out, while the message that carries it waits."""
REASONS: Final[Words] = {
    "price": _("The price"),
    "timing": _("The time is not right"),
    "other_offer": _("Another offer was chosen"),
    "no_need": _("It is not needed any more"),
    "not_fitting": _("It does not fit what we need"),
    "other": _("Something else"),
}
TERMS: Final[Words] = {
    "payment": _("Payment"),
    "delivery": _("Delivery"),
    "guarantee": _("Guarantee"),
}
PAYMENT_TERMS: Final[Words] = {
    "pay_first": _("Payment before delivery"),
    "on_delivery": _("Payment on delivery"),
    "due_date": _("Payment after the invoice"),
}
HANDOVER: Final[Words] = {
    "paper": _("Paper"),
    "doubt": _("Doubt"),
    "person": _("Introduction"),
}
MOTIVES: Final[Words] = {
    "budget": _("Their budget is too small"),
    "rival": _("Another offer is cheaper"),
    "risk": _("They fear a risk"),
    "duty": _("It is their duty to bargain"),
    "habit": _("They always bargain"),
    "precedent": _("They paid less before"),
    "other": _("Something else"),
}
"""Why the other side bargains."""
FIELDS: Final[Words] = {
    "description": _("Description"),
    "quantity": _("Quantity"),
    "unit": _("Unit"),
    "unit_price": _("Price"),
    "discount_percent": _("Discount"),
    "tax_percent": _("VAT"),
    "optional": _("Option"),
    "group": _("Group"),
    "title": _("Title"),
    "needs": _("Needs"),
    "terms.payment": _("Payment"),
    "terms.delivery": _("Delivery"),
    "terms.guarantee": _("Guarantee"),
    "payment_terms": _("Terms of payment"),
    "due_days": _("Days to pay"),
    "valid_until": _("Holds until"),
    "prices_include_tax": _("Prices with VAT"),
    "costs": _("Costs over the years"),
    "net_minor": _("Without VAT"),
    "tax_minor": _("VAT"),
    "gross_minor": _("Total"),
}
TAX_NOTES: Final[Words] = {
    "AE": _("VAT is paid by the buyer (reverse charge)."),
    "K": _("Delivery within the EU without VAT."),
    "G": _("Export without VAT."),
    "E": _("Exempt from VAT."),
    "O": _("Not subject to VAT."),
}


def payment_words(payment_terms: str, due_days: int) -> str:
    """When the buyer pays, in words."""
    if payment_terms != "due_date":
        return str(PAYMENT_TERMS[payment_terms])
    told = ngettext(
        "Payment within %(days)s day of the invoice", "Payment within %(days)s days of the invoice", due_days
    )
    return told % {"days": due_days}


def quantity_text(quantity: Decimal) -> str:
    """A quantity without zeros at its end."""
    return locale_formats.number(quantity, 6)


def percent_text(percent: Decimal) -> str:
    """Per cents as they stand: 25.5 is “25.5 %”."""
    return locale_formats.percent(percent / 100, 2)

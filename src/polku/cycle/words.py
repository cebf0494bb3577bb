"""What is left open of orders, and what settles it, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "not_confirmed": _("Not confirmed"),
    "not_delivered": _("Not delivered"),
    "shipped_not_billed": _("Shipped, not billed"),
    "billed_not_shipped": _("Billed, not shipped"),
    "not_paid": _("Not paid"),
    "paid_not_as_billed": _("Paid otherwise than billed"),
    "paid_without_lines": _("Paid without an order line"),
    "paid_not_delivered": _("Paid, not delivered"),
    "sequence": _("Out of sequence"),
    "return_open": _("Return open"),
    "trouble_open": _("Something went wrong"),
    "document_missing": _("Paper missing"),
    "not_booked": _("Not booked"),
}
ACTS = {
    "confirm": _("Confirm"),
    "deliver": _("Deliver"),
    "bill": _("Bill"),
    "credit": _("Give credit note"),
    "collect": _("Collect the money"),
    "match": _("Match"),
    "refund": _("Pay money back"),
    "refund_or_deliver": _("Pay back or deliver"),
    "explain": _("Look into it"),
    "settle": _("Settle"),
    "issue": _("Issue the paper"),
}
PAPERS = {
    "confirmation": _("Order confirmation"),
    "delivery_note": _("Delivery note"),
    "invoice": pgettext_lazy("document", "Invoice"),
    "receipt": _("Receipt"),
}
STEPS = {
    "confirm": _("To be confirmed"),
    "ship": _("To be shipped"),
    "arrive": _("On its way"),
    "bill": _("To bill"),
    "pay": _("To be paid"),
    "settle": _("To be settled"),
    "closed": _("Closed"),
}
AGES = {
    "week": _("Older than a week"),
    "month": _("Older than a month"),
    "quarter": _("Older than three months"),
}
DETAILS = PAPERS | {
    "handed_over_before_confirmed": _("left before it was confirmed"),
    "arrived_without_a_date": _("arrived at a time nobody knows"),
    "arrived_though_canceled": _("arrived though it was called off"),
    "requested": _("waits for a decision"),
    "approved": _("waits for the goods"),
    "received": _("waits to be settled"),
}

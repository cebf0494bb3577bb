"""What kinds and states of invoices are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: dict[str, str | Promise] = {
    "invoice": pgettext_lazy("document", "Invoice"),
    "prepayment": _("Prepayment invoice"),
    "credit_note": _("Credit note"),
}
STATES: dict[str, str | Promise] = {
    "draft": pgettext_lazy("invoice", "Draft"),
    "issued": pgettext_lazy("invoice", "Issued"),
    "unsent": pgettext_lazy("invoice", "Not sent"),
}

"""What payments are called."""

from django.utils.translation import gettext_lazy as _

METHODS = {
    "bank": _("Bank transfer"),
    "card": _("Card"),
    "cash": _("Cash"),
    "voucher": _("Voucher"),
    "direct_debit": _("Direct debit"),
    "other": _("Other"),
}
AGES = {
    "not_due": _("Not due"),
    "days_1": _("1–30 days late"),
    "days_31": _("31–60 days late"),
    "days_61": _("More than 60 days late"),
}

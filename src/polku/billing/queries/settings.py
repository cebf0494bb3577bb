"""How invoices are made: every invoice asks for it."""

from polku.billing.models import BillingSettings
from polku.db.kept import KeptRow

_row = KeptRow(lambda: BillingSettings.objects.order_by("id").first() or BillingSettings())


def settings() -> BillingSettings:
    """The settings, kept in memory for two seconds; those every company starts with where nobody changed them."""
    return _row()


def forget() -> None:
    """Read the settings anew the next time: they were changed here."""
    _row.forget()

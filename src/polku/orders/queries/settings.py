"""How the company takes orders: every confirmation asks for it."""

from polku.db.kept import KeptRow
from polku.orders.models import OrderSettings

_row = KeptRow(lambda: OrderSettings.objects.order_by("id").first() or OrderSettings())


def settings() -> OrderSettings:
    """The settings, kept in memory for two seconds; those every company starts with where nobody changed them."""
    return _row()


def forget() -> None:
    """Read the settings anew the next time: they were changed here."""
    _row.forget()

"""How the company takes orders, kept in memory for two seconds: every confirmation asks for it."""

from copy import copy
from time import monotonic
from typing import Final

from polku.orders.models import OrderSettings

KEPT_SECONDS: Final = 2.0
_kept: tuple[float, OrderSettings] | None = None


def settings() -> OrderSettings:
    """The settings; those every company starts with where nobody changed them."""
    global _kept
    now = monotonic()
    if _kept is None or now - _kept[0] > KEPT_SECONDS:
        _kept = (now, OrderSettings.objects.order_by("id").first() or OrderSettings())
    return copy(_kept[1])


def forget() -> None:
    """Read the settings anew the next time: they were changed here."""
    global _kept
    _kept = None

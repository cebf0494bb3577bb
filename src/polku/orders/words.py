"""Labels of the codes of orders, for every door that shows them."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from polku.quotes.words import PAYMENT_TERMS as PAYMENT_TERMS
from polku.ui import locale_formats

Words = Mapping[str, str | Promise]

STATES: Final[Words] = {
    "placed": _("To be confirmed"),
    "confirmed": pgettext_lazy("an order", "Confirmed"),
    "canceled": pgettext_lazy("an order", "Called off"),
}
HELD: Final = _("Held")
DONE: Final = _("Done")
CHANNELS: Final[Words] = {
    "quote": _("Quote"),
    "form": _("Form"),
    "api": _("API"),
    "phone": _("Phone"),
    "counter": _("Counter"),
    "web": _("Web"),
    "import": _("Import"),
}
TROUBLES: Final[Words] = {
    "short_delivery": _("Something is missing"),
    "refused_delivery": _("The delivery was refused"),
    "refused_bill": _("The bill was refused"),
    "damaged": _("Something is damaged"),
    "unavailable": _("It can't be had"),
    "other": _("Something else"),
}
SETTLED: Final[Words] = {"recreate": _("We make up for it"), "ignore": _("It is let be")}
WRITTEN: Final[Words] = {
    "at_once": _("By mail, as soon as it is confirmed"),
    "ask": _("When somebody sends it"),
    "never": _("Never"),
}
INCOMING: Final[Words] = {
    "new": _("Waiting"),
    "placed": _("Order placed"),
    "spam": _("Spam"),
    "failed": _("Failed"),
}


def percent_done(part: Decimal) -> str:
    """A share of an order as all its pages say it, rounded down: all of it is 100 % only when it is all of it."""
    return locale_formats.percent(part.quantize(Decimal("0.01"), rounding=ROUND_DOWN))

"""Labels of the codes of stock, for every door that shows them."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

STATES: Final[Mapping[str, str | Promise]] = {
    "picking": pgettext_lazy("a delivery", "Being picked"),
    "packed": pgettext_lazy("a delivery", "Packed"),
    "shipped": pgettext_lazy("a delivery", "On its way"),
    "delivered": pgettext_lazy("a delivery", "Delivered"),
    "canceled": pgettext_lazy("a delivery", "Called off"),
}

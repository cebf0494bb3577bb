"""Labels of the codes of returns, for every door that shows them."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]

STATES: Final[Words] = {
    "requested": pgettext_lazy("a return", "Asked for"),
    "approved": pgettext_lazy("a return", "Approved"),
    "received": pgettext_lazy("a return", "Received"),
    "settled": pgettext_lazy("a return", "Settled"),
    "refused": pgettext_lazy("a return", "Refused"),
}
REASONS: Final[Words] = {
    "damaged": _("Arrived damaged"),
    "faulty": _("Does not work"),
    "wrong_goods": _("The wrong goods came"),
    "not_as_described": _("Not as described"),
    "not_wanted": _("Not wanted any more"),
    "too_late": _("Came too late"),
    "other": _("Something else"),
}
CONDITIONS: Final[Words] = {
    "as_new": _("As new: back into stock"),
    "damaged": _("Damaged: scrapped"),
}
RESOLUTIONS: Final[Words] = {
    "credit": _("Credit note"),
    "exchange": _("Exchange"),
    "repair": _("Repair"),
    "refund": _("Money back"),
}
NEXT: Final[Words] = {
    "requested": _("Decide whether the goods may come back."),
    "approved": _("The goods are to come. Receive them when they are here."),
    "received": _("The goods are here. Give the customer what was agreed."),
    "settled": _("Nothing is left to do."),
    "refused": _("Nothing is left to do."),
}

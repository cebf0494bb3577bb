"""Words of advice."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ANSWERS: Final[dict[str, str | Promise]] = {
    "yes": pgettext_lazy("asked for the order", "Yes"),
    "later": pgettext_lazy("asked for the order", "Not yet"),
    "no": pgettext_lazy("asked for the order", "No"),
}
SIGNALS: Final[dict[str, str | Promise]] = {
    "terms": _("Asks about terms"),
    "delivery": _("Asks about delivery"),
    "start": _("Asks when it can start"),
    "others": _("Asks what others say of it"),
}

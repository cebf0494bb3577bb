"""What the steps of the guided start are called, and why they are there."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEP_NAMES: Final[Mapping[str, str | Promise]] = {
    "aims": _("Aims"),
    "people": _("People"),
    "stages": _("Stages and history"),
    "buyer": _("The buyer’s side"),
    "publish": _("Publish and watch"),
}
STEP_WHYS: Final[Mapping[str, str | Promise]] = {
    "aims": _(
        "One number and a day: all later figures are held against it, and everybody knows what is wanted."
    ),
    "people": _("A process is lived by those who sell. Invite the two or three who know it best."),
    "stages": _(
        "Begin with how you sell today, not with how you should. What was sold before shows at once where time and "
        "buyers are lost."
    ),
    "buyer": _(
        "Buyers go a way of their own. Laid over your stages it shows what they decide, miss and stumble over."
    ),
    "publish": _(
        "From now on deals go this way. Look at the map once a week and change one thing at a time."
    ),
}
INDICATOR_NAMES: Final[Mapping[str, str | Promise]] = {"wins": _("Deals won"), "value": _("Value won")}

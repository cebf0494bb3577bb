"""What the cycle shows in the interface: its place."""

from django.utils.translation import gettext_lazy as _

from polku.cycle.rules import CyclePermission
from polku.ui import registry as ui
from polku.ui.registry import Place


def register() -> None:
    """Called once, when the apps are loaded."""
    see = CyclePermission.SEE
    ui.places.register(
        Place("cycle", _("Left open"), "cycle:cycle", "refresh", 78, permission=see, letter="l")
    )

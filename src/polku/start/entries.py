"""What the guided start puts into the interface: a row of Today, an act of the palette, its styles."""

from django.utils.translation import gettext_lazy as _

from polku.start.rules import StartPermission
from polku.start.web import today
from polku.ui import registry


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    registry.stylesheets.register(registry.Stylesheet("start/css/start.css"))
    registry.today_sources.register(registry.TodaySource("start", today.rows, 0, StartPermission.LEAD))
    registry.palette_actions.register(
        registry.PaletteAction("start", _("Guided start"), "start:start", "flag", 700, StartPermission.LEAD)
    )

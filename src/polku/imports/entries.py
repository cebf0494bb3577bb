"""Where imports show in the interface, and how the timeline tells of them."""

from django.utils.translation import gettext_lazy as _

from polku.imports.rules import ImportPermission
from polku.ui import registry as ui
from polku.ui.registry import PaletteAction, Place, Stylesheet


def register() -> None:
    """Called once, when the apps are loaded."""
    ui.places.register(
        Place("import", _("Import"), "imports:imports", "upload", 90, ImportPermission.IMPORT, letter="m")
    )
    ui.palette_actions.register(
        PaletteAction(
            "new_import",
            _("Import a file"),
            "imports:new",
            "upload",
            80,
            ImportPermission.IMPORT,
            words=_("CSV, XLSX, spreadsheet, upload"),
        )
    )
    ui.stylesheets.register(Stylesheet("imports/css/imports.css", areas=("imports", "exchange")))

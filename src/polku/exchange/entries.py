"""What exchange puts into the interface."""

from django.utils.translation import gettext_lazy as _

from polku.access.rules import AccessPermission
from polku.process.rules import ProcessPermission
from polku.ui import registry


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    registry.palette_actions.register(
        registry.PaletteAction(
            "event_log",
            _("Download the event log"),
            "exchange:log",
            "download",
            560,
            AccessPermission.EXPORT,
            words="XES OCEL Parquet CSV process mining",
        ),
        registry.PaletteAction(
            "bpmn",
            _("Bring a BPMN file"),
            "exchange:bpmn",
            "map",
            215,
            ProcessPermission.EDIT,
            words="BPMN XML diagram",
        ),
    )

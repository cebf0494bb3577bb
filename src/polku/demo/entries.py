"""What the demo puts into the interface: its settings page, and the mark by which every page says what it is."""

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.company.queries import company
from polku.ui import registry
from polku.ui.entries import COMPANY
from polku.ui.registry import Mark, SettingsPage


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    registry.settings_pages.register(
        SettingsPage(
            "demo",
            _("Demo data"),
            "demo:demo",
            "box",
            95,
            AccessPermission.MANAGE_COMPANY,
            group=COMPANY,
            hint=_("What is made up here, and taking it away"),
        )
    )
    registry.marks.register(
        Mark(
            "demo",
            _("Demo company"),
            _("The data here is made up."),
            "demo:demo",
            is_on=_is_demo,
            permission=AccessPermission.MANAGE_COMPANY,
        )
    )


def _is_demo(actor: Actor) -> bool:
    return company().is_demo

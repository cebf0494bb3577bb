"""What the interface itself puts into its registries."""

from django.utils.translation import gettext_lazy as _

from polku.access.rules import AccessPermission
from polku.ui import registry
from polku.ui.registry import PaletteAction, Place, SettingsPage

YOU = _("You")
COMPANY = _("Company")
DEVELOPERS = _("For developers")


def register() -> None:
    """Today, Settings, the profile and the design page."""
    registry.places.register(
        Place("today", _("Today"), "ui:today", "today", order=0, letter="t"),
        Place("settings", _("Settings"), "ui:settings", "gear", order=1000, letter="s"),
    )
    registry.settings_pages.register(
        SettingsPage(
            "profile",
            _("Profile"),
            "access:profile",
            "user",
            0,
            group=YOU,
            hint=_("Name, language, look, density"),
        ),
        SettingsPage(
            "security",
            _("Sign-in"),
            "access:security",
            "shield",
            1,
            group=YOU,
            hint=_("Password, second step, sessions"),
        ),
        SettingsPage(
            "people",
            _("People"),
            "access:people",
            "users",
            10,
            AccessPermission.MANAGE_USERS,
            group=COMPANY,
            hint=_("Who signs in, roles, invitations"),
        ),
        SettingsPage(
            "design",
            _("Components"),
            "ui:design",
            "panel",
            900,
            AccessPermission.MANAGE_COMPANY,
            group=DEVELOPERS,
            hint=_("Every component of the interface on one page"),
        ),
    )
    registry.palette_actions.register(
        PaletteAction("profile", _("Change your profile"), "access:profile", "user", order=900),
    )

"""What the office puts into Settings."""

from django.utils.translation import gettext_lazy as _

from polku.access.rules import AccessPermission
from polku.office.web import today
from polku.ui import registry
from polku.ui.entries import COMPANY, DEVELOPERS
from polku.ui.registry import PaletteAction, SettingsPage

_FIRM = AccessPermission.MANAGE_COMPANY
_PEOPLE = AccessPermission.MANAGE_USERS
_API = AccessPermission.USE_API


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    registry.settings_pages.register(
        _page(
            "company",
            _("Company"),
            "office:company",
            "company",
            5,
            _FIRM,
            _("Name, currency, time zone, brand"),
        ),
        _page(
            "working_time",
            _("Working time"),
            "office:working_time",
            "clock",
            6,
            _FIRM,
            _("Hours, holidays and days off"),
        ),
        _page(
            "rates",
            _("Exchange rates"),
            "office:rates",
            "coins",
            7,
            _FIRM,
            _("What other currencies are worth"),
        ),
        _page(
            "series",
            _("Numbers of documents"),
            "office:series",
            "list",
            8,
            _FIRM,
            _("How invoices, orders and quotes are numbered"),
        ),
        _page("mail", _("Mail"), "office:mail", "mail", 9, _FIRM, _("The mail server, and what went out")),
        _page(
            "teams", _("Teams"), "access:teams", "team", 11, _PEOPLE, _("Who works and sees deals together")
        ),
        _page("health", _("Health"), "office:health", "heart", 90, _FIRM, _("Checks, background work, disk")),
        SettingsPage(
            "tokens",
            _("API tokens"),
            "access:tokens",
            "key",
            800,
            _API,
            group=DEVELOPERS,
            hint=_("Keys by which programs act for you"),
        ),
    )
    registry.palette_actions.register(
        PaletteAction(
            "new_token", _("Make an API token"), "access:tokens", "key", order=910, permission=_API
        ),
    )
    registry.today_sources.register(registry.TodaySource("mail", today.unsent, 26))
    registry.today_sources.register(registry.TodaySource("mail-server", today.waiting, 27))
    registry.stylesheets.register(registry.Stylesheet("office/css/office.css"))


def _page(
    key: str,
    label: registry.Words,
    url: str,
    icon: str,
    order: int,
    permission: AccessPermission,
    hint: registry.Words,
) -> SettingsPage:
    return SettingsPage(key, label, url, icon, order, permission, group=COMPANY, hint=hint)

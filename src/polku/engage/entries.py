"""What engaging puts into the interface: the composer on a deal, its settings, its rows of Today."""

from django.utils.translation import gettext_lazy as _

from polku.engage.rules import EngagePermission
from polku.engage.web import showing, today
from polku.ui import registry


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    registry.stylesheets.register(registry.Stylesheet("engage/css/log.css"))
    registry.deal_panels.register(
        registry.Panel(
            "activities",
            _("Activities"),
            "engage/panel.html",
            showing.panel,
            column="right",
            order=10,
            permission=EngagePermission.SEE,
        )
    )
    registry.today_sources.register(
        registry.TodaySource("activities", today.rows, order=20, permission=EngagePermission.SEE)
    )
    registry.settings_pages.register(
        registry.SettingsPage(
            "activity_kinds",
            _("Kinds of activity"),
            "engage:kinds",
            "task",
            order=40,
            permission=EngagePermission.DEFINE_KINDS,
            group=_("Selling"),
            hint=_("What your people do beside calls, meetings and mails"),
        )
    )
    registry.key_lists.register(
        registry.Keys(
            "activities",
            _("On a deal"),
            (
                ("L", _("log what was done")),
                ("L C", _("log a call")),
                ("L M", _("log a meeting")),
                ("L D", _("log a demo")),
                ("L E", _("log a mail")),
                ("L N", _("write a note")),
                ("L T", _("add a task")),
            ),
        )
    )

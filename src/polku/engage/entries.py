"""What engaging puts into the interface: the composer on a deal, its settings, its rows of Today."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from polku.deals import ways
from polku.engage.rules import EngagePermission
from polku.engage.web import showing, timeline, today
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
            permission=EngagePermission.LOG,
        ),
        registry.Panel(
            "open_activities",
            _("Tasks and meetings"),
            "engage/open.html",
            showing.open_panel,
            column="left",
            order=5,
            permission=EngagePermission.SEE,
        ),
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
    registry.settings_pages.register(
        registry.SettingsPage(
            "hourly_costs",
            _("Cost of an hour"),
            "engage:hourly_costs",
            "coins",
            order=42,
            permission=EngagePermission.SET_COSTS,
            group=_("Selling"),
            hint=_("By role; with the minutes of activities it gives the cost of selling"),
        )
    )
    timeline.register()
    for fact, kind in (
        ("first_contact_made", ""), ("call_held", "call"), ("meeting_held", "meeting"), ("demo_held", "demo"),
        ("mail_sent", "mail"), ("activities", ""),
    ):  # fmt: skip
        ways.register(ways.Way(fact, pgettext_lazy("verb", "Log"), _to_composer(kind)))
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


def _to_composer(kind: str) -> Callable[[int], str]:
    return lambda deal_id: reverse("engage:activities", args=[deal_id]) + (f"?kind={kind}" if kind else "")

"""What qualifying puts into the interface: answers on a deal, lead forms in Settings, new leads on Today."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.deals import ways
from polku.qualify.rules import QualifyPermission
from polku.qualify.web import showing, timeline, today
from polku.ui import registry

_WAYS = {
    "budget_known": "budget",
    "authority_known": "decider",
    "need_known": "problem",
    "time_known": "by_when",
}


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    for name in ("answers", "forms"):
        registry.stylesheets.register(registry.Stylesheet(f"qualify/css/{name}.css"))
    registry.deal_panels.register(
        registry.Panel(
            "answers",
            _("What is known"),
            "qualify/panel.html",
            showing.panel,
            column="left",
            order=20,
            permission=QualifyPermission.SEE,
        )
    )
    registry.today_sources.register(
        registry.TodaySource("leads", today.rows, order=5, permission=QualifyPermission.SEE)
    )
    registry.settings_pages.register(
        registry.SettingsPage(
            "lead_forms",
            _("Lead forms"),
            "qualify:forms",
            "edit",
            order=35,
            permission=QualifyPermission.MANAGE_FORMS,
            group=_("Selling"),
            hint=_("Public forms, what came in through them"),
        )
    )
    timeline.register()
    for fact, question in _WAYS.items():
        ways.register(ways.Way(fact, _("Answer"), _to_question(question)))


def _to_question(question: str) -> Callable[[int], str]:
    return lambda deal_id: reverse("qualify:answer", args=[deal_id, showing.FIRST, question])

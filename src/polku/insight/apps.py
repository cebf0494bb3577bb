"""Wiring of insight."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "polku.insight"
    label = "insight"

    def ready(self) -> None:
        from polku.access.logic import register_permissions  # noqa: PLC0415 -- apps must be loaded first
        from polku.company.events import CompanyChanged  # noqa: PLC0415 -- apps must be loaded first
        from polku.eventlog.events import register  # noqa: PLC0415 -- apps must be loaded first
        from polku.insight import events, naming, rules, sources  # noqa: PLC0415 -- apps must be loaded first
        from polku.ui import registry  # noqa: PLC0415 -- apps must be loaded first
        from polku.ui.registry import PaletteAction, Place, Stylesheet  # noqa: PLC0415 -- apps must be loaded first

        register(*events.ALL)
        register_permissions(rules.PERMISSIONS, rules.WORDS)
        sources.reload_on(CompanyChanged.kind)
        naming.register()
        registry.stylesheets.register(Stylesheet("insight/css/insight.css"))
        registry.palette_actions.register(
            PaletteAction(
                "finding",
                _("Finding customers"),
                "insight:finding",
                "insight",
                505,
                rules.InsightPermission.SEE,
                words=_("marketing, source, campaign, leads"),
            )
        )
        registry.places.register(
            Place(
                "insight", _("Insight"), "insight:overview", "insight", 500, rules.InsightPermission.SEE, "i"
            )
        )

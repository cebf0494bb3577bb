"""What webhooks put into the interface."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.access.logic import Actor
from polku.ui import registry
from polku.ui.entries import DEVELOPERS
from polku.webhooks.queries import paused
from polku.webhooks.rules import WebhookPermission


def register() -> None:
    """Fill the registries; `apps.py` calls it."""
    registry.settings_pages.register(
        registry.SettingsPage(
            "webhooks",
            gettext_lazy("Webhooks"),
            "webhooks:endpoints",
            "link",
            810,
            WebhookPermission.MANAGE,
            group=DEVELOPERS,
            hint=gettext_lazy("Your other systems hear of every event"),
        )
    )
    registry.today_sources.register(
        registry.TodaySource("webhooks", today_rows, 90, WebhookPermission.MANAGE)
    )


def today_rows(actor: Actor, at: datetime) -> Sequence[registry.TodayRow]:
    """Webhooks that were paused, for those who can mend them."""
    return [
        registry.TodayRow(
            key=f"webhook-{row.pk}",
            why=_("Webhook paused"),
            title=str(row),
            url=reverse("webhooks:endpoint", args=[row.pk]),
            detail=row.paused_reason,
            signal="stuck",
            rank=10,
            kind=_("Webhooks"),
            act_label=_("Look"),
            act_url=reverse("webhooks:endpoint", args=[row.pk]),
        )
        for row in paused()
    ]

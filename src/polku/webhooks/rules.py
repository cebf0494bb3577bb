"""Rights over webhooks."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role


class WebhookPermission(StrEnum):
    """What may be done with webhooks."""

    MANAGE = "webhooks.manage"


PERMISSIONS: dict[WebhookPermission, dict[Role, Reach]] = {WebhookPermission.MANAGE: {}}

WORDS = {WebhookPermission.MANAGE: _("Manage webhooks")}

"""Rights over figures."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role


class InsightPermission(StrEnum):
    """What may be done with figures."""

    SEE = "insight.see"
    EXPORT_EVENTS = "insight.export_events"
    ALLOW_DEVIATION = "insight.allow_deviation"


PERMISSIONS = {
    InsightPermission.SEE: {
        Role.MANAGER: Reach.ALL,
        Role.SELLER: Reach.TEAM,
        Role.MARKETING: Reach.ALL,
        Role.FINANCE: Reach.ALL,
        Role.SERVICE: Reach.ALL,
        Role.VIEWER: Reach.ALL,
    },
    InsightPermission.EXPORT_EVENTS: {Role.MANAGER: Reach.ALL},
    InsightPermission.ALLOW_DEVIATION: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    InsightPermission.SEE: _("See figures"),
    InsightPermission.EXPORT_EVENTS: _("Export all events"),
    InsightPermission.ALLOW_DEVIATION: _("Allow deviations from the line"),
}

"""Rights over indicators, goals and dashboards. What figures say is cut to the reader's scope besides."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.measures.logic.permission import MeasurePermission as MeasurePermission

_EVERYBODY = {
    Role.MANAGER: Reach.ALL,
    Role.SELLER: Reach.TEAM,
    Role.MARKETING: Reach.ALL,
    Role.FINANCE: Reach.ALL,
    Role.SERVICE: Reach.ALL,
    Role.VIEWER: Reach.ALL,
}
PERMISSIONS: dict[MeasurePermission, Mapping[Role, Reach]] = {
    MeasurePermission.SEE: _EVERYBODY,
    MeasurePermission.DEFINE: {Role.MANAGER: Reach.ALL, Role.MARKETING: Reach.ALL, Role.FINANCE: Reach.ALL},
    MeasurePermission.SET_GOALS: {Role.MANAGER: Reach.ALL, Role.SELLER: Reach.OWN, Role.MARKETING: Reach.ALL},
    MeasurePermission.COACH: {Role.MANAGER: Reach.ALL},
    MeasurePermission.ARRANGE: {role: reach for role, reach in _EVERYBODY.items() if role != Role.VIEWER},
    MeasurePermission.SHARE: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    MeasurePermission.SEE: _("See goals, indicators and dashboards"),
    MeasurePermission.DEFINE: _("Define indicators"),
    MeasurePermission.SET_GOALS: _("Set goals"),
    MeasurePermission.COACH: _("See and set coaching goals of others"),
    MeasurePermission.ARRANGE: _("Arrange dashboards of their own"),
    MeasurePermission.SHARE: _("Share dashboards with everybody or a role"),
}

"""Rights over forecasts: those who sell say how sure they are, those who lead see all of it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.forecast.logic.permission import ForecastPermission as ForecastPermission

PERMISSIONS: dict[ForecastPermission, Mapping[Role, Reach]] = {
    ForecastPermission.SEE: {
        Role.MANAGER: Reach.ALL, Role.SELLER: Reach.TEAM, Role.MARKETING: Reach.ALL, Role.FINANCE: Reach.ALL,
        Role.VIEWER: Reach.ALL,
    },
    ForecastPermission.SET: {Role.MANAGER: Reach.ALL, Role.SELLER: Reach.TEAM},
}  # fmt: skip

WORDS = {
    ForecastPermission.SEE: _("See the forecast"),
    ForecastPermission.SET: _("Say how sure a deal is"),
}

"""What units, states, rhythms and places of goals and dashboards are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from polku.access.logic import Role
from polku.measures.logic.pace import State

UNIT_WORDS = {
    "count": _("Count"),
    "share": _("Share"),
    "days": _("Days"),
    "money": _("Money"),
    "number": pgettext_lazy("kind of field", "Number"),
}
EVERY_WORDS = {"week": _("Week"), "month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}
STATE_WORDS = {
    State.WAITING: _("Not begun"),
    State.EARLY: _("Too early to say"),
    State.UNKNOWN: _("Not known"),
    State.ON_TRACK: _("On track"),
    State.AT_RISK: _("At risk"),
    State.OFF_TRACK: _("Off track"),
    State.REACHED: _("Reached"),
    State.MISSED: _("Missed"),
}
STATE_SIGNALS = {
    State.ON_TRACK: "ok",
    State.REACHED: "ok",
    State.AT_RISK: "late",
    State.OFF_TRACK: "stuck",
    State.MISSED: "stuck",
}
RHYTHM_WORDS = {
    "daily": _("Every business day"),
    "weekly": _("Every Monday"),
    "monthly": _("On the first of every month"),
}
SHARING_WORDS = {"private": _("Only me"), "team": _("My team"), "everybody": _("Everybody")}
KIND_WORDS = {
    "indicator": _("Indicator"),
    "figure": _("Figure of insight"),
    "goal": _("Goal"),
    "list": _("Number of deals"),
}
FIGURE_TITLES = {
    "funnel": _("Funnel"),
    "stage-time": _("Time in stage"),
    "time-to-win": _("Time to win"),
    "dropout": _("Drop-out"),
    "variants": _("Variants"),
    "moves": _("Moves"),
    "conformance": _("How deals got there"),
    "volume": _("Volume"),
    "source": _("Sources"),
    "campaign": _("Campaigns"),
    "product": _("Products"),
    "owner": _("Owners"),
    "team": _("Teams"),
}
ROLE_WORDS = {
    Role.ADMIN: _("Admin"),
    Role.MANAGER: _("Manager"),
    Role.SELLER: _("Seller"),
    Role.MARKETING: _("Marketing"),
    Role.FINANCE: _("Finance"),
    Role.WAREHOUSE: _("Warehouse"),
    Role.SERVICE: _("Service"),
    Role.VIEWER: _("Viewer"),
}

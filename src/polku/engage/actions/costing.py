"""What an hour of selling costs, by role."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from polku.access.logic import Actor, Role
from polku.db.transactions import write
from polku.engage.events import HourlyCostsSet
from polku.engage.models import HourlyCost
from polku.engage.rules import EngagePermission
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, gettext_noop

MINOR_MAX: Final = 10**9


def set_hourly_costs(costs: Mapping[str, int | None], *, actor: Actor, at: datetime) -> None:
    """Say what an hour of each role costs in minor units of the company's currency; None takes it away.

    Roles that are not named stay as they are. Figures of all times follow what is said now.
    Raises: NotAllowed; Invalid for an unknown role or an amount below nought.
    """
    actor.require(EngagePermission.SET_COSTS)
    for role, minor in costs.items():
        if role not in {one.value for one in Role}:
            raise Invalid(gettext_noop("There is no such role."), field=role)
        if minor is not None and not 0 <= minor <= MINOR_MAX:
            raise Invalid(gettext_noop("Enter an amount from nought up."), field=role)
    with write():
        known = dict(HourlyCost.objects.values_list("role", "minor"))
        changed = tuple(sorted(role for role, minor in costs.items() if known.get(role) != minor))
        if not changed:
            return
        for role in changed:
            minor = costs[role]
            if minor is None:
                HourlyCost.objects.filter(role=role).delete()
            else:
                HourlyCost.objects.update_or_create(role=role, defaults={"minor": minor})
        entry = Entry(HourlyCostsSet(changed), ("hourly_costs", 0), at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)

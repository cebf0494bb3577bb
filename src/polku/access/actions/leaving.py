"""A person leaves a team only when nothing there hangs on them."""

from collections.abc import Iterable

from polku.access.hooks import leaving_guards
from polku.access.models import User
from polku.kernel.errors import Refused, gettext_noop


def refuse_leaving(user: User, team_ids: Iterable[int]) -> None:
    """Raises: Refused, naming everything that holds the person in one of these teams."""
    told = (guard(user.id, team_id) for team_id in sorted(team_ids) for guard in leaving_guards.all())
    if unmet := [reason for reason in told if reason is not None]:
        raise Refused(
            gettext_noop("This person cannot leave the team now."), unmet=unmet, code="bound_to_team"
        )

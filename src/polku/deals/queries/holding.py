"""What holds a person in a team: the open deals they have there."""

from polku.deals.models import Deal
from polku.kernel.errors import Message, gettext_noop


def owned_in(user_id: int, team_id: int) -> Message | None:
    """Why the person cannot leave the team now, or None: an owner is always in the team of the deal."""
    number = Deal.objects.open().filter(owner_id=user_id, team_id=team_id).count()
    message = gettext_noop("Open deals of theirs in this team: %(number)s. Give them to somebody else first.")
    return Message(message, number=number) if number else None

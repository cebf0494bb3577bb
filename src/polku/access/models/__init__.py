"""Tables of users, teams, tokens and invitations."""

from polku.access.models.team import Membership, Team
from polku.access.models.token import ApiToken, IdempotentAnswer
from polku.access.models.user import Invitation, User

__all__ = ["ApiToken", "IdempotentAnswer", "Invitation", "Membership", "Team", "User"]

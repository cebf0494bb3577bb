"""Rows that belong to a deal and are seen by whoever sees the deal."""

from typing import TYPE_CHECKING, Self

from django.db import models

from polku.access.logic import Actor
from polku.access.scopes import Scoped
from polku.deals.rules import DealPermission
from polku.journey.logic.permission import JourneyPermission

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    M = TypeVar("M", bound=models.Model, default=models.Model)
else:
    from typing import TypeVar

    M = TypeVar("M", bound=models.Model)


class OfDeal(Scoped[M]):
    """Base of querysets over rows of deals."""

    see = DealPermission.SEE
    team_path = "deal__team_id"
    owner_path = "deal__owner_id"

    def visible_to(self, user: Actor) -> Self:
        """The rows of the deals this person may see; none without the right to see the buyer's side."""
        return super().visible_to(user) if user.may(JourneyPermission.SEE) else self.none()

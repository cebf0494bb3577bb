"""Querysets that start at what a person may see."""

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from polku.access.logic import Actor, Reach

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    M = TypeVar("M", bound=models.Model, default=models.Model)
else:
    from typing import TypeVar

    M = TypeVar("M", bound=models.Model)


class Scoped(models.QuerySet[M]):
    """Base of querysets over rows with an owner and a team. Subclasses name the permission that opens them.

    `class DealQuerySet(Scoped["Deal"])` tells the type checker whose rows they are.
    """

    see: ClassVar[StrEnum]
    team_path: ClassVar[str] = "team_id"
    owner_path: ClassVar[str] = "owner_id"

    def visible_to(self, user: Actor) -> Self:
        """The rows this person may see; none without the right."""
        return self.reached_by(user, self.see)

    def reached_by(self, user: Actor, permission: StrEnum) -> Self:
        """The rows that one permission opens to this person."""
        scope = user.scope(permission)
        if scope.reach == Reach.ALL:
            return self.all()
        if scope.reach == Reach.TEAM:
            return self.filter(**{f"{self.team_path}__in": sorted(scope.team_ids)})
        if scope.reach == Reach.OWN:
            return self.filter(**{self.owner_path: scope.user_id})
        return self.none()

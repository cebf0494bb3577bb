"""Querysets that start at what a person may see."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self

from django.db import models

from polku.access.logic import Actor, Reach
from polku.db.prepared import Prepared, Value

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

    def select_for_update(
        self, nowait: bool = False, skip_locked: bool = False, of: Sequence[str] = (), no_key: bool = True
    ) -> Self:
        """Hold rows against whoever changes them, not against whoever names them: no id ever changes.

        PostgreSQL asks for what a new row names as it commits. Held in full, an order that another works at would
        make a payment for it wait there with the year of the books in its hands, which the other wants next.
        """
        return super().select_for_update(nowait, skip_locked, of, no_key)


R = TypeVar("R")


class Reached(Generic[R]):
    """`Prepared` for rows that a person may see or treat: made SQL once for each right, role and number of teams.

    `make(actor, right, *values)` gives the queryset; the person's id and teams are values like the others.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any, R]]) -> None:
        self._make = make
        self._ready: dict[tuple[Any, ...], Prepared[R]] = {}

    def __call__(self, actor: Actor, right: StrEnum | None, *values: Value) -> list[R]:
        """The rows. Raises: as `Prepared`."""
        teams = sorted(actor.team_ids)
        is_system = actor.user_id is None
        shape = (right, is_system or (actor.role, actor.widest), len(teams))
        ready = self._ready.get(shape)
        if ready is None:
            ready = self._ready[shape] = self._prepared(actor, right, is_system, len(teams))
        return ready(actor.user_id or 0, *teams, *values)

    def _prepared(self, actor: Actor, right: StrEnum | None, is_system: bool, number: int) -> Prepared[R]:
        def make(user_id: int, *values: Any) -> models.QuerySet[Any, R]:
            teams = frozenset(values[:number])
            like = replace(actor, user_id=None if is_system else user_id, team_ids=teams)
            return self._make(like, right, *values[number:])

        return Prepared(make, unused=1 + number)

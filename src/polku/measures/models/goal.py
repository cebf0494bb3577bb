"""What is to be reached by when, and how it stood when last looked at."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from polku.access.logic import Actor, Reach
from polku.access.scopes import Scoped
from polku.db.fields import ExactField
from polku.db.models import Base
from polku.measures.logic.permission import MeasurePermission


class GoalQuerySet(Scoped["Goal"]):
    """Goals by who may see the figures they are about; coaching goals by that person and those who coach."""

    see = MeasurePermission.SEE
    owner_path = "person_id"

    def reached_by(self, user: Actor, permission: StrEnum) -> "GoalQuerySet":
        """The rows that one permission opens, but nobody else's coaching without the right to coach there."""
        rows = super().reached_by(user, permission)
        scope = user.scope(MeasurePermission.COACH)
        if scope.reach == Reach.ALL:
            return rows
        open_to = Q(coaching=False) | Q(person_id=user.user_id, person__isnull=False)
        if scope.reach == Reach.TEAM:
            open_to |= Q(team_id__in=sorted(scope.team_ids))
        return rows.filter(open_to)

    def current(self) -> "GoalQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Goal(Base):
    """An indicator, whose (team, person, product, kind of customer; all empty is the company), period and target.

    A goal without a team is about everybody's figures and open to those alone who see all. A person's goal is about
    the deals that the person owns in that team; one of coaching is seen by that person and who coaches alone.
    Targets of money are in minor units of the company's currency.
    """

    indicator = models.CharField(max_length=60)
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    product = models.CharField(max_length=120, default="", blank=True)
    customer_kind = models.CharField(max_length=20, default="", blank=True)
    process_key = models.CharField(max_length=40, default="", blank=True)
    stage = models.CharField(max_length=40, default="", blank=True)
    every = models.CharField(max_length=10, default="quarter")
    from_date = models.DateField()
    to_date = models.DateField()
    target = ExactField()
    baseline = ExactField(null=True, blank=True)
    aim = models.CharField(max_length=300, default="", blank=True)
    coaching = models.BooleanField(default=False)
    responsible = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["to_date", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="goal_days_in_order"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(team__isnull=False), name="goal_of_person_in_team"
            ),
            models.CheckConstraint(
                condition=Q(coaching=False) | Q(person__isnull=False), name="goal_of_coaching_is_a_person_s"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.from_date}..{self.to_date}"


class GoalCheck(Base):
    """How a goal stood when last looked at; made anew by a job, so that Today need not compute anything."""

    goal = models.OneToOneField(Goal, on_delete=models.CASCADE, related_name="check_made")
    at = models.DateTimeField()
    state = models.CharField(max_length=12)
    value = models.FloatField(null=True)
    pace = models.FloatField(null=True)

    def __str__(self) -> str:
        return f"{self.goal_id} {self.state}"

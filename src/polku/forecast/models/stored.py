"""What was forecast, kept as it was said."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from polku.access.logic import Actor, Reach
from polku.db.guards import append_only
from polku.db.models import Base
from polku.forecast.logic.permission import ForecastPermission


class ForecastQuerySet(models.QuerySet["Forecast"]):
    """Forecasts a person may see."""

    def visible_to(self, user: Actor) -> Self:
        """Those of the whole company, of one's teams, or one's own, as far as the right reaches."""
        scope = user.scope(ForecastPermission.SEE)
        if scope.reach == Reach.ALL:
            return self.all()
        mine = Q(scope=Forecast.Scope.OWNER, scope_id=scope.user_id)
        if scope.reach == Reach.TEAM:
            return self.filter(mine | Q(scope=Forecast.Scope.TEAM, scope_id__in=sorted(scope.team_ids)))
        return self.filter(mine) if scope.reach == Reach.OWN else self.none()


@append_only
class Forecast(Base):
    """One method's word on one month, as of one day, for the company, a team or a person.

    Wins are counted as whole deals on average, so they are floats; values are minor units of `currency`. What had come
    already (`won`) is in them. The factors say how much wider earlier errors made the marks. `backtest` marks what was
    made afterwards from what was known on that day.
    """

    class Scope(models.TextChoices):
        """Whose deals."""

        COMPANY = "company"
        TEAM = "team"
        OWNER = "owner"

    made_on = models.DateField()
    recorded_at = models.DateTimeField()
    method = models.CharField(max_length=10)
    month = models.DateField()
    scope = models.CharField(max_length=8, choices=Scope.choices)
    scope_id = models.BigIntegerField(default=0)
    backtest = models.BooleanField(default=False)
    wins_p10 = models.FloatField()
    wins_p50 = models.FloatField()
    wins_p90 = models.FloatField()
    wins_mean = models.FloatField()
    wins_factor = models.FloatField(default=1.0)
    value_p10 = models.BigIntegerField()
    value_p50 = models.BigIntegerField()
    value_p90 = models.BigIntegerField()
    value_mean = models.BigIntegerField()
    value_factor = models.FloatField(default=1.0)
    won = models.PositiveIntegerField(default=0)
    won_value = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)

    objects = ForecastQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scope", "scope_id", "made_on", "method", "month", "backtest"],
                name="forecast_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} of {self.month:%Y-%m} on {self.made_on}"

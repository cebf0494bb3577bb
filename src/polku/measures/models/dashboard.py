"""A page of tiles that a person arranged, who else sees it, and to whom it is mailed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from polku.access.logic import Actor
from polku.db.models import Base
from polku.measures.logic.permission import MeasurePermission


class Sharing(models.TextChoices):
    """Who sees a dashboard; its figures are always those of the reader."""

    PRIVATE = "private"
    TEAM = "team"
    EVERYBODY = "everybody"


class DashboardQuerySet(models.QuerySet["Dashboard"]):
    """Dashboards by who may see them."""

    def visible_to(self, user: Actor) -> "DashboardQuerySet":
        """One's own, those of one's teams, those for everybody."""
        if not user.may(MeasurePermission.SEE):
            return self.none()
        if user.user_id is None:
            return self.all()
        return self.filter(
            Q(owner_id=user.user_id)
            | Q(sharing=Sharing.TEAM, team_id__in=sorted(user.team_ids))
            | Q(sharing=Sharing.EVERYBODY)
        )

    def current(self) -> "DashboardQuerySet":
        """Those that were not thrown away."""
        return self.filter(removed_at=None)


class Dashboard(Base):
    """Tiles under one filter (`query`, as in an address). `role` makes it what people of that role start with."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    sharing = models.CharField(max_length=10, choices=Sharing.choices, default=Sharing.PRIVATE)
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, default="", blank=True)
    query = models.CharField(max_length=2000, default="", blank=True)
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DashboardQuerySet.as_manager()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(sharing="team") | Q(team__isnull=False), name="dashboard_shared_in_team"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tile(Base):
    """One thing on a dashboard: a figure of insight, an indicator, a goal, or a number of deals.

    `ref` names it, `query` is a filter of its own over the dashboard's, `width` is in quarters of the page.
    """

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="tiles")
    position = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10)
    ref = models.CharField(max_length=60, default="", blank=True)
    title = models.CharField(max_length=80, default="", blank=True)
    query = models.CharField(max_length=2000, default="", blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Mailing(Base):
    """A dashboard that a person gets by mail as PDF, with the figures that person may see; `link` leads back to it."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="mailings")
    recipient = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=10)
    hour = models.PositiveSmallIntegerField(default=7)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    link = models.URLField(max_length=500, default="", blank=True)

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dashboard", "recipient"], name="dashboard_mailed_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["next_at"], name="mailing_due")]

    def __str__(self) -> str:
        return f"{self.dashboard_id} to {self.recipient_id}, {self.rhythm}"

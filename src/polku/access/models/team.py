"""Teams: what rows belong to and reach ends at."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class Team(Base):
    """A group of people who see each other's deals. The first one is the company's default."""

    name = models.CharField(max_length=120, unique=True)
    department = models.CharField(max_length=40, default="sales")
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Membership(Base):
    """A person's place in a team; the first one is where their deals go."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="memberships")
    leads = models.BooleanField(default=False)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "user"], name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"

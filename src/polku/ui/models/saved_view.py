"""Saved views: a name for the query of a page."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from polku.access.logic import Actor
from polku.db.models import Base


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Views by who may use them."""

    def visible_to(self, user: Actor) -> "SavedViewQuerySet":
        """One's own and those shared with one's teams."""
        return self.filter(Q(owner_id=user.user_id) | Q(shared=True, team_id__in=sorted(user.team_ids)))


class SavedView(Base):
    """A named state of a place's page (`query` is its address after the question mark), private or the team's."""

    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    place = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, blank=True, default="")
    shared = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "place", "name"], name="view_name_once"),
            models.UniqueConstraint(
                fields=["owner", "place"], condition=Q(is_default=True), name="view_one_default"
            ),
            models.CheckConstraint(
                condition=Q(shared=False) | Q(team__isnull=False), name="view_shared_in_team"
            ),
        ]

    def __str__(self) -> str:
        return self.name

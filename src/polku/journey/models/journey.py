"""Personas, their journeys, and the versions of these."""

from typing import Any, ClassVar, Self

from django.db import models

from polku.access.logic import Actor
from polku.db.fields import WordsField
from polku.db.models import Base
from polku.journey.logic.matrix import Matrix, read
from polku.journey.logic.permission import JourneyPermission


class Persona(Base):
    """A kind of buyer: a name, a few words, and whether companies or private persons are meant (empty: both)."""

    key = models.CharField(max_length=40, unique=True)
    name = WordsField()
    about = WordsField(default=dict)
    customer_kind = models.CharField(max_length=10, default="", blank=True)

    def __str__(self) -> str:
        return self.key


class JourneyQuerySet(models.QuerySet["Journey"]):
    """Journeys a person may see."""

    def visible_to(self, user: Actor) -> Self:
        """All of them, or none without the right."""
        return self.all() if user.may(JourneyPermission.SEE) else self.none()

    def in_use(self) -> Self:
        """Without those put away."""
        return self.filter(archived_at=None)


class Journey(Base):
    """The way of one persona. `draft` is what is worked on, `number` the version in force (0: none yet).

    It lies over one process, or over all of them where `process` is empty.
    """

    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+")
    process = models.ForeignKey(
        "process.Process", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = WordsField()
    draft: Any = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = JourneyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.name)

    @property
    def matrix(self) -> Matrix:
        """The draft."""
        return read(self.draft)


class JourneyVersion(Base):
    """A journey as it was published; never changed."""

    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    document: Any = models.JSONField()
    note = models.CharField(max_length=300, default="", blank=True)
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["journey", "number"], name="journey_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.journey_id} version {self.number}"

    @property
    def matrix(self) -> Matrix:
        """What was published."""
        return read(self.document)

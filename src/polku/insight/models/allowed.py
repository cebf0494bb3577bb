"""A way to leave the line that the company allows."""

from typing import ClassVar, Self

from django.db import models

from polku.db.models import Base


class AllowedDeviationQuerySet(models.QuerySet["AllowedDeviation"]):
    """Deviations that count against no deal."""

    def in_force(self, process: str) -> Self:
        """The ones allowed now in a process."""
        return self.filter(process=process, ended_at=None)


class AllowedDeviation(Base):
    """`code` is one of `logic.deviations`; deals with it alone fit. It is ended, never deleted: figures change then."""

    process = models.CharField(max_length=60)
    code = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AllowedDeviationQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["process", "code"], condition=models.Q(ended_at=None), name="allowed_deviation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.code}"

"""What somebody found in the figures, or heard from buyers, the market or of a new technology."""

from typing import ClassVar, Self

from django.db import models

from polku.access.scopes import Scoped
from polku.db.models import Base
from polku.proposals.logic.origins import Origin
from polku.proposals.logic.permission import ProposalPermission


class FindingQuerySet(Scoped["Finding"]):
    """Findings a person may see: all, or those they are to see to."""

    see = ProposalPermission.SEE
    team_path = "owner__teams__id"

    def open(self) -> Self:
        """Those of which something is left to do."""
        return self.filter(closed_at=None)


class Finding(Base):
    """What was seen at a stage, in words; `link` leads to the figure, an address of our own."""

    process = models.ForeignKey("process.Process", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=40, default="", blank=True)
    text = models.TextField()
    origin = models.CharField(max_length=10, default=Origin.FIGURES.value)
    link = models.CharField(max_length=2000, default="", blank=True)
    owner = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["process", "owner"], condition=models.Q(closed_at=None), name="finding_open"
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.pk} at {self.stage}"

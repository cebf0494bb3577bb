"""A change that is tried, and its verdict."""

from typing import Any, ClassVar, Self

from django.db import models

from polku.access.scopes import Scoped
from polku.db import guards
from polku.db.models import Base
from polku.proposals.logic.indicators import Indicator
from polku.proposals.logic.permission import ProposalPermission
from polku.proposals.logic.states import ProposalState


class ProposalQuerySet(Scoped["Proposal"]):
    """Proposals a person may see: all, or their own."""

    see = ProposalPermission.SEE
    team_path = "owner__teams__id"

    def running(self) -> Self:
        """Those whose deals are being followed."""
        return self.filter(state=ProposalState.RUNNING)


class Proposal(Base):
    """Hypothesis, both versions, indicator, least effect that matters (parts of `logic.indicators.SCALE`), segment.

    `new_version` is None while it is the draft of the process. Once it runs, `sample` holds what was stated: the usual
    level, deals on both sides, deals per week, weeks; deals of the new version count from `counts_from` on.
    """

    finding = models.ForeignKey(
        "proposals.Finding", null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    process = models.ForeignKey("process.Process", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    hypothesis = models.TextField()
    indicator = models.CharField(max_length=20)
    stage = models.CharField(max_length=40, default="", blank=True)
    effect = models.BigIntegerField()
    old_version = models.ForeignKey("process.ProcessVersion", on_delete=models.PROTECT, related_name="+")
    new_version = models.ForeignKey(
        "process.ProcessVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    query = models.CharField(max_length=2000, default="", blank=True)
    window_days = models.PositiveIntegerField()
    period_days = models.PositiveIntegerField()
    owner = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=ProposalState.DRAFT.value)
    written_at = models.DateTimeField()
    counts_from = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    sample: Any = models.JSONField(default=dict, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(indicator__in=[one.value for one in Indicator]), name="proposal_indicator"
            ),
            models.CheckConstraint(condition=models.Q(effect__gt=0), name="proposal_effect_positive"),
            models.CheckConstraint(
                condition=models.Q(state__in=[ProposalState.DRAFT.value, ProposalState.DROPPED.value])
                | models.Q(
                    state__in=[ProposalState.RUNNING.value, ProposalState.DECIDED.value],
                    new_version__isnull=False,
                    started_at__isnull=False,
                    counts_from__isnull=False,
                ),
                name="proposal_runs_with_a_version",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-id"], name="proposal_state"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


@guards.append_only
class Decision(Base):
    """The verdict of a proposal with every figure it rests on; written once."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="decision")
    verdict = models.CharField(max_length=10)
    why = models.CharField(max_length=10)
    figures: Any = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.verdict} of proposal {self.proposal_id}"

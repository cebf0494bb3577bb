"""The deal."""

from typing import Any, ClassVar

from django.db import models

from polku.access.logic import Reach, Scope
from polku.access.scopes import Scoped
from polku.db.models import Base
from polku.deals.logic.outcomes import Outcome
from polku.deals.logic.permission import DealPermission
from polku.kernel.money import Money

_SUMMED = ("value_company_minor", "stage_entered_at", "voided_at", "finished_at")


class DealQuerySet(Scoped["Deal"]):
    """Deals a person may see."""

    see = DealPermission.SEE

    def current(self) -> "DealQuerySet":
        """Without those in the bin."""
        return self.filter(voided_at=None)

    def open(self) -> "DealQuerySet":
        """Deals that are being worked on."""
        return self.filter(voided_at=None, outcome=Outcome.OPEN)


class Deal(Base):
    """One record from the first contact to care.

    `value_minor` stands in `value_currency`, `value_company_minor` in company currency at the day's rate.
    `opened_at` and `closed_at` are None where an imported history gives no date. `finished_at` is when a won deal left
    the last stage: nothing is left to do. `path_id` is the node of the
    stage sequence walked so far.
    """

    title = models.CharField(max_length=300)
    external_id = models.CharField(max_length=120, default="", blank=True)
    # Both customer and team lead an index below; one of the process alone would part nothing.
    customer = models.ForeignKey(
        "contacts.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    contacts: Any = models.ManyToManyField("contacts.Contact", through="deals.DealContact", related_name="+")
    process = models.ForeignKey("process.Process", on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey("process.ProcessVersion", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=40)
    stage_entered_at = models.DateTimeField(null=True)
    path_id = models.BigIntegerField()
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    value_minor = models.BigIntegerField(null=True, blank=True)
    value_currency = models.CharField(max_length=3, default="", blank=True)
    value_company_minor = models.BigIntegerField(null=True, blank=True)
    expected_close = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, default=Outcome.OPEN.value)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=120, default="", blank=True)
    campaign = models.CharField(max_length=120, default="", blank=True)
    product = models.CharField(max_length=120, default="", blank=True)
    next_step = models.CharField(max_length=300, default="", blank=True)
    next_step_at = models.DateTimeField(null=True, blank=True)
    custom: Any = models.JSONField(default=dict, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = DealQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~models.Q(external_id=""), name="deal_external_id_once"
            ),
        ]
        # The columns after -id make counts, sums, late and stuck ones a matter of the index alone, on both engines.
        # Finished deals pile up in the last stage: they stand in an index of their own.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["process", "outcome", "stage", "-id", "team", "owner", *_SUMMED],
                condition=models.Q(voided_at=None, finished_at=None),
                name="deal_board",
            ),
            models.Index(
                fields=["team", "process", "outcome", "stage", "-id", *_SUMMED],
                condition=models.Q(voided_at=None, finished_at=None),
                name="deal_board_team",
            ),
            models.Index(
                fields=["owner", "process", "outcome", "stage", "-id", "team", *_SUMMED],
                condition=models.Q(voided_at=None, finished_at=None),
                name="deal_board_owner",
            ),
            models.Index(
                fields=["process", "outcome", "stage", "-id", "team", "owner", *_SUMMED],
                condition=models.Q(voided_at=None, finished_at__isnull=False),
                name="deal_board_finished",
            ),
            models.Index(
                fields=["team", "process", "outcome", "stage", "-id", *_SUMMED],
                condition=models.Q(voided_at=None, finished_at__isnull=False),
                name="deal_finished_team",
            ),
            models.Index(
                fields=["owner", "process", "outcome", "stage", "-id", "team", *_SUMMED],
                condition=models.Q(voided_at=None, finished_at__isnull=False),
                name="deal_finished_owner",
            ),
            models.Index(
                fields=["owner", "next_step_at"],
                condition=models.Q(voided_at=None, next_step_at__isnull=False),
                name="deal_next_step",
            ),
            models.Index(fields=["team", "-id"], name="deal_team"),
            models.Index(fields=["customer"], name="deal_customer"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def value(self) -> Money | None:
        """What the deal is worth, in its own currency."""
        return None if self.value_minor is None else Money(self.value_minor, self.value_currency)

    def reached(self, scope: Scope) -> bool:
        """Whether a right of this reach covers the deal: the same rule as `reached_by`, for a row at hand."""
        if scope.reach == Reach.ALL:
            return True
        if scope.reach == Reach.TEAM:
            return self.team_id in scope.team_ids
        return scope.reach == Reach.OWN and self.owner_id == scope.user_id

    @property
    def is_open(self) -> bool:
        """Whether it is being worked on."""
        return self.outcome == Outcome.OPEN and self.voided_at is None


class DealContact(Base):
    """A person who takes part in a deal, and as what."""

    # The constraint's index begins with it.
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="people", db_index=False)
    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60, default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deal", "contact"], name="contact_once_in_deal"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.deal_id}"

"""The return."""

from typing import ClassVar, Self

from django.db import models

from polku.access.scopes import Scoped
from polku.db.models import Base
from polku.returns.logic.permission import ReturnPermission
from polku.returns.logic.states import OPEN, State


class ReturnQuerySet(Scoped["Return"]):
    """Returns a person may see: those of orders of their reach."""

    see = ReturnPermission.SEE
    team_path = "order__team_id"
    owner_path = "order__owner_id"

    def open(self) -> Self:
        """Those of which something is left to do."""
        return self.filter(state__in=[state.value for state in OPEN])


class Return(Base):
    """What a customer gives back of an order: who asked, decided, received and settled it, and when.

    `note` is what the customer says; `carrier` and `tracking` tell how repaired goods went back.
    """

    number = models.CharField(max_length=60, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=State.REQUESTED.value)
    note = models.TextField(default="", blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_reason = models.TextField(default="", blank=True)
    carrier = models.CharField(max_length=100, default="", blank=True)
    tracking = models.CharField(max_length=100, default="", blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state=State.REQUESTED)
                | models.Q(state=State.APPROVED, approved_at__isnull=False)
                | models.Q(state=State.RECEIVED, received_at__isnull=False)
                | models.Q(state=State.SETTLED, settled_at__isnull=False)
                | models.Q(state=State.REFUSED, refused_at__isnull=False),
                name="return_state_has_its_moment",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-id"], name="return_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self.state in OPEN

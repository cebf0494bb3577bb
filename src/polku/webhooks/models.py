"""Endpoints, what they are to be told, and how each try went."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class Endpoint(Base):
    """Where events are sent. A removed one keeps its row, so that an event written at this moment finds it.

    While `paused_at` is set, events are kept for it and sent when it is resumed.
    """

    url = models.CharField(max_length=1000)
    name = models.CharField(max_length=120, default="", blank=True)
    kinds: Any = models.JSONField(default=list)
    sealed_secret = models.TextField()
    sealed_old_secret = models.TextField(default="", blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_reason = models.CharField(max_length=500, default="", blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["url"], condition=models.Q(removed_at__isnull=True), name="endpoint_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.url


class Delivery(Base):
    """One event for one endpoint. `next_try_at` is also the lease of who sends it now."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        PARKED = "parked"

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="delivery_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at", "id"], name="delivery_due", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}: {self.state}"

    @property
    def message_id(self) -> str:
        """The header `webhook-id`: by it the other side knows a request it had before."""
        return f"msg_{self.event_id}"


class Attempt(Base):
    """How one try went: the status and the beginning of the answer, or why there was none."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(default="", blank=True)
    milliseconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.status or '-'} after {self.milliseconds} ms"

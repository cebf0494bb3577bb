"""API tokens and the answers kept for repeated requests."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class ApiToken(Base):
    """A key of a person for the API: only its hash is kept; it may be read-only and may expire."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    read_only = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint})"


class IdempotentAnswer(Base):
    """The answer given to a request with an idempotency key, stored in the transaction of its change."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body: Any = models.JSONField()
    created_at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "key"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return self.key

"""The outbox, the mail server, the addresses that came back."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class State(models.TextChoices):
    """Where a message is. `waiting`: no mail server is set up; `queued`: will be sent, or tried again.

    `handed`: a person gave it to the reader in another way, and it is not sent any more.
    `aside`: nobody needed it any more before it left; `reason` says why, in words still to be translated.
    """

    WAITING = "waiting"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    HANDED = "handed"
    ASIDE = "aside"


class Outgoing(Base):
    """One message to one address. `token` is the first half of its Message-ID, the same at every try.

    `files` lists ids of attachments; `link` is a label and an address shown as a button. `next_try_at` is also the
    lease of who sends it now.
    """

    to = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, default="", blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(default="", blank=True)
    link: Any = models.JSONField(default=list)
    language = models.CharField(max_length=10)
    files: Any = models.JSONField(default=list)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    token = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=1000, default="", blank=True)
    at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at", "id"],
                name="outgoing_due",
                condition=models.Q(state__in=["queued", "waiting"]),
            ),
            models.Index(fields=["subject_type", "subject_id", "id"], name="outgoing_subject"),
            models.Index(fields=["state", "id"], name="outgoing_state"),
        ]

    def __str__(self) -> str:
        return f"{self.id} to {self.to}: {self.state}"


class Server(Base):
    """The mail server of the company: at most one row. The environment's `POLKU_SMTP_URL` wins over it."""

    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=8)
    username = models.CharField(max_length=254, default="", blank=True)
    sealed_password = models.TextField(default="", blank=True)
    sender = models.CharField(max_length=254)
    sender_name = models.CharField(max_length=200, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Suppression(Base):
    """An address that does not exist, as its server said: nothing is sent there until somebody lifts this."""

    address = models.CharField(max_length=254, unique=True)
    reason = models.CharField(max_length=1000)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address

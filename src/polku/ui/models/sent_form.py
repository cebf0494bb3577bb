"""Forms that were sent, so that a second sending does nothing."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class SentForm(Base):
    """A form's mark, seen once, and where its answer led; kept for a day."""

    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    token = models.CharField(max_length=40)
    sent_at = models.DateTimeField(db_index=True)
    answer_url = models.CharField(max_length=2000, blank=True, default="")

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["token"], name="form_sent_once"),
        ]

    def __str__(self) -> str:
        return self.token

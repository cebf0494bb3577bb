"""What a night compared, and what the company allows."""

from typing import Any

from django.db import models

from polku.db.models import Base


class Finding(Base):
    """All comparisons of one night, as plain JSON; the newest counts."""

    made_at = models.DateTimeField()
    data: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"compared {self.made_at:%Y-%m-%d}"


class AdviceSettings(Base):
    """One row: whether techniques that press may be used. Without it they may not."""

    pressure_allowed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"pressure {self.pressure_allowed}"

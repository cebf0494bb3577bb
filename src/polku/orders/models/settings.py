"""How the company takes orders."""

from django.db import models

from polku.db.models import Base
from polku.orders.logic.states import Written


class OrderSettings(Base):
    """One row at most: how orders are confirmed in writing, and who buys at the counter without a name."""

    written = models.CharField(max_length=8, default=Written.ASK.value)
    walk_in = models.ForeignKey(
        "contacts.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.written

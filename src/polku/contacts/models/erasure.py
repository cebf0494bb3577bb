"""What was known of a customer or a person was erased."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class Erasure(Base):
    """A customer with all its people, or one of them (`contact`), was erased: when, by whom, how many rows where."""

    customer = models.ForeignKey("contacts.Customer", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    counts: Any = models.JSONField(default=dict)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(contact=None), name="customer_erased_once"
            ),
            models.UniqueConstraint(fields=["contact"], name="contact_erased_once"),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.contact_id or self.customer_id}"

"""A person one speaks with."""

from typing import ClassVar

from django.db import models

from polku.access.scopes import Scoped
from polku.contacts.logic import ContactPermission
from polku.db.models import Base


class ContactQuerySet(Scoped["Contact"]):
    """Contacts of the customers a person may see."""

    see = ContactPermission.SEE
    team_path = "customer__team_id"
    owner_path = "customer__owner_id"

    def current(self) -> "ContactQuerySet":
        """Without voided rows and those merged into another."""
        return self.filter(voided_at=None, merged_into=None)


class Contact(Base):
    """A person at a customer, or the private person who is the customer. Keys are the normalised forms."""

    # It leads an index below.
    customer = models.ForeignKey(
        "contacts.Customer", on_delete=models.PROTECT, related_name="contacts", db_index=False
    )
    name = models.CharField(max_length=200, default="", blank=True)
    name_key = models.CharField(max_length=200, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    email_key = models.CharField(max_length=254, default="", blank=True)
    phone = models.CharField(max_length=60, default="", blank=True)
    phone_key = models.CharField(max_length=30, default="", blank=True)
    position = models.CharField(max_length=120, default="", blank=True)
    language = models.CharField(max_length=10, default="", blank=True)
    # No index: nearly every row has none here, and SQLite would take such an index for every list.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["email_key"], name="contact_email"),
            models.Index(fields=["phone_key"], name="contact_phone"),
            models.Index(fields=["customer", "name_key"], name="contact_at_customer"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone

"""The customer: a company or a private person."""

from typing import Any, ClassVar

from django.db import models

from polku.access.scopes import Scoped
from polku.contacts.logic import ContactPermission
from polku.db.models import Base


class CustomerQuerySet(Scoped["Customer"]):
    """Customers a person may see."""

    see = ContactPermission.SEE

    def current(self) -> "CustomerQuerySet":
        """Without voided rows and those merged into another."""
        return self.filter(voided_at=None, merged_into=None)


class Customer(Base):
    """Who buys. `name_key` is the folded name without legal form (or the person's sorted name).

    `name_head` (its first letters) and `name_sound` (its consonants) are the blocks in which like names are
    looked for: no customer is ever compared with all others. `segment` is the trade or group that figures compare.
    """

    class Kind(models.TextChoices):
        COMPANY = "company"
        PERSON = "person"

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.COMPANY)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300)
    name_head = models.CharField(max_length=6, default="", blank=True)
    name_sound = models.CharField(max_length=40, default="", blank=True)
    # Both lead an index below.
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    country = models.CharField(max_length=2, default="", blank=True)
    line1 = models.CharField(max_length=200, default="", blank=True)
    line2 = models.CharField(max_length=200, default="", blank=True)
    post_code = models.CharField(max_length=20, default="", blank=True)
    city = models.CharField(max_length=120, default="", blank=True)
    region = models.CharField(max_length=120, default="", blank=True)
    # Where goods go if not to the address above: parts of `contacts.postal`; empty where they go there.
    delivery: Any = models.JSONField(default=dict, blank=True)
    vat_id = models.CharField(max_length=30, default="", blank=True)
    website = models.CharField(max_length=200, default="", blank=True)
    segment = models.CharField(max_length=120, default="", blank=True)
    language = models.CharField(max_length=10, default="", blank=True)
    custom: Any = models.JSONField(default=dict, blank=True)
    # No index: nearly every row has none here, and SQLite would take such an index for every list.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name_key"], name="customer_name_key"),
            models.Index(fields=["name_head"], name="customer_name_head"),
            models.Index(fields=["name_sound"], name="customer_name_sound"),
            models.Index(fields=["team", "-id"], name="customer_team"),
            models.Index(fields=["team", "name_key"], name="customer_team_name"),
            models.Index(fields=["owner", "-id"], name="customer_owner"),
            models.Index(fields=["kind", "-id"], name="customer_kind"),
        ]

    def __str__(self) -> str:
        return self.name

"""Groups of customers who get prices of their own."""

from typing import ClassVar

from django.db import models

from polku.catalogue.models.company_wide import CompanyWide
from polku.db.fields import WordsField
from polku.db.models import Base


class CustomerGroupQuerySet(CompanyWide["CustomerGroup"]):
    """Those a person may see."""


class CustomerGroup(Base):
    """Such as resellers, schools, members."""

    key = models.CharField(max_length=60, unique=True)
    name = WordsField()

    objects = CustomerGroupQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.name)


class GroupMember(Base):
    """A customer (a number: customers are a domain beside this one) in a group; `merge_id` is the merge it came by."""

    group = models.ForeignKey(CustomerGroup, on_delete=models.PROTECT, related_name="members", db_index=False)
    customer_id = models.BigIntegerField(db_index=True)
    merge_id = models.BigIntegerField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "customer_id"], name="customer_in_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.group_id}"

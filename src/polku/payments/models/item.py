"""Open items: what customers owe, what they have paid, and which settles which."""

from typing import ClassVar, Self

from django.db import models

from polku.access.scopes import Scoped
from polku.db.guards import freeze
from polku.db.models import Base
from polku.payments.logic.permission import PaymentPermission


class ItemQuerySet(Scoped["Item"]):
    """Items a person may see."""

    see = PaymentPermission.SEE

    def open(self) -> Self:
        """Those that are not settled."""
        return self.filter(open_minor__gt=0)


class Item(Base):
    """A bill, or money: `open_minor` of `amount_minor` is not settled. A match lowers both sides, undoing raises them.

    `company_minor` is what the books hold for all of it, in company currency. `number` is the document's.
    """

    side = models.CharField(max_length=6)
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=60)
    invoice = models.OneToOneField(
        "billing.Invoice", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    receipt = models.OneToOneField(
        "payments.Receipt", null=True, blank=True, on_delete=models.PROTECT, related_name="item"
    )
    customer = models.ForeignKey(
        "contacts.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    order = models.ForeignKey(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deal = models.ForeignKey("deals.Deal", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "access.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()
    company_minor = models.BigIntegerField()
    on_date = models.DateField()
    due_date = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = ItemQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(open_minor__gte=0) & models.Q(open_minor__lte=models.F("amount_minor")),
                name="item_open_between",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["side", "due_date", "id"], condition=models.Q(open_minor__gt=0), name="item_open"
            ),
            models.Index(fields=["customer", "side", "-id"], name="item_customer"),
            models.Index(fields=["team", "-id"], name="item_team"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.open_minor} of {self.amount_minor} {self.currency}"


freeze(
    Item, columns=("side", "kind", "currency", "amount_minor", "company_minor"), when="OLD.amount_minor > 0"
)


class Allocation(Base):
    """So much money set against a bill: a link, not a posting. Only a difference of exchange is booked with it.

    `amount_minor` is in the bill's currency, `credit_minor` what it took of the money, in that of the money.
    """

    debit = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="credits")
    credit = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="debits")
    amount_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    entry_id = models.BigIntegerField(null=True, blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0) & models.Q(credit_minor__gt=0),
                name="allocation_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.credit_id} for {self.debit_id}"


freeze(
    Allocation, columns=("debit_id", "credit_id", "amount_minor", "credit_minor"), when="OLD.amount_minor > 0"
)

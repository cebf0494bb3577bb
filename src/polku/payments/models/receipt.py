"""Money in, and money back."""

from typing import ClassVar

from django.db import models

from polku.access.scopes import Scoped
from polku.db.guards import freeze
from polku.db.models import Base
from polku.payments.logic.permission import PaymentPermission


class ReceiptQuerySet(Scoped["Receipt"]):
    """Payments a person may see."""

    see = PaymentPermission.SEE
    team_path = "item__team_id"
    owner_path = "item__owner_id"


class Receipt(Base):
    """A payment. `outgoing` is money paid back. What was registered stays; a mistake is taken back by `reversed_at`.

    `given_minor` is what was handed over at the counter: the rest went back as change. `voucher` is what paid.
    Cash may be rounded: `amount_minor` is settled, `handed_minor` lies in the till, `rounding_minor` is between them.
    """

    number = models.CharField(max_length=60, unique=True)
    external_id = models.CharField(max_length=120, default="", blank=True)
    customer = models.ForeignKey(
        "contacts.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.ForeignKey(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outgoing = models.BooleanField(default=False)
    method = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    company_minor = models.BigIntegerField()
    given_minor = models.BigIntegerField(null=True, blank=True)
    rounding_minor = models.BigIntegerField(default=0)
    voucher = models.ForeignKey(
        "payments.Voucher", null=True, blank=True, on_delete=models.PROTECT, related_name="receipts"
    )
    received_date = models.DateField()
    reference = models.CharField(max_length=140, default="", blank=True)
    payer_name = models.CharField(max_length=200, default="", blank=True)
    payer_account = models.CharField(max_length=60, default="", blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_reason = models.CharField(max_length=300, default="", blank=True)
    history = models.BooleanField(default=False)

    objects = ReceiptQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~models.Q(external_id=""), name="receipt_external_id_once"
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="receipt_positive"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def handed_minor(self) -> int:
        """What changed hands."""
        return self.amount_minor + self.rounding_minor


freeze(
    Receipt,
    columns=(
        "number",
        "outgoing",
        "method",
        "currency",
        "amount_minor",
        "company_minor",
        "rounding_minor",
        "received_date",
    ),
    when="OLD.amount_minor > 0",
)


class Voucher(Base):
    """A code that is worth money: what is left of it is the sum of what it has not paid.

    `expired_minor` was left when its last day was past, and is booked as income. One that was taken back
    (`withdrawn_at`) is worth nothing.
    """

    code = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey(
        "contacts.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    left_minor = models.BigIntegerField()
    expires_on = models.DateField(null=True, blank=True)
    expired_minor = models.BigIntegerField(default=0)
    expired_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, default="", blank=True)
    issued_at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(left_minor__gte=0) & models.Q(left_minor__lte=models.F("amount_minor")),
                name="voucher_left",
            ),
        ]

    def __str__(self) -> str:
        return self.code

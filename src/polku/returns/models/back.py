"""How much of a shipped line is on its way back or came, which pieces, and what it was credited by."""

from typing import ClassVar

from django.db import models

from polku.db.fields import ExactField
from polku.db.models import Base
from polku.returns.models.line import ReturnLine


class ReturnTally(Base):
    """Of a line of a delivery: `shipped` as it left, `taken` asked back or back, `back` kept by us, worth `back_minor`.

    The database itself refuses more than was shipped, however many ask at once.
    """

    shipment_line = models.OneToOneField("stock.ShipmentLine", on_delete=models.PROTECT, related_name="+")
    shipped = ExactField()
    taken = ExactField(default=0)
    back = ExactField(default=0)
    back_minor = models.BigIntegerField(default=0)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(back__gte=0)
                & models.Q(back__lte=models.F("taken"))
                & models.Q(taken__lte=models.F("shipped"))
                & models.Q(back_minor__gte=0),
                name="never_more_back_than_shipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken} of {self.shipped}"


class ReturnedUnit(Base):
    """Which piece or batch came back with a line."""

    line = models.ForeignKey(ReturnLine, on_delete=models.PROTECT, related_name="units", db_index=False)
    unit = models.ForeignKey("stock.Unit", on_delete=models.PROTECT, related_name="+")
    quantity = ExactField(default=1)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "unit"], name="returned_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} with {self.line_id}"


class ReturnCredit(Base):
    """The credit note that gives back what was billed of a line's goods, and the payment back, where there is one."""

    line = models.ForeignKey(ReturnLine, on_delete=models.PROTECT, related_name="credits", db_index=False)
    invoice_line = models.ForeignKey("billing.InvoiceLine", on_delete=models.PROTECT, related_name="+")
    credit_note = models.ForeignKey("billing.Invoice", on_delete=models.PROTECT, related_name="+")
    refund = models.ForeignKey(
        "payments.Receipt", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    quantity = ExactField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "invoice_line"], name="return_credit_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="return_credit_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} by {self.credit_note_id}"

"""Bank statements and their bookings."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base
from polku.payments.models.receipt import Receipt


class Statement(Base):
    """A statement of the bank, read from a file; the same one is taken once."""

    account = models.CharField(max_length=60)
    number = models.CharField(max_length=60, default="", blank=True)
    currency = models.CharField(max_length=3)
    opening_minor = models.BigIntegerField(null=True, blank=True)
    closing_minor = models.BigIntegerField(null=True, blank=True)
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)
    warnings: Any = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    file = models.ForeignKey("files.File", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account} {self.number}"


class StatementFile(Base):
    """A file of the bank on its way in: read in the background, or waiting until its columns are told.

    `reading` is how a table (CSV, XLSX) is read: which column is what, how dates and amounts are written.
    """

    file = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8)
    reading: Any = models.JSONField(default=dict, blank=True)
    taken = models.IntegerField(default=0)
    known = models.IntegerField(default=0)
    lines = models.IntegerField(default=0)
    matched = models.IntegerField(default=0)
    problem: Any = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class StatementLine(Base):
    """A booking: positive in, negative out. It waits until it is a payment or let be."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.IntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_date = models.DateField()
    value_date = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=140, default="", blank=True)
    bank_id = models.CharField(max_length=140, default="", blank=True)
    name = models.CharField(max_length=200, default="", blank=True)
    account = models.CharField(max_length=60, default="", blank=True)
    text = models.TextField(default="", blank=True)
    receipt = models.OneToOneField(
        Receipt, null=True, blank=True, on_delete=models.PROTECT, related_name="statement_line"
    )
    ignored_at = models.DateTimeField(null=True, blank=True)
    ignored_reason = models.CharField(max_length=300, default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["statement", "position"], name="statement_line_position"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["id"],
                condition=models.Q(receipt=None, ignored_at=None),
                name="statement_line_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booked_date} {self.amount_minor} {self.currency}"

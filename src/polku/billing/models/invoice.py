"""The invoice."""

from typing import Any, ClassVar, Self

from django.db import models

from polku.access.scopes import Scoped
from polku.billing.logic.permission import BillingPermission
from polku.billing.logic.states import Kind, State
from polku.catalogue.logic.totals import Rounding
from polku.db.fields import ExactField
from polku.db.guards import freeze
from polku.db.models import Base
from polku.kernel.money import Money


class InvoiceQuerySet(Scoped["Invoice"]):
    """Invoices a person may see."""

    see = BillingPermission.SEE

    def issued(self) -> Self:
        """Those with a number."""
        return self.filter(state=State.ISSUED)


class Invoice(Base):
    """An invoice, a prepayment invoice or a credit note. Amounts are positive on all of them.

    A draft has no number; when it is issued it gets one, is booked and never changes again. `snapshot` is then the
    whole document as the customer gets it, `digest` the SHA-256 over it and `previous_digest`: that of the document
    before it in its `chain` (the head of its number; `chain_place` counts from 1). Amounts called `company_...` are
    in company currency, as booked. `tax_point` is the day of the VAT report, of the entry in the books.
    """

    kind = models.CharField(max_length=12, default=Kind.INVOICE.value)
    state = models.CharField(max_length=8, default=State.DRAFT.value)
    # None, not "": a draft has no number, and numbers are unique.
    number = models.CharField(max_length=60, null=True, blank=True, unique=True)
    order = models.ForeignKey(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("contacts.Customer", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_notes"
    )
    reason = models.TextField(default="", blank=True)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=10, default="en")
    prices_include_tax = models.BooleanField(default=False)
    rounding = models.CharField(max_length=8, default=Rounding.DOCUMENT.value)
    terms = models.CharField(max_length=12, default="", blank=True)
    due_days = models.IntegerField(default=0)
    reference = models.CharField(max_length=120, default="", blank=True)
    note = models.TextField(default="", blank=True)
    issue_date = models.DateField(null=True, blank=True)
    delivered_date = models.DateField(null=True, blank=True)
    tax_point = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    withholding_percent = ExactField(default=0)
    withheld_minor = models.BigIntegerField(default=0)
    prepaid_minor = models.BigIntegerField(default=0)
    payable_minor = models.BigIntegerField()
    company_net_minor = models.BigIntegerField(default=0)
    company_tax_minor = models.BigIntegerField(default=0)
    company_gross_minor = models.BigIntegerField(default=0)
    snapshot: Any = models.JSONField(default=dict, blank=True)
    chain = models.CharField(max_length=60, default="", blank=True)
    chain_place = models.IntegerField(null=True, blank=True)
    previous_digest = models.CharField(max_length=64, default="", blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    history = models.BooleanField(default=False)

    objects = InvoiceQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["chain", "chain_place"],
                condition=models.Q(chain_place__isnull=False),
                name="invoice_chain_place",
            ),
            models.CheckConstraint(
                condition=models.Q(gross_minor=models.F("net_minor") + models.F("tax_minor"))
                & models.Q(
                    payable_minor=models.F("gross_minor")
                    - models.F("withheld_minor")
                    - models.F("prepaid_minor")
                ),
                name="invoice_sums",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", number=None, issued_at=None)
                | models.Q(
                    state="issued",
                    number__isnull=False,
                    issued_at__isnull=False,
                    issue_date__isnull=False,
                    tax_point__isnull=False,
                    chain_place__isnull=False,
                ),
                name="invoice_whole_when_issued",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["team", "-id"], name="invoice_team"),
            models.Index(fields=["owner", "-id"], name="invoice_owner"),
            models.Index(fields=["state", "-id"], name="invoice_state"),
            models.Index(fields=["issue_date", "id"], name="invoice_issue_date"),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    @property
    def is_draft(self) -> bool:
        """Whether it has no number yet."""
        return self.state == State.DRAFT

    @property
    def is_credit(self) -> bool:
        """Whether it takes from what the customer owes."""
        return self.kind == Kind.CREDIT_NOTE

    @property
    def net(self) -> Money:
        """The sum without tax."""
        return Money(self.net_minor, self.currency)

    @property
    def tax(self) -> Money:
        """The tax."""
        return Money(self.tax_minor, self.currency)

    @property
    def gross(self) -> Money:
        """The sum with tax."""
        return Money(self.gross_minor, self.currency)

    @property
    def payable(self) -> Money:
        """What is left to pay by this document."""
        return Money(self.payable_minor, self.currency)


# All but `sent_at` (when it went out), `owner` and `team` (who looks after it), `customer` (two may become one).
freeze(
    Invoice,
    columns=(
        "kind", "state", "number", "order_id", "deal_id", "corrects_id", "reason", "currency",
        "language", "prices_include_tax", "rounding", "terms", "due_days", "reference", "note", "issue_date",
        "delivered_date", "tax_point", "due_date", "net_minor", "tax_minor", "gross_minor", "withheld_minor",
        "withholding_percent", "prepaid_minor", "payable_minor", "company_net_minor", "company_tax_minor",
        "company_gross_minor", "snapshot", "chain", "chain_place", "previous_digest", "digest", "made_at", "issued_at",
        "by_id", "history",
    ),
    when="OLD.issued_at IS NOT NULL",
)  # fmt: skip

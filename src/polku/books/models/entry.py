"""Entries and their postings, which defend themselves in the database."""

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Coalesce

from polku.access.logic import Actor
from polku.books.logic.permission import BooksPermission
from polku.books.models.period import Period
from polku.db.guards import append_only, ledger
from polku.db.models import Base


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries: the books are the company's; who sees them sees all."""

    def visible_to(self, user: Actor) -> Self:
        """All of them, or none without the right."""
        return self.all() if user.may(BooksPermission.SEE) else self.none()


class Entry(Base):
    """One business transaction in the books.

    Born open, given its lines, then posted: the database checks at that moment that it balances, and keeps it as it
    is from then on. `number` has no gap within its year. `source_type` and `source_id` name the document it comes
    from, `text_key` what it is in words, `text` what a person wrote. `reverses` is the entry this one takes back.
    `by_id` and `via` tell who posted and through which door.
    """

    year = models.ForeignKey("books.Year", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField(null=True)
    period = models.ForeignKey("books.Period", on_delete=models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    kind = models.CharField(max_length=30)
    source_type = models.CharField(max_length=40, default="", blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    text_key = models.CharField(max_length=60, default="", blank=True)
    text = models.CharField(max_length=300, default="", blank=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    deal_id = models.BigIntegerField(null=True, blank=True)
    customer_id = models.BigIntegerField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)
    via = models.PositiveSmallIntegerField()
    history = models.BooleanField(default=False)

    objects = EntryQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "number"], name="entry_number_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(posted_at=None) | models.Q(number__isnull=False),
                name="entry_posted_has_number",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source_type", "source_id"], name="entry_source"),
            models.Index(fields=["date", "id"], name="entry_date"),
            models.Index(fields=["id"], condition=models.Q(posted_at=None), name="entry_open"),
        ]

    def __str__(self) -> str:
        return f"{self.year_id}/{self.number}"


class PostingQuerySet(models.QuerySet["Posting"]):
    """Postings: the books are the company's; who sees them sees all."""

    def visible_to(self, user: Actor) -> Self:
        """All of them, or none without the right."""
        return self.all() if user.may(BooksPermission.SEE) else self.none()


@append_only
class Posting(Base):
    """One line of an entry: an account debited or credited; amounts are never negative.

    `company_minor` is the amount in company currency. `date` is that of the entry. `tax_key` names the line of the
    VAT report (see `logic.taxes`), `tax_date` the day by which it belongs there, if that is another one. Deal,
    customer, product and campaign say where profit comes from.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey("books.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    debit = models.BooleanField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    company_minor = models.BigIntegerField()
    tax_key = models.CharField(max_length=30, default="", blank=True)
    tax_date = models.DateField(null=True, blank=True)
    deal_id = models.BigIntegerField(null=True, blank=True)
    customer_id = models.BigIntegerField(null=True, blank=True)
    product_id = models.BigIntegerField(null=True, blank=True)
    campaign = models.CharField(max_length=120, default="", blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gte=0), name="posting_amount_positive"),
            models.CheckConstraint(condition=models.Q(company_minor__gte=0), name="posting_company_positive"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "date"], name="posting_account_date"),
            models.Index(fields=["deal_id"], condition=models.Q(deal_id__isnull=False), name="posting_deal"),
            models.Index(
                fields=["customer_id"], condition=models.Q(customer_id__isnull=False), name="posting_customer"
            ),
            models.Index(Coalesce("tax_date", "date"), condition=~models.Q(tax_key=""), name="posting_tax"),
            models.Index(
                fields=["tax_date"], condition=models.Q(tax_date__isnull=False), name="posting_tax_late"
            ),
        ]


ledger(
    Entry,
    Posting,
    "entry_id",
    posted="posted_at",
    debit="debit",
    sums=(("amount_minor", "currency"), ("company_minor", "")),
    same=(("date", "date"),),
    period=(Period, "period_id", "closed_at"),
    month=("date", "period_id", "year_id"),
)

"""A version of a quote: what was offered, frozen from the moment it was sent."""

from typing import Any, ClassVar

from django.db import models

from polku.catalogue.models.line import DocumentLine
from polku.db.guards import freeze, parts
from polku.db.models import Base
from polku.quotes.models.quote import Quote


class QuoteVersion(Base):
    """The offer as it stands in one version.

    `needs` is the recap on top, `costs` what it costs over the years, `terms` holds words for payment, delivery and
    guarantee, `payment_terms` and `due_days` what an order of it takes over. Sums are of what is taken where the buyer
    changes nothing; `costed_net_minor` is the net sum, in company currency, of lines whose cost is known: what the
    margin is of. `digest` is of all that was sent. Words are not frozen by the database, so that a person can be
    forgotten: the digest tells.
    """

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="versions", db_index=False)
    version = models.IntegerField()
    title = models.CharField(max_length=300, default="", blank=True)
    needs = models.TextField(default="", blank=True)
    terms: Any = models.JSONField(default=dict, blank=True)
    payment_terms = models.CharField(max_length=12, default="due_date")
    due_days = models.IntegerField(default=14)
    valid_until = models.DateField()
    prices_include_tax = models.BooleanField(default=False)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField(null=True, blank=True)
    company_net_minor = models.BigIntegerField()
    costed_net_minor = models.BigIntegerField()
    promotion_ids: Any = models.JSONField(default=list, blank=True)
    costs: Any = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # When it was made final and given out: the message that carries it may leave later, or never.
    issued_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    paper = models.ForeignKey("files.File", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paper_digest = models.CharField(max_length=64, default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quote", "version"], name="quote_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id} v{self.version}"


class QuoteLine(DocumentLine):
    """A line of a version. An optional one counts only where the buyer takes it; of one `group`, only one is taken."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="lines", db_index=False)
    optional = models.BooleanField(default=False)
    group = models.CharField(max_length=60, default="", blank=True)

    class Meta(DocumentLine.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "position"], name="quote_line_position"),
        ]


freeze(
    QuoteVersion,
    columns=(
        "quote_id",
        "version",
        "payment_terms",
        "due_days",
        "valid_until",
        "prices_include_tax",
        "net_minor",
        "tax_minor",
        "gross_minor",
        "issued_at",
        "digest",
        "paper_digest",
    ),
    when="OLD.issued_at IS NOT NULL",
)
parts(QuoteLine, QuoteVersion, "version_id", closed="issued_at")

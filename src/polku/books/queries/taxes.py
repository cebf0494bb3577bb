"""The VAT report: base and tax by tax key, agreeing with the ledger to the cent."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Case, Count, F, Q, Sum, When
from django.db.models.functions import Coalesce

from polku.access.logic import Actor
from polku.books.logic.accounts import Role
from polku.books.logic.taxes import TaxKey, read_tax_key
from polku.books.models import Posting
from polku.books.rules import BooksPermission
from polku.company.queries import company

_VAT_ROLES = (Role.VAT_OUTPUT.value, Role.VAT_INPUT.value)
BAD_DEBT = "bad_debt"
"""The kind of entry by which a bill is written off."""

SIGNED = Sum(
    Case(
        When(debit=True, then=F("company_minor")), default=-F("company_minor"), output_field=BigIntegerField()
    )
)
"""Debit less credit in company currency."""
TAXED = Coalesce("tax_date", "date")
"""The day by which a posting belongs into the report."""


@dataclass(frozen=True, slots=True)
class VatRow:
    """What was sold or bought under one tax key, in company currency; `n` postings make it."""

    tax_key: str
    key: TaxKey
    base_minor: int
    tax_minor: int
    n: int


@dataclass(frozen=True, slots=True)
class VatReport:
    """Tax on sales and on purchases of some months. `other_minor` moved on the tax accounts without a key (paying
    the tax, for example), as debit less credit, so that the report and the ledger can be compared. `relieved_minor`
    came off the tax on sales because invoices were written off; it is taken off the rows already. `elsewhere_minor`
    of the tax on sales stands in other months of the ledger, because those of the report were closed when it was
    posted, and `late_minor` on the accounts belongs to other months in the same way.
    """

    currency: str
    date_from: date
    date_to: date
    sales: tuple[VatRow, ...]
    purchases: tuple[VatRow, ...]
    other_minor: int
    relieved_minor: int = 0
    elsewhere_minor: int = 0
    late_minor: int = 0

    @property
    def output_minor(self) -> int:
        """Tax on sales."""
        return sum(row.tax_minor for row in self.sales)

    @property
    def input_minor(self) -> int:
        """Tax on purchases."""
        return sum(row.tax_minor for row in self.purchases)

    @property
    def due_minor(self) -> int:
        """What is to be paid; negative where money comes back."""
        return self.output_minor - self.input_minor


def vat_report(user: Actor, *, date_from: date, date_to: date) -> VatReport:
    """Base and tax by category and percent. Four statements.

    Raises: NotAllowed.
    """
    user.require(BooksPermission.SEE)
    within = Posting.objects.visible_to(user).filter(date__range=(date_from, date_to))
    is_tax = Q(account__role__in=_VAT_ROLES)
    found = (
        Posting.objects.visible_to(user)
        .exclude(tax_key="")
        .annotate(taxed=TAXED)
        .filter(taxed__range=(date_from, date_to))
        .values("tax_key")
        .annotate(base=_signed(~is_tax), tax=_signed(is_tax), n=Count("id"))
        .order_by("tax_key")
    )
    rows = [_row(one["tax_key"], one["base"] or 0, one["tax"] or 0, one["n"]) for one in found]
    rows.sort(key=lambda row: row.key)
    other = within.filter(is_tax, tax_key="").aggregate(moved=SIGNED)["moved"] or 0
    lost = Q(entry__kind=BAD_DEBT) | Q(entry__reverses__kind=BAD_DEBT)
    relieved = within.filter(is_tax, lost)
    here, taxed_here = Q(date__range=(date_from, date_to)), Q(tax_date__range=(date_from, date_to))
    apart = Posting.objects.visible_to(user).filter(is_tax, tax_date__isnull=False)
    apart_sums = apart.aggregate(elsewhere=_signed(taxed_here & ~here), late=_signed(here & ~taxed_here))
    return VatReport(
        currency=company().currency,
        date_from=date_from,
        date_to=date_to,
        sales=tuple(row for row in rows if not row.key.is_purchase),
        purchases=tuple(row for row in rows if row.key.is_purchase),
        other_minor=other,
        relieved_minor=relieved.aggregate(moved=SIGNED)["moved"] or 0,
        elsewhere_minor=-(apart_sums["elsewhere"] or 0),
        late_minor=-(apart_sums["late"] or 0),
    )


def _signed(condition: Q) -> Sum:
    signed = Case(When(debit=True, then=F("company_minor")), default=-F("company_minor"))
    return Sum(Case(When(condition, then=signed), default=0, output_field=BigIntegerField()))


def _row(text: str, base: int, tax: int, n: int) -> VatRow:
    key = read_tax_key(text)
    side = 1 if key.is_purchase else -1
    return VatRow(text, key, side * base, side * tax, n)

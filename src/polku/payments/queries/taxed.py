"""What a bill was booked with under each tax key."""

from django.db.models import Sum

from polku.books.models import Posting
from polku.payments.logic.relief import Taxed
from polku.payments.models import Item

_TAX = "vat_output"


def taxed_of(bill: Item) -> list[Taxed]:
    """Bases and taxes of an invoice as they stand in the books: what comes off is what was put on. One query."""
    rows = Posting.objects.filter(entry__source_type="invoice", entry__source_id=bill.invoice_id)
    rows = rows.filter(entry__reverses=None).exclude(tax_key="")
    sums: dict[str, list[int]] = {}
    found = rows.values_list("tax_key", "account__role", "debit").order_by()
    for key, role, debit, minor, own in found.annotate(sum=Sum("amount_minor"), own=Sum("company_minor")):
        kept, sign, place = sums.setdefault(key, [0, 0, 0, 0]), -1 if debit else 1, int(role == _TAX)
        kept[place] += sign * minor
        kept[2 + place] += sign * own
    return [Taxed(key, *kept) for key, kept in sorted(sums.items())]

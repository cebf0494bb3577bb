"""Invoices follow their customer into a merge, and come back when it is undone. What was issued names who it was."""

from collections.abc import Mapping
from typing import Any

from polku.billing.models import Invoice
from polku.contacts.merging import Mover
from polku.db.lists import among
from polku.db.transactions import write
from polku.kernel.errors import gettext_noop


def move(*, kept_id: int, merged_id: int, contacts: Mapping[int, int]) -> Any:
    """Point the invoices of the merged customer to the one kept."""
    with write():
        ids = list(Invoice.objects.filter(customer_id=merged_id).order_by("id").values_list("id", flat=True))
        Invoice.objects.filter(id__in=among(ids)).update(customer_id=kept_id)
    return {"invoices": ids}


def restore(*, kept_id: int, merged_id: int, moved: Any) -> None:
    """Put back what `move` gave."""
    with write():
        rows = Invoice.objects.filter(id__in=among(moved["invoices"]), customer_id=kept_id)
        rows.update(customer_id=merged_id)


def count(*, customer_id: int) -> int:
    """How many invoices hang on a customer."""
    return Invoice.objects.filter(customer_id=customer_id).count()


MOVER = Mover(
    table="billing_invoice", label=gettext_noop("Invoices"), move=move, restore=restore, count=count
)

"""What the search knows of invoices."""

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.billing.logic.permission import BillingPermission
from polku.billing.models import Invoice
from polku.db.lists import among
from polku.search.logic import Doc
from polku.search.registry import Kind

INVOICE = "invoice"


def invoice_document(row: Invoice) -> Doc:
    """An invoice by its number, the customer's name and reference, the order's number."""
    name = str(row.snapshot.get("buyer", {}).get("name", "")) if row.snapshot else ""
    order = str(row.snapshot.get("order", "")) if row.snapshot else ""
    return Doc(
        kind=INVOICE,
        row_id=row.pk,
        owner_id=row.owner_id,
        team_id=row.team_id,
        title=row.number or "",
        subtitle=name,
        words=f"{row.number} {name} {row.reference} {order}",
    )


def invoice_documents(ids: Sequence[int] | None) -> Iterator[Doc]:
    """Documents of these invoices, or of all that are issued, in order of id."""
    rows = Invoice.objects.issued().order_by("id")
    found: Iterable[Invoice] = (
        rows.iterator(chunk_size=2000) if ids is None else rows.filter(id__in=among(ids))
    )
    return map(invoice_document, found)


KIND = Kind(
    INVOICE,
    _("Invoices"),
    lambda pk: reverse("billing:invoice", args=[pk]),
    invoice_documents,
    BillingPermission.SEE,
    icon="file",
    order=60,
)

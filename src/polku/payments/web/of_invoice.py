"""How an invoice was paid: the panel on its page."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from polku.access.logic import Actor
from polku.books.rules import BooksPermission
from polku.payments.models import Allocation, Item
from polku.payments.queries.credits import bills_for
from polku.payments.queries.plans import rules
from polku.payments.rules import PaymentPermission


def of_invoice(actor: Actor, invoice_id: int) -> Mapping[str, Any] | None:
    """What came for it, what is open; nothing while it is a draft."""
    item = Item.objects.visible_to(actor).filter(invoice_id=invoice_id).first()
    if item is None:
        return None
    found = Allocation.objects.filter(undone_at=None)
    found = found.filter(debit=item) if item.side == "debit" else found.filter(credit=item)
    rows = [
        (one, one.credit if one.debit_id == item.id else one.debit)
        for one in found.select_related("credit__receipt", "debit__invoice").order_by("id")
    ]
    is_bill, is_open = item.side == "debit", item.open_minor > 0
    due = item.due_date if is_open and is_bill else None
    url = f"{reverse('payments:new')}?item={item.id}"
    may_match, may_refund = actor.may(PaymentPermission.MATCH), actor.may(PaymentPermission.REFUND)
    return {
        "item": item,
        "may_match": may_match,
        "may_refund": may_refund and is_open and not is_bill,
        "may_write_off": may_refund and is_open and is_bill,
        "takes_tax_off": rules().relieve_tax,
        "may_see_books": actor.may(BooksPermission.SEE),
        "bills": bills_for(actor, item) if may_match and is_open and not is_bill else [],
        "rows": rows,
        "is_late": due is not None and due < timezone.localdate(),
        "url": url if due is not None and actor.may(PaymentPermission.REGISTER) else "",
    }

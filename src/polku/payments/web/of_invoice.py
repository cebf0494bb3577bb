"""How an invoice was paid: the panel on its page, and how it stands in a word."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.access.logic import Actor
from polku.billing.registry import Standing
from polku.books.rules import BooksPermission
from polku.db.lists import among
from polku.payments.models import Allocation, Item
from polku.payments.queries.charges import asked_of, charged_of, waiver_of
from polku.payments.queries.credits import bills_for
from polku.payments.queries.plans import rules
from polku.payments.rules import PaymentPermission
from polku.ui.locale_formats import money

LONG_LATE = 60
"""Days after which a late bill is stuck, as in the list of what is overdue."""


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
    charged = charged_of(item) if is_bill else []
    told = {"charged": charged, "asked": asked_of(item), "waiver": waiver_of(item)} if is_bill else {}
    may_match, may_refund = actor.may(PaymentPermission.MATCH), actor.may(PaymentPermission.REFUND)
    return told | {
        "item": item,
        "may_chase": actor.may(PaymentPermission.CHASE),
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


def standings(actor: Actor, invoice_ids: Sequence[int]) -> dict[int, Standing]:
    """How invoices and credit notes stand: paid, settled, open, late. One query."""
    by_money = Allocation.objects.filter(debit=OuterRef("pk"), undone_at=None, credit__receipt__isnull=False)
    items = Item.objects.visible_to(actor).filter(invoice_id__in=among(invoice_ids))
    found = items.annotate(is_paid=Exists(by_money))
    return {one.invoice_id: _standing(one) for one in found if one.invoice_id is not None}


def _standing(item: Any) -> Standing:
    if not item.open_minor:
        return Standing(_("Paid") if item.is_paid else _("Settled"), is_settled=True)
    late = (timezone.localdate() - item.due_date).days if item.due_date and item.side == "debit" else 0
    said = _("Open")
    if item.open_minor < item.amount_minor:
        said = f"{said} {money(item.open_minor, item.currency)}"
    if late <= 0:
        return Standing(said)
    days = ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late}
    part = f" · {said}" if item.open_minor < item.amount_minor else ""
    return Standing(days + part, "stuck" if late > LONG_LATE else "late")

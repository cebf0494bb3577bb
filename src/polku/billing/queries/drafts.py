"""Drafts that keep a year of the books open."""

from datetime import date

from django.db.models import Q

from polku.billing.logic.states import State
from polku.billing.models import Invoice
from polku.kernel.errors import Message, gettext_noop


def keep_open(end: date) -> list[Message]:
    """What is to be done before the year that ends on this day is closed."""
    within = Q(delivered_date__lte=end) | Q(delivered_date=None, made_at__date__lte=end)
    n = Invoice.objects.filter(within, state=State.DRAFT.value).count()
    return [Message(gettext_noop("%(n)s invoices are drafts: issue or delete them first."), n=n)] if n else []

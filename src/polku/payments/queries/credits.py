"""Money of customers that waits to be matched, and the bills it may pay: who has paid is not reminded."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db.models import Case, Q, Sum, When

from polku.access.logic import Actor
from polku.db.lists import among
from polku.payments.logic.kinds import MONEY, Kind, Side
from polku.payments.models import Item

SHOWN: Final = 20


def bills_for(actor: Actor, item: Item, words: str = "") -> Sequence[Item]:
    """Open bills that a payment or credit note may pay, of its customer where it has one; those in its own currency
    first, then the oldest. A credit note pays bills in its own currency.

    `words` are the beginning of a number or part of a customer's name.
    """
    found = Item.objects.visible_to(actor).open().filter(side=Side.DEBIT)
    if item.kind not in MONEY:
        found = found.filter(currency=item.currency)
    if item.customer_id:
        found = found.filter(customer_id=item.customer_id)
    if words:
        found = found.filter(Q(number__istartswith=words) | Q(customer__name__icontains=words))
    in_others = Case(When(currency=item.currency, then=0), default=1)
    return list(found.select_related("customer").order_by(in_others, "due_date", "id")[:SHOWN])


def open_notes(actor: Actor) -> Sequence[Item]:
    """Credit notes that pay nothing yet, the oldest first."""
    found = Item.objects.visible_to(actor).open().filter(kind=Kind.CREDIT_NOTE, side=Side.CREDIT)
    return list(found.select_related("customer").order_by("on_date", "id")[:SHOWN])


def open_of(actor: Actor, note_ids: Collection[int]) -> Sequence[Item]:
    """What is open of these credit notes: neither set against a bill nor paid back."""
    found = Item.objects.visible_to(actor).open().filter(invoice_id__in=among(note_ids), side=Side.CREDIT)
    return list(found.order_by("id"))


def with_credit(customer_ids: Collection[int]) -> Mapping[tuple[int, str], int]:
    """What is open of payments and credit notes, by customer and currency: one query."""
    rows = Item.objects.filter(customer_id__in=among(customer_ids), side=Side.CREDIT, open_minor__gt=0)
    sums = rows.order_by().values_list("customer_id", "currency").annotate(total=Sum("open_minor"))
    return {(customer_id or 0, currency): total for customer_id, currency, total in sums}

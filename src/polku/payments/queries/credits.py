"""Money of customers that waits to be matched, and the bills it may pay: who has paid is not reminded."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db.models import Case, Q, QuerySet, Sum, When

from polku.access.logic import Actor
from polku.db.lists import among
from polku.payments.logic.kinds import MONEY, Kind, Side
from polku.payments.models import Item

SHOWN: Final = 20


def bills_for(actor: Actor, item: Item, words: str = "") -> Sequence[Item]:
    """Open bills that a payment or credit note may pay, of its customer where it has one; those in its own currency
    first, then the oldest. A credit note pays bills in its own currency.

    `words` are the beginning of a number, of the bill or its order, or part of a customer's name.
    """
    found = _open_bills(actor)
    if item.kind not in MONEY:
        found = found.filter(currency=item.currency)
    if item.customer_id:
        found = found.filter(customer_id=item.customer_id)
    return _first(_named(found, words), item.currency)


def bills_named(actor: Actor, words: str, currency: str, minor: int | None = None) -> Sequence[Item]:
    """Open bills a person looks for to match a booking with: by number, customer or order, or by what is open of them.

    Those in the booking's own currency first, then the oldest. `minor` is what `words` mean as an amount in it.
    """
    found = _open_bills(actor)
    if minor is None:
        return _first(_named(found, words), currency)
    worth = Q(currency=currency) & (Q(open_minor=minor) | Q(amount_minor=minor))
    return _first(_named(found, words, worth), currency)


def _open_bills(actor: Actor) -> QuerySet[Item]:
    return Item.objects.visible_to(actor).open().filter(side=Side.DEBIT)


def _named(bills: QuerySet[Item], words: str, other: Q | None = None) -> QuerySet[Item]:
    """Those that words name; all of them without words."""
    if not words:
        return bills
    named = Q(number__istartswith=words) | Q(customer__name__icontains=words)
    named |= Q(order__number__istartswith=words)
    return bills.filter(named | other if other else named)


def _first(bills: QuerySet[Item], currency: str) -> Sequence[Item]:
    in_others = Case(When(currency=currency, then=0), default=1)
    return list(bills.select_related("customer", "order").order_by(in_others, "due_date", "id")[:SHOWN])


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

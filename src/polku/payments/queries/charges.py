"""What reminders asked for beside bills, as fee and interest: what of it came, what is waived, what money may be it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from polku.access.logic import Actor
from polku.db.lists import among
from polku.kernel.errors import Message, gettext_noop
from polku.kernel.money import Money
from polku.payments.logic.charges import OnTop, on_top
from polku.payments.logic.kinds import MONEY, Kind
from polku.payments.models import Allocation, Item, LateCharge, Reminder, Waiver


@dataclass(frozen=True)
class Chargeable:
    """So much of a payment may be fee and interest of a bill, and why."""

    bill: Item
    amount_minor: int
    reason: Message


def asked(reminders: QuerySet[Reminder]) -> dict[int, OnTop]:
    """What of these reminders' fees and interest is neither paid nor waived, by item: two queries."""
    waived = Waiver.objects.filter(item_id=OuterRef("item_id"), ended_at=None)
    rows = reminders.filter(Q(fee_minor__gt=0) | Q(interest_minor__gt=0)).exclude(Exists(waived))
    letters: dict[tuple[int, int, str], list[tuple[int, int]]] = defaultdict(list)
    found = rows.order_by("item_id", "id").values_list(
        "item_id", "item__customer_id", "item__currency", "fee_minor", "interest_minor"
    )
    for item_id, customer_id, currency, fee, interest in found:
        letters[item_id, customer_id or 0, currency].append((fee, interest))
    kept = _kept({item_id for item_id, _customer, _currency in letters})
    told = {key[0]: on_top(*key, of, kept.get(key[0], 0)) for key, of in letters.items()}
    return {item_id: one for item_id, one in told.items() if one.left_minor}


def _kept(item_ids: Collection[int]) -> Mapping[int, int]:
    if not item_ids:
        return {}
    rows = kept().filter(bill_id__in=among(item_ids)).order_by()
    return dict(rows.values_list("bill_id").annotate(total=Sum("allocation__amount_minor")))


def kept() -> QuerySet[LateCharge]:
    """What was kept as fee and interest, without what was given back."""
    return LateCharge.objects.filter(allocation__undone_at=None)


def asked_of(bill: Item) -> OnTop | None:
    """What of a bill's fees and interest is neither paid nor waived; None where nothing is."""
    return asked(Reminder.objects.filter(item=bill)).get(bill.id)


def asked_of_customers(customer_ids: Collection[int]) -> Mapping[tuple[int, str], int]:
    """What is neither paid nor waived, by customer and currency: two queries."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for one in asked(Reminder.objects.filter(item__customer_id__in=among(customer_ids))).values():
        sums[one.customer_id, one.currency] += one.left_minor
    return sums


def told_of_customer(actor: Actor, customer_id: int) -> list[tuple[str, int, int]]:
    """By currency what reminders ask a customer for, and what of it came: three queries."""
    bills = Item.objects.visible_to(actor).filter(customer_id=customer_id).values("id")
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in asked(Reminder.objects.filter(item_id__in=bills)).values():
        sums[one.currency][0] += one.left_minor
    came = kept().filter(bill_id__in=bills).order_by().values_list("bill__currency")
    for currency, total in came.annotate(total=Sum("allocation__amount_minor")):
        sums[currency][1] += total
    return [(currency, left, came) for currency, (left, came) in sorted(sums.items())]


def chargeable(actor: Actor, money: Item) -> list[Chargeable]:
    """Paid bills whose fee and interest the rest of a payment may be: those that it pays first, then the newest.

    Of the payment's customer; where nobody knows whose it is, only those that it pays.
    """
    if not money.open_minor or money.kind not in MONEY:
        return []
    pays = Allocation.objects.filter(credit=money, undone_at=None, debit_id=OuterRef("pk"))
    bills = Item.objects.visible_to(actor).filter(kind=Kind.INVOICE, open_minor=0, currency=money.currency)
    whose = Q(Exists(pays))
    if money.customer_id:
        whose |= Q(customer_id=money.customer_id)
    told = asked(Reminder.objects.filter(item_id__in=bills.filter(whose).values("id")))
    if not told:
        return []
    rows = bills.filter(id__in=among(told)).annotate(is_paid_by_it=Exists(pays))
    return [_chargeable(bill, money, told[bill.id]) for bill in rows.order_by("-is_paid_by_it", "-id")]


def _chargeable(bill: Item, money: Item, one: OnTop) -> Chargeable:
    if one.explains(money.open_minor):
        said = gettext_noop("What is left is exactly what a reminder of %(number)s asked for on top.")
    else:
        said = gettext_noop("Reminders of %(number)s asked for %(sum)s on top, as fee and interest.")
    asked_for = str(Money(one.left_minor, bill.currency))
    reason = Message(said, number=bill.number, sum=asked_for)
    return Chargeable(bill, min(one.left_minor, money.open_minor), reason)


def charged_of(bill: Item) -> Sequence[LateCharge]:
    """What was kept as fee and interest of a bill, with the payments that brought it."""
    rows = kept().filter(bill=bill).select_related("allocation__credit")
    return list(rows.order_by("id"))


def waiver_of(bill: Item) -> Waiver | None:
    """Why no fee and interest is asked for a bill; None where they are."""
    return Waiver.objects.filter(item=bill, ended_at=None).select_related("by").first()


def waived(item_ids: Collection[int]) -> dict[int, Waiver]:
    """What of some bills is waived: one query."""
    rows = Waiver.objects.filter(item_id__in=among(item_ids), ended_at=None)
    return {one.item_id: one for one in rows}


def not_as_asked() -> Q:
    """Reminders that ask for less or more than is open now, or for what is waived since."""
    waived = Waiver.objects.filter(item_id=OuterRef("item_id"), ended_at=None)
    charges = Q(fee_minor__gt=0) | Q(interest_minor__gt=0)
    return ~Q(open_minor=F("item__open_minor")) | (charges & Q(Exists(waived)))

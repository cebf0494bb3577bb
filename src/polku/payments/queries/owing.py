"""Who owes what past its due date: customers with their late bills, and how they usually pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import F, Max, Sum

from polku.access.logic import Actor
from polku.contacts.models import Customer
from polku.db.lists import among
from polku.payments.logic.chasing import Outcome, typical_delay
from polku.payments.logic.kinds import MONEY
from polku.payments.models import Allocation, Dispute, Item, Promise
from polku.payments.queries.chasing import Chased, chased, overdue
from polku.payments.queries.credits import with_credit

CUSTOMERS: Final = 20
BILLS_MAX: Final = 1000
DUE_MAX: Final = 5000
RATE_PARTS: Final = 100_000
_PAID_MAX: Final = 2000
AGES: Final = ("days_1", "days_31", "days_61")


@dataclass(frozen=True)
class Sums:
    """What is open in a currency, by age. The bars are as long as their share of `most`, so that they compare."""

    currency: str
    minors: Mapping[str, int]
    most: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.minors.values())

    @property
    def parts(self) -> list[tuple[str, int, float, float]]:
        """Each age with its amount, where its bar begins and how long it is, in per cent."""
        found, start = [], 0.0
        for age in AGES:
            whole = self.most or self.total
            width = 100 * self.minors[age] / whole if whole else 0.0
            if self.minors[age]:
                found.append((age, self.minors[age], start, width))
            start += width
        return found


@dataclass(frozen=True)
class Owing:
    """A customer with late bills. `delay` is how many days late they usually pay, `credits` what waits for a match."""

    customer: Customer
    bills: Sequence[Chased]
    sums: Sequence[Sums]
    delay: int | None
    credits: Sequence[tuple[str, int]]


def narrowed(actor: Actor, today: date, state: str) -> Any:
    """Late bills a person may see, of one state where it is named."""
    rows = overdue(Item.objects.visible_to(actor), today)
    waiting = Promise.objects.filter(ended_at=None)
    if state == "promised":
        return rows.filter(id__in=waiting.filter(by_date__gte=today).values("item_id"))
    if state == "broken":
        broken = Promise.objects.filter(outcome=Outcome.BROKEN).values("item_id")
        return rows.filter(id__in=broken).exclude(id__in=waiting.values("item_id"))
    if state == "disputed":
        return rows.filter(id__in=Dispute.objects.filter(closed_at=None).values("item_id"))
    if state == "due":
        return rows.filter(id__in=among(due_ids(actor, today)))
    return rows


def due_ids(actor: Actor, today: date) -> list[int]:
    """Bills whose next step is to be taken, the oldest due first; of the 5,000 oldest."""
    rows = list(overdue(Item.objects.visible_to(actor), today)[:DUE_MAX])
    return [one.item.id for one in chased(rows, today=today) if one.is_due]


def owing(actor: Actor, *, today: date, state: str = "", start: int = 0) -> tuple[list[Owing], bool]:
    """Customers with late bills, who owes most first, and whether there are more: eleven queries."""
    rows = narrowed(actor, today, state)
    ranked = rows.order_by().values("customer_id").annotate(worth=Sum(_worth()))
    ids = [
        row["customer_id"] for row in ranked.order_by("-worth", "customer_id")[start : start + CUSTOMERS + 1]
    ]
    shown = ids[:CUSTOMERS]
    items = list(rows.filter(customer_id__in=among(shown))[:BILLS_MAX])
    bills: dict[int, list[Chased]] = defaultdict(list)
    for one in chased(items, today=today):
        bills[one.item.customer_id or 0].append(one)
    waiting, delays = with_credit(shown), usual_delays(shown)
    found = []
    sums = _compared({customer_id: sums_of(bills[customer_id]) for customer_id in shown})
    for customer_id in shown:
        mine = bills[customer_id]
        if mine and mine[0].item.customer is not None:
            credit = [(currency, minor) for (of, currency), minor in waiting.items() if of == customer_id]
            found.append(
                Owing(mine[0].item.customer, mine, sums[customer_id], delays.get(customer_id), credit)
            )
    return found, len(ids) > CUSTOMERS


def _worth() -> Any:
    """What is open of a bill in company currency, as near as ranking needs: whole units of its rate, then 1/100,000.

    The product of two amounts does not fit the database's integers from about 30,000,000.00 on; so amounts of up to
    900,000,000,000.00 do, whatever the currency.
    """
    whole = F("company_minor") / F("amount_minor")
    part = F("company_minor") % F("amount_minor") * RATE_PARTS / F("amount_minor")
    return F("open_minor") * whole + F("open_minor") * part / RATE_PARTS


def _compared(sums: Mapping[int, list[Sums]]) -> dict[int, list[Sums]]:
    """The sums of customers, drawn against the largest of each currency."""
    most: dict[str, int] = defaultdict(int)
    for mine in sums.values():
        for one in mine:
            most[one.currency] = max(most[one.currency], one.total)
    return {
        customer_id: [replace(one, most=most[one.currency]) for one in mine]
        for customer_id, mine in sums.items()
    }


def sums_of(bills: Sequence[Chased]) -> list[Sums]:
    """What is open of bills, by currency and age."""
    found: dict[str, dict[str, int]] = {}
    for one in bills:
        by_age = found.setdefault(one.item.currency, dict.fromkeys(AGES, 0))
        by_age[age_of(one.late)] += one.item.open_minor
    return [Sums(currency, by_age) for currency, by_age in sorted(found.items())]


def age_of(days: int) -> str:
    """The age of a bill that is so many days late."""
    return "days_1" if days <= 30 else "days_31" if days <= 60 else "days_61"


def usual_delays(customer_ids: Collection[int]) -> Mapping[int, int]:
    """How many days after the due date customers usually pay: the median of bills paid lately; one query."""
    links = Allocation.objects.filter(
        undone_at=None,
        debit__customer_id__in=among(customer_ids),
        debit__open_minor=0,
        debit__due_date__isnull=False,
        credit__kind__in=MONEY,
    )
    rows: Any = links.values_list("debit_id", "debit__customer_id", "debit__due_date")
    rows = rows.annotate(paid=Max("credit__on_date")).order_by("-debit_id")[:_PAID_MAX]
    days: dict[int, list[int]] = defaultdict(list)
    for _id, customer_id, due, paid in rows:
        days[customer_id].append((paid - due).days)
    told = {customer_id: typical_delay(found) for customer_id, found in days.items()}
    return {customer_id: delay for customer_id, delay in told.items() if delay is not None}

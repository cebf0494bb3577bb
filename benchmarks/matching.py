"""A bank statement of 10,000 bookings against 50,000 open bills.

    python -m benchmarks matching [bookings] [bills]

Half of the bookings name their bill, the rest are found by the amount or by nothing. It may take 10 s.
"""

import json
import sys
from typing import Final

from benchmarks.place import engines, place, run

BUDGET_SECONDS: Final = 10.0

_MEASURE: Final = """
import json, sys, time
from datetime import date, timedelta
from decimal import Decimal
from django.utils import timezone
from polku.access.logic import SYSTEM
from polku.access.models import Team
from polku.contacts.models import Customer
from polku.db.bulk import insert
from polku.db.transactions import write
from polku.payments.models import Item, Statement, StatementLine
from polku.payments.queries.suggesting import suggestions

bookings, bills = int(sys.argv[1]), int(sys.argv[2])
at, first = timezone.now(), date(2026, 1, 1)
team = Team.objects.order_by("id").first()

def bill(n):
    day = first + timedelta(days=n % 300)
    minor = 1000 + n * 7919 % 900_000
    return Item(
        side="debit", kind="invoice", number=f"INV-2026-{n:06}", customer=customers[n % 2000], team=team,
        currency="EUR", amount_minor=minor, open_minor=minor, company_minor=minor, on_date=day,
        due_date=day + timedelta(days=14), recorded_at=at,
    )

def line(n):
    of = items[n * 5 % bills]
    text = f"Lasku {of.number.replace('-', ' ')} kiitos" if n % 2 else "Maksu"
    return StatementLine(
        statement=statement, position=n, amount_minor=of.amount_minor, currency="EUR",
        booked_date=of.due_date, text=text, name=of.customer.name if n % 3 else "",
    )

with write():
    customers = [Customer(name=f"Firma {n} Oy", name_key=f"firma {n}", team=team, recorded_at=at) for n in range(2000)]
    insert(Customer, customers)
    items = [bill(n) for n in range(bills)]
    insert(Item, items)
    statement = Statement.objects.create(account="FI", currency="EUR", digest="x", at=at)
    lines = [line(n) for n in range(bookings)]
    insert(StatementLine, lines)

start = time.perf_counter()
found = suggestions(lines, actor=SYSTEM)
seconds = time.perf_counter() - start
start = time.perf_counter()
suggestions(lines[:50], actor=SYSTEM)
page = time.perf_counter() - start
right = sum(bool(found[one.id]) and found[one.id][0].item_id == items[one.position * 5 % bills].id for one in lines)
print(json.dumps({"seconds": round(seconds, 2), "page": round(page, 2), "first is right": right}))
"""


def main() -> None:
    """Print a line for each engine; fail where it takes too long."""
    given = [one for one in sys.argv[1:] if one.isdecimal()]
    bookings, bills = given if len(given) == 2 else ("10000", "50000")
    for engine in engines():
        with place(engine, "matching") as env:
            found = json.loads(run(env, _MEASURE, bookings, bills))
        print(
            f"{engine}: {bookings} bookings against {bills} bills {found['seconds']} s, a page of 50 {found['page']} s,"
            f" the right bill first for {found['first is right']}"
        )
        if found["seconds"] > BUDGET_SECONDS:
            sys.exit(1)


if __name__ == "__main__":
    main()

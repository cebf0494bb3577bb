"""A million postings: how fast entries are posted, and how long the reports over them take.

    python -m benchmarks books [postings]

Entries of four lines (a sale with tax and its cost) in batches of a thousand over three years, posted through the
action as documents do, each with its bill, of which every tenth is open. Each report is the best of three; the trial
balance and the open items may take 300 ms.
"""

import json
import sys
from typing import Final

from benchmarks.place import engines, place, run

POSTINGS: Final = 1_000_000
BUDGET_MS: Final = 300

_FILL: Final = """
import sys, time
from datetime import date, timedelta
from django.utils import timezone
from polku.access.logic import SYSTEM
from polku.books.actions import Line, NewEntry, post
from polku.access.models import Team
from polku.contacts.models import Customer
from polku.db.bulk import insert
from polku.db.transactions import write
from polku.kernel.money import Money
from polku.payments.models import Item

entries, at, first = int(sys.argv[1]) // 4, timezone.now(), date(2024, 1, 1)

def entry(n):
    net = 1000 + n * 7919 % 90000
    tax, cost = net * 255 // 1000, net // 2
    return NewEntry(
        date=first + timedelta(days=n * 1090 // entries), kind="invoice", source=("invoice", n), text_key="invoice",
        customer_id=n % 5000, deal_id=n,
        lines=(
            Line("receivable", debit=Money(net + tax, "EUR")),
            Line("revenue_goods", credit=Money(net, "EUR"), tax_key="S:25.5", product_id=n % 300),
            Line("vat_output", credit=Money(tax, "EUR"), tax_key="S:25.5"),
            Line("cost_of_goods" if n % 3 else "inventory", debit=Money(0, "EUR"), product_id=n % 300),
        ),
    )

start = time.perf_counter()
for begin in range(0, entries, 1000):
    post([entry(n) for n in range(begin, min(begin + 1000, entries))], actor=SYSTEM, at=at)
seconds = time.perf_counter() - start
team = Team.objects.order_by("id").first()
with write():
    names = [f"Firma {n} Oy" for n in range(5000)]
    customers = [Customer(name=one, name_key=one.lower(), team=team, recorded_at=at) for one in names]
    insert(Customer, customers)

def bill(n):
    minor, day = 1000 + n * 7919 % 90000, first + timedelta(days=n * 1090 // entries)
    return Item(
        side="debit", kind="invoice", number=f"INV-{n:07}", customer=customers[n % 5000], team=team, currency="EUR",
        amount_minor=minor, open_minor=0 if n % 10 else minor, company_minor=minor, on_date=day,
        due_date=day + timedelta(days=14), recorded_at=at,
    )

for begin in range(0, entries, 5000):
    with write():
        insert(Item, [bill(n) for n in range(begin, min(begin + 5000, entries))])
print(seconds)
"""

_READ: Final = """
import json, time
from datetime import date
from django.db import connection
from polku.access.logic import SYSTEM
from polku.books import queries
from polku.books.models import Posting
from polku.payments.queries.ageing import buckets, open_bills

if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
else:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
begin, end, january, december = date(2026, 6, 1), date(2026, 6, 30), date(2026, 1, 1), date(2026, 12, 31)
reports = {
    "trial balance": lambda: queries.trial_balance(SYSTEM),
    "open items by age": lambda: buckets(SYSTEM, today=end),
    "open items, the oldest 50": lambda: list(open_bills(SYSTEM, today=end)[:50]),
    "trial balance of a month": lambda: queries.trial_balance(SYSTEM, date_from=begin, date_to=end),
    "profit and loss of a year by month": lambda: queries.monthly(SYSTEM, date_from=january, date_to=december),
    "VAT report of a month": lambda: queries.vat_report(SYSTEM, date_from=begin, date_to=end),
    "ledger, a page in the middle": lambda: queries.ledger(SYSTEM, "1100", date_from=begin),
    "profit by customer of a month": lambda: queries.profit(SYSTEM, by="customer", date_from=begin, date_to=end),
    "journal, the first page": lambda: list(queries.journal(SYSTEM)[:50]),
}
told = {"postings": Posting.objects.count()}
for name, report in reports.items():
    best = 1e9
    for _ in range(3):
        start = time.perf_counter()
        report()
        best = min(best, time.perf_counter() - start)
    told[name] = best * 1000
print(json.dumps(told))
"""


def main() -> None:
    """Fill, read, print."""
    postings = int(sys.argv[1]) if __name__ == "__main__" and len(sys.argv) > 1 else POSTINGS
    for engine in engines():
        with place(engine, "books") as env:
            seconds = float(run(env, _FILL, str(postings)).splitlines()[-1])
            print(
                f"{engine:10} {postings:,} postings: {seconds:6.1f} s, {postings / 4 / seconds:,.0f} entries/s"
            )
            told = json.loads(run(env, _READ).splitlines()[-1])
        for name, found in told.items():
            wanted = f" (at most {BUDGET_MS})" if name.startswith(("trial", "open")) else ""
            unit = "" if name == "postings" else " ms"
            print(f"{engine:10} {name:36} {found:10,.0f}{unit}{wanted}", flush=True)


if __name__ == "__main__":
    main()

"""The one way into the books: entries are written, numbered and posted in the transaction of what caused them."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import connection

from polku.access.logic import Actor
from polku.books.actions.accounts import installed_chart
from polku.books.actions.periods import hold, refuse_closed
from polku.books.actions.rolling import EVERY, roll_up
from polku.books.logic.entries import Line, NewEntry, checked, currencies, placed
from polku.books.logic.periods import month_of
from polku.books.models import Entry, Posting
from polku.books.queries.chart import Chart
from polku.company.models import ExchangeRate
from polku.company.queries import company
from polku.db.bulk import insert, made, numbered
from polku.db.transactions import at_end, taken_back, write
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.money import Money

_TAKE = """
UPDATE books_year SET last_number = last_number + wanted.n FROM ({source}) AS wanted
WHERE id = wanted.one RETURNING id, last_number, rolled_number
"""
_POST = """
UPDATE books_entry SET number = given.n, posted_at = %s FROM ({source}) AS given WHERE id = given.one
"""


def post(entries: Sequence[NewEntry], *, actor: Actor, at: datetime, history: bool = False) -> list[int]:
    """Post entries; the ids of their rows, in order. Four statements for any number of entries, and one or two more
    for the chart and the rates if they are not at hand.

    Documents call it within their own transaction and have checked their own rights. The entries are written at once
    and get their numbers, which nobody else can take meanwhile, together just before the transaction commits.

    Raises: Invalid for an unknown account, a missing rate; Unbalanced; Refused where a month is closed.
    """
    if not entries:
        return []
    currency = company().currency
    rate = _rates(entries, currency)
    ready = [checked(entry, currency=currency, rate=rate) for entry in entries]
    with write():
        chart = installed_chart(actor=actor, at=at)
        days = {day for entry in ready for day in (entry.date, entry.late_date) if day}
        closed = hold({month_of(day) for day in days})
        ready = [placed(entry, closed) for entry in ready]
        refuse_closed({month_of(entry.date) for entry in ready} & closed)
        rows = [_entry(entry, actor, history=history) for entry in ready]
        insert(Entry, rows)
        lines = [
            _posting(row, entry, line, chart)
            for row, entry in zip(rows, ready, strict=True)
            for line in entry.lines
        ]
        numbered(lines, "entry")
        insert(Posting, lines)
        at_end(_finish, [(row, at) for row in rows])
    return [row.pk for row in rows]


def number_now() -> None:
    """Number and post at once what waits for the end of the transaction: for who answers with the number within it.

    Only where no other counter is taken after it.
    """
    waiting = taken_back(_finish)
    if waiting:
        _finish(waiting)


def _entry(entry: NewEntry, actor: Actor, *, history: bool) -> Entry:
    month = month_of(entry.date)
    return made(
        Entry,
        year_id=month // 100,
        period_id=month,
        date=entry.date,
        kind=entry.kind,
        source_type=entry.source[0] if entry.source else "",
        source_id=entry.source[1] if entry.source else None,
        text_key=entry.text_key,
        text=entry.text,
        reverses_id=entry.reverses_id,
        deal_id=entry.deal_id,
        customer_id=entry.customer_id,
        by_id=actor.user_id,
        via=int(actor.via),
        history=history,
    )


def _posting(row: Entry, entry: NewEntry, line: Line, chart: Chart) -> Posting:
    amount = line.amount
    return made(
        Posting,
        {"entry": row},
        account_id=line.account_id or chart.find(role=line.role, code=line.account),
        date=entry.date,
        debit=line.debit is not None,
        amount_minor=amount.minor,
        currency=amount.currency,
        company_minor=line.company_minor,
        tax_key=line.tax_key,
        tax_date=entry.tax_date if line.tax_key else None,
        deal_id=line.deal_id if line.deal_id is not None else entry.deal_id,
        customer_id=line.customer_id if line.customer_id is not None else entry.customer_id,
        product_id=line.product_id,
        campaign=line.campaign or entry.campaign,
    )


def _finish(written: Sequence[tuple[Entry, datetime]]) -> None:
    """Number and post what the transaction wrote. Last, so that the counter is held as shortly as can be, and always
    after the counters of documents: two transactions never wait for each other.
    """
    years = _take_numbers(Counter(row.year_id for row, _ in written))
    free = {year: last - n + 1 for year, (last, _, n) in years.items()}
    given: list[tuple[int, int]] = []
    for row, _ in written:
        row.number = free[row.year_id]
        free[row.year_id] += 1
        given.append((row.pk, row.number))
    source, parameters = _pairs(given)
    with connection.cursor() as cursor:
        at = connection.ops.adapt_datetimefield_value(max(at for _, at in written))
        cursor.execute(_POST.format(source=source), [at, *parameters])
    for year, (last, rolled, _) in years.items():
        if last - rolled >= EVERY:
            roll_up(year, rolled, last)


def _take_numbers(wanted: Counter[int]) -> dict[int, tuple[int, int, int]]:
    """For each year its last number now, the last one in the sums that are kept, how many were taken."""
    source, parameters = _pairs(sorted(wanted.items()))
    with connection.cursor() as cursor:
        if len(wanted) > 1 and connection.vendor == "postgresql":
            # In order, so that two batches over several years don't wait for each other.
            cursor.execute(
                "SELECT id FROM books_year WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [sorted(wanted)]
            )
        cursor.execute(_TAKE.format(source=source), parameters)
        return {year: (last, rolled, wanted[year]) for year, last, rolled in cursor.fetchall()}


def _pairs(pairs: Sequence[tuple[int, int]]) -> tuple[str, list[Any]]:
    """SQL of a table of (id, n) with any number of rows in at most two parameters."""
    if connection.vendor == "sqlite":
        listed = "[" + ",".join(f"[{one},{n}]" for one, n in pairs) + "]"
        return (
            "SELECT json_extract(value, '$[0]') AS one, json_extract(value, '$[1]') AS n FROM json_each(%s)",
            [listed],
        )
    return "SELECT unnest(%s::bigint[]) AS one, unnest(%s::int[]) AS n", [
        [one for one, _ in pairs],
        [n for _, n in pairs],
    ]


def _rates(entries: Sequence[NewEntry], base: str) -> Callable[[str, date], Callable[[Money], Money]]:
    """The rates of the days of all entries, by one query, none where every line says its amount."""
    wanted = {currency for currency, _ in currencies(entries) if currency != base}
    stated: dict[str, list[tuple[date, int]]] = {}
    if wanted:
        rows = ExchangeRate.objects.filter(currency__in=wanted).order_by("from_date")
        for currency, from_date, millionths in rows.values_list("currency", "from_date", "rate_millionths"):
            stated.setdefault(currency, []).append((from_date, millionths))

    def of(currency: str, day: date) -> Callable[[Money], Money]:
        known = [millionths for from_date, millionths in stated.get(currency, ()) if from_date <= day]
        if not known:
            message = gettext_noop("There is no exchange rate for %(currency)s on %(day)s.")
            raise Invalid(
                Message(message, currency=currency, day=day.isoformat()), code="no_rate", field="currency"
            )
        return lambda amount: amount.convert(Fraction(known[-1], 1_000_000), base)

    return of

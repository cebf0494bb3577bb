"""The list of the same deals: pages by cursor, sorted by what the reader chose."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.signing import b62_decode, b62_encode
from django.db.models import F, Q, Sum

from polku.access.logic import Actor
from polku.deals.logic.outcomes import WINS
from polku.deals.models import Deal
from polku.deals.queries import ranges
from polku.deals.queries.boards import COUNTED, Card, as_cards
from polku.deals.queries.filters import WITH_FINISHED, DealFilter
from polku.deals.queries.parts import deals, parts
from polku.deals.queries.ranges import Range
from polku.process.models import Process, ProcessVersion
from polku.process.queries import definitions

ROWS: Final = 50
RANGES_MAX: Final = 200
"""With more processes, stages and teams than this the rows are looked through instead."""
SORTS: Final = {
    "title": "title",
    "customer": "customer__name",
    "stage": "stage_entered_at",
    "value": "value_company_minor",
    "close": "expected_close",
    "next": "next_step_at",
    "owner": "owner__name",
    "opened": "opened_at",
}
"""Name in the address -> column. Unknown values come last whichever way one sorts."""


@dataclass(frozen=True)
class Listing:
    """One page of the list. `is_sorted` is false where there are too many deals to sort them."""

    rows: list[Card]
    count: int
    after: str
    is_sorted: bool


def listing(
    f: DealFilter,
    actor: Actor,
    at: datetime,
    *,
    sort: str = "",
    after: str = "",
    count: int | None = None,
    size: int = ROWS,
) -> Listing:
    """A page of deals, the newest first or by a column (`value`, `-value`); beyond 10,000 only the newest first."""
    column = SORTS.get(sort.removeprefix("-"), "")
    total = counted(f, actor, at) if count is None else count
    if not column or total > COUNTED:
        found = _newest(f, actor, at, after, size + 1)
        last = b62_encode(found[size - 1]) if len(found) > size else ""
        known = deals(found[:size])
        return Listing(
            as_cards([known[one] for one in found[:size] if one in known], at), total, last, not column
        )
    rows = f.rows(actor, at)
    key = _read(after, column)
    if key is not None:
        rows = rows.filter(_past(column, sort.startswith("-"), *key))
    order = F(column).desc(nulls_last=True) if sort.startswith("-") else F(column).asc(nulls_last=True)
    sorted_rows = list(rows.select_related("customer", "owner").order_by(order, "-id")[: size + 1])
    last = _mark(sorted_rows[size - 1], column) if len(sorted_rows) > size else ""
    return Listing(as_cards(sorted_rows[:size], at), total, last, True)


def counted(f: DealFilter, actor: Actor, at: datetime) -> int:
    """How many deals are meant: exact to 10,000, then 10,001."""
    if f.is_plain:
        rows, asked = parts(f, actor, at), _ranges(f)
        if len(rows) * len(asked) <= RANGES_MAX:
            return min(sum(ranges.counted(rows, asked, COUNTED).values()), COUNTED + 1)
    return f.rows(actor, at).order_by()[: COUNTED + 1].count()


def is_costly(f: DealFilter, actor: Actor, at: datetime) -> bool:
    """Whether very many rows must be looked through for it: such a page shows its frame first."""
    return not f.is_plain and not f.is_narrow and counted(f.plain, actor, at) > COUNTED


def total_value(f: DealFilter, actor: Actor, at: datetime) -> int:
    """What they are worth together, in minor units of the company's currency."""
    if f.is_plain:
        found = ranges.totals(parts(f, actor, at), _ranges(f), lambda _: (None, None))
        return sum(value for _, value, _, _ in found.values())
    return f.rows(actor, at).aggregate(total=Sum("value_company_minor"))["total"] or 0


def ids(f: DealFilter, actor: Actor, at: datetime, *, most: int) -> list[int]:
    """The ids of the deals meant, the newest first."""
    return list(f.rows(actor, at).order_by("-id").values_list("id", flat=True)[:most])


def _newest(f: DealFilter, actor: Actor, at: datetime, after: str, limit: int) -> list[int]:
    try:
        start = b62_decode(after) if after else None
    except ValueError:
        start = None
    if f.is_plain and (f.outcome != "all" or f.owners):
        rows, asked = parts(f, actor, at), _ranges(f, by_stage=True)
        if len(rows) * len(asked) <= RANGES_MAX:
            found = ranges.newest_ids(rows, asked, limit, before=start)
            return sorted((one for of_stage in found.values() for one in of_stage), reverse=True)[:limit]
    there = (
        [f.rows(actor, at)] if f.is_narrow else [part.filter(f.outcome_q()) for part in parts(f, actor, at)]
    )
    return ranges.newest_of(there if start is None else [part.filter(id__lt=start) for part in there], limit)


def _ranges(f: DealFilter, *, by_stage: bool = False) -> list[Range]:
    """The ranges of the boards' indexes that hold the deals of a plain filter, of every process it means."""
    stages: dict[int, set[str | None]] = {}
    if by_stage:  # of every version: a deal stands in a stage of its own
        for version in definitions(
            set(ProcessVersion.objects.published().values_list("id", flat=True))
        ).values():
            stages.setdefault(version.process_id, set()).update(stage.key for stage in version.stages)
    else:
        stages = {number: {None} for number in Process.objects.values_list("id", flat=True)}
    if f.process:
        chosen = set(Process.objects.filter(key=f.process).values_list("id", flat=True))
        stages = {number: keys for number, keys in stages.items() if number in chosen}
    done = [one for one in f.outcomes if one in WINS and f.outcome in WITH_FINISHED]
    kinds = [*((one, False) for one in f.outcomes), *((one, True) for one in done)]
    return [
        Range(number, outcome, key, is_finished)
        for number, keys in stages.items()
        for key in keys
        for outcome, is_finished in kinds
    ]


def _past(column: str, descending: bool, value: Any, last_id: int) -> Q:
    """Rows that come after one, unknown values last."""
    if value is None:
        return Q(**{f"{column}__isnull": True}, id__lt=last_id)
    later = Q(**{f"{column}__{'lt' if descending else 'gt'}": value})
    return later | Q(**{column: value}, id__lt=last_id) | Q(**{f"{column}__isnull": True})


def _mark(deal: Deal, column: str) -> str:
    value: Any = deal
    for name in column.split("__"):
        value = getattr(value, name, None)
    return json.dumps([value.isoformat() if isinstance(value, date) else value, deal.id])


def _read(after: str, column: str) -> tuple[Any, int] | None:
    """Where the last page ended; None where nothing or nonsense is said."""
    try:
        value, last_id = json.loads(after)
        if value is None or "__" in column:
            return value, int(last_id)
        field: Any = Deal._meta.get_field(column)
        return field.to_python(value), int(last_id)
    except (ValueError, TypeError, ValidationError):
        return None

"""Reads of documents: the series with their next number, and whether every number given is there."""

from collections import Counter as Counted
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from polku.documents.logic.numbering import DEFAULTS, Pattern, default_pattern, parted, spelled
from polku.documents.models import Counter, Series
from polku.documents.registry import numbered

FAULTS_SHOWN = 20


@dataclass(frozen=True)
class SeriesState:
    """A series as it stands: how it numbers, and what the next document of a day would get."""

    key: str
    prefix: str
    year_in_number: bool
    digits: int
    next_value: int
    next_number: str


def overview(on: date) -> list[SeriesState]:
    """Every series, the usual ones first, also those that have given no number yet; two statements."""
    rows = {row.key: Pattern(row.prefix, row.year_in_number, row.digits) for row in Series.objects.all()}
    keys = [*DEFAULTS, *sorted(rows.keys() - DEFAULTS.keys())]
    counts = dict(Counter.objects.values_list("head", "next_value"))
    found = []
    for key in keys:
        pattern = rows.get(key) or default_pattern(key)
        head = pattern.head(on.year)
        value = counts.get(head, 1)
        number = spelled(head, value, pattern.digits)
        found.append(SeriesState(key, pattern.prefix, pattern.year_in_number, pattern.digits, value, number))
    return found


def numbers_are_whole() -> Iterator[str]:
    """Every number that was given stands on one document, and none stands on two."""
    counters: dict[str, list[Counter]] = {}
    for counter in Counter.objects.select_related("series").order_by("head"):
        counters.setdefault(counter.series.key, []).append(counter)
    for key, numbers in numbered.items():
        held: dict[str, list[int]] = {counter.head: [] for counter in counters.get(key, [])}
        for number in numbers():
            parts = parted(number)
            if parts and parts[0] in held:
                held[parts[0]].append(parts[1])
        for counter in counters.get(key, []):
            yield from _faults(counter, held[counter.head])


def _faults(counter: Counter, held: list[int]) -> Iterator[str]:
    wanted: set[int] = set()
    place = 1
    for first, last in [*sorted(counter.skipped), [counter.next_value, counter.next_value]]:
        wanted.update(range(place, first))  # what was skipped is never spelled out: it may be very much
        place = last + 1
    seen = set(held)
    doubled = {value for value, times in Counted(held).items() if times > 1}
    for what, values in (
        ("is on no document", wanted - seen),
        ("is on two documents", doubled),
        ("was never given", seen - wanted),
    ):
        for value in sorted(values)[:FAULTS_SHOWN]:
            yield f"{counter.series.key}: the number {spelled(counter.head, value, counter.series.digits)} {what}"

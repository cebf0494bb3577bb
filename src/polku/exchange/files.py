"""The log as files: as it is kept (CSV, Parquet), or case by case for process mining (XES, OCEL), streamed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db.models import QuerySet

from polku.access.logic import Actor, Reach
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.exchange.logic import ocel, xes
from polku.exchange.logic.told import ENDINGS, counted
from polku.exchange.metrics import cohort
from polku.exchange.queries import log
from polku.insight.exports import events_csv, events_parquet
from polku.insight.filters import Filter
from polku.process.queries import definition

FORMATS: Final = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "parquet": ("application/vnd.apache.parquet", "parquet"),
    "xes": ("application/xml", "xes"),
    "ocel": ("application/json", "ocel.json"),
}
"""Media type and ending of each format."""


@dataclass(frozen=True)
class Wanted:
    """What a file is about: who reads it, which deals, only their stages or all that happened, what cases are called.

    `own_names` calls a case of a history as the system it came from did; else every case is its number here.
    """

    reader: Actor
    chosen: Filter
    format: str = "xes"
    activities: str = log.STAGES
    language: str = "en"
    own_names: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is the log without any filter."""
        return self.chosen.scope.reach == Reach.ALL and not self.chosen.pairs()


def pieces(wanted: Wanted) -> Iterator[str]:
    """A CSV, XES or OCEL file, piece by piece; memory does not grow with the log."""
    if wanted.format == "csv":
        return counted(events_csv(rows(wanted), wanted.reader))
    names = log.Names(wanted.language)
    deals = cohort(wanted.chosen)
    cases = log.cases(deals, wanted.activities, names, own_names=wanted.own_names)
    if wanted.format == "xes":
        return counted(xes.written(cases))
    told = ocel.written(
        cases,
        activities=_activities(deals, wanted, names),
        objects=_objects(deals, wanted),
        deals=(
            (case.id, case.name, case.process) for case in log.heads(deals, names, own_names=wanted.own_names)
        ),
    )
    return counted(told)


def rows(wanted: Wanted) -> QuerySet[Event]:
    """The events of a file that holds the log as it is kept; without a filter, those of no deal too."""
    if wanted.is_whole:
        return Event.objects.all()
    return Event.objects.filter(case_id__in=cohort(wanted.chosen).order_by().values("id"))


def left_out(wanted: Wanted) -> int:
    """How many events an OCEL file leaves out because nobody knows when they happened; other formats hold all."""
    if wanted.format != "ocel":
        return 0
    found = rows(wanted).exclude(case_id=None).filter(timed=False)
    return (found.filter(kind__in=log.STAGE_KINDS) if wanted.activities == log.STAGES else found).count()


def write(wanted: Wanted, path: Path) -> int:
    """Write a file; gives its size in bytes. It appears under its name only when it is complete."""
    partial = path.with_name(f"{path.name}.part")
    try:
        if wanted.format == "parquet":
            events_parquet(partial, rows(wanted), wanted.reader)
        else:
            with partial.open("w", encoding="utf-8", newline="") as out:
                out.writelines(pieces(wanted))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path.stat().st_size


def _activities(deals: QuerySet[Deal], wanted: Wanted, names: log.Names) -> set[str]:
    """Every activity that the file may name, without reading the events: all stages of all versions, all endings."""
    found: set[str] = set()
    for version_id in names.versions(deals.order_by().values_list("process_id", flat=True).distinct()):
        found |= {names.stage(version_id, stage.key) for stage in definition(version_id).stages}
        found |= {names.ending(version_id, ending) for ending in ENDINGS}
    if wanted.activities == log.ALL:
        found |= set(rows(wanted).order_by().values_list("kind", flat=True).distinct()) - log.STAGE_KINDS
    return found


def _objects(deals: QuerySet[Deal], wanted: Wanted) -> set[tuple[str, int]]:
    """What the events are about beside deals, and who did them."""
    events = Event.objects.filter(case_id__in=deals.order_by().values("id")).order_by()
    found = set()
    if wanted.activities == log.ALL:
        found = set(events.exclude(subject_type="deal").values_list("subject_type", "subject_id").distinct())
    else:
        events = events.filter(kind__in=log.STAGE_KINDS)
    people = events.exclude(actor_id=None).values_list("actor_id", flat=True).distinct()
    return found | {(ocel.USER, one) for one in people if one is not None}

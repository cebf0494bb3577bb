"""The log case by case, in bounded memory: what still counts, under the names people know."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

from django.db.models import QuerySet

from polku.deals import events as happened
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.exchange.logic.told import ENDINGS, Case, Told
from polku.exchange.models import PastActivity, PastCase
from polku.process.models import Process, ProcessVersion
from polku.process.queries import definition

CHUNK: Final = 5_000
STAGES, ALL = "stages", "all"
STAGE_KINDS: Final = happened.STAGE_KINDS
ACTIVITIES: Final = (STAGES, ALL)
_COLUMNS: Final = (
    "case_id", "id", "at", "timed", "kind", "actor_id", "stage", "version_id", "undoes_id", "subject_type",
    "subject_id", "payload",
)  # fmt: skip
_ENDING: Final = {
    happened.DealWon.kind: "won",
    happened.DealUpgraded.kind: "upgraded",
    happened.DealLost.kind: "lost",
    happened.DealPaused.kind: "paused",
    happened.DealUndecided.kind: "no_decision",
    happened.DealFinished.kind: "finished",
}
_CHUNK_CASES: Final = 2_000


class Names:
    """What stages, endings and processes are called in a file. A history keeps the names it came with."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._stages: dict[int, dict[str, str]] = {}
        self._latest: dict[int, dict[str, str]] = {}
        self.processes: dict[int, str] = dict(Process.objects.values_list("id", "key"))
        self._process_of: dict[int, int] = dict(
            ProcessVersion.objects.published().values_list("id", "process_id")
        )
        self._past: dict[tuple[int, str], str] = {}
        rows = PastActivity.objects.filter(log__drawn=True, log__process__isnull=False)
        for process_id, name, stage, ending in rows.values_list("log__process_id", "name", "stage", "ending"):
            self._past.setdefault((process_id, stage or f"={ending}"), name)

    def stage(self, version_id: int, key: str) -> str:
        """A stage as the newest version that has it calls it; two of the same name are told apart by their key."""
        process_id = self._process_of.get(version_id, 0)
        if past := self._past.get((process_id, key)):
            return past
        if process_id not in self._latest:
            self._latest[process_id] = self._named(process_id)
        return self._latest[process_id].get(key, key)

    def ending(self, version_id: int, key: str) -> str:
        """What an ending is called."""
        return self._past.get((self._process_of.get(version_id, 0), f"={key}"), ENDINGS[key])

    def versions(self, process_ids: Iterable[int]) -> list[int]:
        """Every published version of some processes."""
        wanted = set(process_ids)
        return [version_id for version_id, process_id in self._process_of.items() if process_id in wanted]

    def _named(self, process_id: int) -> dict[str, str]:
        versions = ProcessVersion.objects.published().filter(process_id=process_id).order_by("number")
        found = {
            stage.key: stage.name.to(self._language)
            for version_id in versions.values_list("id", flat=True)
            for stage in definition(version_id).stages
        }
        said = list(found.values()) + list(ENDINGS.values())
        return {key: name if said.count(name) == 1 else f"{name} ({key})" for key, name in found.items()}


def cases(deals: QuerySet[Deal], activities: str, names: Names, *, own_names: bool = False) -> Iterator[Case]:
    """The deals with their events, by number. With `own_names` a case is called as the system it came from did."""
    last = 0
    while True:
        rows = list(deals.filter(id__gt=last).order_by("id").values_list("id", "process_id")[:_CHUNK_CASES])
        if not rows:
            return
        ids = dict(rows)
        first, last = rows[0][0], rows[-1][0]
        called = _called(ids) if own_names else {}
        found = Event.objects.filter(case_id__gte=first, case_id__lte=last).order_by("case_id", "id")
        if activities == STAGES:
            found = found.filter(kind__in=(*happened.STAGE_KINDS, happened.DealUndone.kind))
        events = found.values_list(*_COLUMNS).iterator(chunk_size=CHUNK)
        for case_id, listed in groupby(events, key=itemgetter(0)):
            if case_id in ids:
                told = tuple(_told(list(listed), names))
                yield Case(case_id, called.get(case_id, str(case_id)), names.processes[ids[case_id]], told)


def heads(deals: QuerySet[Deal], names: Names, *, own_names: bool = False) -> Iterator[Case]:
    """The same cases without their events."""
    rows = deals.order_by("id").values_list("id", "process_id").iterator(chunk_size=CHUNK)
    while chunk := dict(islice(rows, CHUNK)):
        called = _called(chunk) if own_names else {}
        for deal_id, process_id in chunk.items():
            yield Case(deal_id, called.get(deal_id, str(deal_id)), names.processes[process_id], ())


def _called(ids: dict[int, int]) -> dict[int, str]:
    rows = PastCase.objects.filter(deal_id__gte=min(ids), deal_id__lte=max(ids))
    return {deal_id or 0: number for deal_id, number in rows.values_list("deal_id", "number")}


def _told(rows: list[tuple[Any, ...]], names: Names) -> Iterator[Told]:
    """The events of one case, without those taken back and without the taking back."""
    undone = {row[8] for row in rows if row[8] is not None}
    for _, number, at, timed, kind, by, stage, version, undoes, subject, subject_id, payload in rows:
        if number in undone or undoes is not None:
            continue
        about = (subject, subject_id) if subject != "deal" else None
        when = at if timed else None
        place = payload.get("from_stage", stage) if kind in _ENDING else stage
        name = names.ending(version or 0, _ENDING[kind]) if kind in _ENDING else kind
        entered = payload.get("to_stage") or (
            payload.get("stage") if kind == happened.DealOpened.kind else None
        )
        if kind in _ENDING or kind not in happened.STAGE_KINDS:
            yield Told(str(number), name, when, by, place, kind, about)
        if entered and kind in happened.STAGE_KINDS:
            # A win that leads on is two things: it ends the sale and enters the next stage.
            own = f"{number}.1" if kind in _ENDING else str(number)
            yield Told(own, names.stage(version or 0, entered), when, by, entered, kind, about)

"""When facts change, stages that advance by themselves are looked at again; and the steps made because of them."""

from collections.abc import Sequence
from datetime import datetime

from polku.db.transactions import at_end, taken_back
from polku.deals.actions.advancing import advance
from polku.deals.actions.retreating import TakenBack, retreat
from polku.deals.events import STAGE_KINDS, DealUndone
from polku.eventlog.events import takes_back
from polku.eventlog.models import Event
from polku.process import facts
from polku.process.logic import criteria
from polku.process.logic.definition import Definition
from polku.process.queries import definitions


def look_again(events: Sequence[Event]) -> None:
    """After events that change a fact: deals whose stage can advance by itself do so when nothing forbids it.

    They are looked at once, at the end of the transaction, when all that it changes is there. What was taken back takes
    its own steps with it before that.
    """
    known = definitions({event.version_id for event in events if event.version_id is not None})
    kinds: dict[tuple[int, str], frozenset[str]] = {}
    found = []
    for event in events:
        if event.case_id is None or event.version_id is None:
            continue
        here = (event.version_id, event.stage)
        if here not in kinds:
            kinds[here] = _kinds(known[event.version_id], event.stage)
        if _kind(event) in kinds[here]:
            found.append((event.case_id, _kind(event), event.recorded_at))
    if found:
        at_end(_advance, found)
    if back := [pair for event in events if (pair := _taken_back(event))]:
        at_end(_retreat, back)  # the last that was asked for comes first


def catch_up() -> None:
    """Let deals go on now that wait for the end of the running transaction, which tells of more than one moment."""
    if found := taken_back(_advance):
        _advance(found)


def _kind(event: Event) -> str:
    """What changed: of what was taken back, that itself; the steps of a deal are taken back for good."""
    undone = str(event.payload["undone"]) if event.kind == DealUndone.kind else ""
    return undone if undone and undone not in STAGE_KINDS else event.kind


def _taken_back(event: Event) -> tuple[TakenBack, datetime] | None:
    if event.case_id is None or event.version_id is None:
        return None
    kind = _kind(event)
    if kind == DealUndone.kind or (event.undoes_id is None and not takes_back(event.kind)):
        return None
    return TakenBack(event.case_id, kind, event), event.recorded_at


def _kinds(definition: Definition, stage: str) -> frozenset[str]:
    """The kinds of events after which a deal in this stage may go on by itself."""
    if stage not in definition.by_key:
        return frozenset()
    return facts.changed_by(
        criteria.facts_to_advance(definition, stage) | criteria.facts_to_win(definition, stage)
    )


def _advance(found: Sequence[tuple[int, str, datetime]]) -> None:
    after: dict[int, set[str]] = {}
    for deal_id, kind, _ in found:
        after.setdefault(deal_id, set()).add(kind)
    advance(after, at=max(at for *_, at in found))


def _retreat(found: Sequence[tuple[TakenBack, datetime]]) -> None:
    retreat([gone for gone, _at in found], at=max(at for _gone, at in found))

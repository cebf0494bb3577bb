"""When facts change, stages that advance by themselves are looked at again."""

from collections.abc import Sequence
from datetime import datetime

from polku.db.transactions import at_end, taken_back
from polku.deals.actions.advancing import advance
from polku.eventlog.models import Event
from polku.process import facts
from polku.process.logic import criteria
from polku.process.logic.definition import Definition
from polku.process.queries import definitions


def look_again(events: Sequence[Event]) -> None:
    """After events that change a fact: deals whose stage can advance by itself do so when nothing forbids it.

    They are looked at once, at the end of the transaction, when all that it changes is there.
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
        if event.kind in kinds[here]:
            found.append((event.case_id, event.kind, event.recorded_at))
    if found:
        at_end(_advance, found)


def catch_up() -> None:
    """Let deals go on now that wait for the end of the running transaction, which tells of more than one moment."""
    if found := taken_back(_advance):
        _advance(found)


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

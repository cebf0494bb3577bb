"""Drawing a process from a history: when it comes in, and anew as a draft with its rare activities left out."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from polku.access.logic import Actor
from polku.company.queries import calendar
from polku.exchange.actions.beginning import begin_draft
from polku.exchange.logic.discovering import Seen, discovered
from polku.exchange.logic.steps import in_order
from polku.exchange.models import PastEvent, PastLog
from polku.kernel.errors import Message, NotFound, gettext_noop
from polku.process.models import ProcessVersion
from polku.process.rules import ProcessPermission

RARE: Final = 0.05
_CHUNK: Final = 5_000


def seen_in(log: PastLog) -> Seen:
    """What all rows of a history show, read case by case."""
    hours = calendar()
    per_day = hours.seconds_per_day
    seen = Seen()
    for rows in _cases(log):
        listed = in_order(rows)
        steps: list[tuple[str, float | None]] = []
        for place, row in enumerate(listed):
            following = listed[place + 1].at if place + 1 < len(listed) else None
            days = None
            if row.at is not None and following is not None and seen.wants(row.activity):
                days = hours.working_seconds(row.at, following) / per_day
            steps.append((row.activity, days))
        seen.add(steps)
    return seen


def draw_history(process_key: str, *, least: float = RARE, actor: Actor, at: datetime) -> ProcessVersion:
    """A first process of a history as a draft of a new process; activities that few cases met are left out.

    Raises: NotAllowed, NotFound where the process holds no history.
    """
    actor.require(ProcessPermission.EDIT)
    log = PastLog.objects.filter(process__key=process_key).first()
    if log is None:
        raise NotFound(Message(gettext_noop("No history was imported into “%(key)s”."), key=process_key))
    definition, _ = discovered(
        seen_in(log), key=process_key, name=log.name, language=actor.language or "en", least=least
    )
    return begin_draft(definition, actor=actor, at=at)


def _cases(log: PastLog) -> Iterator[list[PastEvent]]:
    rows = PastEvent.objects.filter(case__log=log).order_by("case_id", "row")
    only = rows.only("case_id", "activity", "at", "row", "resource").iterator(chunk_size=_CHUNK)
    for _, listed in groupby(only, key=lambda row: row.case_id):
        yield list(listed)

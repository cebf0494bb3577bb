"""Out of the outbox unsent: what nobody needs any more."""

from datetime import datetime
from itertools import islice
from typing import Final

from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.mail.events import MessageSetAside
from polku.mail.models import Outgoing, State
from polku.mail.registry import needless

BATCH: Final = 500
UNSENT: Final = (State.WAITING, State.QUEUED)


def set_aside(*, at: datetime) -> int:
    """Set aside messages that have not left and came too late, each with its reason; answers how many."""
    done = 0
    for kind, late in needless.items():
        rows = Outgoing.objects.filter(subject_type=kind, state__in=UNSENT, next_try_at__lte=at)
        while found := dict(islice(late(rows), BATCH)):
            done += _set_aside(found, at)
    return done


def _set_aside(reasons: dict[int, str], at: datetime) -> int:
    with write():
        held = Outgoing.objects.select_for_update().filter(id__in=among(reasons), state__in=UNSENT)
        rows = list(held.defer("text", "html"))
        for row in rows:
            row.state, row.reason = State.ASIDE, reasons[row.pk]
        Outgoing.objects.bulk_update(rows, ["state", "reason"])
        told = [
            Entry(
                MessageSetAside(outgoing_id=row.pk),
                (row.subject_type, row.subject_id),
                at,
                case_id=row.case_id,
            )
            for row in rows
        ]
        append(told, actor_id=None, via=Via.AUTOMATIC, recorded_at=at)
    return len(rows)

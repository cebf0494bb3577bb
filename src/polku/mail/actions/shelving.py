"""Messages that have not left: out of the outbox what nobody needs any more, anew what is not so any more."""

from collections.abc import Collection
from datetime import datetime
from itertools import islice
from typing import Final

from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.mail.actions.posting import NewMail, row_of
from polku.mail.events import MessageRenewed, MessageSetAside
from polku.mail.models import Outgoing, State
from polku.mail.registry import needless, outdated

BATCH: Final = 500
SAID: Final = ("subject", "text", "html", "link", "files", "reply_to")
UNSENT: Final = (State.WAITING, State.QUEUED)


def set_aside(*, at: datetime) -> int:
    """Set aside messages that have not left and came too late, each with its reason; answers how many."""
    done = 0
    for kind, late in needless.items():
        rows = Outgoing.objects.filter(subject_type=kind, state__in=UNSENT, next_try_at__lte=at)
        while found := dict(islice(late(rows), BATCH)):
            done += _set_aside(found, at)
    return done


def bring_up_to_date(*, at: datetime) -> None:
    """Let those who know write messages anew that have not left and tell what is not so any more."""
    for kind, renew in outdated.items():
        renew(Outgoing.objects.filter(subject_type=kind, state__in=UNSENT, next_try_at__lte=at), at)


def hold(outgoing_ids: Collection[int], *, until: datetime) -> None:
    """Let messages that have not left wait where they are, and be asked about again then."""
    rows = Outgoing.objects.filter(id__in=among(outgoing_ids), state__in=UNSENT)
    rows.update(next_try_at=until)


def write_anew(outgoing_id: int, mail: NewMail, *, at: datetime) -> bool:
    """Let a message that has not left say this, to the same address; answers whether it was still there.

    It keeps its age: what waited long for a server still waits for a person.
    """
    with write():
        row = Outgoing.objects.select_for_update().filter(id=outgoing_id, state__in=UNSENT).first()
        if row is None:
            return False
        now = row_of(mail, at, row.actor_id)
        for name in SAID:
            setattr(row, name, getattr(now, name))
        row.save(update_fields=SAID)
        told = Entry(MessageRenewed(outgoing_id=row.pk), (row.subject_type, row.subject_id), at, row.case_id)
        append([told], actor_id=None, via=Via.AUTOMATIC, recorded_at=at)
    return True


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

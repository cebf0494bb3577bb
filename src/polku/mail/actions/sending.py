"""Out of the outbox: each message handed to the server, its answer written down."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Min, Q, QuerySet

from polku.db.secrets import Unreadable
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened, Via
from polku.jobs.actions import enqueue
from polku.kernel.errors import DomainError
from polku.mail.actions.posting import JOB
from polku.mail.actions.shelving import bring_up_to_date, set_aside
from polku.mail.composing import composed
from polku.mail.events import MessageBounced, MessageFailed, MessageSent, MessageWaits
from polku.mail.logic.servers import Relay, is_no_address, pause_after
from polku.mail.models import Outgoing, State, Suppression
from polku.mail.queries import server
from polku.mail.registry import holds_secret

BATCH: Final = 50
WAIT_BATCH: Final = 500
TIMEOUT_SECONDS: Final = 20
LEASE: Final = timedelta(minutes=10)
WAITS: Final = timedelta(days=3)
"""A message older than this is not sent by itself once a server is set up: a person decides."""

NO_SERVER: Final = "No mail server is set up."
CAME_BACK: Final = "The address came back before."
_EVENTS: Final[dict[str, type[MessageSent] | type[MessageBounced] | type[MessageFailed]]] = {
    State.SENT: MessageSent,
    State.BOUNCED: MessageBounced,
    State.FAILED: MessageFailed,
}


def send_due(*, at: datetime) -> int:
    """Send what is due, one after the other; answers how many were tried. What is left asks for the next turn.

    Never called inside a transaction: it speaks with another machine.
    """
    set_aside(at=at)
    bring_up_to_date(at=at)
    try:
        relay = server()
        reason = NO_SERVER
    except (DomainError, Unreadable) as error:
        relay, reason = None, f"The mail server's settings cannot be used: {error}"
    if relay is None:
        _wait(reason, at)
        return 0
    rows = list(_due(at)[:BATCH])
    if rows:
        _send(rows, relay, at)
    _ask_for_next_turn(at)
    return len(rows)


def _wait(reason: str, at: datetime) -> None:
    """Nothing can leave: say so of every message, and where it belongs."""
    rows: list[Outgoing] | None = None
    while rows is None or len(rows) == WAIT_BATCH:
        with write():
            queued = Outgoing.objects.select_for_update().filter(state=State.QUEUED)
            rows = list(queued.order_by("id")[:WAIT_BATCH])
            ids = [row.id for row in rows]
            Outgoing.objects.filter(id__in=ids).update(state=State.WAITING, reason=reason[:1000])
            told = [_entry(MessageWaits(outgoing_id=row.id), row, at) for row in rows]
            append(told, actor_id=None, via=Via.AUTOMATIC, recorded_at=at)


def _due(at: datetime) -> QuerySet[Outgoing]:
    fresh = Q(state=State.WAITING, at__gte=at - WAITS)
    return Outgoing.objects.filter(Q(state=State.QUEUED) | fresh, next_try_at__lte=at).order_by(
        "next_try_at", "id"
    )


def _send(rows: list[Outgoing], relay: Relay, at: datetime) -> None:
    gone = set(
        Suppression.objects.filter(address__in=[row.to.casefold() for row in rows]).values_list(
            "address", flat=True
        )
    )
    mine = [row for row in rows if _taken(row, at)]
    for row in mine:
        if row.to.casefold() in gone:
            _close(row, State.BOUNCED, CAME_BACK, at)
    left = [row for row in mine if row.to.casefold() not in gone]
    try:
        with connected(relay) as link:
            while left:
                _send_one(left[0], relay, link, at)
                del left[0]
    except (smtplib.SMTPException, OSError) as error:
        _give_back(left, error, at, is_before_all=len(left) == len(mine))


def _give_back(left: list[Outgoing], error: Exception, at: datetime, *, is_before_all: bool) -> None:
    """The line broke: who was being sent has had a try, who waited behind has not, unless nobody got through."""
    for place, row in enumerate(left):
        if place and not is_before_all:
            Outgoing.objects.filter(id=row.id).update(
                tries=row.tries - 1, next_try_at=at + timedelta(minutes=1)
            )
        else:
            _later(row, f"{type(error).__name__}: {words_of(error)}", at)


def _taken(row: Outgoing, at: datetime) -> bool:
    """Take a message, so that no other worker sends it; a worker that dies gives it back when the lease ends."""
    won = Outgoing.objects.filter(id=row.id, next_try_at=row.next_try_at, state=row.state).update(
        state=State.QUEUED, tries=F("tries") + 1, next_try_at=at + LEASE
    )
    row.state, row.tries = State.QUEUED, row.tries + 1
    return bool(won)


def _send_one(row: Outgoing, relay: Relay, link: smtplib.SMTP, at: datetime) -> None:
    try:
        handed_over(row, relay, link, at=at)
    except DomainError as error:
        _close(row, State.FAILED, str(error), at)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))[0], words_of(error)
        if is_no_address(code, said):
            _close(row, State.BOUNCED, said, at)
        elif code >= 500:
            _close(row, State.FAILED, said, at)
        else:
            _later(row, said, at)
    except smtplib.SMTPDataError as error:
        if error.smtp_code >= 500:
            _close(row, State.FAILED, words_of(error), at)
        else:
            _later(row, words_of(error), at)
    else:
        _close(row, State.SENT, "", at)


@contextmanager
def connected(relay: Relay) -> Iterator[smtplib.SMTP]:
    """A line to the server, secured and signed in as its settings say."""
    where = (relay.host, relay.port, relay.domain)
    with (
        smtplib.SMTP_SSL(*where, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        if relay.security == "tls"
        else smtplib.SMTP(*where, timeout=TIMEOUT_SECONDS)
    ) as link:
        if relay.security == "starttls":
            link.starttls(context=ssl.create_default_context())
        if relay.username:
            link.login(relay.username, relay.password)
        yield link


def handed_over(row: Outgoing, relay: Relay, link: smtplib.SMTP, *, at: datetime) -> None:
    """Give one message to the server."""
    message = composed(row, relay, at=at)
    to, sender = (message[name].addresses[0].addr_spec for name in ("To", "From"))
    link.send_message(message, from_addr=sender, to_addrs=[to])


def _close(row: Outgoing, state: State, reason: str, at: datetime) -> None:
    """Write down what became of a message, and tell the log."""
    row.state, row.reason = state, reason[:1000]
    with write():
        sent_at = at if state == State.SENT else None
        gone: dict[str, object] = {}
        if state == State.SENT and holds_secret(row.subject_type):
            gone = {"link": [], "html": ""}
        Outgoing.objects.filter(id=row.id).update(state=state, reason=row.reason, sent_at=sent_at, **gone)
        if state == State.BOUNCED and reason != CAME_BACK:
            dead = Suppression(address=row.to.casefold(), reason=row.reason, at=at)
            Suppression.objects.bulk_create([dead], ignore_conflicts=True)
        told = _entry(_EVENTS[state](outgoing_id=row.id), row, at)
        append([told], actor_id=None, via=Via.AUTOMATIC, recorded_at=at)


def _entry(event: Happened, row: Outgoing, at: datetime) -> Entry:
    return Entry(event, (row.subject_type, row.subject_id), at, case_id=row.case_id)


def _later(row: Outgoing, reason: str, at: datetime) -> None:
    pause = pause_after(row.tries)
    if pause is None:
        _close(row, State.FAILED, reason, at)
        return
    Outgoing.objects.filter(id=row.id).update(
        state=State.QUEUED, reason=reason[:1000], next_try_at=at + pause
    )


def _ask_for_next_turn(at: datetime) -> None:
    soonest = Outgoing.objects.filter(state=State.QUEUED).aggregate(soonest=Min("next_try_at"))["soonest"]
    if soonest is not None:
        enqueue(JOB, {}, at=at, run_at=max(soonest, at), key="outbox")


def words_of(error: Exception) -> str:
    """What the server said."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return f"{code} {answer.decode(errors='replace')}"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(error) or type(error).__name__

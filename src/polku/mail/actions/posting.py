"""Into the outbox, in the transaction of what is told."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from polku.db.bulk import insert
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.jobs.actions import enqueue
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.mail.events import MessageHanded
from polku.mail.models import Outgoing, State, Suppression
from polku.mail.registry import holds_secret

JOB: Final = "mail.send"
SUBJECT_MAX: Final = 300
_SAID: Final = ("text", "html", "link", "language", "files", "reply_to", "actor_id", "at", "next_try_at")
STUCK: Final = (State.FAILED, State.BOUNCED, State.WAITING)


@dataclass(frozen=True)
class NewMail:
    """A message to be sent. `link` is the label and the address of a button; `html` replaces the usual layout."""

    to: str
    subject: str
    text: str
    language: str
    subject_of: tuple[str, int]
    html: str = ""
    link: tuple[str, str] | tuple[()] = ()
    attachments: Sequence[int] = ()
    reply_to: str = ""
    case_id: int | None = None


def post(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    language: str,
    attachments: Sequence[int] = (),
    subject_of: tuple[str, int],
    case_id: int | None = None,
    at: datetime,
    actor_id: int | None,
    reply_to: str = "",
    link: tuple[str, str] | tuple[()] = (),
) -> Outgoing:
    """Put a message into the outbox, in the transaction of the change it tells of; a job sends it.

    `reply_to` is the address of who answers for it, usually the owner of the deal.

    Raises: Invalid where the address is none.
    """
    mail = NewMail(
        to=to,
        subject=subject,
        text=text,
        html=html,
        language=language,
        attachments=attachments,
        subject_of=subject_of,
        case_id=case_id,
        reply_to=reply_to,
        link=link,
    )
    return post_all([mail], at=at, actor_id=actor_id)[0]


def post_once(mail: NewMail, *, at: datetime, actor_id: int | None) -> tuple[Outgoing, bool]:
    """Put a message into the outbox; where the same has not left yet, it says this now. Answers whether it is new.

    The same is one about the same thing, under the same subject, to the same address.

    Raises: Invalid where the address is none.
    """
    now = row_of(mail, at, actor_id)
    with write():
        untried = Q(state=State.WAITING) | Q(state=State.QUEUED, tries=0)
        about = {name: getattr(now, name) for name in ("subject_type", "subject_id", "subject")}
        rows = Outgoing.objects.select_for_update().filter(untried, to__iexact=now.to, **about)
        held = rows.order_by("-id").first()
        if held is None:
            return post_all([mail], at=at, actor_id=actor_id)[0], True
        for name in _SAID:
            setattr(held, name, getattr(now, name))
        held.save(update_fields=_SAID)
        enqueue(JOB, {}, at=at, key="outbox")
    return held, False


def post_all(mails: Sequence[NewMail], *, at: datetime, actor_id: int | None) -> list[Outgoing]:
    """Put many messages into the outbox: as many statements as for one.

    Raises: Invalid where an address is none.
    """
    rows = [row_of(mail, at, actor_id) for mail in mails]
    if rows:
        with write():
            insert(Outgoing, rows)
            enqueue(JOB, {}, at=at, key="outbox")
    return rows


def send_again(outgoing_id: int, *, at: datetime) -> Outgoing:
    """Send a message that failed, came back or waits; its tries begin anew. The caller has checked the right.

    Raises: NotFound where there is none that could be sent again.
    """
    with write():
        row = Outgoing.objects.select_for_update().filter(id=outgoing_id, state__in=STUCK).first()
        if row is None:
            raise NotFound(gettext_noop("There is no message that could be sent again."))
        Suppression.objects.filter(address=row.to.casefold()).delete()
        row.state, row.tries, row.reason, row.next_try_at = State.QUEUED, 0, "", at
        row.save(update_fields=["state", "tries", "reason", "next_try_at"])
        enqueue(JOB, {}, at=at, key="outbox")
    return row


def send_waiting(*, at: datetime) -> int:
    """Send everything that waited for a mail server, however long; answers how much.

    The caller has checked the right.
    """
    with write():
        count = Outgoing.objects.filter(state=State.WAITING).update(
            state=State.QUEUED, tries=0, reason="", next_try_at=at
        )
        enqueue(JOB, {}, at=at, key="outbox")
    return count


def hand_over(outgoing_id: int, *, actor_id: int | None, via: Via, at: datetime) -> Outgoing:
    """Say that what did not go by mail was handed over: it is not sent any more. The caller has checked the right.

    Raises: NotFound where it went already, or there is none.
    """
    with write():
        rows = Outgoing.objects.select_for_update().filter(id=outgoing_id, state__in=[*STUCK, State.QUEUED])
        row = rows.first()
        if row is None:
            raise NotFound(gettext_noop("There is no message that waits to be handed over."))
        row.state, row.reason = State.HANDED, ""
        if holds_secret(row.subject_type):
            row.link, row.html = [], ""
        row.save(update_fields=["state", "reason", "link", "html"])
        told = Entry(
            MessageHanded(outgoing_id=row.id), (row.subject_type, row.subject_id), at, case_id=row.case_id
        )
        append([told], actor_id=actor_id, via=via, recorded_at=at)
    return row


def lift(suppression_id: int) -> None:
    """Write to an address again that once came back. The caller has checked the right."""
    with write():
        Suppression.objects.filter(id=suppression_id).delete()


def checked_address(address: str, field: str) -> str:
    """An address as it may stand in a message.

    Raises: Invalid, naming the field.
    """
    address = clean(address.strip(), max_length=254, field=field)
    try:
        validate_email(address)
        address.rpartition("@")[2].encode("idna")
    except (ValidationError, UnicodeError) as error:
        raise Invalid(gettext_noop("This is no e-mail address."), field=field, code="bad_address") from error
    return address


def row_of(mail: NewMail, at: datetime, actor_id: int | None) -> Outgoing:
    """The row of a message, not stored yet.

    Raises: Invalid where an address is none.
    """
    return Outgoing(
        to=checked_address(mail.to, "to"),
        reply_to=checked_address(mail.reply_to, "reply_to") if mail.reply_to else "",
        subject=clean(" ".join(mail.subject.split())[:SUBJECT_MAX], field="subject"),
        text=clean(mail.text, multiline=True, field="text"),
        html=clean(mail.html, multiline=True, field="html"),
        link=list(mail.link),
        language=mail.language,
        files=list(mail.attachments),
        subject_type=mail.subject_of[0],
        subject_id=mail.subject_of[1],
        case_id=mail.case_id,
        actor_id=actor_id,
        token=secrets.token_hex(16),
        at=at,
        next_try_at=at,
    )

"""The company's mail server: set up, tried out."""

import smtplib
from datetime import datetime

from polku.db.secrets import Unreadable, seal
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Via
from polku.jobs.actions import enqueue
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.text import clean
from polku.mail.actions.posting import JOB, NewMail, checked_address, row_of
from polku.mail.actions.sending import connected, handed_over, words_of
from polku.mail.events import ServerChanged
from polku.mail.logic.servers import PORTS
from polku.mail.models import Server
from polku.mail.queries import server, stored_server

_FIELDS = ("host", "port", "security", "username", "sender", "sender_name")


def set_server(
    *,
    host: str,
    port: int,
    security: str,
    username: str,
    password: str | None,
    sender: str,
    sender_name: str,
    actor_id: int | None,
    via: Via,
    at: datetime,
) -> Server:
    """Say by which server messages leave. `password` None keeps the one that is there. What waits is sent then.

    The caller has checked the right to do so.

    Raises: Invalid, naming the field.
    """
    if security not in PORTS:
        message = Message(gettext_noop("“%(value)s” cannot be chosen here."), value=security)
        raise Invalid(message, field="security")
    if not 0 < port < 65536:
        raise Invalid(gettext_noop("A port is a number up to 65535."), field="port")
    given = {
        "host": _host(host), "port": port, "security": security,
        "username": clean(username.strip(), max_length=254, field="username"),
        "sender": checked_address(sender, "sender"),
        "sender_name": clean(sender_name.strip(), max_length=200, field="sender_name"),
    }  # fmt: skip
    with write():
        row = stored_server() or Server()
        before = {name: getattr(row, name) for name in _FIELDS} if row.pk else dict.fromkeys(_FIELDS)
        if password is None and row.pk and given["host"] != row.host and row.sealed_password:
            raise Invalid(gettext_noop("Another server needs its own password."), field="password")
        for name, value in given.items():
            setattr(row, name, value)
        if password is not None:
            row.sealed_password = seal(clean(password, max_length=500, field="password"))
        row.save()
        changes = [("mail_server", row.pk, name, before[name], given[name]) for name in _FIELDS]
        entry = Entry(
            ServerChanged(), ("mail_server", row.pk), at, changes=[one for one in changes if one[3] != one[4]]
        )
        append([entry], actor_id=actor_id, via=via, recorded_at=at)
        enqueue(JOB, {}, at=at, key="outbox")
    return row


def try_server(*, to: str, subject: str, text: str, language: str, at: datetime) -> None:
    """Send one message at once, outside the outbox, to see whether the server takes it.

    Raises: Refused with the server's own words; Invalid for a bad address.
    """
    mail = NewMail(to=to, subject=subject, text=text, language=language, subject_of=("mail_server", 0))
    row = row_of(mail, at, None)
    try:
        relay = server()
        if relay is None:
            raise Refused(gettext_noop("No mail server is set up yet."), code="no_server")
        with connected(relay) as link:
            handed_over(row, relay, link, at=at)
    except Unreadable as error:
        raise Refused(
            gettext_noop("The password cannot be read any more. Enter it again."), code="unreadable"
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        message = Message(gettext_noop("The mail server said: %(reason)s"), reason=words_of(error))
        raise Refused(message, code="not_sent") from error


def _host(given: str) -> str:
    host = clean(given.strip(), max_length=255, field="host")
    if not host or any(mark in host for mark in " /@:"):
        raise Invalid(
            gettext_noop("Give the name of the server alone, such as mail.example.com."), field="host"
        )
    return host

"""The mail server and the outbox, with the right to change them."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.kernel.errors import Refused, gettext_noop
from polku.mail import actions as mail
from polku.mail.models import Outgoing, Server
from polku.mail.queries import has_server
from polku.office.registry import abouts


def set_server(*, actor: Actor, at: datetime, **given: Any) -> Server:
    """Say by which server the company's messages leave.

    Raises: NotAllowed, Invalid (names the field).
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    return mail.set_server(**given, actor_id=actor.user_id, via=actor.via, at=at)


def try_server(*, to: str, actor: Actor, at: datetime) -> None:
    """Send a trial message at once.

    Raises: NotAllowed, Invalid, Refused with the server's own words.
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    with translation.override(actor.language):
        subject, text = _("A trial from Polku"), _("If you read this, Polku can send mail for your company.")
    mail.try_server(to=to, subject=subject, text=text, language=actor.language, at=at)


def send_again(outgoing_id: int, *, actor: Actor, at: datetime) -> Outgoing:
    """Send a message again that failed, came back or waits: by who runs the company's mail, or may send its thing.

    Raises: NotAllowed, NotFound.
    """
    _require(outgoing_id, actor)
    return mail.send_again(outgoing_id, at=at)


def hand_over(outgoing_id: int, *, actor: Actor, at: datetime) -> Outgoing:
    """Say that what did not go by mail was handed over in another way; it is not sent any more.

    Raises: NotAllowed, NotFound.
    """
    _require(outgoing_id, actor)
    return mail.hand_over(outgoing_id, actor_id=actor.user_id, via=actor.via, at=at)


def send_waiting(*, actor: Actor, at: datetime) -> int:
    """Send everything that waited for a mail server, however long; answers how much.

    Raises: NotAllowed, Refused (there is no server yet).
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    if not has_server():
        raise Refused(gettext_noop("No mail server is set up yet."), code="no_server")
    return mail.send_waiting(at=at)


def _require(outgoing_id: int, actor: Actor) -> None:
    row = Outgoing.objects.filter(id=outgoing_id).first()
    about = abouts.find(row.subject_type) if row else None
    if row is None or about is None or not about.is_sent(actor, row.subject_id):
        actor.require(AccessPermission.MANAGE_COMPANY)


def lift_suppression(suppression_id: int, *, actor: Actor) -> None:
    """Write to an address again that once came back.

    Raises: NotAllowed.
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    mail.lift(suppression_id)

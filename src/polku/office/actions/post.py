"""The mail server and the outbox, with the right to change them."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.mail import actions as mail
from polku.mail.models import Outgoing, Server


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
    """Send a message again that failed, came back or waits.

    Raises: NotAllowed, NotFound.
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    return mail.send_again(outgoing_id, at=at)


def lift_suppression(suppression_id: int, *, actor: Actor) -> None:
    """Write to an address again that once came back.

    Raises: NotAllowed.
    """
    actor.require(AccessPermission.MANAGE_COMPANY)
    mail.lift(suppression_id)

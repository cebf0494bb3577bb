"""What people are written about their sign-in: an invitation, a new password. Both go by the outbox."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from polku.access.models import Invitation, User
from polku.company.queries import company, day_of
from polku.mail.actions import post
from polku.mail.models import Outgoing

RESETS_PER_HOUR: Final = 3
"""So many links for a new password are sent to one address; a stranger cannot fill somebody's mailbox."""


def invite(row: Invitation, link: str, *, by: str, at: datetime) -> Outgoing:
    """Write to a colleague who is invited, in the company's language."""
    firm = company()
    with translation.override(firm.language):
        subject = _("%(person)s invites you to %(company)s") % {"person": by, "company": firm.name}
        text = _("Choose a password, and you are in. The link works once, until %(day)s.") % {
            "day": day_of(row.expires_at).isoformat()
        }
        button = _("Join")
    return post(
        to=row.email,
        subject=subject,
        text=text,
        link=(button, link),
        language=firm.language,
        subject_of=("invitation", row.id),
        at=at,
        actor_id=row.invited_by_id,
    )


def send_reset(user: User, link: str, *, at: datetime) -> Outgoing | None:
    """Write to who forgot the password; None where this was asked too often within an hour."""
    recent = Outgoing.objects.filter(
        subject_type="password_reset", subject_id=user.id, at__gt=at - timedelta(hours=1)
    )
    if recent.count() >= RESETS_PER_HOUR:
        return None
    language = user.language or company().language
    with translation.override(language):
        subject, button = _("Set a new password"), _("Set a new password")
        text = _("Somebody, probably you, asked for a new password. If it was not you, do nothing.")
    return post(
        to=user.email,
        subject=subject,
        text=text,
        link=(button, link),
        language=language,
        subject_of=("password_reset", user.id),
        at=at,
        actor_id=None,
    )

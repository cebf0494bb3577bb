"""Invitations: a link by which a colleague joins."""

import secrets
from datetime import datetime, timedelta

from polku.access.actions.users import add_user, valid_email
from polku.access.events import UserInvited
from polku.access.letters import invite
from polku.access.logic import SYSTEM, Actor, Role
from polku.access.models import Invitation, Team, User
from polku.access.queries import hashed, invitation
from polku.access.rules import AccessPermission
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, NotAllowed, NotFound, gettext_noop

VALID_DAYS = 14


def invite_user(
    *, email: str, name: str = "", role: str, team: Team, site: str = "", actor: Actor, at: datetime
) -> tuple[Invitation, str]:
    """Invite a colleague: the invitation and the secret of its link, shown this once.

    With `site`, where the product is reached, the link goes out by mail too.
    """
    actor.require(AccessPermission.MANAGE_USERS)
    if actor.user_id is None:
        raise NotAllowed(AccessPermission.MANAGE_USERS)
    email = valid_email(email)
    if role not in {one.value for one in Role}:
        raise Invalid(gettext_noop("Choose a role."), field="role")
    token = secrets.token_urlsafe(24)
    with write():
        if User.objects.filter(email=email).exists():
            raise Invalid(gettext_noop("Somebody signs in with this address already."), field="email")
        row = Invitation.objects.create(
            email=email,
            name=name,
            role=role,
            team=team,
            invited_by_id=actor.user_id,
            invited_at=at,
            expires_at=at + timedelta(days=VALID_DAYS),
            token_hash=hashed(token),
        )
        event = UserInvited(role=role, team_id=team.id)
        append(
            [Entry(event, ("invitation", row.id), at)], actor_id=actor.user_id, via=actor.via, recorded_at=at
        )
        if site:
            invite(row, f"{site}/accounts/join/{token}/", by=actor.name, at=at)
    return row, token


def withdraw_invitation(row: Invitation, *, actor: Actor, at: datetime) -> None:
    """Make an invitation's link worthless."""
    actor.require(AccessPermission.MANAGE_USERS)
    with write():
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])


def accept_invitation(token: str, *, name: str, password: str, at: datetime) -> User:
    """Join by the link of an invitation.

    Raises: NotFound (used, withdrawn, expired or unknown), Invalid (password).
    """
    with write():
        row = invitation(token, at=at)
        if row is None:
            raise NotFound(gettext_noop("This invitation is no longer open. Ask for a new one."))
        user = add_user(
            email=row.email,
            name=name or row.name,
            role=row.role,
            teams=[row.team_id],
            password=password,
            actor=SYSTEM,
            at=at,
        )
        row.used_at = at
        row.save(update_fields=["used_at"])
    return user

"""API tokens."""

import secrets
from datetime import date, datetime

from polku.access.events import TokenMade, TokenRevoked
from polku.access.logic import Actor
from polku.access.models import ApiToken
from polku.access.queries import hashed
from polku.access.rules import AccessPermission
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, NotAllowed, gettext_noop
from polku.kernel.text import clean


def make_token(
    *, name: str, read_only: bool = False, expires_at: datetime | None = None, actor: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """Make a key for the API that acts as its maker: the row and the secret, shown this once."""
    actor.require(AccessPermission.USE_API)
    if actor.user_id is None:
        raise NotAllowed(AccessPermission.USE_API)
    name = clean(name, max_length=120, field="name").strip()
    if not name:
        raise Invalid(gettext_noop("Say what the token is for."), field="name")
    if expires_at is not None and expires_at <= at:
        raise Invalid(gettext_noop("This moment has passed already."), field="expires_at")
    secret = f"polku_{secrets.token_urlsafe(32)}"
    with write():
        token = ApiToken.objects.create(
            user_id=actor.user_id,
            name=name,
            token_hash=hashed(secret),
            hint=f"{secret[:9]}…",
            read_only=read_only,
            created_at=at,
            expires_at=expires_at,
        )
        event = TokenMade(read_only=read_only)
        append([Entry(event, ("token", token.id), at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return token, secret


def revoke_token(token: ApiToken, *, actor: Actor, at: datetime) -> None:
    """Make a token worthless; one's own, or anybody's with the right to manage users."""
    if token.user_id != actor.user_id and not actor.may(AccessPermission.MANAGE_USERS):
        raise NotAllowed(AccessPermission.MANAGE_USERS)
    if token.revoked_at is not None:
        return
    with write():
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        append(
            [Entry(TokenRevoked(), ("token", token.id), at)],
            actor_id=actor.user_id,
            via=actor.via,
            recorded_at=at,
        )


def note_use(token_id: int, *, on: date) -> None:
    """Write down that a token was used on a day; asked once a day, so no event."""
    ApiToken.objects.filter(id=token_id).exclude(last_used_on=on).update(last_used_on=on)

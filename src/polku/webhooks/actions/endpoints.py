"""Endpoints: added, changed, given a new secret, resumed, removed."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from polku.access.logic import Actor
from polku.db.secrets import seal
from polku.db.transactions import take_turns, write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened, known_types
from polku.jobs.actions import enqueue
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.webhooks.actions.delivering import JOB
from polku.webhooks.events import (
    EndpointAdded,
    EndpointChanged,
    EndpointRemoved,
    EndpointResumed,
    SecretRotated,
)
from polku.webhooks.logic.places import target_of
from polku.webhooks.logic.signing import as_secret, key_of
from polku.webhooks.logic.telling import EVERYTHING
from polku.webhooks.models import Delivery, Endpoint
from polku.webhooks.queries import forget, tell_all_processes
from polku.webhooks.rules import WebhookPermission
from polku.webhooks.speaking import places_of

OVERLAP: Final = timedelta(hours=24)
"""How long the old secret holds beside a new one."""

ENDPOINTS_MAX: Final = 50


def add_endpoint(
    *, url: str, kinds: Sequence[str], name: str = "", secret: str = "", actor: Actor, at: datetime
) -> tuple[Endpoint, str]:
    """Tell another system of events from now on: the endpoint, and its secret, shown this once.

    Raises: NotAllowed, Invalid (names the field).
    """
    actor.require(WebhookPermission.MANAGE)
    secret = secret or as_secret(secrets.token_bytes(32))
    key_of(secret)
    row = Endpoint(
        url=_url(url),
        name=clean(name.strip(), max_length=120, field="name"),
        kinds=_kinds(kinds),
        sealed_secret=seal(secret),
        created_at=at,
        created_by_id=actor.user_id,
    )
    with write():
        _refuse_same(row)
        row.save(force_insert=True)
        _stored(row, EndpointAdded(), actor, at)
    return row, secret


def change_endpoint(
    endpoint_id: int,
    *,
    url: str | None = None,
    kinds: Sequence[str] | None = None,
    name: str | None = None,
    is_active: bool | None = None,
    actor: Actor,
    at: datetime,
) -> Endpoint:
    """Change where events go, which, or whether at all; what is None stays.

    Raises: NotAllowed, NotFound, Invalid (names the field).
    """
    actor.require(WebhookPermission.MANAGE)
    given: dict[str, Any] = {
        "url": None if url is None else _url(url),
        "kinds": None if kinds is None else _kinds(kinds),
        "name": None if name is None else clean(name.strip(), max_length=120, field="name"),
        "is_active": is_active,
    }
    with write():
        row = _held(endpoint_id)
        changes: list[tuple[str, int, str, Any, Any]] = []
        for field, value in given.items():
            if value is not None and value != getattr(row, field):
                changes.append(("webhooks_endpoint", row.pk, field, getattr(row, field), value))
                setattr(row, field, value)
        if changes:
            _refuse_same(row)
            row.save()
            _stored(row, EndpointChanged(), actor, at, changes)
    return row


def rotate_secret(endpoint_id: int, *, actor: Actor, at: datetime) -> tuple[Endpoint, str]:
    """Give an endpoint a new secret, shown this once; requests carry both signatures for a day.

    Raises: NotAllowed, NotFound.
    """
    actor.require(WebhookPermission.MANAGE)
    secret = as_secret(secrets.token_bytes(32))
    with write():
        row = _held(endpoint_id)
        row.sealed_old_secret, row.old_secret_until = row.sealed_secret, at + OVERLAP
        row.sealed_secret = seal(secret)
        row.save()
        _stored(row, SecretRotated(), actor, at)
    return row, secret


def resume_endpoint(endpoint_id: int, *, actor: Actor, at: datetime) -> Endpoint:
    """Send to an endpoint again that was paused: what waited, and what it did not take.

    Raises: NotAllowed, NotFound.
    """
    actor.require(WebhookPermission.MANAGE)
    with write():
        row = _held(endpoint_id)
        if row.paused_at is not None:
            row.paused_at, row.paused_reason = None, ""
            row.save()
            row.deliveries.filter(state=Delivery.State.PARKED).update(
                state=Delivery.State.WAITING, tries=0, next_try_at=at
            )
            row.deliveries.filter(state=Delivery.State.WAITING).update(tries=0, next_try_at=at)
            _stored(row, EndpointResumed(), actor, at)
            enqueue(JOB, {}, at=at, key="deliver")
    return row


def remove_endpoint(endpoint_id: int, *, actor: Actor, at: datetime) -> None:
    """Tell an endpoint nothing any more and forget its secret and what it was told.

    Raises: NotAllowed, NotFound.
    """
    actor.require(WebhookPermission.MANAGE)
    with write():
        row = _held(endpoint_id)
        row.deliveries.all().delete()
        row.removed_at, row.is_active, row.sealed_secret, row.sealed_old_secret = at, False, "", ""
        row.save()
        _stored(row, EndpointRemoved(), actor, at)


def _stored(
    row: Endpoint,
    event: Happened,
    actor: Actor,
    at: datetime,
    changes: Sequence[tuple[str, int, str, Any, Any]] = (),
) -> None:
    forget()
    transaction.on_commit(tell_all_processes)
    entry = Entry(event, ("webhook", row.pk), at, changes=changes)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)


def _held(endpoint_id: int) -> Endpoint:
    row = Endpoint.objects.select_for_update().filter(id=endpoint_id, removed_at=None).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such webhook."))
    return row


def _url(given: str) -> str:
    """An address that requests may go to as things stand; each request looks again."""
    url = given.strip()
    target = target_of(url)
    try:
        places_of(target)
    except OSError as error:
        message = Message(gettext_noop("“%(host)s” cannot be found."), host=target.host)
        raise Invalid(message, field="url", code="unknown_host") from error
    return url


def _kinds(given: Sequence[str]) -> list[str]:
    kinds = sorted(set(given))
    known = set(known_types())
    known |= {f"{kind.partition('.')[0]}.*" for kind in known} | {EVERYTHING}
    for kind in kinds:
        if kind not in known:
            message = Message(gettext_noop("“%(kind)s” is no kind of event."), kind=kind[:60])
            raise Invalid(message, field="kinds")
    if not kinds:
        raise Invalid(gettext_noop("Choose at least one kind of event."), field="kinds")
    return [EVERYTHING] if EVERYTHING in kinds else kinds


def _refuse_same(row: Endpoint) -> None:
    take_turns("webhooks.endpoints", ["all"])
    others = Endpoint.objects.filter(removed_at=None).exclude(id=row.pk)
    if others.filter(url=row.url).exists():
        raise Invalid(gettext_noop("There is a webhook for this address already."), field="url", code="taken")
    if others.count() >= ENDPOINTS_MAX:
        message = Message(gettext_noop("At most %(limit)s webhooks are possible."), limit=ENDPOINTS_MAX)
        raise Invalid(message)

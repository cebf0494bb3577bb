"""Deliveries: sent, tried again, parked, replayed."""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Min, QuerySet

from polku.access.logic import SYSTEM, Actor
from polku.access.queries import listener
from polku.db.secrets import Unreadable, unseal
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import private_fields
from polku.eventlog.models import Event
from polku.jobs.actions import enqueue
from polku.kernel.errors import NotFound, gettext_noop
from polku.webhooks.events import EndpointPaused
from polku.webhooks.logic.signing import signature
from polku.webhooks.logic.telling import body_of, pause_after
from polku.webhooks.models import Attempt, Delivery, Endpoint
from polku.webhooks.rules import WebhookPermission
from polku.webhooks.speaking import Answer, sent

JOB: Final = "webhooks.deliver"
BATCH: Final = 50
LEASE: Final = timedelta(minutes=5)
GONE: Final = 410
UNREADABLE: Final = (
    "The secret cannot be read any more, because the installation's key changed: give a new one."
)


def deliver_due(*, at: datetime) -> int:
    """Send what is due; answers how many were tried. An endpoint that does not answer is left for the next turn.

    Never called inside a transaction: it speaks with other machines.
    """
    rows = list(_due(at).select_related("endpoint")[:BATCH])
    events = Event.objects.in_bulk([row.event_id for row in rows])
    silent: set[int] = set()
    tried = 0
    for row in rows:
        if row.endpoint_id in silent or not _taken(row, at):
            continue
        tried += 1
        answer = _tell(row.endpoint, row.message_id, body_for(events[row.event_id], row.endpoint), at)
        _note(row, answer, at)
        if not answer.is_good:
            silent.add(row.endpoint_id)
    if silent:
        _put_off(silent, at)
    _ask_for_next_turn(at)
    return tried


def replay(delivery_id: int, *, actor: Actor, at: datetime) -> Delivery:
    """Send an event to an endpoint again, under the same id; its tries begin anew.

    Raises: NotAllowed, NotFound.
    """
    actor.require(WebhookPermission.MANAGE)
    with write():
        row = (
            Delivery.objects.select_for_update(of=("self",))
            .filter(id=delivery_id, endpoint__removed_at=None)
            .first()
        )
        if row is None:
            raise NotFound(gettext_noop("There is no such delivery."))
        row.state, row.tries, row.next_try_at, row.delivered_at = Delivery.State.WAITING, 0, at, None
        row.save()
        enqueue(JOB, {}, at=at, key="deliver")
    return row


def replay_parked(endpoint_id: int, *, actor: Actor, at: datetime) -> int:
    """Send all again that an endpoint did not take; answers how many.

    Raises: NotAllowed.
    """
    actor.require(WebhookPermission.MANAGE)
    with write():
        parked = Delivery.objects.filter(
            endpoint_id=endpoint_id, endpoint__removed_at=None, state=Delivery.State.PARKED
        )
        count = parked.update(state=Delivery.State.WAITING, tries=0, next_try_at=at)
        enqueue(JOB, {}, at=at, key="deliver")
    return count


def try_endpoint(endpoint_id: int, *, actor: Actor, at: datetime) -> Answer:
    """Send a trial to an endpoint at once and give its answer; nothing of it is kept.

    Raises: NotAllowed, NotFound.
    """
    actor.require(WebhookPermission.MANAGE)
    row = Endpoint.objects.filter(id=endpoint_id, removed_at=None).first()
    if row is None:
        raise NotFound(gettext_noop("There is no such webhook."))
    told = {"type": "polku.trial", "timestamp": at.isoformat(), "data": {"endpoint_id": row.pk}}
    return _tell(row, f"msg_trial_{row.pk}_{int(at.timestamp())}", json.dumps(told).encode(), at)


def forget_delivered(*, before: datetime) -> int:
    """Remove what was delivered long ago."""
    return Delivery.objects.filter(state=Delivery.State.DELIVERED, delivered_at__lt=before).delete()[0]


def body_for(event: Event, endpoint: Endpoint) -> bytes:
    """The request's body for an event: as the log holds it, but for what the endpoint's owner may not see."""
    private = private_fields(event.kind)
    payload = listener(endpoint.created_by_id).told(event.kind, event.payload) if private else event.payload
    return body_of(
        event_id=event.pk,
        kind=event.kind,
        at=event.at,
        recorded_at=event.recorded_at,
        case_id=event.case_id,
        subject=(event.subject_type, event.subject_id),
        stage=event.stage,
        actor_id=event.actor_id,
        payload=payload,
    )


def _due(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        state=Delivery.State.WAITING,
        next_try_at__lte=at,
        endpoint__is_active=True,
        endpoint__paused_at=None,
    ).order_by("next_try_at", "id")


def _taken(row: Delivery, at: datetime) -> bool:
    """Take a delivery, so that no other worker sends it; a worker that dies gives it back when the lease ends."""
    mine = Delivery.objects.filter(id=row.pk, next_try_at=row.next_try_at, state=Delivery.State.WAITING)
    row.tries += 1
    return bool(mine.update(tries=F("tries") + 1, next_try_at=at + LEASE))


def _tell(endpoint: Endpoint, message_id: str, body: bytes, at: datetime) -> Answer:
    timestamp = int(at.timestamp())
    try:
        secrets = [unseal(endpoint.sealed_secret)]
        if endpoint.old_secret_until and endpoint.old_secret_until > at:
            secrets.append(unseal(endpoint.sealed_old_secret))
    except Unreadable:
        return Answer(None, UNREADABLE, 0)
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secrets, message_id=message_id, timestamp=timestamp, body=body),
    }
    return sent(endpoint.url, body, headers)


def _note(row: Delivery, answer: Answer, at: datetime) -> None:
    """Write down how a try went; after the last one the delivery is parked and the endpoint paused."""
    pause = pause_after(row.tries)
    with write():
        Attempt.objects.create(
            delivery=row, at=at, status=answer.status, answer=answer.text, milliseconds=answer.milliseconds
        )
        mine = Delivery.objects.filter(id=row.pk)
        if answer.is_good:
            mine.update(state=Delivery.State.DELIVERED, delivered_at=at)
        elif pause is None or answer.status == GONE:
            mine.update(state=Delivery.State.PARKED)
            _pause(row.endpoint, answer, at)
        else:
            mine.update(next_try_at=at + pause)


def _pause(endpoint: Endpoint, answer: Answer, at: datetime) -> None:
    reason = f"{answer.status or ''} {answer.text}".strip()[:500]
    won = Endpoint.objects.filter(id=endpoint.pk, paused_at=None).update(paused_at=at, paused_reason=reason)
    if won:
        append(
            [Entry(EndpointPaused(), ("webhook", endpoint.pk), at)],
            actor_id=None,
            via=SYSTEM.via,
            recorded_at=at,
        )


def _put_off(endpoint_ids: set[int], at: datetime) -> None:
    """What else is due for an endpoint that just failed waits until its first one is tried again."""
    soonest: dict[int, datetime] = defaultdict(lambda: at)
    waiting = Delivery.objects.filter(
        endpoint_id__in=endpoint_ids, state=Delivery.State.WAITING, next_try_at__gt=at
    )
    for endpoint_id, moment in waiting.order_by().values_list("endpoint_id").annotate(Min("next_try_at")):
        soonest[endpoint_id] = moment
    for endpoint_id, moment in soonest.items():
        _due(at).filter(endpoint_id=endpoint_id).update(next_try_at=moment)


def _ask_for_next_turn(at: datetime) -> None:
    waiting = Delivery.objects.filter(
        state=Delivery.State.WAITING, endpoint__is_active=True, endpoint__paused_at=None
    )
    soonest = waiting.aggregate(soonest=Min("next_try_at"))["soonest"]
    if soonest is not None:
        enqueue(JOB, {}, at=at, run_at=max(soonest, at), key="deliver")

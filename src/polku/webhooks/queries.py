"""Reads of webhooks, and which endpoints there are, kept in memory."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from polku.eventlog.events import known_types
from polku.webhooks.logic.places import Net, networks
from polku.webhooks.models import Delivery, Endpoint

ALLOW = "POLKU_WEBHOOKS_ALLOW"


@dataclass(frozen=True)
class Listener:
    """An endpoint that is told of events, and of which."""

    id: int
    kinds: tuple[str, ...]


_known: tuple[int, tuple[Listener, ...]] | None = None


def listeners() -> tuple[Listener, ...]:
    """Who is told of events. Read again when a file in `$POLKU_HOME` says that an endpoint changed.

    So an event costs a look at a file's time, and no statement, as long as there is no endpoint.
    """
    global _known
    stamp = _stamp()
    if _known is None or _known[0] != stamp:
        rows = Endpoint.objects.filter(is_active=True, removed_at=None).values_list("id", "kinds")
        _known = (stamp, tuple(Listener(row_id, tuple(kinds)) for row_id, kinds in rows))
    return _known[1]


def forget() -> None:
    """Read the endpoints anew the next time: one was changed in this process."""
    global _known
    _known = None


def tell_all_processes() -> None:
    """Let every process read the endpoints anew; called when a change to them is committed."""
    forget()
    _file().touch()
    os.utime(_file())


def endpoints() -> QuerySet[Endpoint]:
    """Every endpoint with what waits for it and what it did not take."""
    return (
        Endpoint.objects.filter(removed_at=None)
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
            parked=Count("deliveries", filter=Q(deliveries__state=Delivery.State.PARKED)),
        )
        .order_by("id")
    )


def deliveries(endpoint_id: int, state: str = "") -> QuerySet[Delivery]:
    """What an endpoint was to be told, newest first."""
    rows = Delivery.objects.filter(endpoint_id=endpoint_id, endpoint__removed_at=None).order_by("-id")
    return rows.filter(state=state) if state else rows


def delivery(delivery_id: int) -> Delivery | None:
    """One delivery with its endpoint."""
    found = Delivery.objects.filter(id=delivery_id, endpoint__removed_at=None)
    return found.select_related("endpoint").first()


def paused() -> list[Endpoint]:
    """Endpoints that were paused because they did not take their events."""
    return list(Endpoint.objects.filter(paused_at__isnull=False, is_active=True, removed_at=None))


def kinds_by_domain() -> dict[str, list[str]]:
    """Every kind of event, by the domain it belongs to."""
    found: dict[str, list[str]] = {}
    for kind in known_types():
        found.setdefault(kind.partition(".")[0], []).append(kind)
    return found


def allowed_networks() -> list[Net]:
    """Private networks that requests may go to, by the environment."""
    return networks(os.environ.get(ALLOW, ""))


def _file() -> Path:
    return Path(settings.HOME) / "webhooks.changed"


def _stamp() -> int:
    try:
        return _file().stat().st_mtime_ns
    except OSError:
        return 0

"""Reads of mail: what was sent about a thing, the server in use."""

import os
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, QuerySet

from polku.db.lists import among
from polku.db.secrets import unseal
from polku.mail.logic.servers import Relay, relay_of
from polku.mail.models import Outgoing, Server, State, Suppression

VARIABLE = "POLKU_SMTP_URL"


def of(subject: tuple[str, int]) -> list[Outgoing]:
    """The messages about one thing, newest first."""
    return list(Outgoing.objects.filter(subject_type=subject[0], subject_id=subject[1]).order_by("-id"))


def of_many(subject_type: str, ids: Iterable[int]) -> dict[int, list[Outgoing]]:
    """The same for many things of one kind, in one statement."""
    found: dict[int, list[Outgoing]] = defaultdict(list)
    rows = Outgoing.objects.filter(subject_type=subject_type, subject_id__in=among(ids))
    for row in rows.defer("text", "html").order_by("-id"):
        found[row.subject_id].append(row)
    return found


def by_id(ids: Iterable[int]) -> dict[int, Outgoing]:
    """Messages by their ids."""
    rows = Outgoing.objects.filter(id__in=among(ids)).defer("text", "html")
    return {row.pk: row for row in rows}


def messages(state: str = "") -> QuerySet[Outgoing]:
    """All messages, newest first; of one state where it is named. Who asks has the right to see them all."""
    rows = Outgoing.objects.order_by("-id")
    return rows.filter(state=state) if state else rows


def counts() -> dict[str, int]:
    """How many messages are in each state."""
    found = dict(
        Outgoing.objects.order_by().values_list("state").annotate(n=Count("id")).values_list("state", "n")
    )
    return {state.value: found.get(state.value, 0) for state in State}


def suppressed() -> QuerySet[Suppression]:
    """Addresses that came back, the newest first."""
    return Suppression.objects.order_by("-at", "-id")


def stored_server() -> Server | None:
    """The server set up in the settings."""
    return Server.objects.order_by("id").first()


def is_from_environment() -> bool:
    """Whether the environment names the server, so that the settings don't count."""
    return bool(os.environ.get(VARIABLE))


def has_server() -> bool:
    """Whether messages can leave; without a server they wait."""
    return is_from_environment() or stored_server() is not None


def server() -> Relay | None:
    """The server in use: the environment's, else the one of the settings; None where there is none.

    Raises: Invalid for an environment that cannot be understood; Unreadable for a password sealed with another key.
    """
    if given := os.environ.get(VARIABLE):
        return relay_of(given)
    row = stored_server()
    if row is None:
        return None
    return Relay(
        row.host,
        row.port,
        row.security,
        row.sender,
        row.sender_name,
        row.username,
        unseal(row.sealed_password),
    )

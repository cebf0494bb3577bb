"""What became of the messages about a thing, as the thing's own page, panels and lists say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.mail.actions.sending import WAITS
from polku.mail.models import Outgoing, State
from polku.mail.queries import has_server, of, of_many
from polku.mail.words import LONG_AGO, SIGNALS, TOLD, why
from polku.office.registry import abouts

STUCK = frozenset({State.WAITING, State.FAILED, State.BOUNCED})


@dataclass(frozen=True)
class Told:
    """One message: where it is in truth, why, and what can be done about it."""

    id: int
    to: str
    at: datetime
    said: str | Promise
    signal: str
    reason: str
    is_stuck: bool
    may_repeat: bool


@dataclass(frozen=True)
class Posted:
    """The messages about one thing, newest first. `waits` says that some wait for a mail server."""

    rows: list[Told]
    waits: bool
    may_send: bool
    may_set_up: bool

    @property
    def first(self) -> Told | None:
        """The newest."""
        return self.rows[0] if self.rows else None


def posted(actor: Actor, subject: tuple[str, int], *, at: datetime) -> Posted:
    """What became of the messages about a thing. The caller has checked that this person sees it."""
    found = of(subject)
    served = has_server() if found else True
    rows = [_told(row, served, at) for row in found]
    about = abouts.find(subject[0])
    manages = actor.may(AccessPermission.MANAGE_COMPANY)
    is_stuck = any(row.is_stuck for row in rows)
    return Posted(
        rows,
        waits=not served and any(state_of(row, served=served) == State.WAITING for row in found),
        may_send=is_stuck and (manages or (about is not None and about.is_sent(actor, subject[1]))),
        may_set_up=manages,
    )


def newest(subject_type: str, ids: Iterable[int], *, at: datetime) -> dict[int, Told]:
    """The newest message about each thing of a list, where it did not arrive: two statements for all."""
    return stuck({key: rows[0] for key, rows in of_many(subject_type, ids).items()}, at=at)


def stuck(found: Mapping[int, Outgoing], *, at: datetime) -> dict[int, Told]:
    """Those of some messages that did not arrive."""
    if not any(row.state != State.SENT for row in found.values()):
        return {}
    served = has_server()
    told = {key: _told(row, served, at) for key, row in found.items()}
    return {key: one for key, one in told.items() if one.is_stuck}


def state_of(row: Outgoing, *, served: bool) -> State:
    """Where a message is; without a server one that is queued waits too, though no job has said so yet."""
    state = State(row.state)
    return State.WAITING if state == State.QUEUED and not served else state


def _told(row: Outgoing, served: bool, at: datetime) -> Told:
    state = state_of(row, served=served)
    said: str | Promise = TOLD[state]
    if served and state == State.WAITING:
        said = TOLD[State.QUEUED] if row.at >= at - WAITS else LONG_AGO
    is_stuck = state in STUCK
    return Told(
        id=row.pk,
        to=row.to,
        at=row.at,
        said=said,
        signal=SIGNALS.get(state, ""),
        reason="" if state == State.WAITING else why(row),
        is_stuck=is_stuck,
        may_repeat=is_stuck and (served or state != State.WAITING),
    )

"""What is decided about figures: deviations that are allowed."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.insight.events import DeviationAllowed, DeviationForbidden
from polku.insight.logic.deviations import Deviation
from polku.insight.models import AllowedDeviation
from polku.insight.rules import InsightPermission
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.kernel.text import clean

_REASON_MAX = 300


def allow_deviation(process: str, code: str, *, reason: str, actor: Actor, at: datetime) -> AllowedDeviation:
    """Deals with this deviation alone fit from now on; who said so and why stands beside the figure.

    Raises: NotAllowed; Invalid for a code that is none or without a reason.
    """
    actor.require(InsightPermission.ALLOW_DEVIATION)
    try:
        deviation = Deviation.of(code)
    except ValueError:
        raise Invalid(gettext_noop("This is no deviation."), field="code") from None
    said = clean(reason, max_length=_REASON_MAX).strip()
    if not said:
        raise Invalid(gettext_noop("Say why it is allowed."), field="reason")
    with write():
        values = {"reason": said, "by_id": actor.user_id, "at": at}
        row, made = AllowedDeviation.objects.get_or_create(
            process=process, code=deviation.code, ended_at=None, defaults=values
        )
        if made:
            _tell(DeviationAllowed(row.pk, process, deviation.code), row, actor, at)
    return row


def forbid_deviation(allowed_id: int, *, actor: Actor, at: datetime) -> None:
    """The deviation counts again; twice is once. Raises: NotAllowed, NotFound."""
    actor.require(InsightPermission.ALLOW_DEVIATION)
    with write():
        row = AllowedDeviation.objects.filter(pk=allowed_id).first()
        if row is None:
            raise NotFound(gettext_noop("There is no such allowed deviation."))
        if AllowedDeviation.objects.filter(pk=row.pk, ended_at=None).update(
            ended_at=at, ended_by_id=actor.user_id
        ):
            _tell(DeviationForbidden(row.pk, row.process, row.code), row, actor, at)


def _tell(
    event: DeviationAllowed | DeviationForbidden, row: AllowedDeviation, actor: Actor, at: datetime
) -> None:
    entry = Entry(event, ("allowed_deviation", row.pk), at)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)

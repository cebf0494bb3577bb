"""Keeping what a night compared, and what the company allows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from polku.access.logic import Actor
from polku.advice.events import PressureAllowed
from polku.advice.models import AdviceSettings, Finding
from polku.advice.rules import AdvicePermission
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append

KEPT_DAYS: Final = 60


def keep_finding(data: Mapping[str, Any], *, at: datetime) -> Finding:
    """Keep what was compared; what is older than sixty days goes."""
    with write():
        Finding.objects.filter(made_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
        return Finding.objects.create(made_at=at, data=dict(data))


def allow_pressure(allowed: bool, *, actor: Actor, at: datetime) -> None:
    """Allow techniques that press, or forbid them again. Raises: NotAllowed."""
    actor.require(AdvicePermission.ALLOW_PRESSURE)
    with write():
        row = AdviceSettings.objects.order_by("id").first() or AdviceSettings()
        if row.id and row.pressure_allowed == allowed:
            return
        row.pressure_allowed = allowed
        row.save()
        entry = Entry(PressureAllowed(allowed), ("advice_settings", row.id), at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)

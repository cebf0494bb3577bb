"""Telling whoever is named when a deal stays too long in its stage."""

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from polku.access.logic import SYSTEM
from polku.company.queries import calendar
from polku.db.transactions import write
from polku.deals.events import DealEscalated
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.logic.pace import entered_before
from polku.deals.models import Deal, Escalation
from polku.eventlog.actions import Entry, append
from polku.process.models import ProcessVersion
from polku.process.queries import definitions

AT_ONCE: Final = 1000
"""So many are told of in one transaction; the next run takes the rest."""


def escalate_due(*, at: datetime) -> int:
    """Note every stay that went past its time of escalation and was not told of yet; how many. Today shows them.

    The time is that of the deal's own version. A stay is told of once, and no more once the deal moves on.
    """
    limits: dict[tuple[int, str], str] = {}
    where, hours = Q(pk__in=[]), calendar()
    used = Deal.objects.filter(finished_at=None, voided_at=None).values("version_id").distinct()
    ids = set(ProcessVersion.objects.published().filter(pk__in=used).values_list("pk", flat=True))
    for version_id, known in definitions(ids).items():
        for stage in known.stages:
            if stage.escalate_days is not None:
                limits[version_id, stage.key] = stage.told
                before = entered_before(stage.escalate_days, at, hours)
                where |= Q(version_id=version_id, stage=stage.key, stage_entered_at__lt=before)
    if not limits:
        return 0
    told = Escalation.objects.filter(
        deal_id=OuterRef("pk"), stage=OuterRef("stage"), stage_entered_at=OuterRef("stage_entered_at")
    )
    running = Deal.objects.current().filter(where, finished_at=None, outcome__in=[Outcome.OPEN, *WINS])
    with write():
        late = list(running.exclude(Exists(told)).order_by("id").select_for_update(of=("self",))[:AT_ONCE])
        rows = [
            Escalation(
                deal=deal,
                stage=deal.stage,
                stage_entered_at=deal.stage_entered_at,
                role=limits[deal.version_id, deal.stage],
                at=at,
            )
            for deal in late
            if deal.stage_entered_at is not None
        ]
        Escalation.objects.bulk_create(rows)
        entries = [
            Entry(DealEscalated(row.stage, row.role), ("deal", row.deal_id), at, row.deal_id, row.deal.version_id,
                row.stage)
            for row in rows
        ]  # fmt: skip
        if entries:
            append(entries, actor_id=None, via=SYSTEM.via, recorded_at=at)
    return len(rows)

"""Which deals under way stand under earlier versions of their process."""

from collections.abc import Mapping, Sequence

from django.db.models import Count

from polku.access.logic import Actor
from polku.deals.logic.outcomes import WINS, Outcome
from polku.deals.models import Deal
from polku.deals.models.deal import DealQuerySet


def behind(process_id: int, version_id: int, actor: Actor) -> Mapping[tuple[int, str], int]:
    """How many deals under way stand where under other versions, by version and stage; one query."""
    rows = _running(process_id, version_id, actor).order_by().values_list("version_id", "stage")
    return {(version, stage): n for version, stage, n in rows.annotate(n=Count("id"))}


def ids_behind(process_id: int, version_id: int, stages: Sequence[str], actor: Actor) -> list[int]:
    """Those of them that stand in these stages."""
    rows = _running(process_id, version_id, actor).filter(stage__in=stages)
    return list(rows.order_by("id").values_list("id", flat=True))


def _running(process_id: int, version_id: int, actor: Actor) -> DealQuerySet:
    rows = Deal.objects.visible_to(actor).current().filter(process_id=process_id, finished_at=None)
    return rows.filter(outcome__in=[Outcome.OPEN, *WINS]).exclude(version_id=version_id)

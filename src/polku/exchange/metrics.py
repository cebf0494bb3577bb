"""Which deals a filter of figures means, as rows: the same cohort that every figure is about."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from polku.access.logic import Reach
from polku.company.queries import company
from polku.db.lists import among
from polku.deals.models import Deal, StageVisit
from polku.insight.filters import Filter


def cohort(chosen: Filter) -> QuerySet[Deal]:
    """The deals a filter is about, within its scope; deals in the bin are none."""
    rows: QuerySet[Deal] = Deal.objects.filter(voided_at=None)
    if chosen.scope.reach == Reach.TEAM:
        rows = rows.filter(team_id__in=among(chosen.scope.team_ids))
    elif chosen.scope.reach == Reach.OWN:
        rows = rows.filter(owner_id=chosen.scope.user_id)
    elif chosen.scope.reach != Reach.ALL:
        return Deal.objects.none()
    if chosen.process:
        rows = rows.filter(process__key=chosen.process)
    rows = _opened(rows, chosen)
    for name, values in (
        ("source", chosen.sources),
        ("campaign", chosen.campaigns),
        ("product", chosen.products),
        ("customer__segment", chosen.segments),
    ):
        if values:
            rows = rows.filter(**{f"{name}__in": values})
    for name, ids in (("owner_id", chosen.owners), ("team_id", chosen.teams)):
        if ids:
            nobody = Q(**{f"{name}__isnull": True}) if 0 in ids else Q()
            rows = rows.filter(Q(**{f"{name}__in": ids}) | nobody if 0 in ids else Q(**{f"{name}__in": ids}))
    if chosen.value_from is not None:
        rows = rows.filter(value_company_minor__gte=chosen.value_from)
    if chosen.value_to is not None:
        rows = rows.filter(value_company_minor__lte=chosen.value_to)
    if chosen.customer_kind:
        rows = rows.filter(customer__kind=chosen.customer_kind)
    return _began_in(rows, chosen)


def _opened(rows: QuerySet[Deal], chosen: Filter) -> QuerySet[Deal]:
    zone = ZoneInfo(company().time_zone)
    if chosen.date_from is not None:
        rows = rows.filter(opened_at__gte=datetime.combine(chosen.date_from, time(), zone))
    if chosen.date_to is not None:
        rows = rows.filter(opened_at__lt=datetime.combine(chosen.date_to + timedelta(days=1), time(), zone))
    return rows


def _began_in(rows: QuerySet[Deal], chosen: Filter) -> QuerySet[Deal]:
    if not chosen.version_ids:
        return rows
    first = StageVisit.objects.filter(deal=OuterRef("pk"), seq=1).values("version_id")[:1]
    return rows.annotate(began_in=Subquery(first)).filter(began_in__in=chosen.version_ids)

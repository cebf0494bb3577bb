"""What the spine hands to insight: cases, visits and paths, as SELECTs for both engines."""

from collections.abc import Iterable, Mapping, Sequence

from polku.db.lists import among
from polku.insight.sources import MartSource
from polku.kernel.words import Text

# A stay that a new version of the process ended was not left by the buyer: it counts as a visit, never in times.
VISITS = MartSource(
    "visits",
    {
        "sqlite": """
            SELECT v.id AS visit_id, v.deal_id AS case_id, d.process_id, v.version_id, v.stage, v.seq, v.entered_at,
              v.left_at, v.leaving, v.previous_stage,
              CASE WHEN v.leaving = 'mapped' THEN NULL ELSE v.working_seconds END AS working_seconds,
              CASE WHEN v.leaving = 'mapped' THEN NULL ELSE v.calendar_seconds END AS calendar_seconds,
              v.path_id, v.by_id,
              v.history, v.automatic, v.override, v.not_needed
            FROM deals_stagevisit v JOIN deals_deal d ON d.id = v.deal_id""",
        "postgresql": """
            SELECT v.id AS visit_id, v.deal_id AS case_id, d.process_id, v.version_id, v.stage, v.seq, v.entered_at,
              v.left_at, v.leaving, v.previous_stage,
              CASE WHEN v.leaving = 'mapped' THEN NULL ELSE v.working_seconds END AS working_seconds,
              CASE WHEN v.leaving = 'mapped' THEN NULL ELSE v.calendar_seconds END AS calendar_seconds,
              v.path_id, v.by_id,
              v.history, v.automatic, v.override, v.not_needed
            FROM deals_stagevisit v JOIN deals_deal d ON d.id = v.deal_id""",
    },
    (
        "visit_id", "case_id", "process_id", "version_id", "stage", "seq", "entered_at", "left_at", "leaving",
        "previous_stage", "working_seconds", "calendar_seconds", "path_id", "by_id", "history", "automatic", "override",
        "not_needed",
    ),
)  # fmt: skip

_CASES = """
    SELECT d.id AS case_id, d.process_id, d.version_id, d.source, d.campaign, d.product, d.owner_id, d.team_id,
      d.customer_id, c.kind AS customer_kind, c.segment, d.value_company_minor, d.outcome,
      (SELECT k.reasons FROM deals_closure k WHERE k.deal_id = d.id ORDER BY k.id DESC LIMIT 1){text} AS reason,
      d.opened_at, d.closed_at, {voided} AS voided
    FROM deals_deal d JOIN contacts_customer c ON c.id = d.customer_id"""

CASES = MartSource(
    "cases",
    {
        "sqlite": _CASES.format(text="", voided="CASE WHEN d.voided_at IS NULL THEN 0 ELSE 1 END"),
        "postgresql": _CASES.format(text="::text", voided="(d.voided_at IS NOT NULL)"),
    },
    (
        "case_id", "process_id", "version_id", "source", "campaign", "product", "owner_id", "team_id", "customer_id",
        "customer_kind", "segment", "value_company_minor", "outcome", "reason", "opened_at", "closed_at", "voided",
    ),
)  # fmt: skip

PATHS = MartSource(
    "paths",
    "SELECT id, parent_id, process_id, stage, depth FROM deals_pathnode",
    ("id", "parent_id", "process_id", "stage", "depth"),
)


def of_customers(customer_ids: Sequence[int]) -> Iterable[int]:
    """The deals of some customers: their kind and segment stand in the deals' rows."""
    from polku.deals.models import Deal  # noqa: PLC0415 -- apps must be loaded first

    return Deal.objects.filter(customer_id__in=among(customer_ids)).values_list("id", flat=True)


def reason_names(keys: Iterable[str]) -> Mapping[str, Text | str]:
    """Words for reason codes."""
    from polku.deals.words import REASON_LABELS  # noqa: PLC0415 -- apps must be loaded first

    return {key: str(REASON_LABELS.get(key, key)) for key in keys}

"""Writes of billing."""

from polku.billing.actions.crediting import credit
from polku.billing.actions.discarding import Discarded, discard
from polku.billing.actions.drafting import Drafted, draft_from_shipped, draft_prepayment
from polku.billing.actions.issuing import Issued, issue
from polku.billing.actions.planning import draft_by_plan, plan
from polku.billing.actions.recording import Recorded, record_invoices

__all__ = [
    "Discarded",
    "Drafted",
    "Issued",
    "Recorded",
    "credit",
    "discard",
    "draft_by_plan",
    "draft_from_shipped",
    "draft_prepayment",
    "issue",
    "plan",
    "record_invoices",
]

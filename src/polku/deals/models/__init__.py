"""Tables of the spine."""

from polku.deals.models.batch import Batch
from polku.deals.models.checklist import ChecklistTick
from polku.deals.models.closure import Closure, Override
from polku.deals.models.custom import CustomField
from polku.deals.models.deal import Deal, DealContact
from polku.deals.models.escalation import Escalation
from polku.deals.models.visit import PathNode, StageVisit

__all__ = [
    "Batch",
    "ChecklistTick",
    "Closure",
    "CustomField",
    "Deal",
    "DealContact",
    "Escalation",
    "Override",
    "PathNode",
    "StageVisit",
]

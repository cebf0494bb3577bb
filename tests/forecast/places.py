"""Where the addresses of forecasting stand in the matrix of addresses and roles."""

from polku.access.logic import SYSTEM
from polku.deals.models import Deal
from polku.forecast.actions import set_categories
from polku.forecast.models import DealCategory
from tests.conftest import NOW

_SET = "forecast.set*"

PAGES = {
    "forecast:forecast": "forecast.see -",
    "forecast:fared": "forecast.see -",
    "forecast:export": "access.export -",
    "forecast:category": f"- {_SET}",
    "forecast:reversal": f"- {_SET}",
}
OPERATIONS = {
    "GET /forecast": "forecast.see",
    "PUT /deals/{deal_id}/forecast": _SET,
}
FORMS = {"forecast:category": {"category": "commit"}}
BODIES = {"PUT /deals/{deal_id}/forecast": {"category": "best"}}
SPECIAL = {"forecast:reversal": {"event_id": "{category_event_id}"}}


def things() -> dict[str, object]:
    """A word on Alice's deal that can be taken back."""
    deal = Deal.objects.open().order_by("id").first()
    assert deal is not None
    set_categories([deal.id], "best", actor=SYSTEM, at=NOW)
    return {"category_event_id": DealCategory.objects.get(deal=deal).event_id}

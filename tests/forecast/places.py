"""Where the addresses of forecasting stand in the matrix of addresses and roles."""

from polku.access.logic import SYSTEM
from polku.access.models import User
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
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
SPECIAL = {
    "forecast:": {"deal_id": "{foreseen_deal_id}"},
    "PUT /deals/{deal_id}/forecast": {"deal_id": "{foreseen_deal_id}"},
    "forecast:reversal": {"event_id": "{category_event_id}"},
}


def things() -> dict[str, object]:
    """A word on Alice's deal that can be taken back."""
    alice = User.objects.get(name="Alice")
    deal = open_deal(NewDeal(company="Foreseen Oy", owner_id=alice.pk), actor=SYSTEM, at=NOW)
    set_categories([deal.id], "best", actor=SYSTEM, at=NOW)
    return {"foreseen_deal_id": deal.id, "category_event_id": DealCategory.objects.get(deal=deal).event_id}

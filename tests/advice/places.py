"""Where the addresses of advice stand in the matrix of addresses and roles."""

from polku.access.logic import SYSTEM
from polku.access.models import User
from polku.advice.actions import note_signal
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from tests.conftest import NOW

_ASK, _ALLOW = "advice.ask*", "advice.allow_pressure"

PAGES = {
    "advice:helps": "advice.see -",
    "advice:export": "access.export -",
    "advice:askings": f"{_ASK} {_ASK}",
    "advice:signals": f"- {_ASK}",
    "advice:reversal": f"- {_ASK}",
    "advice:settings": f"{_ALLOW} {_ALLOW}",
}
OPERATIONS = {
    "GET /advice/effects": "advice.see",
    "POST /deals/{deal_id}/askings": _ASK,
    "POST /deals/{deal_id}/buying-signals": _ASK,
}
FORMS = {
    "advice:askings": {"technique": "direct_request", "answer": "later"},
    "advice:signals": {"signal": "terms"},
    "advice:settings": {"allowed": "1"},
}
BODIES = {
    "POST /deals/{deal_id}/askings": {"technique": "direct_request", "answer": "yes"},
    "POST /deals/{deal_id}/buying-signals": {"signal": "start"},
}
SPECIAL = {
    "advice:": {"deal_id": "{advised_deal_id}"},
    "POST /deals/{deal_id}/askings": {"deal_id": "{advised_deal_id}"},
    "POST /deals/{deal_id}/buying": {"deal_id": "{advised_deal_id}"},
    "advice:reversal": {"event_id": "{signal_event_id}"},
}


def things() -> dict[str, object]:
    """A note on Alice's deal that can be taken back."""
    alice = User.objects.get(name="Alice")
    deal = open_deal(NewDeal(company="Advised Oy", owner_id=alice.pk), actor=SYSTEM, at=NOW)
    return {
        "advised_deal_id": deal.id,
        "signal_event_id": note_signal(deal.id, "terms", actor=SYSTEM, at=NOW),
    }

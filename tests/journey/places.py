"""Where the addresses of the buyer's side stand in the matrix of addresses and roles, and what they are tried on."""

from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.deals.models import Deal
from polku.journey.actions import ask_buyer, load_ready, put_entry, raise_obstacles
from polku.journey.logic.incoming import NewObstacle
from polku.kernel.words import Text
from tests.conftest import NOW

_SEE, _EDIT, _RECORD, _ASK = "journey.see", "journey.edit", "journey.record*", "journey.ask*"

PAGES = {
    "journey:home": f"{_SEE} -",
    "journey:ready": f"{_EDIT} -",
    "journey:loading": f"{_EDIT} {_EDIT}",
    "journey:obstacles": f"{_SEE} -",
    "journey:removal_of_many": "- journey.record",
    "journey:codes": f"{_EDIT} {_EDIT}",
    "journey:gaps": f"{_SEE} -",
    "journey:answers": f"{_SEE} -",
    "journey:reversal": f"- {_RECORD}",
    "journey:edit_reversal": f"- {_EDIT}",
    "journey:journey": f"{_SEE} -",
    "journey:details": f"{_EDIT} {_EDIT}",
    "journey:publication": f"- {_EDIT}",
    "journey:archive": f"- {_EDIT}",
    "journey:changes": f"{_SEE} -",
    "journey:new_step": f"{_EDIT} {_EDIT}",
    "journey:step": f"{_EDIT} {_EDIT}",
    "journey:new_entry": f"{_EDIT} {_EDIT}",
    "journey:entry": f"{_EDIT} {_EDIT}",
    "journey:behind": f"{_SEE} -",
    "journey:deal_obstacles": f"{_RECORD} {_RECORD}",
    "journey:feedback": f"{_RECORD} {_RECORD}",
    "journey:materials": f"- {_RECORD}",
    "journey:link": f"{_ASK} {_ASK}",
    "journey:obstacle": f"{_SEE}* {_RECORD}",
    "journey:removal": f"- {_RECORD}",
    "journey:questions": "public public",
}

OPERATIONS = {
    "GET /obstacles": _SEE,
    "POST /obstacles": "journey.record",
    "PATCH /obstacles/{obstacle_id}": _RECORD,
    "DELETE /obstacles/{obstacle_id}": _RECORD,
    "GET /obstacle-kinds": _SEE,
    "GET /deals/{deal_id}/feedback": f"{_SEE}*",
    "POST /deals/{deal_id}/feedback": _RECORD,
    "POST /deals/{deal_id}/buyer-link": _ASK,
    "GET /buyer-answers": _SEE,
    "GET /journeys": _SEE,
    "GET /journeys/{journey_id}": _SEE,
}

BODIES: dict[str, object] = {
    "POST /obstacles": {"items": [{"deal_id": "{deal_id}", "code": "trust"}]},
    "PATCH /obstacles/{obstacle_id}": {"note": "Too dear", "state": "removed"},
    "POST /deals/{deal_id}/feedback": {"tone": "warmer", "about": "price", "words": "Fair"},
    "POST /deals/{deal_id}/buyer-link": {"language": "en"},
}
FORMS: dict[str, object] = {
    "journey:codes": {"name": "Too tall"},
    "journey:details": {"name": "Firms", "persona": "Head"},
    "journey:new_step": {"name": "Asks around", "phase": "aware"},
    "journey:step": {"name": "Notices", "phase": "aware"},
    "journey:new_entry": {"words": "Is it worth it?", "link": ""},
    "journey:entry": {"words": "Is it worth it?", "link": ""},
    "journey:deal_obstacles": {"code": "trust"},
    "journey:feedback": {"tone": "warmer", "about": "price"},
    "journey:materials": {"key": "like_case", "act": "sent"},
    "journey:link": {"to": "", "language": "en"},
    "journey:obstacle": {"code": "price", "note": "Too dear"},
    "journey:questions": {"ease": "5", "knew": "yes", "again": "yes"},
}
SPECIAL: dict[str, dict[str, object]] = {
    "journey:": {"step": "problem_noticed", "row": "decision", "entry": "worth_solving", "name": "b2b"},
    "journey:reversal": {"event_id": "{obstacle_event_id}"},
    "journey:edit_reversal": {"event_id": "{journey_event_id}"},
    "journey:questions": {"token": "{asking_token}"},
}


def things() -> dict[str, object]:
    """A journey in force with a change on top, an obstacle and a link in Alice's deal."""
    deal = Deal.objects.order_by("id")[0]
    journey = load_ready("b2b", publish=True, actor=SYSTEM, at=NOW)
    words = Text.of("Asks the boss")
    edit = put_entry(journey.pk, "problem_noticed", "action", words=words, actor=SYSTEM, at=NOW)
    noted = raise_obstacles([NewObstacle(deal.pk, "price")], actor=SYSTEM, at=NOW)[0]
    asked = ask_buyer(deal.pk, site="https://polku.example", actor=SYSTEM, at=timezone.now())
    return {
        "journey_id": journey.pk, "journey_event_id": edit, "obstacle_id": noted.obstacle_id,
        "obstacle_event_id": noted.event_id, "asking_token": asked.asking.token,
    }  # fmt: skip

"""Where the addresses of proposals stand in the matrix of addresses and roles, and the things they are tried on."""

from polku.access.logic import SYSTEM
from polku.access.models import User
from polku.process.queries import published
from polku.proposals.actions import note_finding, write_proposal
from polku.proposals.logic.incoming import NewFinding, NewProposal
from polku.proposals.logic.indicators import Indicator
from tests.conftest import NOW

_SEE, _NOTE, _PROPOSE = "proposals.see", "proposals.note", "proposals.propose"

PAGES = {
    "proposals:proposals": f"{_SEE} -",
    "proposals:new": f"{_PROPOSE} {_PROPOSE}",
    "proposals:proposal": f"{_SEE}* -",
    "proposals:timeline": f"{_SEE}* -",
    "proposals:sample": f"{_SEE}* -",
    "proposals:edit": f"{_PROPOSE}* {_PROPOSE}*",
    "proposals:start": f"- {_PROPOSE}*",
    "proposals:drop": f"- {_PROPOSE}*",
    "proposals:new_finding": f"{_NOTE} {_NOTE}",
    "proposals:finding_closure": f"- {_NOTE}*",
    "proposals:what_if": f"{_PROPOSE} -",
    "proposals:what_if_figure": f"{_PROPOSE} -",
}

OPERATIONS = {
    "GET /findings": _SEE,
    "POST /findings": _NOTE,
    "GET /proposals": _SEE,
    "GET /proposals/{proposal_id}": f"{_SEE}*",
    "GET /proposals/{proposal_id}/sample": f"{_SEE}*",
    "POST /proposals": _PROPOSE,
    "POST /proposals/{proposal_id}/starts": f"{_PROPOSE}*",
    "GET /verdicts": _SEE,
}

_PROPOSAL = {"title": "Ask earlier", "hypothesis": "It saves time.", "indicator": "win_rate", "effect": 500}
BODIES: dict[str, object] = {
    "POST /findings": {"process": "{proposed_process}", "text": "Offers wait."},
    "POST /proposals": _PROPOSAL | {"process": "{proposed_process}"},
}
_FORM = {
    "title": "Ask earlier", "hypothesis": "It saves time.", "indicator": "win_rate", "effect": "5", "stage": "",
    "version": "draft", "period_weeks": "20", "window_days": "30", "owner_id": "{proposal_owner_id}", "query": "",
}  # fmt: skip
FORMS: dict[str, object] = {
    "proposals:new": _FORM,
    "proposals:edit": _FORM,
    "proposals:new_finding": {
        "text": "Offers wait.",
        "stage": "",
        "owner_id": "{proposal_owner_id}",
        "link": "",
    },
}
SPECIAL: dict[str, dict[str, object]] = {}


def things() -> dict[str, object]:
    """A finding and a draft of a proposal of Alice."""
    alice, process = User.objects.get(name="Alice"), published()
    finding = note_finding(NewFinding(process.key, "Offers wait.", owner_id=alice.pk), actor=SYSTEM, at=NOW)
    new = NewProposal(
        process.key, "Ask earlier", "It saves time.", Indicator.WIN_RATE, 500, owner_id=alice.pk
    )
    row = write_proposal(new, actor=SYSTEM, at=NOW)
    return {
        "proposal_id": row.pk, "finding_id": finding.pk, "proposed_process": process.key,
        "proposal_owner_id": alice.pk,
    }  # fmt: skip

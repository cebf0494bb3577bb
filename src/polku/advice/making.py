"""What is compared at night."""

from datetime import UTC, datetime
from typing import Final

from polku.advice import reading
from polku.advice.actions import keep_finding
from polku.advice.logic.comparing import compared
from polku.advice.models import Finding

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def night(*, at: datetime) -> Finding:
    """Compare like deals with and without every act of every stage, by wins and by going on."""
    today = (at - _EPOCH).total_seconds() / 86_400
    stays = [one for one in reading.stays() if one.entered <= today]
    found = {
        outcome: [one.to_json() for one in compared(stays, today, outcome)] for outcome in ("won", "advanced")
    }
    return keep_finding(found | {"deals": len({one.deal_id for one in stays})}, at=at)

"""What helped deals like one, on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from polku.access.logic import Actor
from polku.advice import queries
from polku.advice.rules import AdvicePermission
from polku.advice.web import showing
from polku.advice.words import ANSWERS, SIGNALS


def load(actor: Actor, deal_id: int) -> Mapping[str, Any] | None:
    """The panel's context; nothing for a deal that is not open."""
    found = queries.helped(deal_id, actor)
    if found is None:
        return None
    language = get_language() or "en"
    names = {one.key: one.name.to(language) for one in found.techniques}
    return {
        "deal": found.deal,
        "rows": showing.rows(found.effects),
        "compared": found.compared,
        "may_ask": found.deal.reached(actor.scope(AdvicePermission.ASK)),
        "asked": [
            (names.get(one.technique, one.technique), ANSWERS[one.answer], one.at) for one in found.asked
        ],
        "seen": [(SIGNALS[one.signal], one.at) for one in found.signals],
        "signals": list(SIGNALS.items()),
    }

"""The buyer's side on a deal's page: where they stand, what is missing, what holds them up, what they said."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.journey.queries import obstacles as queries
from polku.journey.queries.asking import asked_in
from polku.journey.queries.gaps import gaps_in
from polku.journey.rules import JourneyPermission
from polku.journey.web.forms import spoken
from polku.journey.web.gaps import said_of
from polku.journey.words import ABOUT_LABELS, PHASE_LABELS, TONE_LABELS, obstacle_labels

SAID = 3


def of_deal(actor: Actor, deal_id: int) -> Mapping[str, Any] | None:
    """The panel of one deal."""
    at = timezone.now()
    looked = gaps_in(deal_id, actor, at)
    if looked is None:
        return None
    labels = obstacle_labels()
    rows = queries.of_deal(deal_id, actor)
    said = queries.feedback_of(deal_id, actor, SAID)
    may = looked.deal.reached(actor.scope(JourneyPermission.RECORD)) and looked.deal.voided_at is None
    return {
        "deal": looked.deal,
        "step": looked.step.name.to(spoken()) if looked.step else "",
        "phase": PHASE_LABELS[looked.step.phase] if looked.step else "",
        "journey": looked.laid.journey if looked.laid else None,
        "known": [
            (one, one.entry.words.to(spoken()), one.entry.link_kind == "material") for one in looked.known
        ],
        "gaps": [(gap.kind, said_of(gap, looked, labels, at)) for gap in looked.gaps],
        "obstacles": [(row, labels.get(row.code, row.code)) for row in rows],
        "feedback": [
            (
                row,
                ABOUT_LABELS.get(row.about, row.about),
                TONE_LABELS.get(row.tone, row.tone),
                _("%(k)s of %(n)s") % {"k": row.score, "n": 5} if row.score else "",
            )
            for row in said
        ],
        "asked": asked_in(deal_id, actor),
        "may": may,
        "may_ask": actor.may(JourneyPermission.ASK) and may,
    }

"""Closing techniques by what followed: wins, wins that were canceled after all, and how content the buyer was then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from polku.access.logic import Actor
from polku.advice.logic import techniques
from polku.advice.logic.techniques import Technique
from polku.advice.models import Asking
from polku.advice.queries.settings import pressure_allowed
from polku.advice.rules import AdvicePermission
from polku.db.lists import among
from polku.deals.logic.outcomes import WINS, Outcome
from polku.eventlog.models import Event
from polku.kernel.stats import wilson

SHOWN_MIN: Final = 20
"""Deals below which no share is said."""
_WON: Final = ("deals.deal_won", "deals.deal_upgraded")
_UNDONE: Final = ("deals.deal_reopened", "orders.order_canceled")
_SAID, _TAKEN_BACK = "journey.feedback_given", "journey.feedback_voided"
CONTENT: Final = 4
"""Of the scores from 1 to 5, the least of a buyer who is content (top-two-box)."""


@dataclass(frozen=True)
class Standing:
    """A technique: in how many deals it was used, how many of those that ended were won, how many wins were undone.

    Of `scored` wins the buyer gave a score after the win, in `content` of them 4 or 5.
    """

    technique: Technique
    deals: int
    yes: int
    ended: int
    won: int
    low: float
    high: float
    wins: int
    canceled: int
    canceled_low: float
    canceled_high: float
    scored: int
    content: int
    content_low: float
    content_high: float
    is_off: bool


def standings(actor: Actor) -> list[Standing]:
    """Every technique by the deals that the person may see, the most won first. Raises: NotAllowed."""
    actor.require(AdvicePermission.SEE)
    used: dict[str, dict[int, tuple[str, bool]]] = {}
    rows = Asking.objects.visible_to(actor).filter(voided_at=None, deal__voided_at=None)
    for key, deal_id, outcome, answer in rows.values_list("technique", "deal_id", "deal__outcome", "answer"):
        said = used.setdefault(key, {}).get(deal_id, ("", False))[1]
        used[key][deal_id] = outcome, said or answer == "yes"
    after = _after({deal_id for deals in used.values() for deal_id in deals})
    allowed = pressure_allowed()
    found = []
    for key, technique in techniques.ready().items():
        deals = used.get(key, {})
        ended = [one for one, (outcome, _yes) in deals.items() if outcome != Outcome.OPEN]
        won = sum(deals[one][0] in WINS for one in ended)
        wins = after.won & deals.keys()
        canceled = len(wins & after.undone)
        scores = [after.scores[one] for one in wins if one in after.scores]
        content = sum(one >= CONTENT for one in scores)
        found.append(
            Standing(
                technique, len(deals), sum(yes for _outcome, yes in deals.values()), len(ended), won,
                *wilson(won, len(ended)), len(wins), canceled, *wilson(canceled, len(wins)),
                len(scores), content, *wilson(content, len(scores)),
                technique.presses and not allowed,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.is_off, -(one.won / one.ended if one.ended else 0), -one.deals))


@dataclass
class _After:
    """Deals that were ever won; those of them undone after; the last score of the buyer after the win."""

    won: set[int] = field(default_factory=set)
    undone: set[int] = field(default_factory=set)
    scores: dict[int, int] = field(default_factory=dict)


def _after(deal_ids: Iterable[int]) -> _After:
    """What followed: the win, its undoing (opened again, order canceled), what the buyer said of it."""
    kinds = (*_WON, *_UNDONE, _SAID, _TAKEN_BACK)
    rows = Event.objects.filter(case_id__in=among(list(deal_ids)), kind__in=kinds).order_by("id")
    found = _After()
    said: dict[int, dict[int, int]] = {}
    for case_id, kind, payload in rows.values_list("case_id", "kind", "payload"):
        if case_id is None:
            continue
        if kind in _WON:
            found.won.add(case_id)
        elif kind == _TAKEN_BACK:
            said.get(case_id, {}).pop(payload["feedback_id"], None)
        elif case_id not in found.won:
            continue
        elif kind in _UNDONE:
            found.undone.add(case_id)
        elif payload.get("score"):
            said.setdefault(case_id, {})[payload["feedback_id"]] = payload["score"]
    found.scores = {case_id: list(scores.values())[-1] for case_id, scores in said.items() if scores}
    return found

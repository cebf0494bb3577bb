"""Closing techniques by what followed: wins, and wins that were canceled after all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Standing:
    """A technique: in how many deals it was used, how many of those that ended were won, how many wins were undone."""

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
    is_off: bool


def standings(actor: Actor) -> list[Standing]:
    """Every technique by the deals that the person may see, the most won first. Raises: NotAllowed."""
    actor.require(AdvicePermission.SEE)
    used: dict[str, dict[int, tuple[str, bool]]] = {}
    rows = Asking.objects.visible_to(actor).filter(voided_at=None, deal__voided_at=None)
    for key, deal_id, outcome, answer in rows.values_list("technique", "deal_id", "deal__outcome", "answer"):
        said = used.setdefault(key, {}).get(deal_id, ("", False))[1]
        used[key][deal_id] = outcome, said or answer == "yes"
    ever, undone = _won_and_undone({deal_id for deals in used.values() for deal_id in deals})
    allowed = pressure_allowed()
    found = []
    for key, technique in techniques.ready().items():
        deals = used.get(key, {})
        ended = [one for one, (outcome, _yes) in deals.items() if outcome != Outcome.OPEN]
        won = sum(deals[one][0] in WINS for one in ended)
        wins = ever & deals.keys()
        canceled = len(wins & undone)
        found.append(
            Standing(
                technique, len(deals), sum(yes for _outcome, yes in deals.values()), len(ended), won,
                *wilson(won, len(ended)), len(wins), canceled, *wilson(canceled, len(wins)),
                technique.presses and not allowed,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.is_off, -(one.won / one.ended if one.ended else 0), -one.deals))


def _won_and_undone(deal_ids: Iterable[int]) -> tuple[set[int], set[int]]:
    """Deals that were ever won, and those of them that were opened again or whose order was canceled after."""
    rows = Event.objects.filter(case_id__in=among(list(deal_ids)), kind__in=(*_WON, *_UNDONE)).order_by("id")
    won: set[int] = set()
    undone: set[int] = set()
    for case_id, kind in rows.values_list("case_id", "kind"):
        if case_id is None:
            continue
        if kind in _WON:
            won.add(case_id)
        elif case_id in won:
            undone.add(case_id)
    return won, undone

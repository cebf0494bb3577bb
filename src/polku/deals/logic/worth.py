"""Whether the value of a won deal follows what is sold, or was set by a person since: told by the log alone."""

from collections.abc import Iterable

from polku.deals import events as happened
from polku.deals.logic.visits import Told

VALUING = frozenset(
    event.kind
    for event in (
        happened.DealWon,
        happened.DealUpgraded,
        happened.DealReopened,
        happened.DealChanged,
        happened.DealRevalued,
        happened.DealUndone,
    )
)
"""The kinds that say where a value comes from, and what takes them back."""
_FIELDS = frozenset({"value_minor", "value_currency"})


def is_by_hand(events: Iterable[Told]) -> bool:
    """Whether a person set the value of a deal after it was won, and it was not what was sold at any time since.

    What was typed before the win was a guess; what an upgrade adds is a person's word.
    """
    told = sorted(events, key=lambda event: event.id)
    undone = {event.undoes_id for event in told if event.undoes_id is not None}
    by_hand = is_won = False
    for event in told:
        if event.id in undone:
            continue
        if event.kind in (happened.DealRevalued.kind, happened.DealWon.kind):
            by_hand = False
        elif event.kind == happened.DealUpgraded.kind:
            by_hand = bool(event.payload.get("added_minor")) or (is_won and by_hand)
        elif event.kind == happened.DealChanged.kind and event.actor_id is not None:
            by_hand = by_hand or not _FIELDS.isdisjoint(event.payload["fields"])
        if event.kind in (happened.DealWon.kind, happened.DealUpgraded.kind):
            is_won = True
        elif event.kind == happened.DealReopened.kind:
            is_won = False
    return by_hand

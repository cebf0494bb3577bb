"""What happened, as events in the order of time: the one form that every sink reads."""

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from polku.demo.logic.simulation.lives import REASONS, Deal
from polku.demo.logic.simulation.running import Run

FIRST_STAGE = ""


class Event(NamedTuple):
    """One thing that happened. `what` is published, opened, act, moved or closed.

    `at` is in seconds since 1970. `key` is the stage moved to, the kind of act, or the outcome; `number` the version
    published, else the deal's. Equal moments keep their order.
    """

    at: int
    order: int
    what: str
    number: int
    key: str = ""
    reason: str = ""


def told(run: Run) -> Iterator[Event]:
    """All that happened, in the order of time; a deal's own events never share a second."""
    second = run.clock.second
    events = [
        Event(second(max(one.week, 0.0)) - 1, -1, "published", one.number)
        for one in run.company.editions
        if one.week <= run.weeks
    ]
    for deal in run.deals:
        events += _of(deal, run)
    events.sort()
    return iter(events)


def _of(deal: Deal, run: Run) -> list[Event]:
    keys, second = run.company.keys, run.clock.second
    steps: list[tuple[float, str, str, str]] = [(act.at, "act", act.kind, "") for act in deal.acts]
    for stay, after in zip(deal.stays, [*deal.stays[1:], None], strict=True):
        if stay.left == inf:
            break
        if stay.leaving == "moved":
            steps.append((stay.left, "moved", keys[after.stage] if after else "", ""))
        else:
            reason = "" if stay.leaving == "won" else REASONS.get(keys[stay.stage], "no_need")
            steps.append((stay.left, "closed", stay.leaving, reason))
    steps.sort()
    last = second(deal.opened)
    told = [Event(last, deal.number, "opened", deal.number, keys[0])]
    for at, what, key, reason in steps:
        last = max(second(at), last + 1)
        told.append(Event(last, deal.number, what, deal.number, key, reason))
    return told

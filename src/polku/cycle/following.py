"""Following the log: what happened since the last look is judged anew. Jobs and pages call it.

Nothing of it stands in the transactions that sell: those pay nothing for the list. It follows as the figures of
insight do, by the same mark, so that nothing that commits late is missed; what lies above the mark is judged again
the next time, which changes nothing.
"""

from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.cycle.actions.keeping import keep_all, keep_cases, note_place
from polku.cycle.models import Place
from polku.cycle.queries import kept_summary, reviews, summary
from polku.insight.watermark import Mark, mark, touched
from polku.orders.models import Order

AT_ONCE_MAX: Final = 500
"""Deals that a page may look at before it shows; more are left to the job."""
FIRST_MAX: Final = 2000
_NOW: Final = Mark(2**62)


def catch_up(*, at: datetime, most: int | None = None) -> bool:
    """Judge anew what was touched since the last time; False where that was more than `most` and is left to the job."""
    until = mark()
    known = Place.objects.order_by("id").first()
    if known is None:
        if most is not None and Order.objects.order_by()[: FIRST_MAX + 1].count() > FIRST_MAX:
            return False
        keep_all()
    else:
        cases = touched(Mark(known.place), _NOW).case_ids
        if most is not None and len(cases) > most:
            return False
        if cases:
            keep_cases(cases)
        elif known.place == until.place:
            return True
    if known is None or known.place != until.place:
        note_place(until.place, at=at)
    return True


def told(actor: Actor, *, fresh: bool = False, at: datetime) -> dict[str, object]:
    """Which orders are closed and what is left open of the others, of those a person may see.

    From the list that is kept, once what happened since was judged; where that is too much, or `fresh` asks for it,
    every order is judged anew. Both ways answer the same.
    """
    if not fresh and catch_up(at=at, most=AT_ONCE_MAX):
        return kept_summary(actor)
    return summary(reviews(actor))


def behind() -> frozenset[int]:
    """The deals with something that was not judged yet."""
    known = Place.objects.order_by("id").first()
    return touched(Mark(known.place), _NOW).case_ids if known else frozenset()

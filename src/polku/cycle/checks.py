"""What must be true of every order: `polku check` asks. All is recomputed from the documents."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from polku.cycle.following import behind
from polku.cycle.logic.judging import Kind
from polku.cycle.models import Discrepancy, Place, Standing
from polku.cycle.queries import Review, review_all
from polku.db.lists import among

CHUNK = 500
Told = frozenset[tuple[str, str, int]]


def bills_are_booked() -> Iterator[str]:
    """Every bill of an order is in the books."""
    for one in review_all():
        if any(row.kind == Kind.NOT_BOOKED for row in one.discrepancies):
            yield f"the order {one.order.number} has a bill that is not booked"


def list_is_what_documents_say() -> Iterator[str]:
    """What the list keeps of each order is what its documents say; what happened since the last look is passed over."""
    if not Place.objects.exists():
        return
    found = review_all()
    while chunk := list(islice(found, CHUNK)):
        yield from _differing(chunk)


def _differing(chunk: Sequence[Review]) -> Iterator[str]:
    ids = among([one.order.id for one in chunk])
    kept: dict[int, set[tuple[str, str, int]]] = defaultdict(set)
    rows = Discrepancy.objects.filter(order_id__in=ids)
    for order_id, kind, detail, minor in rows.values_list("order_id", "kind", "detail", "amount_minor"):
        kept[order_id].add((kind, detail, minor))
    closed = dict(Standing.objects.filter(order_id__in=ids).values_list("order_id", "closed"))
    wrong = [
        one
        for one in chunk
        if kept.get(one.order.id, set()) != _told(one) or closed.get(one.order.id) != one.closed
    ]
    late = behind() if wrong else frozenset()
    for one in wrong:
        if one.order.deal_id not in late:
            yield f"the list of what is left open does not say what the documents of {one.order.number} say"


def _told(one: Review) -> Told:
    return frozenset((row.kind.value, row.detail, row.amount_minor) for row in one.discrepancies)

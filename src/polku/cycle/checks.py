"""What must be true of every order: `polku check` asks. All is recomputed from the documents."""

from collections.abc import Iterator

from polku.cycle.logic.judging import Kind
from polku.cycle.queries import review_all


def bills_are_booked() -> Iterator[str]:
    """Every bill of an order is in the books."""
    for one in review_all():
        if any(row.kind == Kind.NOT_BOOKED for row in one.discrepancies):
            yield f"the order {one.order.number} has a bill that is not booked"

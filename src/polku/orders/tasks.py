"""Work of orders by the clock: confirmations are drawn, and sent where the company wants that at once."""

from datetime import datetime

from polku.jobs.models import Job
from polku.jobs.registry import job, schedule
from polku.orders.actions.writing import TELL, draw_waiting, tell_customers, waiting

DRAW = "orders.draw_confirmations"


@job(TELL, limit_seconds=300)
def tell(one: Job, /, *, at: datetime) -> None:
    """Send the confirmations of orders to their customers."""
    ids = one.args["order_ids"]
    tell_customers([int(pk) for pk in ids] if isinstance(ids, list) else [], at=at)


@job(DRAW, limit_seconds=300, apart=True)
def draw(one: Job, /, *, at: datetime) -> None:
    """Keep the papers of what was confirmed as files."""
    draw_waiting(at=at)


schedule(DRAW, "*/10 * * * *", is_needed=lambda: waiting().exists())

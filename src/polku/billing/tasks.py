"""Work of billing in the background: what is paid first is billed as it is confirmed."""

from datetime import datetime

from polku.billing.actions.prepaying import BILL, bill_first
from polku.jobs.models import Job
from polku.jobs.registry import job


@job(BILL, limit_seconds=300)
def bill(one: Job, /, *, at: datetime) -> None:
    """Bill orders of public forms, and mail the bills."""
    ids = one.args["order_ids"]
    bill_first([int(pk) for pk in ids] if isinstance(ids, list) else [], at=at)

"""What the servers of tests serve: the product, with a domain that objects to bills of one amount, late."""

from collections.abc import Sequence

from polku.site.wsgi import application

OBJECTED_MINOR = 1313

__all__ = ["application"]

from polku.eventlog import subscriptions  # noqa: E402 -- after Django is set up
from polku.eventlog.models import Event  # noqa: E402 -- after Django is set up
from polku.kernel.errors import Refused  # noqa: E402 -- after Django is set up


def _object(events: Sequence[Event]) -> None:
    if any(event.payload["payable_minor"] == OBJECTED_MINOR for event in events):
        raise Refused("A later domain objects.", code="objected")


subscriptions.on("billing.invoice_issued", _object)

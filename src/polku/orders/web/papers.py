"""The confirmation of an order on its page and as a file, and what became of the messages about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from polku.access.logic import Actor
from polku.files.serving import attachment
from polku.kernel.errors import NotFound, gettext_noop
from polku.office.posted import posted
from polku.orders.actions.writing import SUBJECT, is_wanted
from polku.orders.logic.states import State
from polku.orders.models import Confirmation, Order
from polku.orders.papering import drawn


def papers_of(order: Order, actor: Actor) -> Mapping[str, Any]:
    """Whether an order is confirmed in writing, its earlier versions, and the messages with their state."""
    known = list(order.confirmations.order_by("-version"))
    present = next((one for one in known if one.version == order.version), None)
    return {
        "wanted": is_wanted(order) or bool(known),
        "present": present,
        "earlier": [one for one in known if one.version != order.version and one.paper_id],
        "posted": posted(actor, (SUBJECT, order.pk), at=timezone.now()),
    }


def confirmation_file(order: Order, *, at: datetime) -> HttpResponseBase:
    """The confirmation of the present version. Raises: NotFound for an order that is not confirmed."""
    if order.state != State.CONFIRMED:
        raise NotFound(gettext_noop("The order is not confirmed."))
    known = Confirmation.objects.filter(order=order, version=order.version).select_related("paper").first()
    if known is not None and known.paper is not None:
        return attachment(known.paper)
    made_at = known.made_at if known else at
    content = drawn(order, list(order.lines.order_by("position")), at=made_at)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="order-{order.pk}-{order.version}.pdf"'
    return answer

"""Whether offers that were sent have reached their buyers."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from polku.mail.models import Outgoing
from polku.mail.models import State as Mail
from polku.quotes.logic.states import State
from polku.quotes.models import Quote, Visit

ANSWERED = (State.ACCEPTED.value, State.DECLINED.value)


def reached(rows: QuerySet[Quote]) -> QuerySet[Any]:
    """These quotes with `has_reached`: handed over by their link alone, by a message that left, or seen by the buyer.

    A message counts that was written since the version went out; while it only waits, nobody has the offer.
    """
    written = Outgoing.objects.filter(
        subject_type="quote", subject_id=OuterRef("pk"), at__gte=OuterRef("issued_at")
    )
    seen = Visit.objects.filter(quote=OuterRef("pk"), deed="view", at__gte=OuterRef("issued_at"))
    left = written.filter(state__in=[Mail.SENT, Mail.HANDED])
    return rows.annotate(has_reached=Q(state__in=ANSWERED) | ~Exists(written) | Exists(left) | Exists(seen))

"""Offers in the outbox that nobody needs any more, told to mail before it sends."""

from collections.abc import Iterator
from typing import Final

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from polku.kernel.errors import gettext_noop
from polku.mail.models import Outgoing
from polku.quotes.logic.states import State
from polku.quotes.models import Quote

_WHY: Final = {
    State.DECLINED: gettext_noop("The offer was declined."),
    State.EXPIRED: gettext_noop("This offer has run out"),
    State.WITHDRAWN: gettext_noop("The offer was withdrawn."),
    State.ACCEPTED: gettext_noop("The offer was accepted."),
    State.SENT: gettext_noop("There is a newer version of this offer."),
}
_WRITTEN: Final = gettext_noop("A new version of this offer is being written.")


def needless(rows: QuerySet[Outgoing]) -> Iterator[tuple[int, str]]:
    """Those of some messages whose offer was answered, ran out, was withdrawn or has a newer version, with why."""
    quote = Quote.objects.filter(id=OuterRef("subject_id"))
    known = rows.annotate(now=Subquery(quote.values("state")), sent=Subquery(quote.values("issued_at")))
    others = [state.value for state in State if state != State.SENT]
    late = known.filter(Q(now__in=others) | Q(now=State.SENT.value, sent__gt=F("at")))
    for pk, state in late.values_list("id", "now"):
        yield pk, _WHY.get(State(state), _WRITTEN)

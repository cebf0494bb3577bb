"""Which quotes a person may write to, locked until the transaction ends; and where their events belong."""

from datetime import datetime

from django.db.models import QuerySet

from polku.access.logic import SYSTEM, Actor
from polku.access.scopes import Reached
from polku.deals.models import Deal
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.kernel.errors import NotFound, gettext_noop
from polku.quotes.models import Quote
from polku.quotes.queries.finding import TOKEN_MIN
from polku.quotes.rules import QuotePermission


def quote(quote_id: int, permission: QuotePermission, actor: Actor) -> Quote:
    """One quote that this person may treat so. Raises: NotAllowed, NotFound."""
    actor.require(permission)
    found = _reached(actor, permission, quote_id)
    if not found:
        raise NotFound(gettext_noop("This quote does not exist, or you may not change it."))
    return found[0]


def deal(deal_id: int, actor: Actor) -> Deal:
    """One deal about whose offers this person may write. Raises: NotAllowed, NotFound."""
    actor.require(QuotePermission.WRITE)
    rows = Deal.objects.visible_to(actor).reached_by(actor, QuotePermission.WRITE).current()
    found = rows.filter(id=deal_id).first()
    if found is None:
        raise NotFound(gettext_noop("This deal does not exist, or you may not change it."))
    return found


def by_token(token: str) -> Quote:
    """What a buyer's link opens, locked. Raises: NotFound."""
    rows = Quote.objects.filter(token=token, deal__voided_at=None, sent_version__isnull=False)
    found = _locked(rows).first() if len(token) >= TOKEN_MIN else None
    if found is None:
        raise NotFound(gettext_noop("There is no offer here."))
    return found


def _locked(rows: QuerySet[Quote]) -> QuerySet[Quote]:
    return (
        rows.select_related("deal", "customer", "contact", "owner")
        .select_for_update(of=("self",))
        .order_by("id")
    )


_reached = Reached(
    lambda actor, right, quote_id: _locked(
        Quote.objects.visible_to(actor).reached_by(actor, right).filter(id=quote_id)
    )
)


def entry(event: Happened, row: Quote, at: datetime) -> Entry:
    """Where an event of a quote belongs: to its deal, in the stage the deal is in."""
    return Entry(
        event=event,
        subject=("quote", row.id),
        at=at,
        case_id=row.deal_id,
        version_id=row.deal.version_id,
        stage=row.deal.stage,
    )


def is_buyer(actor: Actor) -> bool:
    """Whether it is the buyer, at the door without an account."""
    return actor.user_id is None and actor.via != SYSTEM.via

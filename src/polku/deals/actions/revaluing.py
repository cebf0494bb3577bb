"""A won deal is worth what was sold: its value follows its orders, unless a person set it since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from polku.access.logic import SYSTEM, Actor
from polku.db import few
from polku.db.lists import among
from polku.db.transactions import at_end, write
from polku.deals import worth
from polku.deals.actions import steps
from polku.deals.actions.valuing import revalued
from polku.deals.events import DealRevalued
from polku.deals.logic.outcomes import WINS
from polku.deals.logic.worth import VALUING, is_by_hand
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.eventlog.actions import Entry, append
from polku.eventlog.models import Event
from polku.kernel.errors import NotFound, Refused, gettext_noop
from polku.kernel.money import Money

_COLUMNS = ("value_minor", "value_currency", "value_company_minor")


def follow_worth(deals: Iterable[Deal], *, at: datetime) -> None:
    """Orders or bills of these deals changed: those won are worth what is sold now, at the end of the transaction.

    Costs nothing while none of them is won.
    """
    if won := [(deal.id, at) for deal in deals if deal.outcome in WINS]:
        at_end(_follow, won)


def take_worth(deal_id: int, *, actor: Actor, at: datetime) -> int:
    """Let the value be what was sold, and follow it again, though a person had set it; the event's id.

    Raises: NotFound, Refused (not won, or nobody knows what was sold), NotAllowed.
    """
    actor.require(DealPermission.CHANGE)
    with write():
        rows = Deal.objects.reached_by(actor, DealPermission.CHANGE).current()
        deal = steps.lock([deal_id], rows).get(deal_id)
        if deal is None:
            raise NotFound(gettext_noop("This deal does not exist, or you may not change it."))
        money = worth.known([deal_id]).get(deal_id)
        if deal.outcome not in WINS or money is None:
            raise Refused(gettext_noop("Nobody knows what was sold by this deal."))
        return _revalue([(deal, money)], actor, at)[0].id


def _follow(found: Sequence[tuple[int, datetime]]) -> None:
    """Those that a person valued since stay, until what was sold comes to the same."""
    with write():
        rows = Deal.objects.filter(voided_at=None, outcome__in=WINS)
        deals = steps.lock([deal_id for deal_id, _at in found], rows)
        told = worth.known(list(deals)) if deals else {}
        by_hand = _by_hand(list(told)) if told else set()
        # Again as it was: said only where it follows again from here on.
        going = [
            (deal, told[deal.id])
            for deal in deals.values()
            if deal.id in told and (deal.value == told[deal.id]) == (deal.id in by_hand)
        ]
        _revalue(going, SYSTEM, max(at for _deal_id, at in found))


def _by_hand(deal_ids: Sequence[int]) -> set[int]:
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(case_id__in=among(deal_ids), kind__in=VALUING):
        events[event.case_id or 0].append(event)
    return {deal_id for deal_id, found in events.items() if is_by_hand(found)}


def _revalue(going: Sequence[tuple[Deal, Money]], actor: Actor, at: datetime) -> Sequence[Event]:
    entries = []
    for deal, money in going:
        before = deal.value
        changes = revalued(deal, money, at)
        event = DealRevalued(
            value_minor=money.minor,
            currency=money.currency,
            before_minor=before.minor if before else None,
            before_currency=before.currency if before else None,
        )
        entries.append(
            Entry(event, ("deal", deal.id), at, deal.id, deal.version_id, deal.stage, changes=changes)
        )
    few.change([deal for deal, _money in going], _COLUMNS)
    return append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)

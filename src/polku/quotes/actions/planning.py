"""The plan for the negotiation of a deal: written, and written anew."""

from datetime import datetime
from typing import Final

from polku.access.logic import Actor
from polku.company.queries import company
from polku.db.transactions import take_turns, write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Refused, gettext_noop
from polku.kernel.money import CURRENCIES
from polku.quotes.actions import reach
from polku.quotes.events import NegotiationPlanned
from polku.quotes.logic.negotiation import Plan, checked
from polku.quotes.models import NegotiationPlan

LOGGED: Final = ("aim_minor", "limit_minor", "currency", "motive")
"""What the log keeps of each change; words about people stand in the row alone, so that they can be forgotten."""


def plan_negotiation(
    deal_id: int, plan: Plan, *, currency: str = "", version: int | None = None, actor: Actor, at: datetime
) -> NegotiationPlan:
    """Let the plan of a deal say `plan`; amounts are net, in `currency` (by default that of the plan or the deal).

    `version` is the one the wish was made from, 0 where there was none.

    Raises: Invalid (names the field), NotFound, NotAllowed, Refused (changed by somebody else meanwhile).
    """
    wanted = checked(plan)
    with write():
        deal = reach.deal(deal_id, actor)
        take_turns("quotes.negotiation", [str(deal.id)])
        row = NegotiationPlan.objects.filter(deal=deal).first()
        if version is not None and version != (row.version if row else 0):
            message = gettext_noop("Somebody changed the plan meanwhile. Look at it again.")
            raise Refused(message, code="changed_meanwhile")
        told = currency or (row.currency if row else "") or deal.value_currency or company().currency
        if told not in CURRENCIES:
            raise Invalid(gettext_noop("There is no such currency."), field="currency")
        given = wanted.stored() | {"currency": told}
        row = row or NegotiationPlan(deal=deal, version=0)
        before = {name: getattr(row, name) if row.pk else None for name in given}
        for name, value in given.items():
            setattr(row, name, value)
        row.version += 1
        row.by_id, row.at = actor.user_id, at
        row.save()
        changes = [
            ("quotes_negotiationplan", row.pk, name, before[name], value)
            for name, value in given.items()
            if name in LOGGED and before[name] != value
        ]
        event = NegotiationPlanned(row.pk, row.version)
        entry = Entry(
            event, ("deal", deal.id), at, deal.id, deal.version_id, stage=deal.stage, changes=changes
        )
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row

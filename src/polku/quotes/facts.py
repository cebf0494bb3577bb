"""What criteria may ask of the quotes of a deal: two queries for all of it."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku.kernel.money import Money
from polku.mail.events import ARRIVED
from polku.process.facts import Fact
from polku.quotes import events as happened
from polku.quotes.logic.states import State
from polku.quotes.models import Acceptance, Concession, NegotiationPlan, Quote, QuoteVersion, Visit
from polku.quotes.queries.reaching import reached

GROUP = "quotes.quotes"
_OUT = frozenset({happened.QuoteSent.kind, happened.QuoteAccepted.kind, happened.QuoteWithdrawn.kind})
_ANSWERED = frozenset({happened.QuoteDeclined.kind})
_ACCEPTED = frozenset({happened.QuoteAccepted.kind})
_VIEWED = frozenset({happened.QuoteViewed.kind})
_PLANNED = frozenset({happened.NegotiationPlanned.kind})
_CONCESSIONS = frozenset({happened.ConcessionAsked.kind, happened.ConcessionAnswered.kind})

HEARD = Q(kind__in=[happened.QuoteAccepted.kind, happened.QuoteDeclined.kind]) | Q(
    kind=happened.QuoteCommented.kind, payload__by_buyer=True
)
"""The events by which a buyer answered an offer, or wrote beside it."""


def of_quotes(names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Whether each deal has an offer out, read, accepted; what the newest one comes to; whether a wish is open."""
    found: dict[int, dict[str, object]] = {}
    of: dict[int, int] = {}
    worth: dict[int, tuple[int, str]] = {}
    rows = reached(Quote.objects.filter(deal_id__in=deal_ids).exclude(sent_version=None).order_by("id"))
    sent: dict[int, int] = {}
    for row in rows:
        of[row.id] = row.deal_id
        known = found.setdefault(row.deal_id, {})
        if row.state != State.WITHDRAWN:
            known["quote_sent"] = known.get("quote_sent", False) or row.has_reached
            sent[row.deal_id] = row.id
            worth[row.id] = (row.sent_version or 0, row.currency)
        if row.state == State.ACCEPTED:
            known["quote_accepted"] = True
    if "quote_value" in names:
        _values(found, sent, worth)
    if "quote_viewed" in names:
        for quote_id in Visit.objects.filter(quote_id__in=of, deed="view").values_list("quote_id", flat=True):
            found[of[quote_id]]["quote_viewed"] = True
    if {"negotiation_planned", "offer_keeps_limit"} & set(names):
        _planned(found, deal_ids, sent, worth)
    if "concession_open" in names:
        wishes = Concession.objects.filter(quote__deal_id__in=deal_ids, answered_at=None)
        for deal_id in wishes.values_list("quote__deal_id", flat=True):
            found.setdefault(deal_id, {})["concession_open"] = True
    return found


def _planned(
    found: dict[int, dict[str, object]],
    deal_ids: Sequence[int],
    sent: Mapping[int, int],
    worth: Mapping[int, tuple[int, str]],
) -> None:
    """Whether the negotiation is planned, and whether the newest offer that is out keeps the plan's limit."""
    plans = list(NegotiationPlan.objects.filter(deal_id__in=deal_ids))
    nets = _nets([sent[one.deal_id] for one in plans if one.deal_id in sent])
    for one in plans:
        known = found.setdefault(one.deal_id, {})
        known["negotiation_planned"] = True
        quote_id = sent.get(one.deal_id, 0)
        version, currency = worth.get(quote_id, (0, ""))
        if one.limit_minor is not None and currency == one.currency:
            known["offer_keeps_limit"] = nets[quote_id, version] >= one.limit_minor


def _nets(quote_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    rows = QuoteVersion.objects.filter(quote_id__in=quote_ids)
    return {(one.quote_id, one.version): one.net_minor for one in rows}


def _values(
    found: dict[int, dict[str, object]], sent: Mapping[int, int], worth: Mapping[int, tuple[int, str]]
) -> None:
    """The net value of the offer that was accepted, else of the newest one that is out."""
    nets = _nets(list(sent.values()))
    accepted = dict(
        Acceptance.objects.filter(quote__deal_id__in=list(found)).values_list("quote_id", "net_minor")
    )
    by_deal = {deal_id: (quote_id, nets[quote_id, worth[quote_id][0]]) for deal_id, quote_id in sent.items()}
    for deal_id, (quote_id, net) in by_deal.items():
        minor = accepted.get(quote_id, net)
        found[deal_id]["quote_value"] = float(Money(minor, worth[quote_id][1]).decimal)


def _fact(name: str, label: object, hint: object, changed_by: frozenset[str]) -> Fact:
    return Fact(name, "bool", label, hint, changed_by, group=GROUP)


FACTS = (
    _fact("quote_sent", _("Quote sent"), _("Send the quote"), _OUT | ARRIVED | _VIEWED | _ANSWERED),
    _fact("quote_viewed", _("Quote opened by the customer"), _("Ask whether they have read it"), _VIEWED),
    _fact("quote_accepted", _("Quote accepted"), _("Ask for the order"), _ACCEPTED),
    _fact("concession_open", _("A wish is not answered"), _("Answer what was asked for"), _CONCESSIONS),
    _fact("negotiation_planned", _("Negotiation planned"), _("Plan the negotiation"), _PLANNED),
    _fact(
        "offer_keeps_limit", _("The offer keeps the limit"), _("Do not go below the limit"), _OUT | _PLANNED
    ),
    Fact("quote_value", "number", _("Value of the quote"), _("Send the quote"), _OUT, group=GROUP),
)

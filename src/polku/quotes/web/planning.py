"""The plan of a negotiation: shown beside the offers, written in a dialog over the deal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from polku.access.logic import Actor
from polku.access.request import Request
from polku.catalogue.rules import sees_costs
from polku.company.queries import company
from polku.deals.models import Deal
from polku.eventlog.models import Change
from polku.kernel.errors import Invalid, Refused, say
from polku.kernel.money import Money
from polku.quotes import actions
from polku.quotes.logic.negotiation import Place, Plan, Tradeable, standing
from polku.quotes.logic.states import State
from polku.quotes.models import Concession, NegotiationPlan, Quote, QuoteVersion
from polku.quotes.papering import money
from polku.quotes.queries import current_version, negotiation_of, quotes_of
from polku.quotes.rules import QuotePermission, sees_worth
from polku.quotes.web.inputs import read_minor
from polku.quotes.web.showing import in_company, margin_text
from polku.quotes.words import MOTIVES
from polku.ui.answers import go, refill, safe_next
from polku.ui.timeline import Changed

BLANKS = 2
WIDTH, EDGE = 300, 10


@dataclass(frozen=True)
class Mark:
    """A place on the scale from the limit to the aim: `x` in its 300 units, what it is worth, what it leaves."""

    kind: str
    label: str
    value: str
    margin: str
    x: int


@dataclass(frozen=True)
class ShownPlan:
    """A plan as it is read: its scale, where the offer stands, what was given, what can be traded."""

    marks: list[Mark]
    place: str
    verdict: str
    given: str
    walk_away: str
    counterpart: str
    motive: str
    notes: str
    tradeables: list[tuple[str, str]]


def shown_plan(row: NegotiationPlan, quote: Quote | None, actor: Actor) -> ShownPlan:
    """The plan against the newest version of an offer in its currency."""
    plan, currency = row.plan, row.currency
    version = current_version(quote) if quote is not None and quote.currency == currency else None
    found = standing(plan, version.net_minor) if version else None
    sees = sees_worth(actor)
    given = _given(row.deal_id, currency) if sees else 0
    return ShownPlan(
        marks=_marks(plan, version, currency, sees_costs(actor)),
        place=found.place.value if found else "",
        verdict=_verdict(plan, version.net_minor, currency) if version else "",
        given=money(given, currency) if given else "",
        walk_away=plan.walk_away,
        counterpart=plan.counterpart,
        motive=str(MOTIVES[plan.motive]) if plan.motive else "",
        notes=plan.notes,
        tradeables=[
            (one.text, money(one.worth_minor, currency) if sees and one.worth_minor is not None else "")
            for one in plan.tradeables
        ],
    )


def verdict_of(deal_id: int, net_minor: int, currency: str, actor: Actor) -> str:
    """Where an offer that is being written stands, in words; empty where no plan tells."""
    row = negotiation_of(deal_id, actor)
    return _verdict(row.plan, net_minor, currency) if row and row.currency == currency else ""


def _verdict(plan: Plan, net_minor: int, currency: str) -> str:
    found = standing(plan, net_minor)
    if found is None:
        return ""
    if found.place == Place.BELOW:
        return _("The offer is %(sum)s below the limit.") % {
            "sum": money(-(found.above_limit_minor or 0), currency)
        }
    if found.place == Place.REACHED:
        return _("The offer reaches the aim.")
    if found.above_limit_minor is None:
        return _("The offer is %(sum)s short of the aim.") % {"sum": money(found.to_aim_minor or 0, currency)}
    return _("The offer is %(sum)s above the limit.") % {"sum": money(found.above_limit_minor, currency)}


def _marks(plan: Plan, version: QuoteVersion | None, currency: str, sees: bool) -> list[Mark]:
    told = [
        ("limit", _("Limit"), plan.limit_minor),
        ("offer", _("Offer"), version.net_minor if version else None),
        ("aim", _("Aim"), plan.aim_minor),
    ]
    known = [(kind, label, minor) for kind, label, minor in told if minor is not None]
    low, high = min((one[2] for one in known), default=0), max((one[2] for one in known), default=0)
    marks = []
    for kind, label, minor in known:
        x = round(EDGE + (WIDTH - 2 * EDGE) * (minor - low) / (high - low)) if high > low else WIDTH // 2
        whole = version is not None and version.costed_net_minor == version.company_net_minor
        cost = version.cost_minor if version and sees and whole else None
        left = margin_text(in_company(minor, version), cost) if version and cost is not None else ""
        marks.append(Mark(kind, label, money(minor, currency), left, x))
    return marks


def _given(deal_id: int, currency: str) -> int:
    """What was given so far for wishes about the offers of a deal."""
    rows = Concession.objects.filter(quote__deal_id=deal_id, quote__currency=currency).exclude(
        answered_at=None
    )
    worths = rows.exclude(given="").exclude(worth_minor=None).values_list("worth_minor", flat=True)
    return sum(one for one in worths if one)


_LABELS = {
    "aim_minor": gettext_lazy("Aim"),
    "limit_minor": gettext_lazy("Limit"),
    "motive": gettext_lazy("Motive"),
}


def looks(changes: Sequence[Change]) -> Mapping[int, Changed | None]:
    """How changes of a plan look on the timeline; the currency is said with its amounts."""
    rows = NegotiationPlan.objects.in_bulk({one.row_id for one in changes})

    def said(one: Change, value: object) -> str:
        if value is None or value == "":
            return ""
        if one.field == "motive":
            return str(MOTIVES.get(str(value), value))
        return money(int(str(value)), rows[one.row_id].currency)

    return {
        one.pk: Changed(_LABELS[one.field], said(one, one.before), said(one, one.after))
        if one.field in _LABELS
        else None
        for one in changes
    }


def panel(actor: Actor, deal_id: int) -> Mapping[str, Any] | None:
    """The plan on the deal's page, once there is an offer to bargain about, or a plan."""
    row = negotiation_of(deal_id, actor)
    quote = quotes_of(deal_id=deal_id, user=actor).exclude(state=State.WITHDRAWN).first()
    if row is None and quote is None:
        return None
    plan = shown_plan(row, quote, actor) if row else None
    return {"plan": plan, "plan_deal": deal_id, "writes": actor.may(QuotePermission.WRITE)}


class PlanForm(forms.Form):
    """What the plan says; what can be traded stands in rows of its own."""

    aim = forms.CharField(
        label=gettext_lazy("What do we aim at?"), max_length=30, required=False,
        help_text=gettext_lazy("The net value of the offer, without VAT."),
    )  # fmt: skip
    limit = forms.CharField(label=gettext_lazy("Below what do we not go?"), max_length=30, required=False)
    walk_away = forms.CharField(
        label=gettext_lazy("What do we do if there is no deal?"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    counterpart = forms.CharField(label=gettext_lazy("Who bargains with us?"), max_length=200, required=False)
    motive = forms.ChoiceField(
        label=gettext_lazy("Why do they bargain?"), required=False,
        choices=[("", gettext_lazy("Not known")), *MOTIVES.items()],
    )  # fmt: skip
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_http_methods(["GET", "POST"])
@login_required
def negotiation(request: Request, deal_id: int) -> HttpResponse:
    """Write the plan, or write it anew."""
    deal = get_object_or_404(Deal.objects.visible_to(request.actor).current(), id=deal_id)
    request.actor.require(QuotePermission.WRITE)
    row = negotiation_of(deal_id, request.actor)
    currency = row.currency if row else deal.value_currency or company().currency
    form = PlanForm(request.POST or None, initial=_initial(row, currency))
    rows = _typed(request.POST) if request.method == "POST" else _rows(row, currency)
    if form.is_valid():
        read = request.POST.get("version", "")
        version = int(read) if read.isdecimal() and len(read) < 9 else None
        try:
            wanted = _plan(form.cleaned_data, rows, currency)
            actions.plan_negotiation(
                deal_id, wanted, currency=currency, version=version, actor=request.actor, at=timezone.now()
            )
            return go(request, safe_next(request, reverse("deals:deal", args=[deal_id])), said=_("Saved."))
        except Invalid as error:
            for name, messages in error.errors.items():
                own = name.removesuffix("_minor")
                form.add_error(own if own in form.fields else None, messages[0])
        except Refused as error:
            form.add_error(None, say(error.message, _))
    blanks = [{"text": "", "worth": ""}] * BLANKS
    context = {
        "form": form, "deal": deal, "currency": currency, "tradeables": [*rows, *blanks],
        "version": request.POST.get("version") or (row.version if row else 0), "here": request.get_full_path(),
    }  # fmt: skip
    return (refill if form.errors else render)(request, "quotes/plan.html", context)


def _initial(row: NegotiationPlan | None, currency: str) -> dict[str, Any]:
    if row is None:
        return {}
    plan = row.plan
    words = {name: getattr(plan, name) for name in ("walk_away", "counterpart", "motive", "notes")}
    return words | {"aim": _plain(plan.aim_minor, currency), "limit": _plain(plan.limit_minor, currency)}


def _rows(row: NegotiationPlan | None, currency: str) -> list[dict[str, str]]:
    found = row.plan.tradeables if row else ()
    return [{"text": one.text, "worth": _plain(one.worth_minor, currency)} for one in found]


def _typed(data: QueryDict) -> list[dict[str, str]]:
    pairs = zip_longest(data.getlist("trade_text"), data.getlist("trade_worth"), fillvalue="")
    return [{"text": text, "worth": worth} for text, worth in pairs if text.strip() or worth.strip()]


def _plan(data: Mapping[str, Any], rows: list[dict[str, str]], currency: str) -> Plan:
    tradeables = tuple(
        Tradeable(one["text"], _minor(one["worth"], currency, f"tradeables.{number}.worth_minor"))
        for number, one in enumerate(rows)
    )
    return Plan(
        aim_minor=_minor(data["aim"], currency, "aim"),
        limit_minor=_minor(data["limit"], currency, "limit"),
        tradeables=tradeables,
        **{name: data[name] for name in ("walk_away", "counterpart", "motive", "notes")},
    )


def _minor(text: str, currency: str, field: str) -> int | None:
    return read_minor(text, currency, field) if text.strip() else None


def _plain(minor: int | None, currency: str) -> str:
    return "" if minor is None else f"{Money(minor, currency).decimal:f}"

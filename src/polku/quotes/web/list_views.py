"""The list of quotes: find, filter, take along."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.catalogue.rules import sees_costs
from polku.kernel.money import Money
from polku.office.posted import newest
from polku.quotes.logic.states import State
from polku.quotes.models import Quote
from polku.quotes.queries.listing import PAGE, SORTS, Listed, count, listed, page
from polku.quotes.queries.reaching import reached
from polku.quotes.rules import QuotePermission
from polku.quotes.web.showing import margin_text
from polku.quotes.words import NOT_SENT, STATES
from polku.ui.answers import is_fragment, start_view
from polku.ui.export import Column, export_response
from polku.ui.list_state import Address, Option, options


class ListState(Address):
    """What the list was asked for; its whole state is its address."""

    parts = ("q", "state", "owner", "sort")

    def __init__(self, query: Any, actor: Actor) -> None:
        super().__init__(query)
        self.actor = actor
        start = query.get("start", "")
        self.start = int(start) if start.isdecimal() and len(start) < 8 else 0

    @property
    def wanted(self) -> Listed:
        """The list, as the queries take it; what makes no sense is left out."""
        mine = self.actor.user_id if self.said["owner"] == "me" else None
        state = self.said["state"] if self.said["state"] in {*STATES, "open"} else ""
        sort = self.said["sort"] if self.said["sort"] in SORTS else "-new"
        return Listed(self.said["q"], state, mine, sort)

    @property
    def states(self) -> list[Option]:
        """Open ones, each state, all."""
        return options([("", _("Any state")), ("open", _("Open")), *STATES.items()], self.wanted.state)

    @property
    def owners(self) -> list[Option]:
        """All, or one's own."""
        mine = self.said["owner"] == "me"
        return [Option(_("All"), "", not mine), Option(_("Mine"), "me", mine)]

    @property
    def sorts(self) -> list[Option]:
        """How it can be ordered."""
        said = self.wanted.sort
        found = [
            ("-new", _("Newest first")),
            ("-value", _("Largest first")),
            ("until", _("First to run out")),
        ]
        return [Option(label, value, value == said) for value, label in found]


@require_safe
@login_required
def quotes(request: Request) -> HttpResponse:
    """Quotes, by page."""
    request.actor.require(QuotePermission.SEE)
    if view := start_view(request, "quotes"):
        return view
    state = ListState(request.GET, request.actor)
    found = page(request.actor, state.wanted, start=state.start)
    more = f"{reverse('quotes:quotes')}?{state.query}&start={found.next}" if found.next else ""
    context = {"state": state, "rows": found.rows, "words": STATES, "more": more}
    context["unsent"] = newest("quote", [row.id for row in found.rows], at=timezone.now())
    if state.start and is_fragment(request):
        return render(request, "quotes/parts/rows.html", context)
    context |= {
        "count": count(request.actor, state.wanted),
        "may_export": request.actor.may(AccessPermission.EXPORT),
    }
    return render(request, "quotes/quotes.html", context)


@require_safe
@login_required
def export(request: Request) -> HttpResponseBase:
    """The whole list as CSV or XLSX; margins for those who may see them."""
    request.actor.require(QuotePermission.SEE)
    request.actor.require(AccessPermission.EXPORT)
    rows = reached(listed(request.actor, ListState(request.GET, request.actor).wanted))
    return export_response(
        rows.iterator(chunk_size=PAGE * 20),
        columns(request.actor),
        format=request.GET.get("format", "csv"),
        filename="quotes",
    )


def columns(actor: Actor) -> list[Column[Quote]]:
    """The columns of the export."""
    shown: list[Column[Quote]] = [
        Column(gettext_lazy("Number"), lambda row: row.number),
        Column(gettext_lazy("Customer"), lambda row: row.customer.name),
        Column(gettext_lazy("Deal"), lambda row: row.deal.title),
        Column(gettext_lazy("State"), lambda row: str(state_words(row))),
        Column(gettext_lazy("Version"), lambda row: row.version),
        Column(gettext_lazy("Without VAT"), lambda row: _amount(row, "net_minor")),
        Column(gettext_lazy("Total"), lambda row: _amount(row, "gross_minor")),
        Column(gettext_lazy("Currency"), lambda row: row.currency),
        Column(gettext_lazy("Holds until"), lambda row: getattr(row, "until", None)),
        Column(gettext_lazy("Made final"), lambda row: row.issued_at),
        Column(gettext_lazy("Answered"), lambda row: row.answered_at),
        Column(gettext_lazy("Owner"), lambda row: str(row.owner) if row.owner else ""),
    ]
    if sees_costs(actor):
        shown.append(Column(gettext_lazy("Margin"), _margin))
    return shown


def state_words(row: Quote) -> object:
    """The state of a quote; one whose message only waits is not sent yet."""
    if row.state == State.SENT and not getattr(row, "has_reached", True):
        return NOT_SENT
    return STATES[row.state]


def _amount(row: Quote, name: str) -> Any:
    minor = getattr(row, name, None)
    return None if minor is None else Money(minor, row.currency).decimal


def _margin(row: Quote) -> str:
    return margin_text(getattr(row, "costed_minor", 0) or 0, getattr(row, "cost", None))

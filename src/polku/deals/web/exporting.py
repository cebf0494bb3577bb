"""The list as a file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.access.rules import AccessPermission
from polku.deals.marks import Mark, marks
from polku.deals.models import CustomField, Deal
from polku.deals.queries.boards import Card, as_cards
from polku.deals.web.state import State
from polku.deals.words import OUTCOME_LABELS
from polku.ui.export import FORMATS, Cell, Column, export_response

PIECE = 1000
Known = dict[str, dict[int, str]]


@require_safe
@login_required
def export(request: Request, kind: str) -> HttpResponseBase:
    """All deals that the filter means, as CSV or XLSX; the rows are streamed."""
    if kind not in FORMATS:
        raise Http404
    return listed_file(request, kind)


def listed_file(request: Request, kind: str) -> HttpResponseBase:
    """The deals of a request's query as a file, for pages and API. Raises: NotAllowed, Invalid."""
    request.actor.require(AccessPermission.EXPORT)
    at = timezone.now()
    rows = State.of(request, at).filter.rows(request.actor, at).select_related("customer", "owner", "team")
    name = f"deals-{timezone.localdate(at).isoformat()}"
    shown = marks.for_actor(request.actor)
    known: Known = {mark.key: {} for mark in shown}
    cards = _cards(rows.order_by("-id").iterator(PIECE), at, shown, known)
    columns = _columns() + [_marked(mark, known[mark.key]) for mark in shown]
    return export_response(cards, columns, format=kind, filename=name)


def _marked(mark: Mark, known: Mapping[int, str]) -> Column[Card]:
    def value(card: Card) -> str:
        return str(mark.values[known[card.deal.id]]) if card.deal.id in known else ""

    return Column[Card](str(mark.label), value)


def _columns() -> list[Column[Card]]:
    language = get_language() or "en"
    shown = [
        Column[Card](pgettext("of a deal", "Number"), lambda one: one.deal.id),
        Column[Card](_("Title"), lambda one: one.deal.title),
        Column[Card](_("Customer"), lambda one: one.deal.customer.name),
        Column[Card](_("Stage"), lambda one: one.stage.name.to(language) if one.stage else one.deal.stage),
        Column[Card](_("In stage since"), lambda one: one.deal.stage_entered_at),
        Column[Card](_("Value"), lambda one: float(one.deal.value.decimal) if one.deal.value else None),
        Column[Card](_("Currency"), lambda one: one.deal.value_currency),
        Column[Card](_("Outcome"), lambda one: str(OUTCOME_LABELS[one.deal.outcome])),
        Column[Card](_("Expected close"), lambda one: one.deal.expected_close),
        Column[Card](_("Next step"), lambda one: one.deal.next_step),
        Column[Card](_("Next step due"), lambda one: one.deal.next_step_at),
        Column[Card](_("Owner"), lambda one: str(one.deal.owner) if one.deal.owner else ""),
        Column[Card](_("Team"), lambda one: one.deal.team.name),
        Column[Card](_("Source"), lambda one: one.deal.source),
        Column[Card](_("Campaign"), lambda one: one.deal.campaign),
        Column[Card](_("Product"), lambda one: one.deal.product),
        Column[Card](_("Opened"), lambda one: one.deal.opened_at),
        Column[Card](_("Closed"), lambda one: one.deal.closed_at),
        Column[Card](_("Outside number"), lambda one: one.deal.external_id),
    ]
    own = CustomField.objects.filter(archived_at=None)
    return shown + [_own(field.key, field.label.to(language)) for field in own]


def _own(key: str, label: str) -> Column[Card]:
    def value(card: Card) -> Cell:
        found: Cell = card.deal.custom.get(key)
        return found

    return Column[Card](label, value)


def _cards(deals: Iterator[Deal], at: datetime, shown: Sequence[Mark], known: Known) -> Iterator[Card]:
    """The rows piece by piece; what they are marked with is known of one piece at a time."""
    while piece := list(islice(deals, PIECE)):
        for mark in shown:
            known[mark.key].clear()
            known[mark.key].update(mark.of([deal.id for deal in piece]))
        yield from as_cards(piece, at)

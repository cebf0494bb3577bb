"""From the yes to the signature: what is open, who holds it, since when, and how long it usually takes."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.deals.models import Deal
from polku.quotes.logic.signing import Agreed, Took, from_yes, of_kind
from polku.quotes.queries.signing import agreed
from polku.quotes.rules import QuotePermission
from polku.quotes.words import HANDOVER
from polku.ui import locale_formats


@dataclass(frozen=True)
class Row:
    """An agreed deal on which something is open."""

    deal: Deal
    days: int
    items: list[tuple[str, str, str, str]]


@require_safe
@login_required
def signing(request: Request) -> HttpResponse:
    """What stands between a yes and the work, the longest first; and the usual time."""
    request.actor.require(QuotePermission.SEE)
    found, deals = agreed(request.actor)
    now = timezone.now()
    waiting = sorted((one for one in found if one.open_items), key=lambda one: one.said_yes_at)
    took = [(_("From the yes until all is settled"), _took(from_yes(found)))]
    took += [(str(label), _took(of_kind(found, kind))) for kind, label in HANDOVER.items()]
    context = {"rows": [_row(one, deals[one.deal_id], now) for one in waiting], "took": took}
    return render(request, "quotes/signing.html", context)


def _row(one: Agreed, deal: Deal, now: datetime) -> Row:
    items = [
        (str(HANDOVER[item.kind]), item.text, item.holder, _days((now - item.at).days))
        for item in one.open_items
    ]
    return Row(deal, (now - one.said_yes_at).days, items)


def _took(found: Took) -> str:
    if found.days is None:
        return _("too few to say (%(n)s)") % {"n": found.n}
    days = locale_formats.number(found.days, 1)
    return _("%(days)s days in the middle (n %(n)s)") % {"days": days, "n": locale_formats.number(found.n)}


def _days(days: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": locale_formats.number(days)}

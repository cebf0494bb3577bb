"""The worklist of what is missing in open deals."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.journey.logic.gaps import GAPS, Gap
from polku.journey.queries.gaps import MOST, Looked, worklist
from polku.journey.rules import JourneyPermission
from polku.journey.web import showing
from polku.journey.web.forms import spoken
from polku.journey.words import GAP_LABELS, obstacle_labels
from polku.ui import locale_formats

SHOWN = 100


@require_safe
@login_required
def gaps(request: Request) -> HttpResponse:
    """Open deals in which something is missing on the buyer's side, each gap by its name."""
    request.actor.require(JourneyPermission.SEE)
    at = timezone.now()
    kind = request.GET.get("kind", "")
    kind = kind if kind in GAPS else ""
    mine = request.GET.get("whose", "mine" if request.actor.role == "seller" else "all") == "mine"
    found, counts = worklist(request.actor, at, mine=mine, kind=kind)
    labels = obstacle_labels()
    whose = "mine" if mine else "all"
    base = reverse("journey:gaps")
    context = {
        "rows": [
            (one, [(gap.kind, said_of(gap, one, labels, at)) for gap in one.gaps]) for one in found[:SHOWN]
        ],
        "count": len(found),
        "shown": SHOWN,
        "most": MOST,
        "kinds": [
            (GAP_LABELS[one], counts.get(one, 0), f"{base}?whose={whose}&kind={one}", one == kind)
            for one in GAPS
        ],
        "all_url": f"{base}?whose={whose}",
        "kind": kind,
        "whose": [
            (_("Mine"), f"{base}?whose=mine&kind={kind}", mine),
            (_("All"), f"{base}?whose=all&kind={kind}", not mine),
        ],
        "tabs": showing.tabs("gaps"),
    }
    return render(request, "journey/gaps.html", context)


def said_of(gap: Gap, looked: Looked, obstacles: dict[str, str], at: datetime) -> str:
    """A gap by its name, with what it is about."""
    label = str(GAP_LABELS[gap.kind])
    if gap.kind == "unanswered":
        return f"{label}: {', '.join(obstacles.get(one, one) for one in gap.about)}"
    if gap.kind == "no_material":
        words = {one.entry.key: one.entry.words.to(spoken()) for one in looked.known}
        return f"{label}: {', '.join(words.get(one, one) for one in gap.about)}"
    if gap.since is not None:
        return f"{label}, {locale_formats.ago(gap.since, now=at)}"
    return label

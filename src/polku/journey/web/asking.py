"""The buyer's link on a deal, and what buyers answered."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.access.request import Request
from polku.company.queries import company
from polku.contacts.models import Contact
from polku.deals.models import Deal
from polku.journey import actions
from polku.journey.actions import reach
from polku.journey.logic.asking import LEAST, Share
from polku.journey.queries import asking as queries
from polku.journey.queries import obstacles as said
from polku.journey.rules import JourneyPermission
from polku.journey.web import showing
from polku.journey.web.forms import LinkForm
from polku.journey.words import ABOUT_LABELS, AGAIN_LABELS, EASE_LABELS, GROUP_LABELS, KNEW_LABELS
from polku.kernel.errors import Invalid, NotFound, say
from polku.mail.queries import has_server
from polku.mail.words import NO_SERVER
from polku.proposals.rules import ProposalPermission
from polku.ui import locale_formats
from polku.ui.answers import UNPROCESSABLE, go

DAYS = 365


@require_http_methods(["GET", "POST"])
@login_required
def link(request: Request, deal_id: int) -> HttpResponse:
    """Ask the buyer how the selling goes: by mail, or by a link to be copied."""
    request.actor.require(JourneyPermission.ASK)
    rows = Deal.objects.visible_to(request.actor).reached_by(request.actor, JourneyPermission.ASK).current()
    deal = rows.filter(id=deal_id).select_related("customer").first()
    if deal is None:
        raise NotFound(reach.NO_DEAL)
    people = _people(deal, request)
    initial = {"to": people[0][0] if people else "", "language": company().language}
    form = LinkForm(request.POST or None, people=people, languages=settings.LANGUAGES, initial=initial)
    context = {"deal": deal, "form": form, "asked": queries.asked_in(deal.id, request.actor), "link": ""}
    if request.method == "POST" and form.is_valid():
        site = f"{request.scheme}://{request.get_host()}"
        try:
            done = actions.ask_buyer(
                deal.id, **form.cleaned_data, site=site, actor=request.actor, at=timezone.now()
            )
        except Invalid as error:
            form.add_error("to", say(error.message, _))
        else:
            if done.by_mail:
                return go(
                    request,
                    reverse("deals:deal", args=[deal.id]),
                    said=_("The link is on its way.") if has_server() else NO_SERVER,
                )
            return render(request, "journey/dialogs/link.html", context | {"link": done.link})
    return render(request, "journey/dialogs/link.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@login_required
def answers(request: Request) -> HttpResponse:
    """What buyers answered by how the deal stood, with n and interval; the newest words."""
    request.actor.require(JourneyPermission.SEE)
    at = timezone.now()
    since = at - timedelta(days=DAYS)
    told = [
        (
            GROUP_LABELS[one.outcome],
            one,
            [_said(share) for share in (one.replied, one.easy, one.knew, one.again)],
        )
        for one in queries.results(request.actor)
    ]
    newest = [
        (one, EASE_LABELS[one.ease], KNEW_LABELS[one.knew], AGAIN_LABELS[one.again])
        for one in queries.newest(request.actor)
    ]
    topics = [
        (ABOUT_LABELS.get(about, about), *counts)
        for about, *counts in said.feedback_counts(request.actor, since=since)
    ]
    may_note = request.actor.may(ProposalPermission.NOTE)
    context = {"told": told, "any": any(one[1].asked for one in told), "newest": newest, "topics": topics}
    context |= {"least": LEAST, "tabs": showing.tabs("answers"), "may_note": may_note}
    return render(
        request,
        "journey/answers.html",
        context | {"least": LEAST, "tabs": showing.tabs("answers"), "may_note": may_note},
    )


def _said(share: Share) -> tuple[str, str]:
    """A share and its interval; too few say so."""
    if share.share is None:
        return _("too few"), _("%(k)s of %(n)s") % {"k": share.k, "n": share.n}
    low, high = share.interval
    between = _("%(low)s to %(high)s") % {
        "low": locale_formats.percent(low),
        "high": locale_formats.percent(high),
    }
    return locale_formats.percent(share.share), between


def _people(deal: Deal, request: Request) -> list[tuple[str, str]]:
    """The people of the deal and of its customer who have an address, those of the deal first."""
    seen = Contact.objects.visible_to(request.actor).current().exclude(email="")
    own = list(seen.filter(id__in=deal.people.values("contact_id")).order_by("id")[:20])
    rest = (
        seen.filter(customer_id=deal.customer_id)
        .exclude(id__in=[one.id for one in own])
        .order_by("name", "id")
    )
    return [(one.email, f"{one}, {one.email}") for one in [*own, *rest[:20]]]

"""The customer's file: facts, people, consents, what later domains show, all that happened."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from polku.access.request import Request
from polku.contacts import words
from polku.contacts.queries import (
    contact as contact_of,
)
from polku.contacts.queries import (
    contacts_of,
    customer_history,
    duplicates,
    erasure_of,
    may_erase,
    may_export,
    standing_merges,
)
from polku.contacts.queries import (
    customer as customer_of,
)
from polku.contacts.rules import ContactPermission
from polku.contacts.web.shown import facts_of, may_change, people_of
from polku.ui import timeline as stream
from polku.ui.registry import customer_panels


@require_safe
@login_required
def customer(request: Request, customer_id: int) -> HttpResponse:
    """One customer with all that is known."""
    actor = request.actor
    found = customer_of(actor, customer_id)
    stands = found.voided_at is None and found.merged_into_id is None
    panels = customer_panels.for_actor(actor)
    context = {
        "customer": found,
        "stands": stands,
        **facts_of(found),
        "people": people_of(contacts_of([customer_id]).get(customer_id, [])),
        "likes": duplicates(found, actor=actor) if stands else [],
        "reasons": words.REASONS,
        "merges": standing_merges(customer_id),
        "left": [panel for panel in panels if panel.column == "left"],
        "right": [panel for panel in panels if panel.column != "left"],
        "timeline": stream.load(actor, customer_history(actor, customer_id), names_cases=True),
        "may": {
            "change": may_change(actor, found),
            "merge": actor.may(ContactPermission.MERGE),
            "export": may_export(actor),
            "erase": may_erase(actor) and found.merged_into_id is None,
        },
        "erasure": erasure_of(customer_id) if found.voided_at else None,
    }
    return render(request, "contacts/customer.html", context)


@require_safe
@login_required
def timeline(request: Request, customer_id: int) -> HttpResponse:
    """An earlier page of the timeline, or another group of it, as a fragment."""
    group, after = request.GET.get("group", "")[:40], request.GET.get("after", "")[:60]
    events = customer_history(request.actor, customer_id)
    shown = stream.load(request.actor, events, group=group, after=after, names_cases=True)
    context = {"timeline": shown, "url": reverse("contacts:timeline", args=[customer_id])}
    template = "ui/components/timeline_items.html" if after else "ui/components/timeline.html"
    return render(request, template, context)


@require_safe
@login_required
def contact(request: Request, contact_id: int) -> HttpResponse:
    """The way to a person: the customer's page, at that person."""
    found = contact_of(request.actor, contact_id)
    url = reverse("contacts:customer", args=[found.customer_id])
    return HttpResponseRedirect(f"{url}#contact-{contact_id}")

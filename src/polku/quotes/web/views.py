"""One quote: all of it on a page, and the acts on it as dialogs."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.access.logic import Actor
from polku.access.request import Request
from polku.eventlog.models import Event
from polku.files.queries import opened
from polku.files.serving import attachment
from polku.kernel.errors import Invalid, NotAllowed, Refused, say
from polku.mail.queries import has_server
from polku.mail.words import NO_SERVER
from polku.office.posted import posted
from polku.quotes import actions, following
from polku.quotes.actions.approving import why_approval
from polku.quotes.costing import usual_costs
from polku.quotes.logic.choosing import usual
from polku.quotes.logic.diff import difference
from polku.quotes.logic.states import State
from polku.quotes.models import Acceptance, Approval, Concession, Quote, QuoteLine, QuoteVersion
from polku.quotes.papering import drawn
from polku.quotes.queries import (
    current_version,
    lines_of,
    needs_of,
    negotiation_of,
    quote,
    version_of,
)
from polku.quotes.rules import QuotePermission, sees_worth
from polku.quotes.web import forms
from polku.quotes.web.inputs import read_minor
from polku.quotes.web.planning import shown_plan
from polku.quotes.web.showing import (
    agreed_part,
    decided_words,
    difference_words,
    facts_of,
    may,
    shown_lines,
    shown_sums,
)
from polku.quotes.words import REASONS, STATES, TERMS, payment_words
from polku.ui import locale_formats
from polku.ui import timeline as stream
from polku.ui.answers import go, refill


@require_safe
@login_required
def one(request: Request, quote_id: int) -> HttpResponse:
    """A quote with its lines, its negotiation and all that happened."""
    row = quote(quote_id, request.actor)
    version = _version(request, row)
    lines = lines_of(version)
    context = {
        "quote": row,
        "version": version,
        "versions": range(row.version, 0, -1),
        "state": STATES[row.state],
        "lines": shown_lines(row, version, lines, request.actor),
        "sums": shown_sums(row, version, request.actor),
        "needs": needs_of(version),
        "costs": usual_costs(row, version, lines),
        "terms": [(label, version.terms[key]) for key, label in TERMS.items() if version.terms.get(key)],
        "payment": payment_words(version.payment_terms, version.due_days),
        **_negotiated(row, request.actor),
        **_answered(row, version, lines),
        **_allowed(row, request.actor),
        "paper_url": f"{reverse('quotes:paper', args=[row.id])}?version={version.version}",
        "posted": posted(request.actor, ("quote", row.id), at=timezone.now()),
        "views": row.visits.filter(deed="view").count(),
        "link": request.build_absolute_uri(reverse("quotes:offer", args=[row.token])),
        "timeline": stream.load(request.actor, Event.objects.filter(subject_type="quote", subject_id=row.id)),
    }
    return render(request, "quotes/quote.html", context)


def _version(request: Request, row: Quote) -> QuoteVersion:
    """The version that is asked for; the newest where none is."""
    wanted = request.GET.get("version", "")
    return version_of(row, int(wanted) if wanted.isdecimal() and len(wanted) < 6 else row.version)


def _negotiated(row: Quote, actor: Actor) -> dict[str, object]:
    """What was planned, said and given on the way to the buyer's answer."""
    planned = negotiation_of(row.deal_id, actor)
    approvals = Approval.objects.filter(quote=row).select_related("asked_by", "decided_by")
    return {
        "plan": shown_plan(planned, row, actor) if planned else None,
        "comments": row.comments.select_related("by").order_by("id"),
        "concessions": row.concessions.order_by("id"),
        "sees_worth": sees_worth(actor),
        "approvals": approvals.order_by("-id"),
    }


def _answered(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine]) -> dict[str, object]:
    """What the buyer answered, and what came of it."""
    acceptance = Acceptance.objects.filter(quote=row).first()
    return {
        "acceptance": acceptance,
        "agreed": agreed_part(acceptance, version, lines),
        "followed": following.followed(row.id) if row.state == "accepted" else [],
        "decline": REASONS.get(row.decline_key, ""),
    }


def _allowed(row: Quote, actor: Actor) -> dict[str, object]:
    """What this person may do; a draft that needs a yes first is asked about, not sent."""
    rights = may(row, actor)
    found = why_approval(row, current_version(row)) if row.state == State.DRAFT else None
    why = _why_approval(row) if row.state == State.WAITING else say(found, _) if found else ""
    return {"may": rights | {"send": rights["send"] and not found}, "why_approval": why}


def _why_approval(row: Quote) -> str:
    """What the margin does not tell whoever approves it: costs that nobody knows, or that its author lowered."""
    version = current_version(row)
    found = actions.why_beyond_margin(row, version, lines_of(version))
    return say(found, _) if found else ""


def _to_decide(row: Quote, actor: Actor) -> str:
    """What is to be approved, and why it is asked for: nobody says yes to what they do not see."""
    version = current_version(row)
    asked = Approval.objects.filter(quote=row, decided_at=None).select_related("asked_by").first()
    why = ""
    if asked and asked.asked_by:
        moment = locale_formats.ago(asked.asked_at, now=timezone.now())
        why = _("%(name)s asked for approval %(at)s.") % {"name": asked.asked_by.name, "at": moment}
        why = f"{why} {asked.why}".strip()
    told = decided_words(row, version, lines_of(version), actor)
    return "\n".join(part for part in (*told, why, _why_approval(row)) if part)


@require_safe
@login_required
def timeline(request: Request, quote_id: int) -> HttpResponse:
    """An earlier page of the timeline, or another group of it, as a fragment."""
    row = quote(quote_id, request.actor)
    group, after = request.GET.get("group", "")[:40], request.GET.get("after", "")[:60]
    events = Event.objects.filter(subject_type="quote", subject_id=row.id)
    shown = stream.load(request.actor, events, group=group, after=after)
    template = "ui/components/timeline_items.html" if after else "ui/components/timeline.html"
    return render(request, template, {"timeline": shown, "url": reverse("quotes:timeline", args=[quote_id])})


@require_safe
@login_required
def comparison(request: Request, quote_id: int) -> HttpResponse:
    """What one version says otherwise than another, in words."""
    row = quote(quote_id, request.actor)
    told = [request.GET.get(name, "") for name in ("from", "to")]
    old, new = (int(one) if one.isdecimal() and len(one) < 6 else 0 for one in told)
    new = new or row.version
    before, after = version_of(row, old or max(new - 1, 1)), version_of(row, new)
    found = difference(facts_of(before, lines_of(before)), facts_of(after, lines_of(after)))
    context = {
        "quote": row,
        "before": before,
        "after": after,
        "versions": range(1, row.version + 1),
        "difference": difference_words(found, row),
    }
    return render(request, "quotes/comparison.html", context)


@require_safe
@login_required
def paper(request: Request, quote_id: int) -> HttpResponse | FileResponse:
    """A version as PDF: as it was sent, or as it would be sent now."""
    row = quote(quote_id, request.actor)
    version = _version(request, row)
    name = f"{row.number}-{version.version}.pdf"
    if version.paper is not None:
        return FileResponse(opened(version.paper), filename=name, content_type="application/pdf")
    content = drawn(row, version, lines_of(version), at=timezone.now())
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
@login_required
def evidence(request: Request, quote_id: int) -> FileResponse:
    """What shows that the buyer said yes: what was agreed, by whom, when, from where."""
    found = Acceptance.objects.filter(quote=quote(quote_id, request.actor)).select_related("evidence").first()
    if found is None or found.evidence is None:
        raise Http404
    return attachment(found.evidence)


@require_http_methods(["GET", "POST"])
@login_required
def sending(request: Request, quote_id: int) -> HttpResponse:
    """Send it."""
    row = _of(request, quote_id, QuotePermission.SEND)
    start = {"to": row.contact.email if row.contact else ""}
    form = forms.SendForm(request.POST or None, initial=start)
    site = f"{request.scheme}://{request.get_host()}"

    def deed() -> str:
        data = form.cleaned_data
        done = actions.send(row.id, **data, site=site, actor=request.actor, at=timezone.now())
        if not done.by_mail:
            return _("The quote is out: hand over its link.")
        if done.mail == "waiting":
            return _("It is not mailed: no mail server is set up. Hand over its link.")
        return _("The quote is on its way.")

    more = {} if has_server() else {"intro": NO_SERVER}
    return _dialog(request, row, form, deed, _("Send the quote"), _("Send"), more)


@require_http_methods(["GET", "POST"])
@login_required
def submission(request: Request, quote_id: int) -> HttpResponse:
    """Say that the draft is ready, or ask for approval."""
    row = _of(request, quote_id, QuotePermission.WRITE)
    form = forms.SubmitForm(request.POST or None if request.method == "GET" else request.POST)

    def deed() -> str:
        done = actions.submit(row.id, **form.cleaned_data, actor=request.actor, at=timezone.now())
        return (
            _("It waits for approval.") if done.state == "waiting" else _("It keeps the margin: it may go.")
        )

    return _dialog(request, row, form, deed, _("Ask for approval"), _("Ask"), {"intro": _why_approval(row)})


@require_http_methods(["GET", "POST"])
@login_required
def decision(request: Request, quote_id: int) -> HttpResponse:
    """Approve it, or give it back."""
    row = _of(request, quote_id, QuotePermission.APPROVE)
    form = forms.DecideForm(request.POST if request.method == "POST" else None)
    yes = request.POST.get("approved") != "0"

    def deed() -> str:
        actions.decide(row.id, approved=yes, **form.cleaned_data, actor=request.actor, at=timezone.now())
        return _("Approved.") if yes else _("Given back.")

    second = {"label": _("Give back"), "name": "approved", "value": "0"}
    more = {"second": second, "intro": _to_decide(row, request.actor)}
    return _dialog(request, row, form, deed, _("Approve the quote"), _("Approve"), more)


@require_http_methods(["GET", "POST"])
@login_required
def acceptance(request: Request, quote_id: int) -> HttpResponse:
    """Write down that they said yes."""
    row = _of(request, quote_id, QuotePermission.SEND)
    lines = lines_of(current_version(row))
    open_ = [one for one in lines if one.optional or one.group]
    choices = [(str(one.position), one.description.partition("\n")[0]) for one in open_]
    start = {"name": row.contact.name if row.contact else "", "options": sorted(usual(open_))}
    form = forms.AcceptForm(request.POST or None, lines=choices, initial=start)

    def deed() -> str:
        data = form.cleaned_data
        options = data.get("options") if choices else None
        actions.accept(row.id, name=data["name"], options=options, actor=request.actor, at=timezone.now())
        return _("Agreed: the order is placed.")

    return _dialog(request, row, form, deed, _("They said yes"), _("Write it down"))


@require_http_methods(["GET", "POST"])
@login_required
def refusal(request: Request, quote_id: int) -> HttpResponse:
    """Write down that they said no."""
    row = _of(request, quote_id, QuotePermission.SEND)
    form = forms.DeclineForm(request.POST or None)

    def deed() -> str:
        actions.decline(row.id, **form.cleaned_data, actor=request.actor, at=timezone.now())
        return _("Written down.")

    return _dialog(request, row, form, deed, _("They said no"), _("Write it down"))


@require_POST
@login_required
def withdrawal(request: Request, quote_id: int) -> HttpResponse:
    """Take it back."""
    actions.withdraw(quote_id, actor=request.actor, at=timezone.now())
    return go(request, reverse("quotes:quote", args=[quote_id]), said=_("The quote is withdrawn."))


@require_POST
@login_required
def comments(request: Request, quote_id: int) -> HttpResponse:
    """Write beside it, among colleagues or to the buyer."""
    url = reverse("quotes:quote", args=[quote_id])
    actions.comment(
        quote_id,
        text=request.POST.get("text", ""),
        internal=request.POST.get("to") != "buyer",
        actor=request.actor,
        at=timezone.now(),
    )
    return go(request, f"{url}#said", said=_("Written."))


@require_http_methods(["GET", "POST"])
@login_required
def concession(request: Request, quote_id: int) -> HttpResponse:
    """Note what they ask for."""
    row = _of(request, quote_id, QuotePermission.WRITE)
    form = forms.ConcessionForm(request.POST or None)

    def deed() -> str:
        worth = _minor(form.cleaned_data["worth"], row)
        asked = form.cleaned_data["asked"]
        actions.ask_concession(row.id, asked=asked, worth_minor=worth, actor=request.actor, at=timezone.now())
        return _("Noted.")

    return _dialog(request, row, form, deed, _("What do they ask for?"), _("Note it"))


@require_http_methods(["GET", "POST"])
@login_required
def concession_answer(request: Request, quote_id: int, concession_id: int) -> HttpResponse:
    """Say what was given, and what came in return."""
    row = _of(request, quote_id, QuotePermission.WRITE)
    wish = Concession.objects.filter(quote=row, id=concession_id).first()
    form = forms.ConcessionAnswerForm(request.POST if request.method == "POST" else None)

    def deed() -> str:
        data = form.cleaned_data | {"worth_minor": _minor(form.cleaned_data["worth"], row)}
        data.pop("worth")
        actions.answer_concession(concession_id, **data, actor=request.actor, at=timezone.now())
        return _("Noted.")

    plan = negotiation_of(row.deal_id, request.actor)
    trades = [f"– {one.text}" for one in plan.plan.tradeables] if plan else []
    told = [wish.asked if wish else "", *([_("What can we trade?"), *trades] if trades else [])]
    intro = {"intro": "\n".join(told)}
    return _dialog(request, row, form, deed, _("What do we answer?"), _("Note it"), intro)


def _minor(text: str, row: Quote) -> int | None:
    return read_minor(text, row.currency, "worth") if text.strip() else None


def _of(request: Request, quote_id: int, permission: QuotePermission) -> Quote:
    row = quote(quote_id, request.actor)
    request.actor.require(permission)
    return row


def _dialog(
    request: Request,
    row: Quote,
    form: Form,
    deed: Callable[[], str],
    title: str,
    act: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """A dialog over the quote: show its form, do its deed, say what was done or what is wrong."""
    context = {"quote": row, "form": form, "title": title, "act": act, "here": request.path} | (more or {})
    if request.method == "GET":
        return render(request, "quotes/dialog.html", context)
    if form.is_valid():
        try:
            return go(request, reverse("quotes:quote", args=[row.id]), said=deed())
        except Invalid as error:
            for name, messages in error.errors.items():
                form.add_error(name if name in form.fields else None, messages[0])
        except (NotAllowed, Refused) as error:
            form.add_error(None, say(error.message, _))
    return refill(request, "quotes/dialog.html", context)
